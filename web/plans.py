"""The plan page: a package within a call's rules, changed by the official and solved again at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from catalog import queries
from catalog.errors import HwaksanError, InvalidInputError
from catalog.naming import full_name
from catalog.programmes import Call
from web.burden import read_terms
from web.forms import ProblemForm
from web.inputs import whole_number
from web.language import current, say
from web.planning import PlanRequest, plan_json
from web.recommendations import LONGEST_LINK, rejected
from web.security import limiter, rate_limit
from web.state import session, state

FULL = 100
"""Width of the money bar's budget."""

blueprint = Blueprint("plans", __name__)


@blueprint.post("/plan")
def calculate() -> BaseResponse | str:
    """Sends what was set to an address of its own, which can be kept and sent; what is too long for one is answered."""
    parts = [(name, typed) for name, typed in request.form.items() if typed.strip() and name != "csrf_token"]
    link = f"/plan?{urlencode(parts)}"
    return show() if len(link) > LONGEST_LINK else redirect(link, 303)


@blueprint.get("/plan")
@limiter.limit(rate_limit)
def show() -> Response | str:
    """The best package for a stated problem; what was changed comes with the request, nothing is stored."""
    form = ProblemForm.read(request.values)
    valid = form.validate(session())
    if form.unit is None and not form.errors:
        form.errors["municipality"] = _("어느 지자체의 사업 묶음인지 적어 주세요.")
    if not valid or form.unit is None:
        return rejected(form, 422)
    calls = _calls()
    terms, wrong = read_terms(request.values)
    errors = {name: say(sentence) for name, sentence in wrong.items()}
    asked = PlanRequest(
        unit=form.unit, call=request.values.get("call") or calls[0].id, problem=form.text,
        force=frozenset(_marked("force")), forbid=frozenset(_marked("forbid")),
        quantities=_numbers("quantity-", errors), own_costs=_numbers("cost-", errors),
        running=_numbers("running-", errors), terms=terms,
    )
    try:
        plan = plan_json(session(), state().matcher(), asked)
    except HwaksanError as error:
        form.errors["form"] = error.en if current() == "en" else error.ko
        return rejected(form, 404 if not isinstance(error, InvalidInputError) else 422)
    page = render_template(
        "plan.html", form=form, plan=plan, calls=calls, errors=errors, typed=request.values,
        place=full_name(form.unit)[current() == "en"], bar=money_bar(plan), choice=_choice(asked),
    )
    return make_response(page, 422 if errors else 200)


def money_bar(plan: Mapping[str, Any]) -> dict[str, int] | None:
    """Widths (0 to FULL) of what is established at least and at most, against the call's total."""
    total = plan["total_krw"][1] if isinstance(plan["total_krw"], (list, tuple)) else plan["total_krw"]
    if not total:
        return None
    low, high = (min(FULL, round(FULL * amount / total)) for amount in plan["established_krw"])
    return {"low": low, "high": high}


def _calls() -> Sequence[Call]:
    """The calls that were held, this programme's and the newest first."""
    held = [call for call in queries.calls(session()) if call.state == "held"]
    return sorted(held, key=lambda call: (call.programme_id != "solution-diffusion", -call.year, call.id))


def _marked(word: str) -> list[str]:
    """Solutions whose choice is this word."""
    return [key.removeprefix("choice-") for key, value in request.values.items()
            if key.startswith("choice-") and value == word]


def _choice(asked: PlanRequest) -> dict[str, str]:
    return {**dict.fromkeys(asked.force, "force"), **dict.fromkeys(asked.forbid, "forbid")}


def _numbers(prefix: str, errors: dict[str, str]) -> dict[str, int]:
    """Numbers above zero by solution; an empty field is none, anything else is told of."""
    found = {}
    for key, typed in request.values.items():
        if not key.startswith(prefix) or not typed.strip():
            continue
        number = whole_number(typed)
        if number is None:
            errors[key] = _("0보다 큰 수로 적어 주세요. 예: 4, 3억 5,000만")
        else:
            found[key.removeprefix(prefix)] = number
    return found
