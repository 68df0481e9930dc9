"""Statements that took long: a log line and a count for each, and the last ones kept for the page of operations.

What was bound to a statement is never read: it may be somebody's text. The time is that until the database has the
answer ready; SQLite finds rows only while they are read, so there the time for a long list is not all in it.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from catalog.people import now
from web.measures import SLOW_QUERIES, request_id
from web.settings import Settings
from web.state import State

KEPT = 20
LONGEST = 2000
"""Characters of a statement that are kept."""
PLACE = r"(?:\?|%\(\w+\)s(?:::\w+)?)"
MANY_PLACES = re.compile(rf"({PLACE})(?:, {PLACE}){{3,}}")
"""A list of places for values, which says no more than its first; as the dialects of both databases write them."""
log = logging.getLogger("hwaksan.queries")


@dataclass(frozen=True, slots=True)
class SlowQuery:
    """One statement without its values; `request` is the id of the request that waited for it, if any did."""

    at: dt.datetime
    milliseconds: int
    statement: str
    request: str | None


def init_app(app: Flask, settings: Settings) -> None:
    """Watches the engines of the app's state, by which it reads and by which it writes."""
    state: State = app.extensions["hwaksan"]
    kept = watch(state.engine, settings.slow_query_ms)
    app.extensions["hwaksan_slow_queries"] = watch(state.writer, settings.slow_query_ms, kept)


def watch(engine: Engine, threshold: int, kept: deque[SlowQuery] | None = None) -> deque[SlowQuery]:
    """From now on notes what takes `threshold` milliseconds or more; gives where the last ones stand (in `kept`)."""
    kept = deque(maxlen=KEPT) if kept is None else kept

    def begin(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context is not None:
            context.begun = time.perf_counter()

    def end(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        begun = getattr(context, "begun", None)
        if begun is None:
            return
        took = round(1000 * (time.perf_counter() - begun))
        if took >= threshold:
            told = MANY_PLACES.sub(r"\1, …", " ".join(statement.split()))[:LONGEST]
            kept.append(SlowQuery(now(), took, told, request_id()))
            SLOW_QUERIES.inc()
            log.warning("slow query", extra={"milliseconds": took, "statement": told})

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    return kept
