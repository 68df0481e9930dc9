"""Requests for coaching and what follows: each step a named write, told to both sides, seen by nobody else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from catalog import engaging
from catalog.coaching import FORMS, Offering
from catalog.engagement_queries import requests_by
from catalog.engagements import SIDES, CoachingRequest
from catalog.errors import HwaksanError
from catalog.municipalities import Municipality
from catalog.people import organisation_of
from catalog.plans import Plan
from catalog.waiting_line import Step
from web.access import current_person, of_kind, signed_in
from web.coaching import common, done, own_code, own_unit, side_in, signed
from web.coaching_forms import Typed
from web.coaching_notices import tell_sides
from web.coaching_plans import attachable, package, to_choose
from web.forms import ProblemForm
from web.plan_forms import read, work
from web.plan_pages import calls_held, plan_page
from web.recommendations import rejected
from web.saved_plans import begin
from web.security import limiter, rate_limit
from web.state import session, state

blueprint = Blueprint("coaching_requests", __name__, url_prefix="/coaching")

Write = Callable[[Session, int, Typed], Step]
ANSWERS: dict[tuple[str, str], Write] = {
    ("coach", "accept"): lambda db, number, form: engaging.accept(db, number, "coach"),
    ("coach", "decline"): lambda db, number, form: engaging.decline(db, number, form.get("reason")),
    ("coach", "propose"): lambda db, number, form: engaging.propose(
        db, number, form.stated_day("day"), form.get("note")),
    ("learner", "agree"): lambda db, number, form: engaging.accept(db, number, "learner"),
    ("learner", "refuse-day"): lambda db, number, form: engaging.refuse_day(db, number, form.get("note")),
    ("learner", "withdraw"): lambda db, number, form: engaging.withdraw(db, number),
}
"""What each side may do with a request that awaits an answer."""


@blueprint.get("/ask")
@of_kind("municipality")
def ask() -> str:
    """The form of a request with the problem and the municipality's figures attached."""
    offering = _offering(request.args.get("offering", ""))
    plan = attachable(request.args.get("plan", ""))
    problem = request.args.get("text") or (plan.problem if plan is not None else "")
    return _ask_page(offering, Typed({"problem": problem, "plan": plan.id if plan is not None else ""}))


@blueprint.post("/ask/<int(max=2147483647):offering>")
@limiter.limit(rate_limit)
def ask_with(offering: int) -> Response | str:
    """The same form, with a problem too long for an address, or with a plan that is not saved yet.

    Who has not signed in gets either saved as a plan first, which is attached after signing in: nothing is lost.
    """
    found = _offering(str(offering))
    return _ask_signed(found) if current_person() is not None else _ask_saved(found)


@of_kind("municipality")
def _ask_signed(offering: Offering) -> Response | str:
    """From a plan that is not saved yet, whose form names a call, the figures come along as a plan."""
    if "call" in request.form:
        return _ask_saved(offering)
    return _ask_page(offering, Typed({"problem": ProblemForm.read(request.form).problem}))


def _ask_saved(offering: Offering) -> Response:
    """Saves what was typed as a plan and asks with it; what cannot be used is told before anything is saved."""
    form = ProblemForm.read(request.form)
    if form.validate(session()) and form.unit is not None:
        asked, errors = read(request.form, form, calls_held(session()))
        if errors:
            return plan_page(session(), asked, {**request.form, "municipality": form.municipality}, errors)
        plan = begin(work(request.form, asked))
        return redirect(url_for("coaching_requests.ask", offering=offering.id, plan=plan), 303)
    form.errors.setdefault("municipality", _(
        "긴 글은 로그인하는 동안 잃지 않도록 검토안으로 저장해 둡니다. 우리 지자체를 적고 다시 찾은 뒤 요청해 주세요."))
    return rejected(form, 422)


@blueprint.post("/ask")
@of_kind("municipality")
@limiter.limit(rate_limit)
def send() -> Response:
    """Sends the request, or puts it in line where the offering is full."""
    form, unit = Typed(request.form), own_unit()
    offering = _offering(form.get("offering"))
    plan = _plan(form)
    if not form.errors:
        try:
            with state().writing.begin() as db:
                made = engaging.ask(
                    db, offering.id, db.get_one(Municipality, unit.code), form.get("problem"), form.get("message"),
                    signed().id, plan)
                step = "asked" if made.state == "sent" else "in-line"
                tell_sides(db, step, made)
                number = made.id
            return done(step, "coaching_requests.show", number=number)
        except HwaksanError as error:
            form.refuse(error)
    return make_response(_ask_page(offering, form), 422)


@blueprint.get("/requests/<int(max=2147483647):number>")
@signed_in
def show(number: int) -> str:
    """A request and its engagement, for its two municipalities and, to read, the programme office."""
    return _page(number, Typed())


@blueprint.post("/requests/<int(max=2147483647):number>/<action>")
@of_kind("municipality")
def answer(number: int, action: str) -> Response:
    """Takes one of ANSWERS; who comes second is told what the first did."""
    side = side_in(_request(number))
    write = ANSWERS.get((side, action))
    if write is None:
        abort(404)
    form = Typed(request.form)

    def take(db: Session) -> None:
        step = write(db, number, form)
        if step.request is not None:
            tell_sides(db, "accept" if action == "agree" else action, step.request)
        tell_sides(db, "called", *step.called)
        tell_sides(db, "held", *step.held)

    return _taken(number, action, form, take)


@blueprint.post("/requests/<int(max=2147483647):number>/engagement/<action>")
@of_kind("municipality")
def engaged(number: int, action: str) -> Response:
    """Logs a meeting, ends the engagement or gives a review; either side may."""
    row = _request(number)
    side = side_in(row)
    engagement = row.engagement.id if row.engagement is not None else None
    if engagement is None or side not in SIDES or action not in ("session", "finish", "review"):
        abort(404)
    form = Typed(request.form)

    def take(db: Session) -> None:
        called: tuple[CoachingRequest, ...] = ()
        if action == "session":
            engaging.log_session(
                db, engagement, side, form.stated_day("held_on"), form.get("form"), form.get("note"))
        elif action == "finish":
            called = engaging.finish(db, engagement, form.get("note")).called
        else:
            useful, prepared, again = (form.number(mark) for mark in ("useful", "prepared", "again"))
            engaging.review(db, engagement, side, (useful, prepared, again), form.get("note"))
        tell_sides(db, action, db.get_one(CoachingRequest, number))
        tell_sides(db, "called", *called)

    return _taken(number, action, form, take)


def _taken(number: int, action: str, form: Typed, take: Callable[[Session], None]) -> Response:
    """Takes a step in one transaction and shows the request again: with what was done, or why it was not."""
    try:
        with state().writing.begin() as db:
            take(db)
        return done(action, "coaching_requests.show", number=number)
    except HwaksanError as error:
        form.refuse(error)
    session().rollback()  # what the other did in between is to be seen
    return make_response(_page(number, form, action), 422 if "form" not in form.errors else 409)


def _request(number: int) -> CoachingRequest:
    found = session().get(CoachingRequest, number)
    if found is None:
        abort(404)
    return found


def _page(number: int, form: Typed, action: str = "") -> str:
    row = _request(number)
    side = side_in(row)
    reviews = {review.side: review for review in row.engagement.reviews} if row.engagement is not None else {}
    coach = organisation_of(session(), row.offering.municipality_code)
    plan = session().get(Plan, row.plan_id) if row.plan_id else None
    return render_template(
        "coaching/request.html", row=row, side=side, form=form, action=action, forms=FORMS, today=dt.date.today(),
        own_review=reviews.get(side), reviews=reviews if side in reviews or side == "office" else {},
        other_reviewed=bool(reviews.keys() - {side}), coach_signed_up=coach is not None,
        plan=plan, package=package(session(), plan) if plan is not None else None, **common())


def _offering(typed: str) -> Offering:
    found = session().get(Offering, int(typed)) if re.fullmatch(r"\d{1,9}", typed) else None
    if found is None:
        abort(404)
    return found


def _ask_page(offering: Offering, form: Typed) -> str:
    free = sum(slot.taken_by is None for slot in offering.slots)
    mine = [row for row in requests_by(session(), own_unit().code) if row.offering_id == offering.id]
    live = next((row for row in mine if row.live_code or (row.engagement and not row.engagement.ended_on)), None)
    return render_template(
        "coaching/ask.html", offering=offering, form=form, unit=own_unit(), free=free, live=live,
        coach_signed_up=organisation_of(session(), offering.municipality_code) is not None,
        own=offering.municipality_code == own_code(), plans=to_choose(attachable(form.get("plan"))), **common())


def _plan(form: Typed) -> str | None:
    """The number of a plan that one may attach: one's own, or one that belongs to nobody."""
    typed = form.text("plan")
    if not typed:
        return None
    found = attachable(typed)
    if found is None:
        form.errors["plan"] = _("이 검토안을 찾지 못했습니다. 목록에서 귀 지자체의 검토안을 고르거나 비워 주세요.")
        return None
    return found.id
