"""Rows with sensible defaults: a test names only what matters to it."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from catalog.coaching import Offering, OfferingSlot
from catalog.db import Base
from catalog.deployments import Case, ContextFigure, Deployment, Operation, Outcome, Visit
from catalog.fact_checks import FactCheck
from catalog.municipalities import Municipality, Succession
from catalog.partners import Partner
from catalog.programmes import Call, CallRule, Programme, Selection
from catalog.solutions import Cost, JudgedStatement, Lesson, OutsideMatter, Pitfall, Procedure, Solution

Row = TypeVar("Row", bound=Base)
SOURCE = "https://example.org/source"
_numbers = itertools.count(1)


def a_municipality(session: Session, code: str = "91110", **over: Any) -> Municipality:
    """A city of 100,000 people that is its own province, so that it needs no other row."""
    return added(session, Municipality, {
        "code": code, "name_ko": f"가{code}시", "name_en": f"Ga{code}-si", "province_code": code,
        "kind": "si", "population": 100_000, "population_date": "2025-06",
    }, over)


def a_succession(session: Session, predecessor: str, successor: str, **over: Any) -> Succession:
    """A renaming on 2026-07-01."""
    return added(session, Succession, {
        "predecessor_code": predecessor, "successor_code": successor, "kind": "rename",
        "effective_on": dt.date(2026, 7, 1),
    }, over)


def a_solution(session: Session, slug: str = "test-solution", **over: Any) -> Solution:
    """A solution described in both languages."""
    lists = ("aliases", "problems", "phrasings", "components", "prerequisites")
    return added(session, Solution, {
        "slug": slug, "name_ko": "시험 솔루션", "name_en": "Test solution", "domain": "safety",
        "service_field": "transport", "summary_ko": "요약", "summary_en": "Summary",
        "suits_ko": "", "suits_en": "", "not_for_ko": "", "not_for_en": "",
        "distribution_list_years": [], "sources": [SOURCE],
        **{f"{name}_{language}": [] for name in lists for language in ("ko", "en")},
    }, over)


def a_deployment(
    session: Session, solution: str = "test-solution", municipality: str | None = "91110", **over: Any
) -> Deployment:
    """A deployment that operates, of unknown year and scale."""
    return added(session, Deployment, {
        "id": _id("dep"), "solution_slug": solution, "municipality_code": municipality,
        "level": "basic", "status": "operating", "source": SOURCE, "source_quality": "official",
    }, over)


def an_operation(session: Session, deployment: Deployment, **over: Any) -> Operation:
    """The operation that a deployment shows."""
    return added(session, Operation, {
        "municipality_code": deployment.municipality_code, "solution_slug": deployment.solution_slug,
        "since": deployment.year, "as_of": deployment.as_of, "deployment_id": deployment.id,
    }, over)


def an_outcome(
    session: Session, solution: str = "test-solution", municipality: str | None = "91110", **over: Any
) -> Outcome:
    """An effect reported by the municipality itself, before and after."""
    return added(session, Outcome, {**_figure("out", solution, municipality), "kind": "effect"}, over)


def a_context_figure(
    session: Session, solution: str = "test-solution", municipality: str | None = "91110", **over: Any
) -> ContextFigure:
    """A figure that is no result."""
    return added(session, ContextFigure, _figure("ctx", solution, municipality), over)


def a_cost(session: Session, solution: str = "test-solution", **over: Any) -> Cost:
    """What one project cost."""
    return added(session, Cost, {
        "id": _id("cost"), "solution_slug": solution, "amount_krw": 1_000_000, "per": "project",
        "what_ko": "한 곳", "what_en": "one site", "source": SOURCE, "source_quality": "official",
    }, over)


def a_pitfall(session: Session, solution: str = "test-solution", **over: Any) -> Pitfall:
    """Something that went wrong."""
    return added(session, Pitfall, {**_told("pitfall"), "solution_slug": solution}, over)


def a_lesson(session: Session, **over: Any) -> Lesson:
    """A lesson for every solution."""
    return added(session, Lesson, _told("lesson"), over)


def a_procedure(session: Session, **over: Any) -> Procedure:
    """A procedure for every solution."""
    return added(session, Procedure, {
        "id": _id("procedure"), "name_ko": "심의", "name_en": "Review", "text_ko": "본문", "text_en": "Text",
        "applies_when_ko": "언제나", "applies_when_en": "Always", "source": SOURCE,
    }, over)


def an_outside_matter(session: Session, **over: Any) -> OutsideMatter:
    """A matter that no solution relieves, with one statement in each language."""
    return added(session, OutsideMatter, {
        "id": _id("outside"), "topic_ko": "승진", "topic_en": "Promotion", "statements_ko": ["승진이 늦다"],
        "statements_en": ["Promotion is slow"], "as_of": dt.date(2026, 11, 24),
    }, over)


def a_judged_statement(session: Session, **over: Any) -> JudgedStatement:
    """An example statement that one solution answers."""
    return added(session, JudgedStatement, {
        "id": _id("statement"), "kind": "plain", "language": "ko", "text_ko": "쉴 곳이 없다",
        "text_en": "Nowhere to rest", "needs": ["rest"], "grades": {"smart-bench": 3},
        "answers": {"smart-bench": [0]}, "as_of": dt.date(2026, 11, 24),
    }, over)


def a_case(session: Session, **over: Any) -> Case:
    """An award with a stated problem."""
    return added(session, Case, {
        "id": _id("case"), "programme": "solution-diffusion", "year": 2025, "municipalities": [],
        "problem_ko": "문제", "problem_en": "Problem", "problem_basis": "stated", "solutions": [],
        "outcomes_ko": [], "confidence": "high", "sources": [SOURCE],
    }, over)


def a_visit(session: Session, solution: str = "test-solution", **over: Any) -> Visit:
    """Officials of one municipality who went to see how another runs a solution."""
    return added(session, Visit, {
        "id": _id("visit"), "learner_code": "91120", "coach_code": "91110", "solution_slug": solution,
        "source": SOURCE, "source_quality": "official",
    }, over)


def a_partner(session: Session, deployment: Deployment, **over: Any) -> Partner:
    """A company that a source names for a deployment, in an unknown role."""
    return added(session, Partner, {
        "id": _id("partner"), "deployment_id": deployment.id, "name_ko": "보기회사", "name_en": "Example company",
        "kind": "company", "source": SOURCE, "source_quality": "official",
    }, over)


def an_offering(session: Session, operation: Operation, **over: Any) -> Offering:
    """An open offering of visits in Korean for the year 2026, without a slot."""
    return added(session, Offering, {
        "municipality_code": operation.municipality_code, "solution_slug": operation.solution_slug,
        "open_slug": operation.solution_slug, "by_visit": True, "by_remote": False, "by_documents": False,
        "by_secondment": False, "in_ko": True, "in_en": False, "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2026, 12, 31), "contact": "교통과", "stated_on": dt.date(2026, 1, 1), "source": SOURCE,
    }, over)


def a_slot(session: Session, offering: Offering, **over: Any) -> OfferingSlot:
    """A free slot of an offering."""
    return added(session, OfferingSlot, {
        "offering_id": offering.id, "number": 1, "coach_code": offering.municipality_code,
    }, over)


def a_fact_check(session: Session, fact: str = "dep-none", **over: Any) -> FactCheck:
    """A fact that a page confirmed."""
    return added(session, FactCheck, {
        "id": fact, "checked_on": dt.date(2026, 7, 1), "verdict": "confirmed", "page": SOURCE, "quote": "운영한다",
    }, over)


def a_programme(session: Session, id: str = "base", **over: Any) -> Programme:
    """A funding programme."""
    return added(session, Programme, {
        "id": id, "name_ko": "사업", "name_en": "Programme", "purpose_ko": "목적", "purpose_en": "Purpose",
        "source": SOURCE,
    }, over)


def a_call(session: Session, programme: str = "base", year: int = 2030, **over: Any) -> Call:
    """A call that was held, announced in March, without rules."""
    return added(session, Call, {
        "id": f"{programme}-{year}", "programme_id": programme, "year": year, "state": "held",
        "name_ko": "공모", "name_en": "Call", "announced_on": dt.date(year, 3, 16),
        "as_of": dt.date(year, 11, 1),
    }, over)


def a_rule(session: Session, call: Call, key: str = "applicants", value: Any = None, **over: Any) -> CallRule:
    """A known rule of a call."""
    return added(session, CallRule, {
        "call_id": call.id, "key": key, "position": next(_numbers), "value": value, "status": "known",
        "text_ko": "규칙", "text_en": "Rule", "source": SOURCE,
    }, over)


def a_selection(session: Session, call: Call, municipality: str | None = "91110", **over: Any) -> Selection:
    """A municipality chosen in a call."""
    return added(session, Selection, {
        "call_id": call.id, "position": next(_numbers), "municipality_code": municipality, "source": SOURCE,
    }, over)


def _figure(prefix: str, solution: str, municipality: str | None) -> dict[str, Any]:
    return {
        "id": _id(prefix), "solution_slug": solution, "municipality_code": municipality,
        "metric_ko": "사고", "metric_en": "accidents", "before": "10", "after": "5",
        "basis": "reported", "source": SOURCE, "source_quality": "official",
    }


def _told(prefix: str) -> dict[str, Any]:
    return {"id": _id(prefix), "text_ko": "본문", "text_en": "Text", "source": SOURCE,
            "source_quality": "official"}


def _id(prefix: str) -> str:
    return f"{prefix}-t{next(_numbers)}"


def added(session: Session, model: type[Row], defaults: dict[str, Any], over: dict[str, Any]) -> Row:
    row = model(**{**defaults, **over})
    session.add(row)
    session.flush()
    return row
