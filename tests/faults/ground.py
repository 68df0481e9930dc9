"""What the trials on coaching work on: the project's seeds, one coach with an offering, and learners with accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from catalog import offerings
from catalog.municipalities import Municipality
from catalog.offering_terms import Terms
from catalog.solutions import Solution
from tests.web.people import PASSWORD, a_person, quick_hashes
from web import create_app
from web.settings import Settings
from web.state import State

COACH, RUN = "41430", "clean-road"
"""A municipality and what it operates by the seeds."""
COACH_EMAIL = "coach@example.org"
TERMS = Terms(("visit",), ("ko",), dt.date(2026, 1, 1), dt.date(2099, 12, 31), "교통과", dt.date(2026, 1, 1), "교통과")

__all__ = ["COACH", "COACH_EMAIL", "PASSWORD", "Ground", "learner_email", "prepared"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A database with people in it: its address, an offering and its capacity, the learners."""

    url: str
    offering: int
    capacity: int
    learners: tuple[str, ...]


def learner_email(code: str) -> str:
    """The address of a learner's person."""
    return f"learner-{code}@example.org"


def prepared(url: str, capacity: int, learners: int, seeded: bool = False) -> Ground:
    """Fills a database, with the seeds unless they are in it already; passwords cost little, so that sign-ins do."""
    state = State(Settings(database_url=url))
    if not seeded:
        state.initialise()
    app = create_app(state.settings, state)
    quick_hashes(app)
    with state.writing.begin() as session:
        coach = session.get_one(Municipality, COACH)
        number = offerings.offer(session, coach, session.get_one(Solution, RUN), TERMS, capacity).id
        codes = tuple(session.scalars(
            select(Municipality.code).where(Municipality.code != COACH, Municipality.valid_until.is_(None),
                                            Municipality.population.is_not(None)).limit(learners)))
    a_person(app, COACH_EMAIL, code=COACH)
    for code in codes:
        a_person(app, learner_email(code), code=code)
    state.engine.dispose()
    return Ground(url, number, capacity, codes)
