"""Other people's things: every route with the number of something owned, and every field that names something."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from catalog.accounts import Account, Notice, SignIn
from catalog.coaching import Offering
from catalog.engagements import CoachingRequest
from catalog.plans import Plan
from catalog.proposals import Proposal
from tests.security.things import CALL, Things
from tests.security.walk import address
from tests.web.coaching_ground import COACH, OTHER, Ground, post
from tests.web.conftest import PROBLEM
from tests.web.people import PASSWORD, token

pytestmark = pytest.mark.xdist_group("security")

EVERYBODYS = {"slug", "code", "call_id", "filename", "form", "chosen", "municipality", "action", "table", "token"}
"""Parts of addresses that name something public, or are a secret themselves."""
OWNED = {"plan_id", "decision_id", "search_id", "number", "offering", "record", "fact"}
"""Parts that name what an organisation or a person owns, or what only the office may touch."""
OPEN = {"coaching_requests.ask_with"}
"""An offering is for everybody to ask under."""
TABLES = ("plan", "plan_entry", "readiness_answer", "decision", "saved_search", "offering", "offering_slot",
          "coaching_request", "engagement", "coaching_session", "review", "proposal", "account", "organisation",
          "deployment", "fact_check")


def owned(ground: Ground) -> list[Rule]:
    """The routes to something owned."""
    return [rule for rule in ground.app.url_map.iter_rules() if rule.arguments & OWNED and rule.endpoint not in OPEN]


def content(ground: Ground) -> str:
    """A digest of everything that people own."""
    with closing(sqlite3.connect(str(ground.state.engine.url.database))) as database:
        rows = [database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]  # noqa: S608
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_every_part_of_an_address_is_known(ground: Ground) -> None:
    """A route with a new kind of number must be entered above."""
    parts = {part for rule in ground.app.url_map.iter_rules() for part in rule.arguments}
    assert parts - EVERYBODYS - OWNED == set()
    assert len(owned(ground)) > 25


@pytest.mark.parametrize("who", ["other", ""])
def test_nobody_else_sees_or_changes_what_is_owned(
    ground: Ground, things: Things, unlimited: None, who: str
) -> None:
    """A member of another municipality and somebody who is not signed in: refused everywhere, and nothing changed."""
    client, before, entered = ground.browser(who), content(ground), []
    form = {"csrf_token": token(client, "/account/claim"), "reason": "x", "note": "x", "day": "2099-01-01",
            "s": "smart-pole", "active": "no", "outcome": "chosen", "chosen": "smart-pole", "version": "1",
            "text": PROBLEM, "source": "x"}
    for rule in owned(ground):
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = client.open(address(rule, things), method=method, data=form if method == "POST" else None)
            away = answer.status_code in (302, 303) and answer.headers["Location"].startswith("/account/sign-in")
            adopted = rule.endpoint == "saved_plans.adopt" and not who and answer.status_code == 303
            if answer.status_code not in (403, 404) and not away and not adopted:
                entered.append((method, rule.rule, answer.status_code))
    assert entered == []
    assert content(ground) == before


def test_the_owner_is_not_refused(ground: Ground, things: Things, unlimited: None) -> None:
    """Otherwise the test above would prove nothing: what was tried there is there."""
    for rule in owned(ground):
        if "GET" in (rule.methods or ()):
            who = "office" if rule.endpoint.startswith("office") else "coach"
            assert ground.browser(who).get(address(rule, things)).status_code == 200, rule.rule


def test_a_sign_in_is_ended_by_its_own_person_only(ground: Ground, things: Things, unlimited: None) -> None:
    """Its key names it in a field."""
    post(ground.browser("other"), "/account", "/account/sign-ins/end", which=things.sign_in)
    with ground.state.sessions() as session:
        assert session.get(SignIn, things.sign_in) is not None


def test_a_notice_is_read_by_its_own_organisation_only(ground: Ground, things: Things, unlimited: None) -> None:
    """Its number stands in a field; a number that can be none marks nothing."""
    for number in (str(things.notice), "9" * 30, "-1", "x"):
        post(ground.browser("other"), "/account", "/account/notices", notice=number)
    with ground.state.sessions() as session:
        assert session.get_one(Notice, things.notice).read_at is None


def test_another_organisation_s_plan_is_not_attached(ground: Ground, things: Things, unlimited: None) -> None:
    """Neither shown to be chosen nor taken with a request."""
    other = ground.browser("other")
    page = f"/coaching/ask?offering={things.unasked}&plan={things.plan}"
    assert f"value=\"{things.plan}\"" not in other.get(page).text
    sent = post(other, page, "/coaching/ask", offering=str(things.unasked), problem=PROBLEM, plan=things.plan)
    assert sent.status_code == 422
    with ground.state.sessions() as session:
        assert session.scalars(select(CoachingRequest.id).where(CoachingRequest.plan_id == things.plan)).all() == []


def test_numbers_larger_than_any_row_are_not_there(ground: Ground, things: Things, unlimited: None) -> None:
    """Not a failure of the database."""
    office = ground.browser("office")
    form = token(office, "/account/claim")
    paths = {rule.rule.replace(f"<int(max=2147483647):{part}>", "9" * 24) for rule in owned(ground)
             for part in ("number", "offering", "search_id") if f"(max=2147483647):{part}>" in rule.rule}
    assert not [rule.rule for rule in owned(ground) if "<int:" in rule.rule]
    for path in paths:
        assert office.get(path).status_code in (404, 405)
        assert office.post(path, data={"csrf_token": form}).status_code in (404, 405)


EXTRA = {"organisation_id": "1", "id": "1", "invites": "yes", "active": "no", "kind": "programme-office",
         "state": "published", "made_by": "1", "municipality_code": COACH, "asker_code": COACH, "is_example": "1",
         "confirmed_at": "2020-01-01", "tf_primary_method": "authenticator", "fs_uniquifier": "x", "live_key": "x",
         "closed_on": "2020-01-01"}
"""Columns that no form has, sent along with every form below."""


def test_fields_that_no_form_has_change_nothing(ground: Ground, things: Things, unlimited: None) -> None:
    """Mass assignment: account, plan, offering, request and proposal belong to who sent them, in their first state."""
    nobody, other = ground.browser(), ground.browser("other")
    post(nobody, "/account/claim", **{**EXTRA, "email": "mass@example.org", "name": "가", "municipality": "합천군"})
    post(nobody, f"/account/welcome/{things.welcome}", **{**EXTRA, "name": "나", "password": PASSWORD})
    plan = post(other, "/", "/plans", **{**EXTRA, "text": PROBLEM, "municipality": OTHER, "call": CALL}).location
    today = dt.date.today().isoformat()
    post(other, "/coaching/offerings/new", **{
        **EXTRA, "solution": "remote-collaborative-care", "capacity": "1", "forms": "visit", "languages": "ko",
        "contact": "과", "valid_from": today, "valid_until": "2099-12-31"})
    post(other, "/coaching", "/coaching/ask", **{**EXTRA, "offering": str(things.unasked), "problem": PROBLEM})
    post(other, "/coaching/records/new", **{**EXTRA, "solution": "smart-pole", "status": "operating", "source": "과-1"})
    with ground.state.sessions() as session:
        own = session.scalars(select(Account.organisation_id).where(Account.email == "other@example.org")).one()
        for email in ("mass@example.org", "new@example.org"):
            account = session.scalars(select(Account).where(Account.email == email)).one()
            assert (account.organisation_id, account.invites, account.active) == (None, False, True)
            assert account.tf_primary_method is None and account.fs_uniquifier != "x"
        assert session.get_one(Plan, plan.rpartition("/")[2]).organisation_id == own
        offering = session.scalars(select(Offering).order_by(Offering.id.desc())).first()
        assert offering is not None and offering.municipality_code == OTHER and offering.closed_on is None
        asked = session.scalars(select(CoachingRequest).where(CoachingRequest.offering_id == things.unasked)).one()
        assert (asked.asker_code, asked.state) == (OTHER, "sent")
        proposal = session.scalars(select(Proposal).where(Proposal.solution_slug == "smart-pole")).one()
        assert (proposal.municipality_code, proposal.state) == (OTHER, "proposed")
