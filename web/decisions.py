"""Locking a decision, and showing it again exactly as it was stored."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog import planning, queries
from catalog.errors import InvalidInputError
from catalog.plans import Decision
from web.access import current_person, signed_in
from web.decision_record import record_of
from web.exports.pages import sent
from web.exports.stored import from_json
from web.language import current, say
from web.plan_forms import form_of, read, typed_of
from web.plan_pages import calls_held, plan_page
from web.readiness import HEADINGS
from web.saved_plans import seen
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns

blueprint = Blueprint("decisions", __name__)


@blueprint.post("/plans/<plan_id>/decisions")
@signed_in
@limiter.limit(rate_limit)
@turns.taking
def lock(plan_id: str) -> Response:
    """Locks what the plan shows now with what was decided and why."""
    found, person = seen(plan_id), current_person()
    if person is None or person.organisation is None or found.organisation_id != person.organisation_id:
        raise planning.unknown_plan()
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    chosen = [queries.solution(session(), slug).slug for slug in request.form.getlist("chosen")]
    typed = typed_of(found)
    asked, errors = read(typed, form_of(found), calls_held(session()))
    errors |= _missing(outcome, chosen, reason)
    if errors:
        return plan_page(session(), asked, {**typed, **request.form}, errors, saved=found, chosen=chosen)
    by = {"name": person.name, "department": person.department,
          "organisation": {"ko": person.organisation.name_ko, "en": person.organisation.name_en}}
    record = record_of(session(), state().matcher(), found, asked, chosen if outcome == "chosen" else (), by)
    with state().writing.begin() as writing:
        made = planning.lock(writing, planning.plan(writing, plan_id), person.id, outcome, reason, record)
        decision_id = made.id
    return redirect(url_for("decisions.show", decision_id=decision_id), 303)


@blueprint.get("/decisions/<decision_id>")
@signed_in
def show(decision_id: str) -> str:
    """A decision from its record alone; only the organisation that took it sees it."""
    found = seen_decision(decision_id)
    return render_template(
        "decision.html", decision=found, record=found.record, headings=HEADINGS,
        unchanged=planning.digest_of(found.record) == found.digest,
    )


@blueprint.get("/decisions/<decision_id>/application.<form>")
@signed_in
@limiter.limit(rate_limit)
def application(decision_id: str, form: str) -> Response:
    """The application draft of the day of the decision."""
    return _document(decision_id, "application", form, _("신청서 초안"))


@blueprint.get("/decisions/<decision_id>/comparison.<form>")
@signed_in
@limiter.limit(rate_limit)
def comparison(decision_id: str, form: str) -> Response:
    """The comparison report of the day of the decision."""
    return _document(decision_id, "comparison", form, _("솔루션 비교 검토"))


def _document(decision_id: str, name: str, form: str, title: str) -> Response:
    found = seen_decision(decision_id)
    kept = found.record["documents"].get(name)
    if kept is None:
        abort(404)
    place = say(found.record["municipality"]["name"])
    return sent(from_json(kept[current()]), form, f"{title} {place} {found.number}")


def seen_decision(decision_id: str) -> Decision:
    """The decision, if it is the asker's organisation's.

    Raises:
        UnknownPlanError: there is none, or it is another organisation's.
    """
    found, person = planning.decision(session(), decision_id), current_person()
    if person is None or person.organisation_id != found.organisation_id:
        raise planning.unknown_plan()
    return found


def _missing(outcome: str, chosen: list[str], reason: str) -> dict[str, str]:
    try:
        planning.check_decision(outcome, chosen, reason)
    except InvalidInputError as error:
        return {error.field: say(error)}
    return {}
