"""An organisation takes its data along, and leaves; the other side keeps the bare record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import engaging, people
from catalog.accounts import Organisation
from catalog.coaching import Offering
from catalog.db import Base
from catalog.engagements import CoachingRequest, Engagement, Review
from catalog.erasure import CLOSED, ERASED, erase, leave_coaching
from catalog.errors import HwaksanError
from catalog.municipalities import Municipality
from catalog.organisation_data import everything_of, kept_of
from catalog.proposals import Proposal
from tests.catalog.test_offerings import COACH, offer, prepare
from tests.factories import a_call, a_programme
from tests.work_factories import (
    a_decision,
    a_mail,
    a_notice,
    a_plan,
    a_plan_entry,
    a_proposal,
    a_saved_search,
    a_sign_in,
    an_account,
    an_organisation,
)

LEARNER, OTHER = "92001", "92002"
OURS, THEIRS = "우리가 적은 글", "상대가 적은 글"
CATALOGUE = {
    "award_case", "call", "call_rule", "context_figure", "cost", "deployment", "fact_check", "judged_statement",
    "lesson", "municipality", "operation", "outcome", "outside_matter", "partner", "passage_vector", "pitfall",
    "procedure", "programme", "revision", "selection", "solution", "succession", "upkeep", "visit",
}
"""Tables that hold nothing of an organisation's people."""


@pytest.fixture
def ground(empty_session: Session) -> Iterator[Session]:
    """A learner that left a word everywhere, its coach, and a coaching that runs between them."""
    session = empty_session
    prepare(session, 2)
    call = a_call(session, a_programme(session).id).id
    for code, words in ((LEARNER, OURS), (COACH, THEIRS)):
        organisation = an_organisation(session, code)
        person = an_account(session, email=f"{code}@example.org", name=words, organisation_id=organisation.id,
                            password=f"hash {words}", tf_totp_secret="a secret", mf_recovery_codes=["a code"])
        a_sign_in(session, account_id=person.id, browser=words, key_hash=f"key {words}")
        a_saved_search(session, account_id=person.id, problem=words)
        a_notice(session, organisation_id=organisation.id)
        a_mail(session, recipient=person.email, body=f"link {words}")
        plan = a_plan(session, call, organisation_id=organisation.id, made_by=person.id, problem=words)
        a_plan_entry(session, call, plan_id=plan.id, note=words)
        a_decision(session, call, plan_id=plan.id, organisation_id=organisation.id, reason=words,
                   record={"problem": words}, made_by=person.id)
        a_proposal(session, municipality_code=code, content={"note": words}, made_by=person.id)
    offering = offer(session, 1)
    offering.contact = THEIRS
    request = engaging.ask(session, offering.id, session.get_one(Municipality, LEARNER), OURS, OURS)
    engaging.propose(session, request.id, dt.date.today(), THEIRS)
    engaging.accept(session, request.id, "learner")
    running = session.scalars(select(Engagement.id)).one()
    engaging.log_session(session, running, "learner", dt.date.today(), "visit", OURS)
    engaging.log_session(session, running, "coach", dt.date.today(), "remote", THEIRS)
    yield session


def ask_too(session: Session) -> CoachingRequest:
    """Another learner waits for the only slot."""
    offering = session.scalars(select(Offering.id)).one()
    return engaging.ask(session, offering, session.get_one(Municipality, OTHER), "다른 곳의 글")


def written(session: Session) -> str:
    """Everything in every table."""
    return "\n".join(str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))


def organisation_of(session: Session, code: str) -> Organisation:
    """The organisation of a municipality."""
    found = people.organisation_of(session, code)
    assert found is not None
    return found


def test_every_table_is_decided(ground: Session) -> None:
    """A new table is either handed over to its organisation or named as one of the catalogue's."""
    kept = {model.__tablename__ for model in kept_of(organisation_of(ground, COACH))}

    assert kept | CATALOGUE == set(Base.metadata.tables) and not kept & CATALOGUE


def test_the_file_holds_everything_of_ones_own_and_no_secret(ground: Session) -> None:
    """Each table has its rows; nobody else's person, plan or search is in it, and nothing that opens an account."""
    value = everything_of(ground, organisation_of(ground, LEARNER))
    text = json.dumps(value, ensure_ascii=False)

    assert {name for name, rows in value["tables"].items() if not rows} == {
        "readiness_answer", "offering", "offering_slot", "review"}
    assert text.count(OURS) >= 8
    assert f"{COACH}@example.org" not in text
    assert not any(secret in text for secret in ("hash ", "a secret", "a code", "key ", "link "))
    assert [row["note"] for row in value["tables"]["coaching_session"]] == [OURS, THEIRS]


def test_an_organisation_of_no_municipality_has_no_coaching(ground: Session) -> None:
    """Its file holds itself and its people, not what belongs to no code."""
    institution = people.make_organisation(ground, "institution", "기관", "Institution")

    tables = everything_of(ground, institution)["tables"]

    assert [name for name, rows in tables.items() if rows] == ["organisation"]
    assert leave_coaching(ground, institution) == []
    assert erase(ground, institution)["people"] == 0


def test_a_learner_that_leaves_takes_every_word_along(ground: Session) -> None:
    """Nothing that it wrote and no person of it is left in any table; its slot goes to who waits; the coach's stays."""
    waiting = ask_too(ground)

    told = leave_coaching(ground, organisation_of(ground, LEARNER))
    counts = erase(ground, organisation_of(ground, LEARNER))

    assert {step: [one.asker_code for one in requests] for step, requests in told if requests} == {
        "finish": [LEARNER], "called": [OTHER]}
    assert counts == {"people": 1, "plans": 1, "decisions": 1, "searches": 1, "requests": 1}
    left = written(ground)
    assert OURS not in left and f"{LEARNER}@example.org" not in left
    assert left.count(THEIRS) >= 8
    assert people.organisation_of(ground, LEARNER) is None
    request = ground.scalars(select(CoachingRequest).where(CoachingRequest.asker_code == LEARNER)).one()
    assert (request.state, request.problem, request.message, request.answer) == ("accepted", ERASED, "", "")
    assert request.engagement is not None and request.engagement.ended_on == dt.date.today()
    assert [one.note for one in request.engagement.sessions] == [ERASED, THEIRS]
    assert waiting.state == "sent"


def test_a_coach_that_leaves_ends_what_it_offers(ground: Session) -> None:
    """Who waits is declined with the reason, who is coached is told, and contact, words and reviews of its own go."""
    waiting = ask_too(ground)
    running = ground.scalars(select(Engagement.id)).one()
    engaging.finish(ground, running, THEIRS)
    engaging.review(ground, running, "coach", (5, 5, 5), THEIRS)
    engaging.review(ground, running, "learner", (4, 4, 4), OURS)
    a_proposal(ground, municipality_code=COACH, state="published", live_key=None, fact_id="dep-1")

    told = leave_coaching(ground, organisation_of(ground, COACH))
    erase(ground, organisation_of(ground, COACH))

    assert [step for step, requests in told if requests] == ["decline"]
    assert (waiting.state, waiting.answer) == ("declined", CLOSED)
    left = written(ground)
    assert THEIRS not in left and f"{COACH}@example.org" not in left
    assert left.count(OURS) >= 8
    offering = ground.scalars(select(Offering)).one()
    assert (offering.contact, offering.closed_on) == (ERASED, dt.date.today())
    marks = {one.side: (one.useful, one.note) for one in ground.scalars(select(Review))}
    assert marks == {"coach": (5, ""), "learner": (4, OURS)}
    assert [one.state for one in ground.scalars(select(Proposal).where(Proposal.municipality_code == COACH))] == [
        "published"]


def test_a_request_that_waits_is_taken_back(ground: Session) -> None:
    """The coach keeps that somebody asked, not what."""
    waiting = ask_too(ground)
    organisation = an_organisation(ground, OTHER)

    told = leave_coaching(ground, organisation)
    erase(ground, organisation)

    assert [(step, requests) for step, requests in told if requests] == [("withdraw", (waiting,))]
    assert (waiting.state, waiting.problem) == ("withdrawn", ERASED)


def test_the_office_stays(empty_session: Session) -> None:
    """Without it nobody could answer for the others."""
    office = people.make_organisation(empty_session, people.OFFICE, "운영기관", "Office")

    with pytest.raises(HwaksanError, match="cannot be erased"):
        erase(empty_session, office)

    assert empty_session.scalar(select(func.count()).select_from(Organisation)) == 1
