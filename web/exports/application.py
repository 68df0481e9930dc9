"""The application draft: what a plan, the register and the catalogue can fill of it, and what only the city can.

`collect` reads the database and gives plain JSON that can be stored; `build` lays that out and reads nothing
else, so that a plan saved earlier gives the document of its day. What is absent becomes a marked blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Outcome
from catalog.municipalities import Municipality
from catalog.naming import full_name
from catalog.programmes import CallRule
from catalog.revisions import current_version
from catalog.solutions import Solution
from web.answers import outcome_json
from web.calls import data_date
from web.exports import application_chapters as chapters
from web.exports import application_prospects as prospects
from web.exports.report import Draft, Report
from web.exports.words import won
from web.formats import date
from web.language import say
from web.presenters import BEST_SOURCE_FIRST

CRITERIA_OF = "solution-diffusion-2025"
"""The call whose published criteria order the chapters where a call's own are not known."""
REGISTER = "seeds/SOURCES.md"


def collect(session: Session, unit: Municipality, problem: str, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the draft needs, as JSON: the plan with the facts behind it, as of now."""
    call = queries.call(session, plan["call"])
    asked = data_date(session)
    ko, en = full_name(unit)
    return {
        "municipality": {"code": unit.code, "name": {"ko": ko, "en": f"{en} ({unit.name_ko})"},
                         "figures": _figures(unit)},
        "call": {"id": call.id, "year": call.year, "name": {"ko": call.name_ko, "en": call.name_en},
                 "months": _months(call.rules), "criteria": _criteria(session, call.rules)},
        "problem": problem,
        "plan": dict(plan),
        "solutions": {entry["solution"]: _solution(session, entry["solution"]) for entry in plan["solutions"]},
        "data_date": asked.isoformat() if asked else None,
        "catalog_version": current_version(session),
    }


def build(payload: Mapping[str, Any]) -> Report:
    """The draft from what `collect` gave; only `plan` must be there."""
    draft = Draft()
    plan, call = payload["plan"], payload.get("call") or {}
    place = say((payload.get("municipality") or {}).get("name")) or str(plan["municipality"])
    facts = [
        (_("대상 지자체"), place),
        (_("공모"), f"{call['year']} {say(call['name'])}" if call else str(plan["call"])),
        (_("사업명"), draft.blank(_("사업명"), _("사업명을 정해 적으세요."))),
        (_("담당 부서와 담당자"), draft.blank(_("담당 부서와 담당자"), _("부서, 이름, 연락처를 적으세요."))),
        (_("총사업비 기준"), won(plan["total_krw"]) if plan["total_krw"] else _("확인된 자료 없음")),
        (_("자료를 찾은 날"), date(payload.get("data_date"))),
        (_("자료 판"), payload.get("catalog_version") or _("확인된 자료 없음")),
    ]
    for chapter in (chapters.need, chapters.content, chapters.budget, chapters.delivery, prospects.effects,
                    prospects.sustainability, prospects.risks, prospects.rules):
        chapter(draft, payload)
    return draft.finished(_("스마트도시 솔루션 확산사업 신청서 초안"), place, facts)


def _figures(unit: Municipality) -> list[dict[str, Any]]:
    """The register's figures, each with its date; an unknown one is null."""
    counted, year = unit.population_date, str(unit.fiscal_year) if unit.fiscal_year else None
    listed: tuple[tuple[str, Any, str | None], ...] = (
        ("population", unit.population, counted), ("population_change_pct", unit.population_change_pct, counted),
        ("aged65_share", unit.aged65_share, counted), ("density", unit.density, counted),
        ("area_km2", unit.area_km2, None), ("fiscal_independence", unit.fiscal_independence, year),
        ("depopulation_area", unit.depopulation_area, None),
    )
    return [{"figure": name, "value": value, "date": day, "source": REGISTER} for name, value, day in listed]


def _months(rules: list[CallRule]) -> dict[str, Any] | None:
    found = next((rule for rule in rules if rule.key == "months" and rule.value), None)
    return None if found is None else {
        "value": found.value, "status": found.status, "text": {"ko": found.text_ko, "en": found.text_en},
        "source": found.source,
    }


def _criteria(session: Session, rules: list[CallRule]) -> dict[str, Any] | None:
    """The published criteria: the call's own, else those of 2025, saying of which call they are."""
    for known in (rules, queries.call(session, CRITERIA_OF).rules):
        for rule in known:
            if rule.key == "criteria" and isinstance(rule.value, list):
                return {"call": rule.call_id, "names": rule.value, "source": rule.source}
    return None


def _solution(session: Session, slug: str) -> dict[str, Any]:
    solution: Solution = queries.solution(session, slug)
    pitfalls = sorted(solution.pitfalls, key=lambda row: (BEST_SOURCE_FIRST[row.source_quality], row.id))
    return {
        "name": {"ko": solution.name_ko, "en": solution.name_en},
        "summary": {"ko": solution.summary_ko, "en": solution.summary_en},
        "components": {"ko": solution.components_ko, "en": solution.components_en},
        "prerequisites": {"ko": solution.prerequisites_ko, "en": solution.prerequisites_en},
        "outcomes": [_outcome(row) for row in queries.outcomes(session, slug)],
        "pitfalls": [{"text": {"ko": row.text_ko, "en": row.text_en}, "source": row.source,
                      "source_quality": row.source_quality} for row in pitfalls],
        "procedures": [{"name": {"ko": row.name_ko, "en": row.name_en}, "source": row.source,
                        "applies_when": {"ko": row.applies_when_ko, "en": row.applies_when_en}}
                       for row in queries.procedures_for(session, slug)],
    }


def _outcome(row: Outcome) -> dict[str, Any]:
    """The outcome with its place in full: there are two counties of Goseong."""
    told = outcome_json(row)
    if row.municipality is not None:
        ko, en = full_name(row.municipality)
        told["place"] = {"ko": ko, "en": f"{en} ({row.municipality.name_ko})"}
    return told
