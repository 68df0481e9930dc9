"""The schemas of indexes in a database: one for each recipe that ever wrote there, and the dropping of old ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, select, table, text

NAME = re.compile(r"hwaksan_index_[0-9a-f]{8}")
PATIENCE = "10s"
"""How long dropping waits for whoever reads, with everybody else waiting behind it."""


@dataclass(frozen=True, slots=True)
class IndexSchema:
    """One of them: bytes on the disk, the catalogue version of its rows, and when they were last learned.

    Version and time are None where its tables are not whole.
    """

    name: str
    size: int
    version: str | None
    made_at: dt.datetime | None


def index_schemas(connection: Connection) -> list[IndexSchema]:
    """All of them, the one learned last first."""
    sizes = connection.execute(text(
        "SELECT nspname, coalesce(sum(pg_total_relation_size(own.oid)), 0)::bigint FROM pg_namespace AS schema"
        " LEFT JOIN pg_class AS own ON own.relnamespace = schema.oid AND own.relkind = 'r' GROUP BY nspname")).all()
    found = []
    for name, size in sizes:
        if not NAME.fullmatch(name):
            continue
        state = None
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"{name}.index_state"}):
            own = table("index_state", column("version"), column("made_at"), schema=name)
            state = connection.execute(select(own)).first()
        found.append(IndexSchema(name, size, state.version if state else None, state.made_at if state else None))
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda schema: (schema.made_at or never, schema.name), reverse=True)


def unused(schemas: Sequence[IndexSchema], own: str, also_previous: bool = False) -> list[IndexSchema]:
    """Those that neither this version of the software (`own` is its schema) nor the one before needs.

    The one before is taken to be the one learned last among the others; with `also_previous` it is not kept.
    """
    others = [schema for schema in schemas if schema.name != own]
    return others if also_previous else others[1:]


def drop(connection: Connection, schemas: Sequence[IndexSchema]) -> None:
    """Drops them with their tables."""
    connection.execute(text("SELECT set_config('lock_timeout', :patience, true)"), {"patience": PATIENCE})
    for schema in schemas:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema.name} CASCADE"))
