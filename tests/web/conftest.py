"""The application on a seeded database, with a hand-made matcher."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from matcher.documents import read_catalogue
from tests.web.stub_matcher import StubMatcher
from web import create_app
from web.security import limiter
from web.settings import Settings
from web.state import State

TRANSLATIONS = Path(__file__).parents[2] / "web" / "translations"
PROBLEM = "마을에 버스가 하루 두 번뿐이라 병원에 가기 어렵습니다."


@pytest.fixture(scope="session")
def compiled_translations() -> None:
    """English messages compiled from the current catalogue of messages."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))


@pytest.fixture(scope="session")
def app(seeded_database_url: str, compiled_translations: None) -> Iterator[Flask]:
    """The application as it is served, answering from the stub matcher."""
    yield from served(seeded_database_url)


@pytest.fixture(scope="session")
def writable_app(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The same on a database of its own, for tests that save something."""
    yield from served(copied())


def served(database_url: str) -> Iterator[Flask]:
    """The application on a database, with the stub in the matcher's place."""
    settings = Settings(database_url=database_url, rate_limit="10000 per minute")
    state = State(settings)
    with state.sessions() as opened:
        stub = StubMatcher(read_catalogue(opened))
    state.matcher = lambda: stub  # type: ignore[method-assign, assignment, return-value]
    state._matcher = stub  # type: ignore[assignment]
    yield create_app(settings, state)
    state.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript and without cookies."""
    limiter.reset()
    return app.test_client()


@pytest.fixture
def token(client: FlaskClient) -> Callable[[], str]:
    """The form token that the home page carries."""

    def read() -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
        assert found is not None
        return found[1]

    return read
