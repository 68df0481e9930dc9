"""A demonstration opens example accounts to whoever looks; nothing of it opens anywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from catalog import people
from catalog.coaching import Offering
from catalog.engagements import CoachingRequest
from tests.web.people import a_person, a_site, quick_hashes, sign_in, state_of, token
from web import create_app
from web.examples import EXAMPLES, make_examples
from web.security import limiter
from web.settings import Settings
from web.state import State

WORD = "example-3f9a2c10"


@pytest.fixture(scope="module")
def demo(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The demonstration, in a database where somebody real stands for one of its municipalities."""
    with a_site(copied(), example_password=WORD) as app:
        a_person(app, "real@example.org", code="52710")
        make_examples(app)
        make_examples(app)
        yield app


def test_a_newcomer_gets_in(demo: Flask) -> None:
    client = demo.test_client()
    page = client.get("/account/sign-in").text
    assert WORD in page and "official@example.org" in page and "예시 운영기관" in page
    assert sign_in(client, "official@example.org", WORD).headers["Location"] == "/"
    assert "예시" in client.get("/account/people").text


def test_the_second_factor_locks_no_newcomer_out(demo: Flask) -> None:
    client = demo.test_client()
    path = sign_in(client, "office@example.org", WORD).headers["Location"]
    code = re.search(r"지금 인증번호: (\d{6})", client.get(path).text)
    assert code is not None
    assert client.post(path, data={"csrf_token": token(client, path), "code": code[1]}).status_code == 302
    assert client.get("/office/claims").status_code == 200


def test_a_newcomer_finds_a_request_to_answer(
    seeded_database_url: str, copied: Callable[[], str], compiled_translations: None
) -> None:
    """Labelled offerings with a request that waits; made once, in the demonstration's own database."""
    address = copied()
    settings = Settings(database_url=seeded_database_url, demonstration_url=address).demonstration()
    assert settings.demo and settings.database_url == address and settings.example_password
    state = State(settings)
    app = create_app(settings, state)
    quick_hashes(app)
    limiter.reset()
    make_examples(app)
    make_examples(app)
    client = app.test_client()
    assert "시연 화면입니다" in client.get("/").text
    sign_in(client, "coach@example.org", settings.example_password)
    inbox = client.get("/coaching").text
    assert "답할 것 1건" in inbox and "합천군" in inbox
    with state.sessions() as session:
        made = session.scalars(select(Offering)).all()
        assert {one.contact for one in made} == {"예시 부서(시연용)"} and len(made) == 2
        assert len(session.scalars(select(CoachingRequest)).all()) == 1
    state.engine.dispose()


def test_mails_are_shown(demo: Flask) -> None:
    client = demo.test_client()
    client.post("/account/reset", data={"csrf_token": token(client), "email": "real@example.org"})
    assert "real@example.org" in client.get("/dev/mail").text


def test_no_example_takes_the_place_of_somebody_real(demo: Flask) -> None:
    with state_of(demo).sessions() as session:
        assert people.by_email(session, "coach@example.org") is None
        assert not people.organisation_of(session, "52710").is_example


def test_examples_open_nothing_outside_a_demonstration(demo: Flask) -> None:
    settings = replace(state_of(demo).settings, example_password=None)
    state = State(settings)
    served = create_app(settings, state)
    client = served.test_client()
    assert "시연 화면입니다" not in client.get("/").text
    assert WORD not in client.get("/account/sign-in").text
    assert all("맞지 않습니다" in sign_in(client, email, WORD).text for email, *_rest in EXAMPLES)
    assert client.get("/dev/mail").status_code == 404
    state.engine.dispose()
