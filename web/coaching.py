"""The page for coaching governments: what they run, what they offer, who asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from catalog import queries
from catalog.engagement_queries import calendar, offerings_of, operated_by, proposals_of, requests_by, requests_to
from catalog.engagements import LIVE, CoachingRequest
from catalog.municipalities import Municipality
from catalog.waiting_line import place_in_line
from web import coaching_words
from web.access import current_person
from web.person import Person
from web.state import session

blueprint = Blueprint("coaching", __name__, url_prefix="/coaching")


@blueprint.get("")
def index() -> str:
    """Three lines for everyone; for people of a municipality its records, offerings, requests and proposals."""
    code = own_code()
    if code is None:
        return render_template("coaching/about.html", person=current_person(), office=is_office(),
                               sign_in=url_for("security.login", next="/coaching"))
    unit = session().get_one(Municipality, code)
    to_us, by_us = requests_to(session(), code), requests_by(session(), code)
    offered = offerings_of(session(), code)
    taken = {offering.solution_slug for offering in offered if offering.closed_on is None}
    proposals = proposals_of(session(), code)
    return render_template(
        "coaching/index.html", unit=unit, records=queries.deployments_in(session(), code),
        names={row.slug: row for row in queries.named_solutions(session())},
        pending={row.deployment_id: row for row in proposals if row.live_key and row.deployment_id},
        proposals=proposals, offered=offered, today=dt.date.today(),
        to_offer=[row for row in operated_by(session(), code) if row.solution_slug not in taken],
        calendars=[(row, calendar(session(), row, dt.date.today())) for row in offered if row.closed_on is None],
        to_us=to_us, by_us=by_us, to_answer=sum(row.state == "sent" for row in to_us),
        days_to_answer=sum(row.state == "proposed" for row in by_us), live=LIVE, **common(),
    )


def own_code() -> str | None:
    """The code of the municipality for which one is signed in, or None."""
    person = current_person()
    organisation = person.organisation if person is not None else None
    return organisation.municipality_code if organisation is not None else None


def own_unit() -> Municipality:
    """The municipality for which one is signed in; only behind `of_kind("municipality")`."""
    return session().get_one(Municipality, own_code())


def signed() -> Person:
    """The person who is signed in; only behind a guard."""
    person = current_person()
    if person is None:
        abort(403)
    return person


def is_office() -> bool:
    """Whether one is signed in for the programme office, which may read everything and change nothing here."""
    person = current_person()
    return person is not None and person.organisation is not None and person.organisation.kind == "programme-office"


def side_in(row: CoachingRequest) -> str:
    """On which side of a request one stands: coach, learner, or office to read only.

    Others are told that there is no such page.
    """
    code = own_code()
    if code is not None and code == row.offering.municipality_code:
        return "coach"
    if code is not None and code == row.asker_code:
        return "learner"
    if is_office():
        return "office"
    abort(404)


def done(what: str, endpoint: str, **values: Any) -> Response:
    """Says what was done and goes on to a page."""
    flash(str(coaching_words.DONE[what]), "success")
    return redirect(url_for(endpoint, **values), 303)


def common() -> dict[str, Any]:
    """What every template on coaching needs."""
    return {"coaching": coaching_words, "place_in_line": lambda row: place_in_line(session(), row)}
