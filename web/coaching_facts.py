"""What a municipality says of its own records: right, to be corrected, missing, and what came out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog import proposing, queries
from catalog.deployments import STATUSES, Deployment
from catalog.engagement_queries import operated_by
from catalog.errors import HwaksanError
from catalog.municipalities import Municipality
from catalog.proposals import Proposal
from web.access import of_kind, signed_in
from web.coaching import common, done, own_code, own_unit, signed
from web.coaching_forms import BASES, MONTHS, OUTCOME_KINDS, Typed, deployment_content, outcome_content
from web.coaching_notices import tell_of_proposal
from web.state import session, state

blueprint = Blueprint("coaching_facts", __name__, url_prefix="/coaching")


@blueprint.post("/records/<record>/confirm")
@of_kind("municipality")
def confirm(record: str) -> Response:
    """A record is right as of a day; the municipality's word is the source."""
    row, form, unit = _own(record), Typed(request.form), own_unit()
    day = form.day("day")
    if day > dt.date.today():
        form.errors["day"] = _("확인한 날짜는 오늘까지로 적어 주세요.")
    if form.errors:
        return make_response(_correct_page(row, form), 422)
    return _propose(form, "confirm", row.solution_slug, {"as_of": day.year}, f"{unit.name_ko} 확인({day})", row) \
        or make_response(_correct_page(row, form), 409)


@blueprint.get("/records/<record>/correct")
@of_kind("municipality")
def correct(record: str) -> str:
    """The form that corrects a record; `status=ended` asks at once when and why it ended."""
    row = _own(record)
    return _correct_page(row, Typed({
        "status": request.args.get("status") or row.status, "year": row.year or "", "scale_ko": row.scale_ko or "",
        "scale_en": row.scale_en or "", "as_of": "",
    }))


@blueprint.post("/records/<record>/correct")
@of_kind("municipality")
def send_correction(record: str) -> Response:
    """Proposes the correction."""
    row, form = _own(record), Typed(request.form)
    content, source = deployment_content(form), form.text("source", _source_needed())
    sent = None if form.errors else _propose(form, "correct", row.solution_slug, content, source, row)
    return sent or make_response(_correct_page(row, form), 422)


@blueprint.get("/records/new")
@of_kind("municipality")
def add() -> str:
    """The form for a solution that the municipality runs and that is not on record."""
    return _add_page(Typed({"solution": request.args.get("solution", ""), "status": "operating"}))


@blueprint.post("/records/new")
@of_kind("municipality")
def send_addition() -> Response:
    """Proposes the missing record."""
    form = Typed(request.form)
    content, source = deployment_content(form), form.text("source", _source_needed())
    slug = form.one_of("solution", _slugs(), _("목록에서 솔루션을 골라 주세요."))
    sent = None if form.errors else _propose(form, "add", slug, content, source)
    return sent or make_response(_add_page(form), 422)


@blueprint.get("/outcomes/new")
@of_kind("municipality")
def outcome() -> str:
    """The form for what came out 6, 12 or 36 months after the start."""
    return _outcome_page(Typed({"solution": request.args.get("solution", ""), "kind": "effect"}))


@blueprint.post("/outcomes/new")
@of_kind("municipality")
def send_outcome() -> Response:
    """Proposes the outcome."""
    form = Typed(request.form)
    content, source = outcome_content(form), form.text("source", _source_needed())
    own = {row.solution_slug for row in queries.deployments_in(session(), own_unit().code)}
    slug = form.one_of("solution", own, _("귀 지자체에서 도입한 솔루션을 골라 주세요."))
    sent = None if form.errors else _propose(form, "outcome", slug, content, source)
    return sent or make_response(_outcome_page(form), 422)


@blueprint.get("/proposals/<int(max=2147483647):number>")
@signed_in
def proposal(number: int) -> str:
    """What was proposed and what became of it, for the municipality's own people."""
    found = session().get(Proposal, number)
    if found is None or found.municipality_code != own_code():
        abort(404)
    return render_template("coaching/proposal.html", row=found, office=False, **common())


@blueprint.post("/proposals/<int(max=2147483647):number>/withdraw")
@of_kind("municipality")
def withdraw(number: int) -> Response:
    """Takes an open proposal of one's own back, and tells the programme office."""
    code, by = own_unit().code, signed().id
    with state().writing.begin() as db:
        tell_of_proposal(db, "withdrawn", proposing.withdraw(db, number, code, by))
    return done("withdrawn", "coaching_facts.proposal", number=number)


def _propose(
    form: Typed, subject: str, slug: str, content: Mapping[str, Any], source: str, row: Deployment | None = None,
) -> Response | None:
    """Sends a proposal and goes to its page, or puts what is wrong into the form."""
    code, by = own_unit().code, signed().id
    try:
        with state().writing.begin() as db:
            about = db.get_one(Deployment, row.id) if row is not None else None
            made = proposing.propose(db, subject, db.get_one(Municipality, code), slug, content, source, by, about)
            tell_of_proposal(db, "proposed", made)
            number = made.id
    except HwaksanError as error:
        form.refuse(error)
        return None
    return done("proposed", "coaching_facts.proposal", number=number)


def _own(record: str) -> Deployment:
    found = session().get(Deployment, record)
    if found is None or found.withdrawn_on or found.municipality_code != own_code():
        abort(404)
    return found


def _slugs() -> list[str]:
    return [row.slug for row in queries.named_solutions(session())]


def _source_needed() -> str:
    return _("출처의 주소나 문서 이름을 적어 주세요. 예: 스마트도시과-1234(2026. 3. 2.) 결과 보고")


def _correct_page(row: Deployment, form: Typed) -> str:
    solution = queries.solution(session(), row.solution_slug)
    return render_template("coaching/record.html", row=row, solution=solution, form=form, statuses=STATUSES,
                           solutions=(), **common())


def _add_page(form: Typed) -> str:
    return render_template("coaching/record.html", row=None, solution=None, form=form, statuses=STATUSES,
                           solutions=queries.named_solutions(session()), **common())


def _outcome_page(form: Typed) -> str:
    known = {row.slug: row for row in queries.named_solutions(session())}
    records = queries.deployments_in(session(), own_unit().code)
    running = {row.solution_slug for row in operated_by(session(), own_unit().code)}
    return render_template(
        "coaching/outcome.html", form=form, months=MONTHS, kinds=OUTCOME_KINDS, bases=BASES,
        choices=[known[slug] for slug in dict.fromkeys(row.solution_slug for row in records) if slug in known],
        records=[row for row in records if row.solution_slug in running and row.status == "operating"],
        names=known, **common())
