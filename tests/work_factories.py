"""Rows of people and of what they work on, with sensible defaults; see `factories`."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from sqlalchemy.orm import Session

from catalog.accounts import Account, Mail, Notice, Organisation, SignIn
from catalog.coaching import Offering
from catalog.engagements import CoachingRequest, CoachingSession, Engagement, Review
from catalog.plans import Decision, Plan, PlanEntry, ReadinessAnswer
from catalog.proposals import Proposal
from catalog.searches import SavedSearch
from catalog.upkeep import Upkeep
from tests.factories import SOURCE, added

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def an_organisation(session: Session, municipality: str | None = "91110", **over: Any) -> Organisation:
    """The organisation of a municipality."""
    return added(session, Organisation, {
        "kind": "municipality", "municipality_code": municipality, "name_ko": "기관", "name_en": "Organisation",
        "made_at": NOW,
    }, over)


def an_account(session: Session, **over: Any) -> Account:
    """A person in no organisation yet."""
    number = next(_numbers)
    return added(session, Account, {
        "email": f"person{number}@example.org", "name": "담당", "fs_uniquifier": str(number), "made_at": NOW,
    }, over)


def a_sign_in(session: Session, **over: Any) -> SignIn:
    """A browser in which somebody is signed in."""
    return added(session, SignIn, {
        "key_hash": str(next(_numbers)), "account_id": over.get("account_id") or an_account(session).id,
        "made_at": NOW, "seen_at": NOW, "browser": "Firefox",
    }, over)


def a_notice(session: Session, **over: Any) -> Notice:
    """Something that an organisation should see."""
    return added(session, Notice, {
        "organisation_id": over.get("organisation_id") or an_organisation(session).id, "made_at": NOW,
        "text_ko": "알림", "text_en": "Notice", "path": "/",
    }, over)


def a_mail(session: Session, **over: Any) -> Mail:
    """A mail that waits to go out."""
    return added(session, Mail, {"recipient": "a@example.org", "subject": "S", "body": "B", "made_at": NOW}, over)


def a_plan(session: Session, call: str, **over: Any) -> Plan:
    """A plan of nobody's."""
    return added(session, Plan, {
        "id": f"plan-{next(_numbers)}", "municipality_code": "91110", "call_id": call, "problem": "문제", "needs": [],
        "assumptions": {}, "made_at": NOW, "changed_at": NOW,
    }, over)


def a_plan_entry(session: Session, call: str, **over: Any) -> PlanEntry:
    """A solution on a plan's shortlist."""
    return added(session, PlanEntry, {
        "plan_id": over.get("plan_id") or a_plan(session, call).id, "solution_slug": "test-solution", "position": 0,
    }, over)


def a_readiness_answer(session: Session, call: str, **over: Any) -> ReadinessAnswer:
    """An answer of the readiness check."""
    return added(session, ReadinessAnswer, {
        "plan_id": a_plan_entry(session, call).plan_id, "solution_slug": "test-solution", "question": "owner",
        "answer": "yes",
    }, over)


def a_decision(session: Session, call: str, **over: Any) -> Decision:
    """A locked decision."""
    return added(session, Decision, {
        "id": f"decision-{next(_numbers)}", "plan_id": over.get("plan_id") or a_plan(session, call).id,
        "organisation_id": over.get("organisation_id") or an_organisation(session).id, "number": 1,
        "locked_at": NOW, "outcome": "chosen", "reason": "까닭",
        "catalog_version": "1", "model": "m", "record": {}, "digest": "0",
    }, over)


def a_request(session: Session, offering: Offering, **over: Any) -> CoachingRequest:
    """A request of 91120 that was sent."""
    return added(session, CoachingRequest, {
        "offering_id": offering.id, "asker_code": "91120", "live_code": "91120", "problem": "문제", "state": "sent",
        "made_at": NOW,
    }, over)


def an_engagement(session: Session, request: CoachingRequest, **over: Any) -> Engagement:
    """A coaching relation in slot 1, which must exist."""
    return added(session, Engagement, {
        "request_id": request.id, "offering_id": request.offering_id, "slot": 1, "live_slot": 1,
        "started_on": NOW.date(),
    }, over)


def a_coaching_session(session: Session, engagement: Engagement, **over: Any) -> CoachingSession:
    """One visit."""
    return added(session, CoachingSession, {
        "engagement_id": engagement.id, "held_on": NOW.date(), "form": "visit", "note": "현장 방문",
        "logged_by": "coach",
    }, over)


def a_review(session: Session, engagement: Engagement, **over: Any) -> Review:
    """What the learner says."""
    return added(session, Review, {
        "engagement_id": engagement.id, "side": "learner", "useful": 5, "prepared": 4, "again": 3,
        "made_on": NOW.date(),
    }, over)


def a_proposal(session: Session, **over: Any) -> Proposal:
    """A deployment to be added."""
    return added(session, Proposal, {
        "subject": "add", "municipality_code": "91110", "solution_slug": "test-solution", "content": {},
        "source": SOURCE, "state": "proposed", "live_key": str(next(_numbers)), "made_at": NOW,
    }, over)


def a_saved_search(session: Session, **over: Any) -> SavedSearch:
    """A problem that somebody wants to hear about."""
    return added(session, SavedSearch, {
        "account_id": over.get("account_id") or an_account(session).id, "problem": "문제", "problem_hash": "0",
        "known": {}, "checked_version": "1", "made_at": NOW,
    }, over)


def an_upkeep(session: Session, **over: Any) -> Upkeep:
    """A backup that was made."""
    return added(session, Upkeep, {"kind": "backup", "done_at": NOW, "result": {"rows": 1}}, over)
