"""A municipality's offerings: opened, changed and closed in one short form; errors keep what was typed."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from catalog import offerings, queries, waiting_line
from catalog.coaching import FORMS, LANGUAGES, MOST_CITIES, Offering
from catalog.engagement_queries import calendar, operated_by
from catalog.errors import HwaksanError
from catalog.municipalities import Municipality
from web.access import of_kind
from web.coaching import common, done, own_code, own_unit
from web.coaching_forms import Typed, terms
from web.coaching_notices import tell_sides
from web.state import session, state

A_YEAR = 365
"""Days that a new offering lasts if nothing else is set."""

blueprint = Blueprint("coaching_offerings", __name__, url_prefix="/coaching/offerings")


@blueprint.get("/new")
@of_kind("municipality")
def new() -> str | Response:
    """The empty form, for a solution that the municipality operates."""
    today = dt.date.today()
    return _new_page(Typed({
        "solution": request.args.get("solution", ""), "capacity": "1", "languages": "ko",
        "valid_from": today.isoformat(), "valid_until": (today + dt.timedelta(days=A_YEAR)).isoformat(),
    }))


@blueprint.post("/new")
@of_kind("municipality")
def open_new() -> Response:
    """Opens an offering."""
    form, unit = Typed(request.form), own_unit()
    wanted, capacity = terms(form, unit.name_ko)
    if not form.errors:
        try:
            with state().writing.begin() as db:
                made = offerings.offer(
                    db, db.get_one(Municipality, unit.code), queries.solution(db, form.get("solution")), wanted,
                    capacity)
                number = made.id
            return done("opened", "coaching_offerings.show", offering=number)
        except HwaksanError as error:
            form.refuse(error)
    return make_response(_new_page(form), 422)


@blueprint.get("/<int(max=2147483647):offering>")
@of_kind("municipality")
def show(offering: int) -> str:
    """Terms, slots, calendar, and the forms that change and close it."""
    found = _own(offering)
    return _page(found, Typed(_values(found)), Typed())


@blueprint.post("/<int(max=2147483647):offering>")
@of_kind("municipality")
def change(offering: int) -> Response:
    """Puts other terms and another capacity on record; new slots go to who waits."""
    found, form = _own(offering), Typed(request.form)
    wanted, capacity = terms(form, found.municipality.name_ko)
    if not form.errors:
        try:
            with state().writing.begin() as db:
                step = waiting_line.set_terms(db, offering, wanted, capacity)
                tell_sides(db, "called", *step.called)
                tell_sides(db, "held", *step.held)
            return done("changed", "coaching_offerings.show", offering=offering)
        except HwaksanError as error:
            form.refuse(error)
    return make_response(_page(found, form, Typed()), 422)


@blueprint.post("/<int(max=2147483647):offering>/close")
@of_kind("municipality")
def close(offering: int) -> Response:
    """Closes it; who still waits for an answer is declined with the reason given."""
    found, form = _own(offering), Typed(request.form)
    try:
        with state().writing.begin() as db:
            tell_sides(db, "decline", *waiting_line.close(db, offering, form.get("reason")))
        return done("closed", "coaching_offerings.show", offering=offering)
    except HwaksanError as error:
        form.refuse(error)
    return make_response(_page(found, Typed(_values(found)), form), 422)


def _own(offering: int) -> Offering:
    found = session().get(Offering, offering)
    if found is None or found.municipality_code != own_code():
        abort(404)
    return found


def _new_page(form: Typed) -> str:
    known = {row.slug: row for row in queries.named_solutions(session())}
    choices = [known[row.solution_slug] for row in operated_by(session(), own_unit().code)
               if row.solution_slug in known]
    return render_template("coaching/offering_new.html", form=form, choices=choices, **_choices(), **common())


def _page(found: Offering, form: Typed, closing: Typed) -> str:
    session().refresh(found)
    waiting = waiting_line.standing(session(), found.id, ("waiting",))
    asking = waiting_line.standing(session(), found.id, waiting_line.BEFORE_THE_COACH)
    return render_template(
        "coaching/offering.html", offering=found, form=form, closing=closing, waiting=waiting, asking=asking,
        months=calendar(session(), found, dt.date.today()), **_choices(), **common())


def _choices() -> dict[str, object]:
    return {"forms": FORMS, "languages": LANGUAGES, "most": MOST_CITIES}


def _values(found: Offering) -> dict[str, object]:
    return {
        "forms": list(found.forms), "languages": list(found.languages), "capacity": str(len(found.slots)),
        "valid_from": found.valid_from.isoformat(), "valid_until": found.valid_until.isoformat(),
        "contact": found.contact, "conditions_ko": found.conditions_ko or "",
        "conditions_en": found.conditions_en or "",
    }
