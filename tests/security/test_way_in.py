"""Guessing, asking who has an account, planting a session, keeping one, and going round the second factor."""

from __future__ import annotations

import datetime as dt
import re
import statistics
import time

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from sqlalchemy import select

from catalog import people
from catalog.accounts import Mail
from tests.web.coaching_ground import Ground, post
from tests.web.people import PASSWORD, TOKEN, a_person, sign_in, signed_in_client, state_of, token
from web.accounts import LIMITS, MOST_DAYS
from web.invitations import welcome_path
from web.person import Person
from web.security import limiter

pytestmark = [pytest.mark.xdist_group("security"), pytest.mark.usefixtures("unlimited")]


@pytest.fixture(scope="module")
def site(ground: Ground) -> Flask:
    """The application with one more person."""
    a_person(ground.app, "way@example.org", code="48890")
    return ground.app


def own_page(client: FlaskClient) -> bool:
    """Whether somebody is signed in here."""
    return client.get("/account").status_code == 200


def test_nobody_learns_who_has_an_account(site: Flask) -> None:
    """Signing in, asking for a new password and for an account answer alike for an address that is known and not."""
    def shown(path: str, email: str, **fields: str) -> tuple[int, str]:
        answer = post(site.test_client(), path, **{"email": email, **fields})
        return answer.status_code, answer.text.replace(email, "").split("<main")[1]

    for path, fields in (("/account/sign-in", {"password": "wrong-password-here"}), ("/account/reset", {}),
                         ("/account/claim", {"name": "가", "municipality": "합천군"})):
        known, unknown = shown(path, "way@example.org", **fields), shown(path, "none@example.org", **fields)
        assert known[0] == unknown[0]
        assert _without_token(known[1]) == _without_token(unknown[1])


def _without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_an_unknown_address_takes_as_long(site: Flask) -> None:
    """With hashes as slow as in service, so that the clock tells nothing either."""
    context = site.extensions["security"].pwd_context
    with site.test_request_context():
        context.update(argon2__memory_cost=19456, argon2__time_cost=2)
        slow = context.hash(PASSWORD)
    with state_of(site).writing.begin() as opened:
        people.by_email(opened, "way@example.org").password = slow  # type: ignore[union-attr]
    client = site.test_client()

    def seconds(email: str) -> float:
        form, took = token(client), []
        for _time in range(5):
            limiter.reset()
            began = time.perf_counter()
            client.post("/account/sign-in", data={"csrf_token": form, "email": email, "password": "wrong-password-x"})
            took.append(time.perf_counter() - began)
        return statistics.median(took)

    try:
        assert seconds("none@example.org") > seconds("way@example.org") / 2
    finally:
        context.update(argon2__memory_cost=64, argon2__time_cost=1)


@pytest.mark.slow
def test_every_way_to_guess_is_limited(site: Flask) -> None:
    """Each page that takes a password or a code refuses in the end, whatever the client says of where it comes from."""
    for endpoint, (_address, _account, field) in LIMITS.items():
        (rule,) = [rule for rule in site.url_map.iter_rules() if rule.endpoint == endpoint]
        limiter.reset()
        client = site.test_client()
        form = token(client)
        statuses = [client.post(
            rule.rule, data={"csrf_token": form, "code": "000000", "password": "x", field: "way@example.org"},
            headers={"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}"}).status_code
            for number in range(22)]
        assert statuses[-1] == 429, endpoint


def test_guessing_at_one_account_shuts_out_no_other(site: Flask) -> None:
    """Neighbours behind one address are limited together only after many more tries than one account."""
    client = site.test_client()
    form = token(client)
    for number in range(10):
        client.post("/account/sign-in", data={"csrf_token": form, "email": f"n{number}@example.org", "password": "x"})
    assert sign_in(site.test_client(), "way@example.org").status_code == 302


def test_a_planted_session_is_not_the_one_that_is_signed_in(site: Flask) -> None:
    """Session fixation: key and form token change with the sign-in, and the cookie of before opens nothing."""
    client = site.test_client()
    planted = token(client)
    before = client.get_cookie("session")
    assert before is not None
    sign_in(client, "way@example.org")
    other = site.test_client()
    other.set_cookie("session", before.value)
    assert own_page(client) and not own_page(other)
    assert client.post("/account/language", data={"csrf_token": planted, "language": "en"}).status_code == 400


def test_a_cookie_of_before_opens_nothing_after_signing_out(site: Flask) -> None:
    """The row of the sign-in is gone, so a copied cookie is worth nothing."""
    client = signed_in_client(site, "way@example.org")
    copied = client.get_cookie("session")
    assert copied is not None
    post(client, "/account", "/account/sign-out")
    thief = site.test_client()
    thief.set_cookie("session", copied.value)
    assert not own_page(thief)


def test_a_sign_in_ends_however_often_it_is_used(site: Flask) -> None:
    """After MOST_DAYS the password is asked for again."""
    client = signed_in_client(site, "way@example.org")
    for days, still in ((MOST_DAYS - 1, True), (MOST_DAYS + 1, False)):
        with state_of(site).writing.begin() as opened:
            for row in people.sign_ins(opened, people.by_email(opened, "way@example.org")):  # type: ignore[arg-type]
                row.made_at, row.seen_at = people.now() - dt.timedelta(days=days), people.now()
        assert own_page(client) is still


def test_a_forged_cookie_opens_nothing(site: Flask, ground: Ground) -> None:
    """Signed with another key, or unsigned."""
    with site.test_request_context():
        serializer = site.session_interface.get_signing_serializer(site)  # type: ignore[attr-defined]
        good = serializer.dumps({"_user_id": "x"})
    for value in (good[:-4] + "AAAA", good.rpartition(".")[0] + ".", "e30.x.y", ""):
        client = site.test_client()
        client.set_cookie("session", value)
        assert not own_page(client)
    assert session is not None


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(site: Flask) -> None:
    """After the reset the code is asked for as before; the link serves once and for its own purpose."""
    from flask_security.recoverable import generate_reset_password_token

    a_person(site, "factor@example.org", people.OFFICE, second_factor=True)
    with site.test_request_context(), state_of(site).sessions() as opened:
        link = "/account/reset/" + str(generate_reset_password_token(people.by_email(opened, "factor@example.org")))
    client = site.test_client()
    new = "maple-ferry-cupboard"
    assert post(client, link, password=new, password_confirm=new).status_code == 302
    assert not own_page(client)
    assert "/account/code" in sign_in(client, "factor@example.org", new).headers["Location"]
    assert not own_page(client)
    assert client.get(link).headers["Location"] == "/account/reset"
    assert client.get(link.replace("/reset/", "/welcome/")).status_code == 410


def test_a_link_of_one_kind_is_none_of_another(site: Flask) -> None:
    """A signed invitation resets no password, and a changed one is worth nothing."""
    with state_of(site).writing.begin() as opened, site.test_request_context():
        invited = people.claim(opened, opened.get_one(people.Municipality, "46870"), "i@example.org", "가", "", "ko")
        assert invited is not None
        path = welcome_path(invited)
    client = site.test_client()
    assert client.get(path.replace("/welcome/", "/reset/")).headers["Location"] == "/account/reset"
    assert client.get(path[:-3] + "AAA").status_code == 410


@pytest.mark.parametrize(("password", "good"), [
    ("quiet harbour lantern " * 4, True), ("늦가을 우체국 사다리 " * 6, True), ("🔑" * 3 + "mulberry cart road", True),
    ("안녕하세요", False), ("hwaksan2026!", False), ("스마트도시2026!", False), ("password1234", False),
    ("way@example.org1", False), ("a" * 129, False),
])
def test_which_passwords_serve(site: Flask, password: str, good: bool) -> None:
    """Long ones in any script do; short, common and our own words do not; Korean syllables count as they are seen."""
    with site.test_request_context(), state_of(site).sessions() as opened:
        person = opened.scalars(select(Person).where(Person.email == "way@example.org")).one()
        problems, _normal = site.extensions["security"].password_util.validate(password.strip(), False, user=person)
    assert (not problems) is good


def test_recovery_codes_are_kept_like_passwords(site: Flask) -> None:
    """A stolen database gives none of them away quickly; each serves once."""
    number = a_person(site, "codes@example.org", second_factor=True)
    keeper = site.extensions["security"]._mf_recovery_codes_util
    with site.test_request_context(), state_of(site).writing.begin() as opened:
        person = opened.get_one(Person, number)
        kept = keeper._encrypt_codes(["aaaa-bbbb-cccc"])
        person.mf_recovery_codes = kept
        assert kept[0].startswith("$argon2id$")
        assert keeper.check_recovery_code(person, " AAAA bbbb-CCCC ") and not keeper.check_recovery_code(person, "x")
        keeper.delete_recovery_code(person, "aaaa-bbbb-cccc")
        assert person.mf_recovery_codes == []


def test_no_mail_tells_a_link_of_a_host_that_the_asker_made_up(site: Flask) -> None:
    """Without a public address the link has no host at all; with one it has that."""
    client = site.test_client()
    form = client.get("/account/reset", headers={"Host": "evil.example"})
    found = TOKEN.search(form.text)
    assert found is not None
    client.post("/account/reset", data={"csrf_token": found[1], "email": "way@example.org"},
                headers={"Host": "evil.example"})
    with state_of(site).sessions() as opened:
        bodies = opened.scalars(select(Mail.body).where(Mail.recipient == "way@example.org")).all()
    assert bodies and not any("evil.example" in body for body in bodies)
