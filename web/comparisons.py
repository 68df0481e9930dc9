"""The page that puts up to four solutions side by side; everything it shows stands in its address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from catalog import queries
from catalog.solutions import Solution
from web.forms import ProblemForm
from web.outcome_groups import Group, outcome_groups
from web.presenters import FIRST_COACHES
from web.security import limiter, rate_limit
from web.side_by_side import MOST, ROWS, Chosen, chosen, compare
from web.state import session, state
from web.turns import turns

MOST_ASKED = 20
"""Slugs of an address that are looked at; the page says from five on that four is the most."""
PARAMETERS = ("s", "municipality", "text", "need", "choice", "only", "lang")
DIFFERENCES = "differences"

FIRST_DRAWN = 2
"""Results of a solution that are drawn beside those of the others."""

blueprint = Blueprint("comparisons", __name__)


@blueprint.get("/compare")
@limiter.limit(rate_limit)
@turns.taking
def show() -> Response | BaseResponse | str:
    """Solutions side by side; an address that a list's form made is first freed of what it does not need."""
    if set(request.args) - set(PARAMETERS) or any("" in values for values in request.args.listvalues()):
        kept = [(name, value) for name in PARAMETERS for value in request.args.getlist(name) if value]
        return redirect(f"/compare?{urlencode(kept)}", 303)
    picked = chosen(session(), request.args.getlist("s")[:MOST_ASKED])
    form = ProblemForm.read(request.args)
    form.validate(session())
    if not form.problem.strip():
        form.errors.pop("text", None)  # one may compare without a problem
    too_many = len(picked.solutions) > MOST
    view = None
    if picked.solutions and not too_many:
        text, needs = ("", ()) if {"text", "needs"} & form.errors.keys() else (form.problem.strip(), form.needs)
        matcher = state().matcher() if text or form.unit else None
        view = compare(session(), matcher, picked.solutions, text, form.unit, needs)
    page = render_template(
        "compare.html", form=form, picked=picked, view=view, most=MOST, row_names=ROWS, asker=form.unit,
        first_coaches=FIRST_COACHES, only=request.args.get("only") == DIFFERENCES, address=_address, without=_without,
        reasons=_reasons(picked), drawn=_drawn(picked.solutions) if view else (),
    )
    wrong = 422 if too_many or form.errors else 404 if picked.unknown and not picked.solutions else 200
    return make_response(page, wrong)


def _drawn(solutions: Sequence[Solution]) -> list[tuple[Solution, Sequence[Group], int]]:
    """Of each solution the first results that can be drawn, and how many more there are."""
    outcomes = queries.outcomes_of(session(), [solution.slug for solution in solutions])
    found = [(solution, outcome_groups(outcomes[solution.slug])) for solution in solutions]
    return [(solution, groups[:FIRST_DRAWN], len(groups[FIRST_DRAWN:])) for solution, groups in found]


def _reasons(picked: Chosen) -> list[str]:
    """What the page has to say about the solutions that were asked for."""
    said = [_("‘%(slug)s’에 해당하는 솔루션을 찾지 못해 뺐습니다. 솔루션 목록에서 골라 주세요.", slug=slug)
            for slug in picked.unknown]
    if len(picked.solutions) > MOST:
        said.append(_("한 번에 %(most)s개까지 비교할 수 있습니다. 지금 %(count)s개를 담았으니 아래에서 줄여 주세요.",
                      most=MOST, count=len(picked.solutions)))
    return said


def _address(form: ProblemForm, picked: Chosen, page: str = "/compare", **more: str) -> str:
    """The address of this comparison, changed by `more`."""
    parts = [("s", solution.slug) for solution in picked.solutions]
    parts += [(name, value) for name, value in (
        ("municipality", form.unit.code if form.unit else form.municipality), ("text", form.text),
        *(("need", need) for need in form.needs), *more.items(),
    ) if value]
    return f"{page}?{urlencode(parts)}"


def _without(form: ProblemForm, picked: Chosen, slug: str) -> str:
    """The address of this comparison without one solution."""
    left = tuple(solution for solution in picked.solutions if solution.slug != slug)
    return _address(form, Chosen(left, (), ()))
