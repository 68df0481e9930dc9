"""Who must use a second factor, what a stale sign-in may not do, and how a lost factor is taken off."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from catalog import people
from catalog.accounts import Mail
from catalog.errors import HwaksanError
from tests.web.coaching_ground import post
from tests.web.people import PASSWORD, a_person, a_site, sign_in, signed_in_client, state_of, token
from web.access import FRESH_MINUTES
from web.cli import hwaksan
from web.settings import Settings

pytestmark = [pytest.mark.xdist_group("security"), pytest.mark.usefixtures("compiled_translations")]
ADDRESS = "factor@example.org"


@pytest.fixture(scope="module")
def url(copied: Callable[[], str]) -> str:
    """A database in which a person of a municipality has no second factor."""
    return copied()


@pytest.fixture
def site(url: str) -> Iterator[Flask]:
    """The application as it is without the setting."""
    with a_site(url) as app:
        with state_of(app).sessions() as opened:
            known = people.by_email(opened, ADDRESS)
        if known is None:
            a_person(app, ADDRESS)
        yield app


@pytest.fixture
def strict(url: str, site: Flask) -> Iterator[Flask]:
    """The application whose operator asks a second factor of all."""
    with a_site(url, second_factor="all", secret_key=state_of(site).settings.secret_key) as app:
        yield app


def set_up(client: FlaskClient) -> None:
    """What the person does who was led to the set-up: scans the picture, types the code."""
    page = post(client, "/account/second-factor", setup="authenticator").text
    key, form = re.search(r"<code>([A-Z2-7 -]+)</code>", page), re.search(r'csrf_token" value="([^"]+)"', page)
    assert key is not None and form is not None
    code = TOTP(key=key[1].replace(" ", "").replace("-", "")).generate(time.time()).token
    assert client.post("/account/code", data={"csrf_token": form[1], "code": code}).status_code == 302


def test_an_operator_may_ask_it_of_all(site: Flask, strict: Flask) -> None:
    """Whoever was signed in without one is no longer; the next sign-in leads through setting it up, and it stays on."""
    before = signed_in_client(site, ADDRESS)
    cookie = before.get_cookie("session")
    assert cookie is not None and before.get("/account").status_code == 200
    client = strict.test_client()
    client.set_cookie("session", cookie.value)
    assert client.get("/account").headers["Location"].startswith("/account/sign-in")
    led = sign_in(client, ADDRESS, to="/plans")
    assert led.headers["Location"].startswith("/account/second-factor")
    assert "켠 뒤에 쓸 수 있습니다" in client.get("/account/second-factor").text
    assert client.get("/account").headers["Location"].startswith("/account/sign-in")
    set_up(client)
    page = client.get("/account/second-factor")
    assert client.get("/account").status_code == 200 and 'value="disable"' not in page.text
    assert "고를 수 없는" in post(client, "/account/second-factor", setup="disable").text
    with state_of(site).writing.begin() as opened:
        people.forget_second_factor(opened, people.by_email(opened, ADDRESS))  # type: ignore[arg-type]


def test_the_setting_is_one_of_two_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another word is refused at the start instead of asking nobody."""
    monkeypatch.setenv("HWAKSAN_DATABASE_URL", "sqlite://")
    monkeypatch.setenv("HWAKSAN_SECRET_KEY", "k" * 40)
    for word in ("office", "all"):
        monkeypatch.setenv("HWAKSAN_SECOND_FACTOR", word)
        assert Settings.from_environment().second_factor == word
    monkeypatch.setenv("HWAKSAN_SECOND_FACTOR", "ALL")
    with pytest.raises(HwaksanError, match="office, all"):
        Settings.from_environment()


@pytest.mark.parametrize("path", ["/account/sign-ins/end", "/account/sign-ins/end-all"])
def test_a_stale_sign_in_ends_no_other(site: Flask, path: str) -> None:
    """After FRESH_MINUTES the password comes first; whoever found an open browser keeps nobody out."""
    client, other = signed_in_client(site, ADDRESS), signed_in_client(site, ADDRESS)
    with client.session_transaction() as browser:
        browser["fs_paa"] -= FRESH_MINUTES * 60 + 1
    which = re.findall(r'name="which" value="(\w+)"', client.get("/account").text)
    data = {"csrf_token": token(client, "/account")}
    for one in which:
        led = client.post(path, data=data | {"which": one})
        assert led.headers["Location"] == "/account/verify?next=/account"
    assert other.get("/account").status_code == 200 and client.get("/account").status_code == 200
    assert "맞지 않습니다" in post(client, "/account/verify", password="not the password").text
    confirmed = post(client, "/account/verify?next=/account", password=PASSWORD)
    assert confirmed.headers["Location"] == "/account"
    for one in which:
        client.post(path, data={"csrf_token": token(client, "/account/claim"), "which": one})
    assert other.get("/account").status_code == 303


def test_a_lost_factor_is_taken_off_by_who_says_how_identity_was_proven(site: Flask, url: str, tmp_path: Path) -> None:
    """The command refuses to go on without; the log says whose, how and when, the person gets a mail."""
    number = a_person(site, "lost@example.org", second_factor=True)
    before = signed_in_client(site, "lost@example.org")

    reset = ["admin", "reset-second-factor", "--format", "json"]
    settings = {"HWAKSAN_DATABASE_URL": url, "HWAKSAN_INSTANCE": str(tmp_path)}

    def refused(*arguments: str) -> Result:
        return CliRunner().invoke(hwaksan, [*reset, *arguments], env=settings)

    assert refused("--email", "lost@example.org").exit_code == 2
    for said in ("  ", "ok"):
        without = refused("--email", "lost@example.org", "--proven", said)
        assert without.exit_code == 2 and "--proven" in without.stderr
    assert before.get("/account").status_code == 200
    assert refused("--email", "nobody@example.org", "--proven", "전화로 확인했습니다").exit_code == 2

    done = subprocess.run(
        [sys.executable, "-m", "web.cli", *reset, "--email", "Lost@example.org", "--proven",
         "군청 대표번호로 전화해\n사번 확인, 박운영"],
        env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout) == {"email": "lost@example.org", "second_factor": False}
    (line,) = [line for line in map(json.loads, done.stderr.splitlines()) if line["name"] == "hwaksan.security"]
    assert (line["message"], line["account"], line["proven"]) == (
        "second factor taken off", number, "군청 대표번호로 전화해 사번 확인, 박운영")
    assert re.search(r"[+-]\d{4}$", line["asctime"])
    assert before.get("/account").status_code == 303
    with state_of(site).sessions() as opened:
        (mail,) = opened.scalars(select(Mail).where(Mail.recipient == "lost@example.org"))
    assert mail.subject == "[확산] 2단계 인증을 지웠습니다" and "직접 요청하신 일이 아니라면" in mail.body
