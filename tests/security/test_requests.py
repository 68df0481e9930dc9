"""What every request meets: the host it names, the form token, the way back, the headers, the cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from tests.security.things import Things
from tests.security.walk import PLAIN, address
from tests.web.coaching_ground import Ground
from tests.web.people import TOKEN, a_site
from web.security import API_PREFIX, FOR_MACHINES
from web.settings import Settings

pytestmark = [pytest.mark.xdist_group("security"), pytest.mark.usefixtures("unlimited")]

PUBLIC_ADDRESS = "https://hwaksan.example"
ELSEWHERE = ("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
             "javascript:alert(1)", "/%09/evil.example", "/\t/evil.example", "///evil.example", "http:///evil.example",
             "@evil.example", "/account\r\nX-Evil: 1")


@pytest.fixture(scope="module")
def served(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application with a public address, as behind a proxy."""
    with a_site(copied(), base_url=PUBLIC_ADDRESS, secure_cookies=True, proxies=1) as app:
        yield app


@pytest.mark.parametrize("host", [
    "evil.example", "hwaksan.example.evil.example", "evil.example:443", "hwaksan.example@evil", "[::1", "", "10.0.0.1"])
def test_only_the_public_host_is_answered(served: Flask, host: str) -> None:
    """Another name gets a page that says so and names no address; what watches the server may use its number."""
    client = served.test_client()
    refused = client.get("/account/reset", headers={"Host": host})
    assert refused.status_code == 400 and "evil" not in refused.text
    assert client.get("/healthz", headers={"Host": host}).status_code == 200
    assert client.get("/", base_url=PUBLIC_ADDRESS).status_code == 200
    assert {"health.healthz", "health.readyz", "measures.metrics"} == FOR_MACHINES


def test_a_host_forwarded_by_somebody_is_not_believed(served: Flask) -> None:
    """X-Forwarded-Host is no header that a proxy of ours is trusted for."""
    page = served.test_client().get("/account/sign-in", base_url=PUBLIC_ADDRESS, headers={
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"})
    assert page.status_code == 200 and "evil" not in page.text


def test_addresses_behind_a_proxy_are_the_last_that_it_wrote(served: Flask) -> None:
    """So everybody has an own count of attempts, and what a client writes before it counts for nothing."""
    client, statuses = served.test_client(), []
    found = TOKEN.search(client.get("/account/sign-in", base_url=PUBLIC_ADDRESS).text)
    assert found is not None
    for number in range(23):
        last = "192.0.2.7" if number < 22 else "192.0.2.8"
        statuses.append(client.post(
            "/account/sign-in", base_url=PUBLIC_ADDRESS, data={
                "csrf_token": found[1], "email": f"n{number}@example.org", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, {last}", "Referer": PUBLIC_ADDRESS}).status_code)
    assert statuses[0] == 200 and statuses[21] == 429 and statuses[22] == 200


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_leads_nowhere_else(ground: Ground, things: Things, target: str) -> None:
    """Open redirect: on every route, whoever asks."""
    for who in ("", "coach"):
        client = ground.browser(who)
        for rule in ground.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in PLAIN - {"language.switch", "display.switch"}:
                continue
            if not rule.endpoint.startswith(("security.", "language", "display", "account", "visits", "invitations")):
                continue
            where = client.get(address(rule, things), query_string={"next": target}).headers.get("Location", "/")
            assert where.startswith("/") and not where.startswith(("//", "/\\")) and "\n" not in where, rule.rule


def test_every_post_needs_its_token(ground: Ground, things: Things) -> None:
    """Cross-site request forgery: none, a made-up one and another session's are refused; only the API takes none."""
    client = ground.browser("coach")
    with ground.app.test_request_context():
        foreign = URLSafeTimedSerializer(str(ground.app.secret_key), salt="wtf-csrf-token").dumps("0" * 40)
    for rule in ground.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(API_PREFIX):
            continue
        for data in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
            assert client.post(address(rule, things), data=data).status_code == 400, rule.rule


def test_the_api_knows_nobody(ground: Ground) -> None:
    """It takes no form token because it takes no cookie either: a forged call can do what anybody can."""
    coach, nobody = (ground.browser(who).get("/api/v1/municipalities") for who in ("coach", ""))
    assert coach.data == nobody.data
    assert {rule.rule for rule in ground.app.url_map.iter_rules()
            if rule.rule.startswith(API_PREFIX) and "POST" in (rule.methods or ())} == {"/api/v1/match"}


def test_reading_changes_nothing_for_others(ground: Ground) -> None:
    """No route that changes what is kept answers to GET."""
    changing = {"account.set_language", "account.end_sign_in", "account.sign_out_everywhere", "security.logout",
                "saved_plans.save", "saved_plans.adopt", "searches.save", "searches.remove", "decisions.lock",
                "office.confirm", "office.decline", "office_catalogue.decide", "office_proposals.decide",
                "coaching_requests.answer", "coaching_requests.engaged", "coaching_offerings.close"}
    assert not [rule.rule for rule in ground.app.url_map.iter_rules()
                if rule.endpoint in changing and "GET" in (rule.methods or ())]
    assert {rule.endpoint for rule in ground.app.url_map.iter_rules()} >= changing


def test_a_link_to_the_second_step_signs_nobody_out(ground: Ground) -> None:
    """The account library would, whoever sent the link."""
    client = ground.browser("coach")
    assert client.get("/account/code").headers["Location"] == "/account"
    assert client.get("/account").status_code == 200


def policy(header: str) -> dict[str, str]:
    """The directives of a content security policy."""
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


@pytest.mark.slow
def test_every_answer_carries_the_headers(ground: Ground, things: Things) -> None:
    """Pages, files, refusals, the API: nothing inline, no frame, no sniffing, no other origin, a charset for text."""
    client = ground.browser("office")
    paths = [address(rule, things) for rule in ground.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for path in (*paths, "/nope", "/api/nope"):
        answer = client.get(path)
        rules = policy(answer.headers["Content-Security-Policy"])
        assert rules["default-src"] == "'none'"
        if path != "/service-worker.js":
            assert rules["base-uri"] == rules["frame-ancestors"] == "'none'" and rules["form-action"] == "'self'"
        assert not any("unsafe" in value or "*" in value or "data:" in value for value in rules.values()), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]
        kind = answer.headers.get("Content-Type", "")
        assert not kind.startswith("text/") or "charset=utf-8" in kind.lower(), path


def test_cookies_are_this_host_s_alone(served: Flask) -> None:
    """Under a public address each is Secure, HttpOnly, SameSite and without a domain; no neighbour can plant one."""
    client = served.test_client()
    found = [cookie for path in ("/account/sign-in", "/display/theme", "/language/en", "/?lang=ko")
             for cookie in client.get(path, base_url=PUBLIC_ADDRESS).headers.getlist("Set-Cookie")]
    names = {cookie.partition("=")[0] for cookie in found}
    assert names == {"__Host-session", "__Host-mode", "__Host-lang", "__Host-visit"}
    for cookie in found:
        parts = set(cookie.split("; ")[1:])
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts and "Domain" not in cookie


def test_only_https_is_announced(served: Flask, ground: Ground) -> None:
    """For a year and all names below, on every answer under a public https address; not on a machine without one."""
    told = "max-age=31536000; includeSubDomains"
    for path in ("/", "/nope", "/healthz", "/api/v1/calls", "/static/css/base.css"):
        assert served.test_client().get(path, base_url=PUBLIC_ADDRESS).headers["Strict-Transport-Security"] == told
    assert "Strict-Transport-Security" not in ground.browser().get("/").headers


def test_pages_of_people_are_kept_by_no_cache(ground: Ground, things: Things, client: FlaskClient) -> None:
    """Neither what somebody signed in sees nor a plan that its address opens."""
    for who, path in (("coach", "/coaching"), ("coach", "/solutions"), ("", f"/plans/{things.free_plan}"),
                      ("", "/account/sign-in")):
        assert "no-store" in ground.browser(who).get(path).headers["Cache-Control"], path


def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many proxies stand in front decides whose address counts, so a slip must not pass."""
    from catalog.errors import HwaksanError

    monkeypatch.setenv("HWAKSAN_PROXIES", "yes")
    with pytest.raises(HwaksanError, match="HWAKSAN_PROXIES"):
        Settings.from_environment()
