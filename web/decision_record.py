"""What a locked decision holds: the problem, everything that was shown for it that day, and what was decided.

The page of a decision reads from here alone, so that nothing on it changes when the catalogue does.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from catalog import queries
from catalog.municipalities import Municipality
from catalog.naming import full_name
from catalog.plans import Plan, PlanEntry
from catalog.readiness import ANSWERS, verdict
from matcher.documents import profile
from matcher.recommend import Matcher
from matcher.types import Query
from web.answers import answer_json
from web.exports import application, comparison
from web.exports.stored import as_json
from web.language import LANGUAGES
from web.planning import PlanRequest, plan_json
from web.readiness import HEADINGS, questions_for
from web.side_by_side import MOST, compare

FORMAT = "hwaksan-decision-1"
SHOWN = 10
"""Recommendations that the page of results shows, and the record keeps."""


def record_of(
    session: Session, matcher: Matcher, plan: Plan, asked: PlanRequest, chosen: Collection[str], by: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything of the day as plain JSON; `by` names the person and the organisation that decide."""
    started = time.perf_counter()
    answer = matcher.answer(Query(plan.problem, profile(plan.municipality), SHOWN, tuple(plan.needs)))
    took_ms = (time.perf_counter() - started) * 1000
    call = queries.call(session, asked.call)
    plan_of_today = plan_json(session, matcher, asked)
    return {
        "format": FORMAT,
        "locked_on": dt.date.today().isoformat(),
        "by": dict(by),
        "catalog_version": answer.catalog_version,
        "model": answer.model,
        "municipality": _municipality(plan.municipality),
        "call": {"id": call.id, "year": call.year, "name": {"ko": call.name_ko, "en": call.name_en}},
        "problem": plan.problem,
        "match": answer_json(session, answer, took_ms),
        "plan": plan_of_today,
        "candidates": [_candidate(session, entry) for entry in plan.entries],
        "chosen": [_named(session, slug) for slug in chosen],
        "documents": _documents(session, matcher, plan, plan_of_today, _compared(plan, plan_of_today, chosen)),
    }


def _documents(
    session: Session, matcher: Matcher, plan: Plan, plan_of_today: Mapping[str, Any], compared: Sequence[str],
) -> dict[str, dict[str, Any]]:
    """The application draft and, where there is something to compare, the comparison, in both languages."""
    found: dict[str, dict[str, Any]] = {}
    payload = application.collect(session, plan.municipality, plan.problem, plan_of_today)
    columns = compare(session, matcher, [queries.solution(session, slug) for slug in compared], plan.problem,
                      plan.municipality, tuple(plan.needs)) if compared else None
    for language in LANGUAGES:
        with force_locale(language):
            found.setdefault("application", {})[language] = as_json(application.build(payload))
            if columns is not None:
                found.setdefault("comparison", {})[language] = as_json(comparison.build(session, columns))
    return found


def _compared(plan: Plan, plan_of_today: Mapping[str, Any], chosen: Collection[str]) -> list[str]:
    """What was chosen, the rest of the package, then the shortlist, as many as fit side by side."""
    packaged = [entry["solution"] for entry in plan_of_today["solutions"]]
    listed = [entry.solution_slug for entry in plan.entries if entry.mark != "forbid"]
    return list(dict.fromkeys((*chosen, *packaged, *listed)))[:MOST]


def _municipality(unit: Municipality) -> dict[str, Any]:
    ko, en = full_name(unit)
    return {
        "code": unit.code, "name": {"ko": ko, "en": en},
        "population": unit.population, "population_date": unit.population_date,
        "aged65_share": unit.aged65_share, "area_km2": unit.area_km2, "density": unit.density,
        "fiscal_independence": unit.fiscal_independence, "fiscal_year": unit.fiscal_year,
    }


def _candidate(session: Session, entry: PlanEntry) -> dict[str, Any]:
    return {
        **_named(session, entry.solution_slug), "mark": entry.mark, "note": entry.note,
        "quantity": entry.quantity, "cost_krw": entry.cost_krw, "running_krw": entry.running_krw,
        "readiness": _readiness(session, entry),
    }


def _readiness(session: Session, entry: PlanEntry) -> dict[str, Any] | None:
    """The answers with the questions as they were put, by what they mean; None where nothing was answered."""
    if not entry.answers:
        return None
    asked = questions_for(session, queries.solution(session, entry.solution_slug))
    answers = {one.question: one.answer for one in entry.answers if one.answer in ANSWERS}
    found = verdict(asked, answers)
    return {
        name: [{"ko": question.short_ko, "en": question.short_en} for question in getattr(found, name)]
        for name in HEADINGS
    }


def _named(session: Session, slug: str) -> dict[str, Any]:
    solution = queries.solution(session, slug)
    return {"solution": slug, "name": {"ko": solution.name_ko, "en": solution.name_en}}
