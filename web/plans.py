"""The plan page without saving: a package within a call's rules that only stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.forms import ProblemForm
from web.plan_forms import read
from web.plan_pages import calls_held, plan_page
from web.planning import PlanRequest
from web.recommendations import LONGEST_LINK, rejected
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns
from web.waiting import waiting_page

blueprint = Blueprint("plans", __name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request asks of a plan; `asked` is None where the form must be shown again."""

    form: ProblemForm
    typed: Mapping[str, str]
    asked: PlanRequest | None
    errors: Mapping[str, str]
    """One sentence per field that could not be read."""


@blueprint.post("/plan")
def calculate() -> Response:
    """Sends what was set to an address of its own, which can be kept and sent; what is too long for one is answered."""
    parts = [(name, typed) for name, typed in request.form.items(multi=True) if typed.strip() and name != "csrf_token"]
    link = f"/plan?{urlencode(parts)}"
    return show() if len(link) > LONGEST_LINK else redirect(link, 303)


@blueprint.get("/plan")
@limiter.limit(rate_limit)
@turns.taking
def show() -> Response:
    """The best package for a stated problem; what was changed comes with the request, nothing is stored."""
    if state().preparing():
        return waiting_page()
    return page(requested())


def requested() -> Reading:
    """The plan that the request asks for."""
    form = ProblemForm.read(request.values)
    valid = form.validate(session())
    if form.unit is None and not form.errors:
        form.errors["municipality"] = _("어느 지자체의 사업 묶음인지 적어 주세요.")
    typed = {**request.values, "municipality": form.municipality}
    if not valid or form.unit is None:
        return Reading(form, typed, None, form.errors)
    return Reading(form, typed, *read(typed, form, calls_held(session())))


def page(reading: Reading) -> Response:
    """The plan page, or the form again with what to do."""
    if reading.asked is None:
        return rejected(reading.form, 422)
    return plan_page(session(), reading.asked, reading.typed, reading.errors)
