"""The catalogue of solutions and the page of one."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog import queries
from catalog.deployments import Deployment
from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.evidence import evidence
from catalog.findings import old, stale
from catalog.municipalities import Municipality
from catalog.naming import full_name, resolve
from catalog.partners import partners_of
from catalog.readiness import verdict
from matcher.documents import profile
from web.browsing import ORDERS, browse
from web.language import current
from web.listing import SMALL
from web.maps import Standing, coach_map, deployment_map
from web.nearby import runs_nearby
from web.outcome_groups import outcome_groups
from web.presenters import CoachView, coach_views, cost_ranges
from web.readiness import HEADINGS, READY, WHOM, questions_for, unreadable
from web.recommendations import remembered_unit
from web.state import session, state
from web.visits import look_at
from web.words import STATUS, STATUS_BADGE, STATUS_ORDER, UNCONFIRMED

FIRST_PLACES = 8
TOP_COACHES = 5

blueprint = Blueprint("solutions", __name__, url_prefix="/solutions")


@blueprint.get("")
def index() -> Response:
    """All solutions, narrowed by words and conditions; while one types, only the part that changes is sent."""
    found = browse(session(), request.args, _remembered())
    typing = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = make_response(render_template(
        "_solutions_found.html" if typing else "solutions.html", found=found, orders=ORDERS))
    response.vary.add("HX-Request")
    if typing:
        response.headers["HX-Push-Url"] = found.address()
    return response


@blueprint.get("/<slug>")
def show(slug: str) -> str | Response:
    """What trouble a solution ends, where it runs, what came out, what it costs, who can coach."""
    solution = queries.solution(session(), slug)
    if solution.slug != slug:
        return redirect(url_for("solutions.show", slug=solution.slug), 301)
    look_at("solution", slug)
    deployments = sorted(
        queries.deployments_of(session(), slug), key=lambda row: STATUS_ORDER.index(row.status)
    )
    outcomes = queries.outcomes(session(), slug)
    operating = [row.municipality for row in queries.operations(session()) if row.solution_slug == slug]
    asker, problem = _asker(request.args.get("for", "").strip())
    coaches = _coaches(slug, asker)
    return render_template(
        "solution.html", solution=solution, deployments=deployments, first_places=FIRST_PLACES,
        partners=partners_of(session(), slug),
        outcomes=outcomes, context=queries.context_figures(session(), slug), operating=len(operating),
        operating_small=sum(unit.population is not None and unit.population < SMALL for unit in operating),
        level=evidence(outcomes).level, costs=[row for row in solution.costs if not row.withdrawn_on],
        ranges=cost_ranges(solution.costs), procedures=queries.procedures_for(session(), slug),
        pitfalls=[row for row in solution.pitfalls if not row.withdrawn_on],
        lessons=queries.lessons(session()), asker=asker, asker_problem=problem,
        asker_name=full_name(asker)[current() == "en"] if asker else "",
        asked=request.args.get("for", ""), coaches=coaches,
        map=deployment_map([Standing(row, standing(row), status_words(row)) for row in deployments]),
        coach_map=coach_map(asker, [view.unit for view in coaches]) if asker else None,
        outcome_groups=outcome_groups(outcomes),
        nearby=runs_nearby(session(), asker).get(slug, ()) if asker else (),
    )


@blueprint.get("/<slug>/readiness")
def readiness(slug: str) -> str | Response:
    """Whether a solution will work here: its conditions as questions; the answers stand in the address."""
    solution = queries.solution(session(), slug)
    if solution.slug != slug:
        return redirect(url_for("solutions.readiness", slug=solution.slug), 301)
    asked, answers = questions_for(session(), solution), request.args
    found = verdict(asked, answers)
    asker, problem = _asker(request.args.get("for", "").strip())
    return render_template(
        "readiness.html", solution=solution, questions=asked, answers=answers, found=found,
        answered=len(asked) - len(found.unanswered), wrong=len(unreadable(asked, answers)),
        lists=[(name, heading, getattr(found, name)) for name, heading in HEADINGS.items()],
        whom=WHOM, ready=READY, asker=asker, asker_problem=problem, asked_for=request.args.get("for", ""),
    )


def standing(row: Deployment) -> str:
    """Status for the map: an old plan or selection that nobody confirmed is a kind of its own."""
    return "unconfirmed" if stale(row, dt.date.today().year) else row.status


def status_colour(row: Deployment) -> str:
    """KRDS badge class of a deployment's status; the word always stands in it."""
    return "bg-light-gray" if _unconfirmed(row) else STATUS_BADGE[row.status]


def status_words(row: Deployment) -> str:
    """Status as of its year; an old one that nobody confirmed since says so."""
    year = row.as_of or row.year
    if _unconfirmed(row):
        return str(UNCONFIRMED[row.status]) % {"year": year}
    word = str(STATUS[row.status])
    return _("%(status)s(%(year)s년 기준)", status=word, year=year) if year else word


def _unconfirmed(row: Deployment) -> bool:
    this_year = dt.date.today().year
    return stale(row, this_year) or old(row, this_year)


def _remembered() -> Municipality | None:
    """The municipality of the address, or the one that last asked from this browser."""
    named = request.args.get("municipality", "").strip()
    return _asker(named)[0] if named else remembered_unit()


def _asker(name: str) -> tuple[Municipality | None, str | None]:
    """The municipality that asks for coaches, or the sentence that says why it is not known."""
    if not name:
        return None, None
    try:
        return resolve(session(), name), None
    except (AmbiguousMunicipalityError, UnknownMunicipalityError) as error:
        return None, error.en if current() == "en" else error.ko


def _coaches(slug: str, asker: Municipality | None) -> tuple[CoachView, ...]:
    if asker is None:
        return ()
    found = state().matcher().coaches(slug, profile(asker), TOP_COACHES)
    units = {coach.municipality: session().get(Municipality, coach.municipality) for coach in found}
    return coach_views(found, {code: unit for code, unit in units.items() if unit is not None})
