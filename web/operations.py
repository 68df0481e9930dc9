"""The page of operations: how the server, its database and its upkeep stand, for those who answer for the office."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from sqlalchemy import text
from sqlalchemy.orm import Session

from catalog import migrate, upkeep
from catalog.people import OFFICE, now
from catalog.retention import expired
from catalog.revisions import current_version
from catalog.vectors import known_texts
from web.access import managing
from web.language import current
from web.measures import totals
from web.retention import NAMES, clock_doubt
from web.standing import mail_queue
from web.state import State, session, state

SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
"""Bytes of the database, by kind."""

blueprint = Blueprint("operations", __name__, url_prefix="/office/operations")


@dataclass(frozen=True, slots=True)
class Database:
    """The database as this worker meets it: kind, bytes, revisions of its schema, milliseconds of one question."""

    kind: str
    size: int
    revision: str | None
    newest: str | None
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Index:
    """What this worker answers from: catalogue version, model, its passages and those without a stored vector."""

    version: str
    model: str
    passages: int
    lacking: int


@blueprint.get("")
@managing(OFFICE)
def show() -> str:
    """Everything at one glance; counts of the server, and what this worker alone knows."""
    doubt = clock_doubt(session())
    return render_template(
        "office/operations.html", clock_doubt=doubt and (doubt.ko, doubt.en)[current() == "en"],
        database=database(session()), index=index(session(), state()),
        catalogue=current_version(session()), totals=totals(), mails=mail_queue(session()),
        mail_server=bool(state().settings.mail_url), backup=upkeep.last(session(), "backup"),
        retention=upkeep.last(session(), "retention"), due=_named(expired(session(), state().settings.keep, now())),
        slow=list(reversed(current_app.extensions["hwaksan_slow_queries"])), threshold=state().settings.slow_query_ms)


def database(session: Session) -> Database:
    """What the database says of itself."""
    kind = session.get_bind().dialect.name
    begun = time.perf_counter()
    session.execute(text("SELECT 1"))
    took = 1000 * (time.perf_counter() - begun)
    size = session.scalar(text(SIZES[kind])) or 0
    standing, newest = migrate.revisions(session.connection())
    return Database(kind, size, standing, newest, took)


def index(session: Session, state: State) -> Index | None:
    """What the worker has loaded; None while the model is being loaded.

    A worker whose index lies in the database holds no passages, so they are read for this.
    """
    matcher = state.loaded()
    if matcher is None:
        return None
    from matcher.documents import read_catalogue
    from matcher.vectors import passage_hash

    fingerprint = state.encoder().fingerprint
    passages = matcher.catalogue.passages or read_catalogue(session).passages
    lacking = {passage_hash(passage) for passage in passages} - known_texts(session, fingerprint)
    return Index(matcher.catalogue.version, fingerprint, len(passages), len(lacking))


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {NAMES[matter][current() == "en"]: count for matter, count in counts.items()}
