"""A database to write in with a coach, a learner, another municipality and the office, and their people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from catalog.accounts import Notice, Organisation
from tests.web.people import TOKEN, a_person, quick_hashes, signed_in_client
from tests.web.stub_matcher import stubbed
from web import create_app
from web.security import limiter
from web.settings import Settings
from web.state import State

COACH, LEARNER, OTHER = "41430", "48720", "47760"
RUN = "clean-road"
"""What the coach operates by the seeds."""
WHO: dict[str | None, str] = {COACH: "coach", LEARNER: "learner", OTHER: "other", None: "office"}


@dataclass
class Ground:
    """The application and browsers in which people are signed in."""

    app: Flask
    state: State
    signed: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, who: str = "") -> FlaskClient:
        """A browser of nobody, or one in which the person of coach, learner, other or office is signed in."""
        if who not in self.signed:
            limiter.reset()
            self.signed[who] = signed_in_client(self.app, f"{who}@example.org") if who else self.app.test_client()
        return self.signed[who]

    def notices(self, path: str) -> dict[str, int]:
        """How many notices lead to a page, by organisation."""
        with self.state.sessions() as session:
            rows = session.execute(
                select(Organisation.municipality_code, func.count()).where(Notice.path == path)
                .join(Notice, Notice.organisation_id == Organisation.id).group_by(Organisation.municipality_code)).all()
        return {WHO[code]: count for code, count in rows}


@pytest.fixture(scope="module")
def ground(copied: Callable[[], str], compiled_translations: None) -> Iterator[Ground]:
    """The application over a copy of the seeded database."""
    yield from a_ground(copied())


def a_ground(database_url: str, **over: Any) -> Iterator[Ground]:
    """The application over a database that may be written in, with its people."""
    settings = Settings(database_url=database_url, rate_limit="10000 per minute", **over)
    state = stubbed(settings)
    app = create_app(settings, state)
    quick_hashes(app)
    for code, who in WHO.items():
        a_person(app, f"{who}@example.org", "municipality" if code else "programme-office", code or "",
                 second_factor=not code)
    yield Ground(app, state)
    state.engine.dispose()


def post(client: FlaskClient, page: str, to: str = "", **fields: object) -> TestResponse:
    """Sends the form of a page, to itself or elsewhere, with the token that stands in it."""
    found = TOKEN.search(client.get(page).text)
    assert found is not None, page
    return client.post(to or page, data={"csrf_token": found[1], **fields})
