"""Engine, typed base class and the conventions that every table follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table: named constraints on both databases, lists stored as JSON."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        list[str]: JSON, list[int]: JSON, dict[str, Any]: JSON, dict[str, int]: JSON, dict[str, list[int]]: JSON,
        dict[str, list[str]]: JSON,
        str: Text(),
    }


class Fact:
    """Mixin of a fact that comes from the seeds or from a submission.

    `seed_digest` is the digest of the row as the seeds last wrote it: a row whose values no longer
    match it was edited since, and loading leaves it alone. Withdrawn rows are kept, never deleted.
    """

    origin: Mapped[str] = mapped_column(String(16), default="seed")
    seed_digest: Mapped[str | None] = mapped_column(String(64))
    withdrawn_on: Mapped[dt.date | None]


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    return cast(Table, model.__table__)


@cache
def key_of(model: type[Base]) -> list[str]:
    """Names of the primary key's columns, in order."""
    return [column.name for column in table_of(model).primary_key]


MARKS = ("origin", "seed_digest", "withdrawn_on")
"""The columns of Fact, which loading keeps; a row that loading withdrew has no seed_digest."""


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Named check that `column` holds one of `values` (or nothing, where it may be null)."""
    allowed = tuple(values)
    listing = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(
        f"{column} IN ({listing})", name=f"{column}_known", info={"column": column, "allowed": allowed}
    )


def given(column: str) -> CheckConstraint:
    """Named check that a text column is not empty: a fact without its source is no fact."""
    return CheckConstraint(f"{column} <> ''", name=f"{column}_given", info={"column": column})


REACH: dict[str, Any] = {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""How long PostgreSQL may keep silent (seconds, seconds, milliseconds) before a request is told that it is away."""


def make_engine(url: str, most: int = 30) -> Engine:
    """Engine for SQLite or PostgreSQL, with at most so many connections to the latter.

    On SQLite the driver's own transaction handling is switched off and BEGIN is emitted by us, so
    that savepoints work; foreign keys are enforced and writers wait instead of failing at once. A connection
    to PostgreSQL is tried before it is used, so that none outlives a restart of the database; there
    `prepare_threshold=none` in the address prepares no statement, for a pooler that hands connections around.
    """
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        engine = create_engine(address, hide_parameters=True)  # errors are logged; passwords and problems are not
    else:
        reach = dict(REACH)
        if address.query.get("prepare_threshold") == "none":
            address = address.difference_update_query(["prepare_threshold"])
            reach["prepare_threshold"] = None
        # Ready connections for whoever is answered at once, more for a rush of short requests (web/turns.py).
        engine = create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=reach, pool_size=10,
                               max_overflow=most - 10, pool_timeout=10)
    event.listen(engine, "handle_error", note_lost_commit)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA busy_timeout = 30000")
            connection.execute("PRAGMA journal_mode = WAL")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            patience = connection.get_execution_options().get("writes")
            if patience:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * patience}")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if patience else "BEGIN")

    return engine


class HoldingSession(Session):
    """A session that holds its rows while it is closed.

    CPython 3.11 ends with a segmentation fault, at some later search for garbage, when rows are detached that only a
    cycle still refers to, and a template with a macro makes such a cycle of all that it was given.
    """

    def close(self) -> None:
        """As every session, once nothing of it is garbage."""
        rows = self.identity_map.values()
        super().close()
        del rows


PATIENCE, LONG_PATIENCE = 30, 600
"""Seconds that a writer waits for the others on SQLite: for somebody who looks on, and for a whole import."""


def for_writing(engine: Engine, patience: int = PATIENCE) -> Engine:
    """The same connections for transactions that write.

    On SQLite such a transaction queues at its beginning: one that has read may not write any more, however
    long it waits, once another has written in between.
    """
    return engine.execution_options(writes=patience)


ALONE = 0x4857414B
"""Key of the lock for what one process at a time may do to a whole PostgreSQL database ("HWAK")."""


def alone(connection: Connection) -> None:
    """Waits for whoever migrates or loads the same database, and keeps others waiting until the transaction ends.

    On SQLite transactions for writing queue anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(ALONE)))


IN_DOUBT = "the connection was lost while it committed"


def note_lost_commit(context: ExceptionContext) -> None:
    """Marks an error after which nobody knows whether the transaction was kept: it came with the commit itself."""
    lost = context.is_disconnect and context.connection is not None and context.statement is None
    if lost and not context.is_pre_ping and isinstance(context.sqlalchemy_exception, DBAPIError):
        context.sqlalchemy_exception.add_detail(IN_DOUBT)
