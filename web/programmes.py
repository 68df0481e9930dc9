"""Funding programmes, their calls by year and the rules of each with how they are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from catalog import queries
from catalog.programmes import PROGRAMMES, Call
from catalog.solutions import Solution
from web.calls import call_state, last_held, rule_value
from web.state import session

ORDER = ("solution-diffusion", *(name for name in PROGRAMMES if name != "solution-diffusion"))

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")


@blueprint.get("")
def index() -> str:
    """Every programme with all its calls on record."""
    calls = queries.calls(session())
    today = dt.date.today()
    groups = [
        (of_programme[0].programme, [call_state(call, today) for call in of_programme])
        for name in ORDER
        if (of_programme := [call for call in calls if call.programme_id == name])
    ]
    return render_template("programmes.html", groups=groups, rule_value=rule_value)


@blueprint.get("/<call_id>")
def show(call_id: str) -> str | Response:
    """One call; where none was found, the last known rules stand in and are called that."""
    call = queries.call(session(), call_id)
    if call.id != call_id:
        return redirect(url_for("programmes.show", call_id=call.id), 301)
    calls = queries.calls(session())
    held = call if call.state == "held" else last_held(calls, call)
    return render_template(
        "call.html", call=call, held=held, state=call_state(call, dt.date.today()),
        rules=[rule for rule in held.rules if not rule.withdrawn_on] if held else [],
        distribution=_distribution(held), others=_others(calls, call),
        years=[other for other in calls if other.programme_id == call.programme_id],
    )


def _distribution(call: Call | None) -> list[Solution]:
    """The solutions on the call's list of distribution solutions."""
    slugs = rule_value(call, "distribution-list") if call else None
    known = {solution.slug: solution for solution in queries.named_solutions(session())}
    return [known[slug] for slug in slugs if slug in known] if isinstance(slugs, list) else []


def _others(calls: Sequence[Call], call: Call) -> list[Call]:
    """Calls of the other programmes in the same year."""
    return [other for other in calls if other.year == call.year and other.programme_id != call.programme_id]
