"""Signing in, and what ends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from catalog import people
from catalog.accounts import Mail
from tests.web.people import (
    PASSWORD,
    a_person,
    a_site,
    put_back,
    sign_in,
    signed_in_client,
    state_of,
    token,
)
from web import create_app
from web.cli import hwaksan
from web.person import Person
from web.security import limiter
from web.settings import Settings

MARK = "person-menu"


@pytest.fixture(scope="module")
def site(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application on a copy of the seeded database that these tests may change."""
    with a_site(copied(), rate_limit="10000 per minute") as app:
        a_person(app, "kim@example.org")
        yield app


@pytest.fixture(autouse=True)
def fresh_limits(site: Flask) -> None:
    limiter.reset()


def test_sign_in_and_out(site: Flask) -> None:
    client = site.test_client()
    assert MARK not in client.get("/").text
    answer = sign_in(client, "Kim@Example.org", to="/solutions")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/solutions")
    page = client.get("/solutions")
    assert MARK in page.text and "김담당" in page.text and "합천군" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get("/account").status_code == 200
    client.post("/account/sign-out", data={"csrf_token": token(client, "/account")})
    assert MARK not in client.get("/").text
    assert client.get("/account").headers["Location"] == "/account/sign-in?next=/account"


@pytest.mark.parametrize(("email", "password"), [
    ("kim@example.org", "wrong-password-here"), ("nobody@example.org", PASSWORD), ("kim@example.org", "")])
def test_a_failure_tells_nothing(site: Flask, email: str, password: str) -> None:
    page = sign_in(site.test_client(), email, password)
    assert page.text.count("전자우편 주소나 비밀번호가 맞지 않습니다.") == 1
    assert f'value="{email}"' in page.text
    assert not password or password not in page.text


def test_a_shut_account_looks_like_a_wrong_password(site: Flask) -> None:
    number = a_person(site, "shut@example.org")
    client = signed_in_client(site, "shut@example.org")
    with state_of(site).writing.begin() as session:
        session.get_one(Person, number).active = False
    assert client.get("/account").status_code == 303
    assert "맞지 않습니다" in sign_in(site.test_client(), "shut@example.org").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "///evil.example"])
def test_sign_in_leads_nowhere_else(site: Flask, target: str) -> None:
    client = site.test_client()
    data = {"csrf_token": token(client), "email": "kim@example.org", "password": PASSWORD, "next": target}
    assert client.post("/account/sign-in", data=data).status_code == 400
    assert client.get("/account/sign-in", query_string={"next": target}).status_code == 400
    assert MARK not in client.get("/").text


def test_guessing_is_slowed_down_per_account(site: Flask) -> None:
    answers = [sign_in(site.test_client(), "kim@example.org", "").status_code
               for _number in range(21)]
    assert answers[0] == 200 and answers[-1] == 429
    assert sign_in(site.test_client(), "kim@example.org").status_code == 429


def test_a_sign_in_needs_the_form_token(site: Flask) -> None:
    client = site.test_client()
    assert client.post("/account/sign-in", data={"email": "kim@example.org", "password": PASSWORD}).status_code == 400
    assert MARK not in client.get("/").text


def test_tokens_of_before_do_not_serve_after(site: Flask) -> None:
    """Whoever planted a session in a browser knows neither the key nor the form token after the sign-in."""
    client = site.test_client()
    planted = token(client)
    before = client.get_cookie("session")
    sign_in(client, "kim@example.org")
    with client.session_transaction() as session:
        assert session["sign_in"]
    assert client.post("/account/sign-ins/end-all", data={"csrf_token": planted}).status_code == 400
    other = site.test_client()
    other.set_cookie("session", before.value)
    assert MARK not in other.get("/").text


def test_cookies_are_guarded(seeded_database_url: str) -> None:
    settings = Settings(database_url=seeded_database_url, base_url="https://hwaksan.example", secure_cookies=True)
    client = create_app(settings).test_client()
    cookie = client.get("/account/sign-in", base_url="https://hwaksan.example").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_sign_ins_are_listed_and_ended(site: Flask) -> None:
    a_person(site, "lee@example.org")
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Whale/4.0 Safari/537.36"}
    first, second = signed_in_client(site, "lee@example.org"), signed_in_client(site, "lee@example.org")
    third = site.test_client()
    third.environ_base["HTTP_USER_AGENT"] = agent["User-Agent"]
    sign_in(third, "lee@example.org")
    page = first.get("/account").text
    assert "Whale · Windows" in page and page.count('name="which"') == 2
    with state_of(site).sessions() as session:
        rows = people.sign_ins(session, people.by_email(session, "lee@example.org"))
        (whale,) = [row.key_hash for row in rows if "Whale" in row.browser]
    stranger = signed_in_client(site, "kim@example.org")
    for client in (stranger, first):
        client.post("/account/sign-ins/end", data={"csrf_token": token(client, "/account"), "which": whale})
        assert (MARK in third.get("/").text) == (client is stranger)
    first.post("/account/sign-ins/end-all", data={"csrf_token": token(first, "/account")})
    assert [MARK in each.get("/").text for each in (first, second)] == [False, False]


def test_a_sign_in_without_visits_ends(site: Flask) -> None:
    a_person(site, "old@example.org")
    client = signed_in_client(site, "old@example.org")
    put_back(site, "old@example.org", 1)
    assert MARK in client.get("/").text
    with state_of(site).sessions() as session:
        (row,) = people.sign_ins(session, people.by_email(session, "old@example.org"))
        assert (people.now() - people.aware(row.seen_at)).total_seconds() < 60
    put_back(site, "old@example.org", 15)
    assert MARK not in client.get("/").text


def test_a_new_password_ends_the_other_sign_ins(site: Flask) -> None:
    a_person(site, "park@example.org")
    here, there = signed_in_client(site, "park@example.org"), signed_in_client(site, "park@example.org")
    form = {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}
    refused = here.post("/account/password", data={"csrf_token": token(here, "/account/password"), **form})
    assert "10자 이상" in refused.text
    common = form | {"new_password": "password1234", "new_password_confirm": "password1234"}
    refused = here.post("/account/password", data={"csrf_token": token(here, "/account/password"), **common})
    assert "짐작하기 쉬운" in refused.text
    new = form | {"new_password": "늦가을 우체국 사다리", "new_password_confirm": "늦가을 우체국 사다리"}
    done = here.post("/account/password", data={"csrf_token": token(here, "/account/password"), **new})
    assert done.status_code == 302
    assert (MARK in here.get("/").text, MARK in there.get("/").text) == (True, False)
    assert sign_in(site.test_client(), "park@example.org", "늦가을 우체국 사다리").status_code == 302


@pytest.fixture
def run(copied: Callable[[], str], tmp_path: Path) -> Callable[..., Result]:
    """Runs the command on a copy of the seeded database."""
    environment = {"HWAKSAN_DATABASE_URL": copied(), "HWAKSAN_INSTANCE": str(tmp_path)}
    return lambda *arguments, typed="": CliRunner().invoke(hwaksan, arguments, env=environment, input=typed)


def test_the_first_person_of_the_office(run: Callable[..., Result]) -> None:
    create = ("admin", "create", "--email", "Office@example.org", "--name", "김운영", "--format", "json")
    made = run(*create, "--organisation", "시험 운영기관", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert json.loads(made.stdout) == {
        "email": "office@example.org", "name": "김운영", "organisation": "시험 운영기관"}
    assert PASSWORD not in made.output
    again = run(*create, "--password-stdin", typed=f"{PASSWORD}\n")
    assert again.exit_code == 2 and "이미 계정이 있는" in again.stderr
    other = [word.replace("Office@example.org", "b@example.org") for word in create]
    weak = run(*other, "--password-stdin", typed="qwerty12345\n")
    assert weak.exit_code == 2 and weak.stderr.count("\n") == 1
    bad = [word.replace("Office@example.org", "nonsense") for word in create]
    assert run(*bad, "--password-stdin", typed=f"{PASSWORD}\n").exit_code == 2


def test_mails_come_in_the_language_that_was_chosen(site: Flask) -> None:
    a_person(site, "english@example.org")
    client = signed_in_client(site, "english@example.org")
    assert client.post("/account/language", data={
        "csrf_token": token(client, "/account"), "language": "en"}).status_code == 303
    sent = client.post("/account/reset", data={"csrf_token": token(client, "/account"), "email": "english@example.org"})
    assert "계정이 있는 주소라면" in sent.text
    with state_of(site).sessions() as session:
        (mail,) = session.scalars(select(Mail).where(Mail.recipient == "english@example.org"))
        assert mail.subject == "[Hwaksan] Set a new password"


def test_sign_in_page_for_people_and_password_managers(site: Flask) -> None:
    page = site.test_client().get("/account/sign-in").text
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    assert "onpaste" not in page
