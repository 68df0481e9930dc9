"""What an official sets on the plan page, read from a form or from a saved plan by one and the same path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from catalog.naming import full_name
from catalog.planning import Entry, Work
from catalog.plans import Plan
from catalog.programmes import Call
from web.burden import BOUNDS, read_terms
from web.forms import ProblemForm
from web.inputs import whole_number
from web.language import current, say
from web.planning import PlanRequest

FIGURES = {"quantity": "quantity", "cost": "cost_krw", "running": "running_krw"}
"""Prefix of a form's field, and the column of a saved entry that holds the same."""
OF_A_SOLUTION = ("choice", "note", *FIGURES)
"""Prefixes of the fields that a solution has."""
FORCED = ("force", "forbid")


def read(values: Mapping[str, str], form: ProblemForm, calls: Sequence[Call]) -> tuple[PlanRequest, dict[str, str]]:
    """What was set for the problem and unit of a form, and a sentence for each field that cannot be used."""
    if form.unit is None:
        raise ValueError("a plan is one municipality's")
    terms, wrong = read_terms(values)
    errors = {name: say(sentence) for name, sentence in wrong.items()}
    return PlanRequest(
        unit=form.unit, call=values.get("call") or calls[0].id, problem=form.problem, needs=form.needs,
        force=frozenset(marked(values, "force")), forbid=frozenset(marked(values, "forbid")),
        quantities=_numbers(values, "quantity-", errors), own_costs=_numbers(values, "cost-", errors),
        running=_numbers(values, "running-", errors), terms=terms,
    ), errors


def work(values: Mapping[str, str], asked: PlanRequest, kept: Sequence[str] = ()) -> Work:
    """What to save of the form: every solution that was marked, noted or given a figure, and those `kept` anyway."""
    named = [key.partition("-")[2] for key, typed in values.items()
             if "-" in key and key.partition("-")[0] in OF_A_SOLUTION and typed.strip()]
    removed = {key.removeprefix("remove-") for key in values if key.startswith("remove-")}
    slugs = [slug for slug in dict.fromkeys((*kept, *named)) if slug not in removed]
    return Work(
        asked.unit.code, asked.call, asked.problem, asked.needs,
        assumptions={name: values[name].strip() for name in BOUNDS if values.get(name, "").strip()},
        entries=[Entry(
            slug, mark=values.get(f"choice-{slug}") or "shortlist",
            note=values.get(f"note-{slug}", "").replace("\x00", "").strip(),
            quantity=asked.quantities.get(slug), cost_krw=asked.own_costs.get(slug),
            running_krw=asked.running.get(slug),
        ) for slug in slugs],
    )


def form_of(plan: Plan) -> ProblemForm:
    """The problem of a saved plan and whose it is."""
    return ProblemForm(plan.problem, full_name(plan.municipality)[current() == "en"], needs=tuple(plan.needs),
                       unit=plan.municipality)


def typed_of(plan: Plan) -> dict[str, str]:
    """A saved plan as the form would send it."""
    values = {"text": plan.problem, "municipality": full_name(plan.municipality)[current() == "en"],
              "call": plan.call_id, **plan.assumptions}
    for entry in plan.entries:
        if entry.mark in FORCED:
            values[f"choice-{entry.solution_slug}"] = entry.mark
        values[f"note-{entry.solution_slug}"] = entry.note
        for prefix, column in FIGURES.items():
            if (figure := getattr(entry, column)) is not None:
                values[f"{prefix}-{entry.solution_slug}"] = f"{figure:,}"
    return values


def unseen(plan: Plan, values: Mapping[str, str]) -> dict[str, str]:
    """What a saved plan holds of solutions for which a form has no field, as of those out of the package today."""
    return {name: typed for name, typed in typed_of(plan).items()
            if name.partition("-")[0] in OF_A_SOLUTION and "-" in name and name not in values}


def marked(values: Mapping[str, str], word: str) -> list[str]:
    """Solutions whose choice is this word."""
    return [key.removeprefix("choice-") for key, value in values.items()
            if key.startswith("choice-") and value == word]


def _numbers(values: Mapping[str, str], prefix: str, errors: dict[str, str]) -> dict[str, int]:
    """Numbers above zero by solution; anything else that was typed is told of."""
    found = {}
    for key, typed in values.items():
        if not key.startswith(prefix) or not typed.strip():
            continue
        number = whole_number(typed)
        if number is None:
            errors[key] = _("0보다 큰 수로 적어 주세요. 예: 4, 3억 5,000만")
        else:
            found[key.removeprefix(prefix)] = number
    return found
