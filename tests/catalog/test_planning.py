"""Plans that are saved and decisions that are locked, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from catalog import planning
from catalog.accounts import Account, Organisation
from catalog.errors import ChangedMeanwhileError, InvalidInputError, UnknownPlanError
from catalog.planning import Entry, Work
from catalog.plans import Decision, Plan
from tests import factories

RECORD = {"catalog_version": "1-abc", "model": "m", "format": "test"}


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A municipality with an organisation and a person, a call, and two solutions."""
    factories.a_municipality(empty_session)
    factories.a_programme(empty_session, "solution-diffusion")
    factories.a_call(empty_session, "solution-diffusion", 2025)
    factories.a_solution(empty_session, "bus")
    factories.a_solution(empty_session, "pole")
    now = dt.datetime.now(dt.UTC)
    empty_session.add(Organisation(id=1, kind="municipality", municipality_code="91110", name_ko="가시", name_en="Ga",
                                   made_at=now))
    empty_session.flush()
    empty_session.add(Account(id=7, organisation_id=1, email="a@example.org", name="가", fs_uniquifier="u",
                              made_at=now))
    empty_session.flush()
    return empty_session


def work(**over: Any) -> Work:
    """A problem with one solution on its shortlist."""
    return Work(**{"municipality": "91110", "call": "solution-diffusion-2025", "problem": "버스가 없다",
                   "entries": [Entry("bus", note="먼저 물어보기", quantity=3)], **over})


def test_what_is_saved_is_read_back(ground: Session) -> None:
    """Entry by entry, in order, with figures and notes; the address cannot be guessed."""
    made = planning.save_new(ground, work(assumptions={"years": "7"}))
    ground.expire_all()
    found = planning.plan(ground, made.id)
    assert len(found.id) == 22 and found.problem == "버스가 없다" and found.assumptions == {"years": "7"}
    assert [(one.solution_slug, one.mark, one.note, one.quantity) for one in found.entries] == [
        ("bus", "shortlist", "먼저 물어보기", 3)]


def test_readiness_answers_stay_with_their_solution(ground: Session) -> None:
    """Saving the plan anew keeps them, removing the solution removes them; what is no answer is not kept."""
    made = planning.save_new(ground, work())
    planning.answer_readiness(ground, made, "bus", {"owner": "yes", "network": "perhaps"})
    planning.answer_readiness(ground, made, "pole", {"owner": "no"})
    planning.save(ground, made, work(entries=[Entry("pole"), Entry("bus")]), made.version)
    ground.expire_all()
    answers = {one.solution_slug: {a.question: a.answer for a in one.answers}
               for one in planning.plan(ground, made.id).entries}
    assert answers == {"pole": {"owner": "no"}, "bus": {"owner": "yes"}}
    planning.answer_readiness(ground, planning.plan(ground, made.id), "bus", {"owner": "unknown"})
    planning.save(ground, made, work(entries=[Entry("bus")]), made.version)
    ground.expire_all()
    (left,) = planning.plan(ground, made.id).entries
    assert {a.question: a.answer for a in left.answers} == {"owner": "unknown"}


def test_two_windows_do_not_overwrite_each_other(ground: Session) -> None:
    """Who saves second is told, and nothing of theirs is written."""
    made = planning.save_new(ground, work())
    read = made.version
    planning.save(ground, made, work(problem="먼저"), read)
    with pytest.raises(ChangedMeanwhileError):
        planning.save(ground, made, work(problem="나중"), read)
    assert planning.plan(ground, made.id).problem == "먼저"


def test_a_free_plan_is_adopted_once(ground: Session) -> None:
    """By the first organisation; another one learns nothing of it."""
    made = planning.save_new(ground, work())
    assert [one.id for one in planning.plans_of(ground, None, [made.id])] == [made.id]
    planning.adopt(ground, made, 1, 7)
    assert not planning.plans_of(ground, None, [made.id])
    assert [one.id for one in planning.plans_of(ground, 1)] == [made.id]
    with pytest.raises(UnknownPlanError):
        planning.adopt(ground, made, 2, 7)


@pytest.mark.parametrize(("outcome", "chosen", "reason", "field"), [
    ("perhaps", ["bus"], "까닭", "outcome"), ("chosen", [], "까닭", "chosen"), ("none-suitable", [], " ", "reason"),
])
def test_a_decision_needs_its_parts(outcome: str, chosen: list[str], reason: str, field: str) -> None:
    """The sentence stands at the field it is about."""
    with pytest.raises(InvalidInputError) as refused:
        planning.check_decision(outcome, chosen, reason)
    assert refused.value.field == field


def test_a_locked_decision_cannot_be_changed(ground: Session) -> None:
    """Not by any statement; it can be removed, and forgets who made it when the account goes."""
    made = planning.save_new(ground, work(), 1, 7)
    first = planning.lock(ground, made, 7, "chosen", " 가장 가깝다 ", RECORD)
    second = planning.lock(ground, made, 7, "none-suitable", "까닭", RECORD)
    assert (first.number, second.number, first.reason) == (1, 2, "가장 가깝다")
    assert planning.digest_of(first.record) == first.digest
    for values in ({"reason": "다른 까닭"}, {"record": {}}, {"outcome": "none-suitable"}, {"digest": "0"}):
        with pytest.raises(DBAPIError, match="locked"), ground.begin_nested():
            ground.execute(update(Decision).where(Decision.id == first.id).values(**values))
    ground.execute(update(Plan).values(made_by=None))
    ground.execute(delete(Account))
    ground.expire_all()
    assert planning.decision(ground, first.id).made_by is None
    assert ground.execute(text("DELETE FROM decision")).rowcount == 2


def test_too_much_is_refused(ground: Session) -> None:
    """A shortlist and a note have an end."""
    with pytest.raises(InvalidInputError):
        planning.save_new(ground, work(entries=[Entry(f"s{number}") for number in range(planning.MOST_ENTRIES + 1)]))
    with pytest.raises(InvalidInputError):
        planning.save_new(ground, work(entries=[Entry("bus", note="가" * 2001)]))
