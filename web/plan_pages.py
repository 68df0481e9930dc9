"""The plan page itself: the same for a plan that only stands in its address and for one that is saved."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from catalog import queries
from catalog.errors import HwaksanError, InvalidInputError
from catalog.municipalities import Municipality
from catalog.naming import full_name
from catalog.plans import Plan
from catalog.programmes import Call
from catalog.solutions import Solution
from web.forms import ProblemForm
from web.language import current, local, say
from web.maps import CoachMap, coach_map
from web.pictures.burden import Bar, burden_bars
from web.planning import PlanRequest, plan_json
from web.recommendations import rejected
from web.state import state

FULL = 100
"""Width of the money bar's budget."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A solution to note on, check and choose: one on the saved plan's shortlist or in its package."""

    slug: str
    name: Mapping[str, str]
    saved: bool
    in_package: bool
    answered: int


def plan_page(
    session: Session, asked: PlanRequest, typed: Mapping[str, str], errors: Mapping[str, str],
    saved: Plan | None = None, chosen: Collection[str] = (),
) -> Response:
    """The package that follows from what was set, with every field as it was typed."""
    form = ProblemForm(asked.problem, typed.get("municipality") or full_name(asked.unit)[current() == "en"],
                       needs=asked.needs, unit=asked.unit)
    try:
        plan = plan_json(session, state().matcher(), asked)
    except HwaksanError as error:
        form.errors["form"] = say(error)
        return rejected(form, 404 if not isinstance(error, InvalidInputError) else 422)
    missing = _missing(plan)
    page = render_template(
        "plan.html", form=form, plan=plan, calls=calls_held(session), errors=errors, typed=typed,
        place=full_name(asked.unit)[current() == "en"], bar=money_bar(plan), saved=saved,
        choice={**dict.fromkeys(asked.force, "force"), **dict.fromkeys(asked.forbid, "forbid")},
        candidates=_candidates(saved, plan) if saved else (), chosen=chosen, missing=missing,
        coach_map=_coach_map(session, asked.unit, plan), draft=_draft_of(asked, saved), burden=_burden(plan, missing),
        solutions=_by_name(queries.named_solutions(session)) if saved else (),
    )
    return make_response(page, 422 if errors else 200)


def _coach_map(session: Session, asker: Municipality, plan: Mapping[str, Any]) -> CoachMap | None:
    """Where the coaches of the package are, each once, in the order of its solutions."""
    codes = dict.fromkeys(one["coach"]["municipality"] for one in plan["solutions"] if one["coach"])
    return coach_map(asker, [session.get(Municipality, code) for code in codes])


def _draft_of(asked: PlanRequest, saved: Plan | None) -> str:
    """Under what a browser keeps what is typed: the plan, or before it is saved the problem of the municipality."""
    said = hashlib.sha256(f"{asked.unit.code} {asked.problem}".encode()).hexdigest()[:16]
    return f"plan-{saved.id if saved else said}"


def calls_held(session: Session) -> Sequence[Call]:
    """The calls that were held, this programme's and the newest first."""
    held = [call for call in queries.calls(session) if call.state == "held"]
    return sorted(held, key=lambda call: (call.programme_id != "solution-diffusion", -call.year, call.id))


def money_bar(plan: Mapping[str, Any]) -> dict[str, int] | None:
    """Widths (0 to FULL) of what is established at least and at most, against the call's total."""
    total = plan["total_krw"][1] if isinstance(plan["total_krw"], (list, tuple)) else plan["total_krw"]
    if not total:
        return None
    low, high = (min(FULL, round(FULL * amount / total)) for amount in plan["established_krw"])
    return {"low": low, "high": high}


def _by_name(solutions: Sequence[Solution]) -> list[Solution]:
    return sorted(solutions, key=lambda solution: str(local(solution, "name")))


def _burden(plan: Mapping[str, Any], missing: Sequence[str]) -> Sequence[Bar]:
    """The years as bars of local money on record; whatever is missing keeps a mark of its own."""
    burden = plan["burden"]
    return burden_bars(burden["local_build_krw"], burden["running_by_year_krw"], burden["years"], bool(missing))


def _missing(plan: Mapping[str, Any]) -> list[str]:
    """What of a package's local money is not known, in words."""
    burden, found = plan["burden"], []
    if count := len(plan["unknown"]):
        found.append(ngettext("설치비 %(num)s건", "설치비 %(num)s건", count))
    if burden["local_build_krw"] is None and len(plan["unknown"]) < len(plan["solutions"]):
        found.append(_("설치비 가운데 지방비의 몫"))
    if count := len(burden["running_unknown"]):
        found.append(ngettext("운영비 %(num)s건", "운영비 %(num)s건", count))
    return found


def _candidates(saved: Plan, plan: Mapping[str, Any]) -> list[CandidateView]:
    """What the package holds first, then the rest of the shortlist."""
    kept = {entry.solution_slug: entry for entry in saved.entries if entry.mark != "forbid"}
    names = {entry["solution"]: entry["name"] for entry in plan["solutions"]}
    names |= {slug: {"ko": entry.solution.name_ko, "en": entry.solution.name_en}
              for slug, entry in kept.items() if slug not in names}
    packaged = {entry["solution"] for entry in plan["solutions"]}
    return [
        CandidateView(slug, name, slug in kept, slug in packaged, len(kept[slug].answers) if slug in kept else 0)
        for slug, name in names.items()
    ]
