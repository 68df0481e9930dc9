"""Plans that are kept: started from a result, worked on over days, readiness answers with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from catalog import planning, queries
from catalog.errors import ChangedMeanwhileError, InvalidInputError
from catalog.plans import Plan
from catalog.readiness import verdict
from catalog.solutions import Solution
from web.access import current_person
from web.forms import ProblemForm
from web.language import say
from web.plan_forms import form_of, read, typed_of, unseen, work
from web.plan_pages import calls_held, plan_page
from web.planning import PlanRequest
from web.readiness import HEADINGS, READY, WHOM, questions_for
from web.recommendations import rejected
from web.security import limiter, rate_limit
from web.state import session, state

REMEMBERED = "plans"
MOST_REMEMBERED = 20
"""Plans without an account that one browser finds again."""

blueprint = Blueprint("saved_plans", __name__, url_prefix="/plans")


@blueprint.after_request
def _keep_nowhere(response: BaseResponse) -> BaseResponse:
    """A plan's address is its key, so no copy of what it opens stays behind in a browser that others use."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("")
def index() -> str:
    """The plans of one's organisation, and those that this browser began without an account."""
    person = current_person()
    organisation = person.organisation_id if person else None
    return render_template("plans.html", plans=planning.plans_of(session(), organisation, remembered()))


@blueprint.post("")
@limiter.limit(rate_limit)
def start() -> BaseResponse:
    """Saves a problem with what was set or marked for it so far as a new plan."""
    form = ProblemForm.read(request.form)
    valid = form.validate(session())
    if form.unit is None and not form.errors:
        form.errors["municipality"] = _("어느 지자체의 검토안인지 적어 주세요.")
    if not valid or form.unit is None:
        return rejected(form, 422)
    asked, errors = read(request.form, form, calls_held(session()))
    slugs = [queries.solution(session(), slug).slug for slug in request.form.getlist("s")]
    if errors:
        return plan_page(session(), asked, {**request.form, "municipality": form.municipality}, errors)
    return redirect(url_for("saved_plans.show", plan_id=begin(work(request.form, asked, slugs))), 303)


def begin(content: planning.Work) -> str:
    """Saves a new plan of whoever asks and returns its number; without an account this browser finds it again."""
    person = current_person()
    with state().writing.begin() as writing:
        plan_id = planning.save_new(writing, content, person.organisation_id if person else None,
                                    person.id if person else None).id
    if person is None:
        browser[REMEMBERED] = [plan_id, *remembered()][:MOST_REMEMBERED]
    return plan_id


@blueprint.get("/<plan_id>")
@limiter.limit(rate_limit)
def show(plan_id: str) -> BaseResponse:
    """A saved plan with the package that follows from it today."""
    found = seen(plan_id)
    typed = typed_of(found)
    asked, errors = read(typed, form_of(found), calls_held(session()))
    return plan_page(session(), asked, typed, errors, saved=found)


@blueprint.post("/<plan_id>")
@limiter.limit(rate_limit)
def save(plan_id: str) -> BaseResponse:
    """Saves what was changed; a field that cannot be used leaves everything as it was and as it was typed."""
    found = seen(plan_id)
    asked, errors, _next = _saved(found, request.form)
    if not errors:
        return redirect(url_for("saved_plans.show", plan_id=plan_id), 303)
    typed = {**request.form, "municipality": form_of(found).municipality}
    return plan_page(session(), asked, typed, errors, saved=found)


@blueprint.post("/<plan_id>/keep")
@limiter.limit(rate_limit)
def keep(plan_id: str) -> tuple[BaseResponse, int]:
    """Saves what is being typed while the page stays: the plan's new version, or a sentence on why it was not saved.

    What is to be removed when saving waits for that.
    """
    _asked, errors, version = _saved(seen(plan_id), MultiDict(
        (name, typed) for name, typed in request.form.items(multi=True) if not name.startswith("remove-")))
    if errors:
        return jsonify(sentence=next(iter(errors.values()))), 409 if "form" in errors else 422
    return jsonify(version=version), 200


def _saved(found: Plan, values: MultiDict[str, str]) -> tuple[PlanRequest, dict[str, str], int]:
    """Saves what a form holds over a plan that is still at the form's version, which makes the next version of it.

    Otherwise nothing is written, and each field that is wrong has a sentence.
    """
    form = ProblemForm.read(values)
    form.municipality = found.municipality_code
    form.validate(session())
    values = MultiDict([*values.items(multi=True), *unseen(found, values).items()])
    asked, errors = read(values, form, calls_held(session()))
    errors = {**form.errors, **errors}
    kept = [entry.solution_slug for entry in found.entries] + values.getlist("s")
    typed = values.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    if not errors:
        try:
            with state().writing.begin() as writing:
                written = planning.plan(writing, found.id)
                planning.save(writing, written, work(values, asked, kept), version)
                version = written.version
        except (ChangedMeanwhileError, InvalidInputError) as error:
            errors = {"form": say(error)}
    return asked, errors, version


@blueprint.post("/<plan_id>/shortlist")
def shortlist(plan_id: str) -> BaseResponse:
    """Puts the marked solutions on the plan's shortlist."""
    seen(plan_id)
    slugs = [queries.solution(session(), slug).slug for slug in request.form.getlist("s") if slug]
    with state().writing.begin() as writing:
        planning.shortlist(writing, planning.plan(writing, plan_id), slugs)
    return redirect(url_for("saved_plans.show", plan_id=plan_id, _anchor="candidates"), 303)


@blueprint.post("/<plan_id>/adopt")
def adopt(plan_id: str) -> BaseResponse:
    """Makes a plan that was begun without an account one of the organisation's."""
    person = current_person()
    if person is None or person.organisation_id is None:
        return redirect(url_for("saved_plans.show", plan_id=plan_id), 303)
    with state().writing.begin() as writing:
        planning.adopt(writing, planning.plan(writing, plan_id), person.organisation_id, person.id)
    browser[REMEMBERED] = [one for one in remembered() if one != plan_id]
    return redirect(url_for("saved_plans.show", plan_id=plan_id), 303)


@blueprint.get("/<plan_id>/readiness/<slug>")
def readiness(plan_id: str, slug: str) -> str:
    """The readiness check of one solution, with the answers saved in the plan."""
    found, solution = seen(plan_id), queries.solution(session(), slug)
    answers = next((
        {one.question: one.answer for one in entry.answers}
        for entry in found.entries if entry.solution_slug == solution.slug
    ), {})
    return readiness_page(solution, answers, found)


@blueprint.post("/<plan_id>/readiness/<slug>")
def answer(plan_id: str, slug: str) -> BaseResponse:
    """Saves the answers with the plan and shows what follows from them."""
    seen(plan_id)
    solution = queries.solution(session(), slug)
    ids = {question.id for question in questions_for(session(), solution)}
    answers = {name: given for name, given in request.form.items() if name in ids}
    with state().writing.begin() as writing:
        planning.answer_readiness(writing, planning.plan(writing, plan_id), solution.slug, answers)
    return redirect(url_for("saved_plans.readiness", plan_id=plan_id, slug=solution.slug, _anchor="result"), 303)


def readiness_page(solution: Solution, answers: Mapping[str, str], saved: Plan) -> str:
    """The questions of a solution with the answers of a plan and what they come to."""
    asked = questions_for(session(), solution)
    found = verdict(asked, answers)
    return render_template(
        "readiness.html", solution=solution, questions=asked, answers=answers, found=found, saved=saved,
        answered=len(asked) - len(found.unanswered), wrong=0,
        lists=[(name, heading, getattr(found, name)) for name, heading in HEADINGS.items()],
        whom=WHOM, ready=READY, asker=saved.municipality, asker_problem=None, asked_for=saved.municipality_code,
    )


def seen(plan_id: str) -> Plan:
    """The plan, if whoever asks may see it: its organisation's people, or anyone with the address of one that is free.

    Raises:
        UnknownPlanError: there is none, or it is another organisation's.
    """
    found = planning.plan(session(), plan_id)
    person = current_person()
    if found.organisation_id is not None and (person is None or person.organisation_id != found.organisation_id):
        raise planning.unknown_plan()
    return found


def remembered() -> Sequence[str]:
    """Plans without an account that this browser began, the latest first."""
    kept: Any = browser.get(REMEMBERED)
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
