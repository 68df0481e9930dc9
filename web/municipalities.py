"""The register of local governments and the page of one."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from catalog import queries
from catalog.eligibility import eligible
from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.municipalities import ADMINISTRATIVE_KINDS, Municipality, Succession
from catalog.naming import full_name, resolve, successors
from catalog.partners import partners_in
from matcher.fit import TRAIT_NAMES, TRAITS
from matcher.peers import BASIC
from web.alike import alike, chosen_traits, figure
from web.forms import PopulationForm
from web.language import current
from web.nearby import solutions_nearby
from web.state import session
from web.visits import look_at
from web.words import STATUS_ORDER

FIRST_NEARBY = 8
"""Solutions of neighbours that stand open on the page; the rest is folded."""

blueprint = Blueprint("municipalities", __name__, url_prefix="/municipalities")


@blueprint.get("")
def index() -> str | Response:
    """All local governments in force, by province; a name that is clear leads straight to its page."""
    words = request.args.get("q", "").strip()
    problem: str | None = None
    choices: tuple[Municipality, ...] = ()
    if words:
        try:
            unit = resolve(session(), words)
            return redirect(url_for("municipalities.show", code=unit.code), 303)
        except AmbiguousMunicipalityError as error:
            choices = tuple(session().get_one(Municipality, code) for code, _ko, _en in error.choices)
        except UnknownMunicipalityError as error:
            problem = error.en if current() == "en" else error.ko
    groups: dict[str, list[Municipality]] = {}
    for unit in queries.municipalities(session()):
        groups.setdefault(unit.province_code, []).append(unit)
    return render_template(
        "municipalities.html", words_typed=words, problem=problem, choices=choices,
        groups=[(units[0].province, units) for units in groups.values()],
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    """Six figures with their dates, who may apply where, what runs there and at its neighbours."""
    unit = queries.municipality(session(), code)
    look_at("municipality", unit.code)
    today = dt.date.today()
    calls = queries.calls(session())
    years = sorted({call.year for call in calls}, reverse=True) or [today.year]
    asked = request.args.get("year", type=int)
    year = asked if asked in years else min(years, key=lambda known: abs(known - today.year))
    form = PopulationForm.read(request.args)
    ended = not unit.in_force(today)
    deployments = sorted(
        queries.deployments_in(session(), code), key=lambda row: STATUS_ORDER.index(row.status)
    )
    return render_template(
        "municipality.html", unit=unit, year=year, years=years, form=form,
        ended=ended, became=successors(session(), unit, today),
        changes=_changes(code), administrative=unit.kind in ADMINISTRATIVE_KINDS,
        verdicts=eligible(session(), unit, year, form.population, form.as_of),
        deployments=deployments, names=_names(row.solution_slug for row in deployments),
        partners=partners_in(session(), code),
        known_calls={call.id for call in calls},
        held_calls={call.id for call in calls if call.state == "held"}, name_ko=full_name(unit)[0],
        nearby=() if ended else solutions_nearby(session(), unit), first_nearby=FIRST_NEARBY,
    )


@blueprint.get("/<code>/peers")
def peers(code: str) -> str | Response:
    """The ten most alike, in which traits, and what several of them run that this one does not.

    A unit that ended leads to its page, which says what it became.
    """
    unit = queries.municipality(session(), code)
    if not unit.in_force(dt.date.today()):
        return redirect(url_for("municipalities.show", code=unit.code), 303)
    traits = chosen_traits(request.args.getlist("trait"))
    return render_template(
        "peers.html", unit=unit, basic=unit.kind in BASIC, view=alike(session(), unit, traits), traits=traits,
        all_traits=TRAITS, names=TRAIT_NAMES, figure=figure,
    )


def _changes(code: str) -> list[tuple[Succession, Municipality, Municipality]]:
    """What this unit came from and became, oldest first."""
    rows = session().scalars(
        select(Succession)
        .where(or_(Succession.predecessor_code == code, Succession.successor_code == code))
        .order_by(Succession.effective_on, Succession.predecessor_code)
    )
    return [
        (row, session().get_one(Municipality, row.predecessor_code),
         session().get_one(Municipality, row.successor_code))
        for row in rows
    ]


def _names(slugs: object) -> dict[str, object]:
    """The solutions by slug."""
    return {slug: queries.solution(session(), slug) for slug in set(slugs)}  # type: ignore[call-overload]
