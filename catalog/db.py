"""Engine, typed base class and the conventions that every table follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, CheckConstraint, Engine, MetaData, String, Table, Text, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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


def make_engine(url: str) -> Engine:
    """Engine for SQLite or PostgreSQL.

    On SQLite the driver's own transaction handling is switched off and BEGIN is emitted by us, so
    that savepoints work; foreign keys are enforced and writers wait instead of failing at once. On PostgreSQL
    `prepare_threshold=none` in the address prepares no statement, for a pooler that hands connections around.
    """
    address, reach = make_url(url), dict[str, Any]()
    if address.query.get("prepare_threshold") == "none":
        address, reach = address.difference_update_query(["prepare_threshold"]), {"prepare_threshold": None}
    # Ready connections for whoever is answered at once, more for a rush of short requests (web/turns.py).
    pool = {} if url.startswith("sqlite") else {"pool_size": 10, "max_overflow": 30, "pool_timeout": 10}
    engine = create_engine(address, connect_args=reach, **pool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA busy_timeout = 30000")
            connection.execute("PRAGMA journal_mode = WAL")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def for_writing(engine: Engine) -> Engine:
    """The same connections for transactions that write.

    On SQLite such a transaction queues at its beginning: one that has read may not write any more, however
    long it waits, once another has written in between.
    """
    return engine.execution_options(writes=True)
