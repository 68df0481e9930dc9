"""What is unsafe about the database of a service that goes live: the way to it, the role, and what stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from catalog import migrate, upkeep
from catalog.accounts import Account, Organisation
from catalog.people import aware, now
from catalog.troubles import trouble
from web.key_commands import under_older_keys
from web.production import Finding, is_this_machine, unsafe, worth_knowing
from web.state import State

OLDEST_BACKUP = dt.timedelta(hours=26)
"""A nightly one is never older, give or take its own time."""
ENCRYPTED = ("require", "verify-ca", "verify-full")
"""Modes of libpq that go on without encryption never."""
MAY_DO = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    FROM pg_roles WHERE rolname = current_user
"""
OWNS = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND pg_has_role(relowner, 'MEMBER')
    AND nspname NOT LIKE 'hwaksan\\_index\\_%' AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""


def of_database(state: State) -> Iterator[Finding]:
    """What one connection of the service's own tells; where there is none, that."""
    try:
        with state.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                yield from _line(connection.connection.driver_connection)
                yield from _role(connection)
            standing, newest = migrate.revisions(connection)
        if standing != newest:
            yield unsafe("migrations")
            return
        with state.sessions() as session:
            yield from _content(session, state)
    except SQLAlchemyError as error:
        found = trouble(error)
        if found is None:
            raise
        yield Finding("database", True, found.ko, found.en)


def _line(driver: Any) -> Iterator[Finding]:
    """Whether the line is encrypted, and whether it could have been anything else."""
    if is_this_machine(driver.info.hostaddr or driver.info.host):
        return
    mode = driver.info.get_parameters().get("sslmode", "prefer")
    if not driver.pgconn.ssl_in_use or mode not in ENCRYPTED:
        yield unsafe("database-line")
    elif mode != "verify-full":
        yield worth_knowing("database-server", mode=mode)


def _role(connection: Connection) -> Iterator[Finding]:
    """Whether the service's role may do what it never does."""
    if connection.scalar(text(MAY_DO)):
        yield unsafe("database-rights")
    elif tables := connection.scalar(text(OWNS)):
        yield unsafe("database-owner", tables=tables)


def _content(session: Session, state: State) -> Iterator[Finding]:
    backup = upkeep.last(session, "backup")
    if backup is None or now() - aware(backup.done_at) > OLDEST_BACKUP:
        yield unsafe("backup")
    accounts = session.scalar(select(func.count()).select_from(Account).join(
        Organisation, Organisation.id == Account.organisation_id).where(Organisation.is_example))
    if accounts:
        yield unsafe("examples", accounts=accounts)
    if count := len(under_older_keys(session, state.settings)):
        yield worth_knowing("older-keys", count=count)
