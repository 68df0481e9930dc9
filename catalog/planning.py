"""Saving what an official works on and locking what was decided; the caller commits.

Sessions that write come from `catalog.db.for_writing`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.errors import ChangedMeanwhileError, InvalidInputError, UnknownPlanError
from catalog.plans import LONGEST_NOTE, MARKS, OUTCOMES, Decision, Plan, PlanEntry, ReadinessAnswer
from catalog.programmes import Call
from catalog.readiness import ANSWERS
from catalog.solutions import Solution

MOST_ENTRIES = 40
"""Solutions in one plan; more are no shortlist."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One solution as the official set it; figures in units or won, None where none was entered."""

    solution: str
    mark: str = "shortlist"
    note: str = ""
    quantity: int | None = None
    cost_krw: int | None = None
    running_krw: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a plan holds beside its readiness answers."""

    municipality: str
    call: str
    problem: str
    needs: Sequence[str] = ()
    assumptions: Mapping[str, Any] = field(default_factory=dict)
    entries: Sequence[Entry] = ()


def plan(session: Session, plan_id: str) -> Plan:
    """A plan with its entries and their answers.

    Raises:
        UnknownPlanError: there is none under this address.
    """
    found = session.scalar(select(Plan).where(Plan.id == plan_id).options(
        joinedload(Plan.municipality), joinedload(Plan.call), joinedload(Plan.organisation),
        selectinload(Plan.entries).selectinload(PlanEntry.answers)))
    if found is None:
        raise unknown_plan()
    return found


def unknown_plan() -> UnknownPlanError:
    """Said alike where there is none and where it is another organisation's, which is nobody else's to know."""
    return UnknownPlanError(
        "저장된 검토안을 찾지 못했습니다. 주소를 확인하거나, 기관의 검토안이라면 로그인해 주세요.",
        "There is no saved plan under this address. Check it, or sign in if the plan is your organisation's.",
    )


def plans_of(session: Session, organisation: int | None, ids: Iterable[str] = ()) -> Sequence[Plan]:
    """The organisation's plans and, of the given ids, those that belong to nobody yet; changed last first."""
    mine = Plan.organisation_id.is_(None) & Plan.id.in_(list(ids))
    if organisation is not None:
        mine |= Plan.organisation_id == organisation
    return session.scalars(select(Plan).where(mine).order_by(Plan.changed_at.desc()).options(
        joinedload(Plan.municipality), joinedload(Plan.maker), selectinload(Plan.entries),
        selectinload(Plan.decisions))).all()


def save_new(session: Session, work: Work, organisation: int | None = None, maker: int | None = None) -> Plan:
    """Saves a new plan under an address that cannot be guessed.

    Raises:
        InvalidInputError: a mark or note cannot be kept, or the call or a solution is not on record.
    """
    now = dt.datetime.now(dt.UTC)
    made = Plan(id=secrets.token_urlsafe(16), organisation_id=organisation, made_by=maker, made_at=now, changed_at=now)
    _require_known(session, work)
    _write(made, work)
    session.add(made)
    session.flush()
    return made


def save(session: Session, found: Plan, work: Work, version: int) -> None:
    """Replaces what the plan holds; readiness answers of solutions that stay are kept.

    Raises:
        ChangedMeanwhileError: the plan is not at `version` any more.
        InvalidInputError: a mark or note cannot be kept, or the call or a solution is not on record.
    """
    if found.version != version:
        raise ChangedMeanwhileError(
            "다른 창이나 동료가 먼저 저장했습니다. 아래 적은 내용을 확인하고 다시 저장해 주세요.",
            "Another window or a colleague saved first. Check what you entered below and save again.",
        )
    _require_known(session, work)
    _write(found, work)
    found.changed_at = dt.datetime.now(dt.UTC)
    session.flush()


def shortlist(session: Session, found: Plan, slugs: Iterable[str]) -> None:
    """Puts more solutions on the shortlist; those already in the plan stay as they are."""
    present = {entry.solution_slug for entry in found.entries}
    work = _work(found)
    new = [Entry(slug) for slug in dict.fromkeys(slugs) if slug not in present]
    if new:
        save(session, found, Work(work.municipality, work.call, work.problem, work.needs, work.assumptions,
                                  [*work.entries, *new]), found.version)


def answer_readiness(session: Session, found: Plan, solution: str, answers: Mapping[str, str]) -> None:
    """Keeps the answers of a solution's readiness check; the solution enters the shortlist if it is not in the plan.

    Answers that are none of ANSWERS are left out: unanswered is never yes.
    """
    entry = next((one for one in found.entries if one.solution_slug == solution), None)
    if entry is None:
        shortlist(session, found, [solution])
        entry = next(one for one in found.entries if one.solution_slug == solution)
    kept = {one.question: one for one in entry.answers}
    given = {question: answer for question, answer in answers.items() if answer in ANSWERS}
    entry.answers = [
        kept.get(question) or ReadinessAnswer(question=question, answer=answer) for question, answer in given.items()
    ]
    for one in entry.answers:
        one.answer = given[one.question]
    found.changed_at = dt.datetime.now(dt.UTC)
    session.flush()


def adopt(session: Session, found: Plan, organisation: int, maker: int) -> None:
    """Gives a plan that belongs to nobody to an organisation, whose people alone see it from now on.

    Raises:
        UnknownPlanError: it belongs to another organisation.
    """
    if found.organisation_id not in (None, organisation):
        raise unknown_plan()
    found.organisation_id = organisation
    found.made_by = found.made_by or maker
    session.flush()


def check_decision(outcome: str, chosen: Sequence[str], reason: str) -> None:
    """What a decision needs before it can be locked.

    Raises:
        InvalidInputError: the outcome is none of OUTCOMES, nothing was chosen, or no reason was given.
    """
    if outcome not in OUTCOMES:
        raise InvalidInputError("outcome", "무엇으로 정했는지 골라 주세요.", "Choose what was decided.")
    if outcome == "chosen" and not chosen:
        raise InvalidInputError(
            "chosen", "정한 솔루션을 하나 이상 골라 주세요. 없다면 ‘맞는 솔루션이 없습니다’를 골라 주세요.",
            "Mark at least one solution, or choose 'none is suitable'.",
        )
    if not reason.strip():
        raise InvalidInputError(
            "reason", "왜 그렇게 정했는지 한 문장 이상 적어 주세요.",
            "Say in a sentence or more why it was decided so.",
        )


def lock(
    session: Session, found: Plan, maker: int, outcome: str, reason: str, record: Mapping[str, Any],
) -> Decision:
    """Locks what was shown and decided by the account `maker`; the plan itself can be worked on further."""
    number = (session.scalar(select(func.max(Decision.number)).where(Decision.plan_id == found.id)) or 0) + 1
    made = Decision(
        id=secrets.token_urlsafe(16), plan_id=found.id, number=number, organisation_id=found.organisation_id,
        made_by=maker, locked_at=dt.datetime.now(dt.UTC), outcome=outcome, reason=reason.strip(),
        catalog_version=record["catalog_version"], model=record["model"], record=dict(record),
        digest=digest_of(record),
    )
    session.add(made)
    session.flush()
    return made


def decision(session: Session, decision_id: str) -> Decision:
    """A locked decision with its plan.

    Raises:
        UnknownPlanError: there is none under this address.
    """
    found = session.scalar(select(Decision).where(Decision.id == decision_id).options(
        joinedload(Decision.plan), joinedload(Decision.maker)))
    if found is None:
        raise unknown_plan()
    return found


def digest_of(record: Mapping[str, Any]) -> str:
    """SHA-256 of a record written as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _work(found: Plan) -> Work:
    return Work(found.municipality_code, found.call_id, found.problem, found.needs, found.assumptions, [
        Entry(one.solution_slug, one.mark, one.note, one.quantity, one.cost_krw, one.running_krw)
        for one in found.entries
    ])


def _require_known(session: Session, work: Work) -> None:
    if work.call not in set(session.scalars(select(Call.id))):
        raise InvalidInputError("call", "공모를 목록에서 골라 주세요.", "Choose the call from the list.")
    if not {entry.solution for entry in work.entries} <= set(session.scalars(select(Solution.slug))):
        raise InvalidInputError("s", "솔루션을 목록에서 골라 주세요.", "Choose the solutions from the list.")


def _write(target: Plan, work: Work) -> None:
    if len(work.entries) > MOST_ENTRIES:
        raise InvalidInputError(
            "s", f"솔루션은 {MOST_ENTRIES}개까지 담을 수 있습니다. 맞지 않는 것을 먼저 빼 주세요.",
            f"A plan holds up to {MOST_ENTRIES} solutions. Remove some first.",
        )
    for entry in work.entries:
        if entry.mark not in MARKS or len(entry.note) > LONGEST_NOTE:
            raise InvalidInputError(
                f"note-{entry.solution}", f"메모는 {LONGEST_NOTE:,}자까지 적을 수 있습니다.",
                f"A note may have up to {LONGEST_NOTE:,} characters.",
            )
    target.municipality_code, target.call_id, target.problem = work.municipality, work.call, work.problem
    target.needs, target.assumptions = list(work.needs), dict(work.assumptions)
    present = {one.solution_slug: one for one in target.entries}
    target.entries = [
        _entry(present.get(entry.solution) or PlanEntry(solution_slug=entry.solution), entry, position)
        for position, entry in enumerate(work.entries)
    ]


def _entry(row: PlanEntry, entry: Entry, position: int) -> PlanEntry:
    row.position, row.mark, row.note = position, entry.mark, entry.note
    row.quantity, row.cost_krw, row.running_krw = entry.quantity, entry.cost_krw, entry.running_krw
    return row
