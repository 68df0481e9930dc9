"""Whether something was written since one last looked, told by the database itself."""

from __future__ import annotations

import sqlite3
from typing import Protocol

from sqlalchemy import Engine, text


class Commits(Protocol):
    """Counts the transactions of a database that wrote and were committed."""

    def number(self) -> int:
        """A number that another such transaction changes."""
        ...


class OfSqlite:
    """By what SQLite tells a connection of the writes of the others."""

    def __init__(self, file: str) -> None:
        self._reader = sqlite3.connect(file, check_same_thread=False)

    def number(self) -> int:
        """It changes with every commit of another connection."""
        return int(self._reader.execute("PRAGMA data_version").fetchone()[0])


class OfPostgresql:
    """By the numbers that PostgreSQL gives to transactions, and to none that only reads."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self._next, self._committed = engine, 0, 0

    def number(self) -> int:
        """How many were committed since the first call; with autovacuum on, its own among them."""
        with self.engine.connect() as connection:
            upcoming = int(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) or 0)
            self._committed += int(connection.scalar(
                text("SELECT count(*) FROM generate_series(CAST(:first AS bigint), :last) AS number"
                     " WHERE pg_xact_status(number::text::xid8) = 'committed'"),
                {"first": self._next or upcoming, "last": upcoming - 1}) or 0)
        self._next = upcoming
        return self._committed


def commits_of(engine: Engine) -> Commits:
    """What counts for this database."""
    return OfSqlite(str(engine.url.database)) if engine.dialect.name == "sqlite" else OfPostgresql(engine)
