"""Who may enter where: every route of the application stands in the table, for reading and for posting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from catalog import people
from catalog.people import OFFICE
from tests.web.people import a_person, a_site, signed_in_client, state_of, token
from web.person import Person
from web.security import limiter

EVERYBODY = {"anonymous", "municipality", "institution", "office without second factor", OFFICE}
PEOPLE = {"municipality", "institution", OFFICE}
PUBLIC = (
    "static", "delivery.sheet", "security.static", "language.switch", "recommendations.home", "recommendations.match",
    "recommendations.match_long", "solutions.index", "solutions.show", "solutions.readiness", "municipalities.index",
    "municipalities.show", "municipalities.peers", "programmes.index", "programmes.show", "plans.show",
    "pages.quality", "pages.show_sources", "health.healthz", "health.readyz", "measures.metrics",
    "invitations.claim", "invitations.welcome", "security.login", "security.forgot_password",
    "security.reset_password", "assignments.show", "assignments.solve", "assignments.export", "comparisons.show",
    "display.switch", "display.offline", "display.service_worker", "exports.apply", "exports.compare",
    "exports.fill_form", "plans.calculate", "reading.start", "reading.choose", "reading.ask", "visits.changes",
    "visits.clear", "saved_plans.index", "saved_plans.start", "coaching.index", "coaching_requests.ask_with",
)
BY_ADDRESS = ("saved_plans.show", "saved_plans.save", "saved_plans.shortlist", "saved_plans.adopt",
              "saved_plans.readiness", "saved_plans.answer", "saved_plans.keep")
"""A plan that nobody owns opens to whoever has its address; test_decisions.py tests those that somebody owns."""
WAY_IN = ("security.two_factor_token_validation", "security.tf_select", "security.mf_recovery",
          "security.two_factor_setup_validate")
"""Steps that the library answers only within its own sequence; everybody else is sent to its beginning."""
OWN = ("account.show", "account.end_sign_in", "account.set_language", "invitations.colleagues", "invitations.invite",
       "notices.index", "notices.mark_read", "searches.index", "searches.save", "searches.remove", "decisions.lock",
       "decisions.show", "decisions.application", "decisions.comparison", "coaching_facts.proposal",
       "coaching_requests.show", "organisation.show", "organisation.data", "organisation.learning")
CLOSED = "security.two_factor_rescue"
LEAVING = ("security.logout", "account.sign_out_everywhere")
COLLEAGUES = "invitations.shut_or_open"
"""Only for a colleague of one's own; a test of its own says so."""
MUNICIPALITY_ONLY = (
    "coaching_facts.add", "coaching_facts.confirm", "coaching_facts.correct", "coaching_facts.outcome",
    "coaching_facts.send_addition", "coaching_facts.send_correction", "coaching_facts.send_outcome",
    "coaching_facts.withdraw",
    "coaching_offerings.change", "coaching_offerings.close", "coaching_offerings.new", "coaching_offerings.open_new",
    "coaching_offerings.show", "coaching_requests.answer", "coaching_requests.ask",
    "coaching_requests.engaged", "coaching_requests.send",
)
"""Whose offering, request or record it is, test_coaching_access.py tests."""
OFFICE_ONLY = ("office.claims", "office.confirm", "office.decline", "office.organisations", "office.make",
               "office_catalogue.index", "office_catalogue.show", "office_catalogue.decide", "office_proposals.index",
               "office_proposals.show", "office_proposals.decide", "operations.show")
ANSWERED_FOR = ("organisation.erase_all",)
"""For those who may invite in an organisation that is not the office; test_organisation_pages.py tests the rest."""
TABLE: dict[str, set[str]] = {
    **{endpoint: EVERYBODY for endpoint in (*PUBLIC, *BY_ADDRESS)},
    **{endpoint: PEOPLE for endpoint in (
        "security.change_password", "security.verify", "security.two_factor_setup", "security.mf_recovery_codes")},
    **{endpoint: PEOPLE for endpoint in OWN},
    **{endpoint: {OFFICE} for endpoint in OFFICE_ONLY},
    **{endpoint: {"municipality", "institution"} for endpoint in ANSWERED_FOR},
    **{endpoint: {"municipality"} for endpoint in MUNICIPALITY_ONLY},
    "examples.mails": set(),  # only in a demonstration
}
VALUES = {"slug": "smart-crosswalk", "code": "48890", "call_id": "solution-diffusion-2026", "number": "0",
          "token": "x", "filename": "css/base.css",
          "plan_id": "x", "decision_id": "x", "search_id": "0", "chosen": "light", "form": "pdf",
          "record": "dep-none", "table": "deployment", "fact": "dep-none", "offering": "0", "action": "accept"}
SLOW = ("recommendations.match", "recommendations.match_long", "plans.show", "assignments.show", "assignments.export",
        "exports.apply", "exports.fill_form", "exports.compare", "saved_plans.start", "searches.save")
"""Pages for everybody that take the model; other tests read them."""


@pytest.fixture(scope="module")
def site(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application on a copy of the seeded database, with a person of each kind."""
    with a_site(copied(), rate_limit="10000 per minute") as app:
        yield app


@pytest.fixture(scope="module")
def browsers(site: Flask) -> dict[str, FlaskClient]:
    """A signed-in browser of each kind; the office without a second factor lost it while it was signed in."""
    found = {"anonymous": site.test_client()}
    for kind in ("municipality", "institution", OFFICE):
        a_person(site, f"{kind}@example.org", kind, second_factor=kind == OFFICE)
        found[kind] = signed_in_client(site, f"{kind}@example.org")
    number = a_person(site, "bare@example.org", OFFICE, second_factor=True)
    found["office without second factor"] = signed_in_client(site, "bare@example.org")
    with state_of(site).writing.begin() as session:
        session.get_one(Person, number).tf_primary_method = None
    return found


def entered(client: FlaskClient, path: str, method: str, form_token: str) -> bool:
    """Whether the page itself answered: nobody was sent to another page, refused or told that there is none."""
    limiter.reset()
    answer = client.open(path, method=method, data={"csrf_token": form_token} if method == "POST" else None)
    sent_away = answer.status_code in (302, 303) and answer.headers["Location"].split("?")[0] in (
        "/account/sign-in", "/account/second-factor")
    return not (sent_away or answer.status_code in (401, 403) or (answer.status_code == 404 and "/dev" in path))


def path_of(rule: Rule) -> str:
    """An address of the route."""
    if rule.endpoint == "language.switch":
        return "/language/ko"
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: VALUES[found[1]], rule.rule)


def test_every_route_is_in_the_table(site: Flask) -> None:
    routes = {rule.endpoint for rule in site.url_map.iter_rules() if not rule.rule.startswith("/api/")}
    assert routes - TABLE.keys() - set(WAY_IN) - set(LEAVING) - {COLLEAGUES, CLOSED} == set()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_those_of_the_table_enter(site: Flask, browsers: dict[str, FlaskClient], method: str) -> None:
    tokens = {kind: token(client, "/account/claim") for kind, client in browsers.items()}
    rules = [rule for rule in site.url_map.iter_rules()
             if method in (rule.methods or ()) and rule.endpoint in TABLE and rule.endpoint not in SLOW
             and not (method == "POST" and rule.endpoint in PUBLIC)]
    assert len(rules) >= 10
    wrong = [(rule.endpoint, kind) for rule in rules for kind, client in browsers.items()
             if (kind == "anonymous" or rule.endpoint not in PUBLIC)
             and entered(client, path_of(rule), method, tokens[kind]) != (kind in TABLE[rule.endpoint])]
    assert wrong == []


@pytest.mark.parametrize("endpoint", WAY_IN)
def test_nobody_enters_half_way(site: Flask, endpoint: str) -> None:
    (rule,) = [rule for rule in site.url_map.iter_rules() if rule.endpoint == endpoint]
    client = site.test_client()
    answer = client.post(path_of(rule), data={"csrf_token": token(client), "code": "123456"})
    assert answer.headers["Location"].split("?")[0] == "/account/sign-in"


def test_the_library_mails_nobody_for_help(site: Flask) -> None:
    client = site.test_client()
    assert client.post("/account/rescue", data={"csrf_token": token(client)}).status_code == 404


def test_signing_out_everywhere_is_guarded_too(site: Flask) -> None:
    client = site.test_client()
    answer = client.post("/account/sign-ins/end-all", data={"csrf_token": token(client)})
    assert answer.headers["Location"].startswith("/account/sign-in?next=")


def test_a_person_without_organisation_sees_only_the_own_account(site: Flask) -> None:
    a_person(site, "waiting@example.org", None)
    client = signed_in_client(site, "waiting@example.org")
    assert client.get("/account").status_code == 200
    assert client.get("/account/people").status_code == 200
    assert client.get("/office/claims").status_code == 403
    form = {"csrf_token": token(client, "/account"), "name": "김", "email": "x@example.org"}
    assert client.post("/account/people", data=form).status_code == 403


def test_only_who_may_invite_invites(site: Flask) -> None:
    a_person(site, "guest@example.org", invites=False)
    client = signed_in_client(site, "guest@example.org")
    form = {"csrf_token": token(client, "/account"), "name": "김", "email": "x@example.org"}
    assert client.post("/account/people", data=form).status_code == 403
    with state_of(site).sessions() as session:
        assert people.by_email(session, "x@example.org") is None


def test_only_a_colleague_of_ones_own_is_shut_out(site: Flask) -> None:
    a_person(site, "head@example.org", code="48720")
    colleague = a_person(site, "moved@example.org", code="48720", invites=False)
    a_person(site, "elsewhere@example.org", code="48840")
    anonymous, moved, stranger, head = (
        site.test_client(), *(signed_in_client(site, f"{name}@example.org") for name in ("moved", "elsewhere", "head")))

    def shut(client: FlaskClient, active: str = "no") -> int:
        return client.post(f"/account/people/{colleague}", data={
            "csrf_token": token(client, "/account/claim"), "active": active}).status_code

    assert (shut(stranger), shut(moved), shut(anonymous)) == (403, 403, 303)
    assert moved.get("/account").status_code == 200
    assert shut(head) == 303
    assert moved.get("/account").status_code == 303
    assert shut(head, "yes") == 303
    assert signed_in_client(site, "moved@example.org").get("/account").status_code == 200
