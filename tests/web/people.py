"""People who sign in, for tests: made in the database, signed in through the real form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from werkzeug.test import TestResponse

from catalog import people
from catalog.municipalities import Municipality
from web import create_app
from web.person import Person
from web.security import limiter
from web.settings import Settings
from web.state import State

PASSWORD = "quiet-harbour-lantern"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@contextmanager
def a_site(database_url: str, **settings: Any) -> Iterator[Flask]:
    """The application on a database in which people may sign in; nobody's attempts are counted yet."""
    chosen = Settings(database_url=database_url, **settings)
    state = State(chosen)
    app = create_app(chosen, state)
    quick_hashes(app)
    limiter.reset()
    yield app
    state.engine.dispose()


@cache
def hashed(app: Flask) -> str:
    """One hash for all: making it is meant to be slow."""
    with app.test_request_context():
        return str(hash_password(PASSWORD))


def quick_hashes(app: Flask) -> None:
    """The same hash with less work, so that signing in hundreds of times takes no minutes."""
    app.extensions["security"].pwd_context.update(argon2__memory_cost=64, argon2__time_cost=1)


def state_of(app: Flask) -> State:
    """The state behind an app."""
    found: State = app.extensions["hwaksan"]
    return found


def a_person(
    app: Flask, email: str, kind: str | None = "municipality", code: str = "48890", second_factor: bool = False,
    invites: bool = True, name: str = "김담당", is_example: bool = False,
) -> int:
    """A confirmed person in an organisation of the kind (None: in none); returns the number of the account."""
    with state_of(app).writing.begin() as session:
        organisation = None
        if kind == "municipality":
            organisation = people.organisation_of(session, code) or people.make_organisation(
                session, kind, "", "", session.get_one(Municipality, code), is_example)
        elif kind:
            named = {row.name_ko: row for row in people.organisations(session) if row.kind == kind}
            organisation = named.get(f"시험 {kind}") or people.make_organisation(
                session, kind, f"시험 {kind}", f"Test {kind}")
        person = Person(email=email, name=name, active=True, invites=invites, language="ko",
                        fs_uniquifier=people.new_key(), made_at=people.now(), confirmed_at=people.now(),
                        password=hashed(app), organisation_id=organisation.id if organisation else None)
        if second_factor:
            with app.test_request_context():
                person.tf_totp_secret = app.extensions["security"].totp_factory.generate_totp_secret()
            person.tf_primary_method = "authenticator"
        session.add(person)
        session.flush()
        return int(person.id)


def code_now(app: Flask, email: str) -> str:
    """What the person's app shows now."""
    with state_of(app).sessions() as session, app.test_request_context():
        return str(app.extensions["security"].totp_factory.generate_totp_password(
            people.by_email(session, email).tf_totp_secret))


def token(client: FlaskClient, path: str = "/account/sign-in") -> str:
    """The form token of a page."""
    found = TOKEN.search(client.get(path).text)
    assert found is not None, path
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, to: str = "/", **more: str) -> TestResponse:
    """Signs in with a password, as a browser does."""
    page = client.get("/account/sign-in", query_string={"next": to})
    found = TOKEN.search(page.text)
    assert found is not None
    return client.post("/account/sign-in", data={
        "csrf_token": found[1], "email": email, "password": password, "next": to, **more})


def signed_in_client(app: Flask, email: str) -> FlaskClient:
    """A browser in which the person is signed in."""
    client = app.test_client()
    answer = sign_in(client, email)
    if "/account/code" in answer.headers.get("Location", ""):
        with state_of(app).writing.begin() as session:
            people.by_email(session, email).totp_counter = None
        answer = client.post(answer.headers["Location"], data={
            "csrf_token": token(client, answer.headers["Location"]), "code": code_now(app, email)})
    assert answer.status_code == 302, answer.text
    return client


def put_back(app: Flask, email: str, days: int) -> None:
    """Lets the sign-ins of a person be so many days old."""
    with state_of(app).writing.begin() as session:
        for row in people.sign_ins(session, people.by_email(session, email)):
            row.seen_at = people.now() - dt.timedelta(days=days)
