"""What is logged: no secret, no line that somebody else wrote, and what an investigation needs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pythonjsonlogger.json import JsonFormatter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from catalog import people
from tests.security.things import Things
from tests.web.coaching_ground import Ground, post
from tests.web.people import PASSWORD, a_person, code_now, sign_in, signed_in_client, state_of, token
from web import create_app
from web.invitations import welcome_path
from web.measures import write_json_lines

pytestmark = [pytest.mark.xdist_group("security"), pytest.mark.usefixtures("unlimited")]

NEW = "maple-ferry-cupboard"
FORGED = 'x\r\n{"levelname": "INFO", "message": "forged"}\u2028\x1b[31m'


class Kept(logging.Handler):
    """Every record, written as `hwaksan serve` writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s", json_ensure_ascii=False))

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one."""
        self.lines.append(self.format(record))

    def events(self, name: str = "hwaksan.security") -> list[dict[str, Any]]:
        """The lines of one logger."""
        return [line for line in map(json.loads, self.lines) if line["name"] == name]


@pytest.fixture
def kept() -> Iterator[Kept]:
    """All that is logged meanwhile, by any library, at any level."""
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def reset_link(site: Flask, email: str) -> str:
    """The path of the link for a new password."""
    from flask_security.recoverable import generate_reset_password_token

    with site.test_request_context(), state_of(site).sessions() as session:
        return "/account/reset/" + str(generate_reset_password_token(people.by_email(session, email)))


def test_no_secret_is_logged(ground: Ground, things: Things, kept: Kept) -> None:
    """Signing up, in and out, resetting, both factors, figures, refusals and failures: nothing of them is in a line."""
    site = ground.app
    a_person(site, "logged@example.org", people.OFFICE, second_factor=True)
    with site.test_request_context(), state_of(site).writing.begin() as session:
        invited = people.claim(session, session.get_one(people.Municipality, "46880"), "l@example.org", "가", "", "ko")
        assert invited is not None
        welcome = welcome_path(invited)
    client, secrets = site.test_client(), [PASSWORD, NEW, welcome.rpartition("/")[2], things.free_plan]
    post(client, welcome, name="가", password=NEW)
    sign_in(client, "logged@example.org", "a-wrong-password-1")
    signed = signed_in_client(site, "logged@example.org")
    link = reset_link(site, "logged@example.org")
    post(client, link, password=NEW, password_confirm=NEW)
    client.get(link)
    client.get(f"/plans/{things.free_plan}")
    client.get("/metrics", headers={"Authorization": "Bearer the-token-of-the-figures"})
    client.get("/", headers={"Cookie": "session=a-stolen-cookie"})
    settings = dataclasses.replace(ground.state.settings, metrics_token="the-token-of-the-figures")
    failing = create_app(settings, ground.state)
    failing.view_functions["security.reset_password"] = lambda token: 1 / 0
    failing.test_client().get(link)
    secrets += [link.rpartition("/")[2], "a-wrong-password-1", "the-token-of-the-figures", "a-stolen-cookie",
                ground.state.settings.secret_key, code_now(site, "logged@example.org")]
    for browser in (client, signed):
        cookie = browser.get_cookie("session")
        secrets += [cookie.value] if cookie is not None else []
    with ground.state.sessions() as session:
        person = people.by_email(session, "logged@example.org")
        assert person is not None
        secrets += [str(person.password), person.fs_uniquifier, str(person.tf_totp_secret)]
    written = "\n".join(kept.lines)
    assert any("ZeroDivisionError" in line for line in kept.lines), "the failure itself is logged"
    assert [secret[:30] for secret in secrets if secret in written] == []
    assert [line["message"] for line in kept.events()] == ["sign-in failed", "signed in", "password reset"]


def test_an_error_of_the_database_tells_no_parameter(ground: Ground, kept: Kept) -> None:
    """What was to be written stays out of the message, and so out of the log."""
    with pytest.raises(SQLAlchemyError) as caught, ground.state.sessions() as session:
        session.execute(text("INSERT INTO account (email, password) VALUES (:email, :password)"),
                        {"email": "secret@example.org", "password": "a-secret-hash"})
    assert "secret" not in str(caught.value)


def test_settings_show_no_secret() -> None:
    """However they get into a message."""
    from web.settings import Settings

    shown = repr(Settings("sqlite://", secret_key="key-x", mail_url="smtp://u:mail-x@h", metrics_token="token-x"))
    assert "key-x" not in shown and "mail-x" not in shown and "token-x" not in shown


def test_nobody_writes_a_line_of_their_own(ground: Ground, kept: Kept) -> None:
    """Line ends, JSON and control characters in path, query, headers, fields and method stay inside one line or out."""
    client = ground.browser()
    form = token(client, "/account/claim")
    path = "/solutions/x%0d%0a%7b%22message%22%3a%22forged%22%7d"
    client.get(path)
    client.get("/match", query_string={"text": FORGED, "municipality": FORGED})
    client.post("/account/sign-in", data={"csrf_token": form, "email": FORGED, "password": FORGED})
    headers = {"User-Agent": FORGED.replace("\r\n", " ").encode("utf-8").decode("latin-1"),
               "X-Request-ID": "x forged y", "Referer": "http://localhost/forged"}
    client.get("/", headers=headers)
    client.open("/healthz", method="FORGED")
    failing = create_app(ground.state.settings, ground.state)
    failing.add_url_rule("/fails/<path:part>", view_func=lambda part: 1 / 0)  # type: ignore[arg-type, return-value]
    failing.test_client().get("/fails/a%0d%0aforged")
    assert kept.lines and not [line for line in kept.lines if "\n" in line or "\r" in line]
    assert not [line for line in kept.lines if "forged" in line.lower()]


def test_what_was_refused_can_be_investigated(ground: Ground, things: Things, kept: Kept) -> None:
    """Wrong passwords of known and unknown accounts, what is not allowed, missing tokens, and the account of each."""
    site = ground.app
    number = a_person(site, "watched@example.org", code="48870")
    client = site.test_client()
    sign_in(client, "watched@example.org", "a-wrong-password")
    sign_in(client, "none@example.org", "a-wrong-password")
    signed = signed_in_client(site, "watched@example.org")
    signed.get("/office/claims")
    signed.get(f"/plans/{things.plan}")
    signed.post("/account/language", data={"language": "en"})
    told = [(line["message"], line["account"], line["route"], line["status"]) for line in kept.events()]
    assert told == [
        ("sign-in failed", number, "/account/sign-in", None), ("sign-in failed", None, "/account/sign-in", None),
        ("signed in", number, "/account/sign-in", None), ("refused", number, "/office/claims", 403),
        ("refused", number, "/plans/<plan_id>", 404), ("refused", number, "/account/language", 400),
    ]
    assert {line["client"] for line in kept.events()} == {"127.0.0.1"}


def test_a_line_says_when_with_its_zone(capsys: pytest.CaptureFixture[str]) -> None:
    """So that lines of several servers stand in one order."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        write_json_lines()
        logging.getLogger("hwaksan.security").info("said")
    finally:
        root.handlers[:], root.level = handlers, level
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert dt.datetime.fromisoformat(line["asctime"]).tzinfo is not None
