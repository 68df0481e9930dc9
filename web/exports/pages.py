"""Where documents are fetched: the comparison report and the application draft, in four formats."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from flask import Blueprint, abort, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog import queries
from catalog.errors import HwaksanError, InvalidInputError
from catalog.naming import full_name, resolve
from web import plans, side_by_side
from web.exports import application, comparison, docx, hwpx, pdf, xlsx
from web.exports.report import Report
from web.inputs import given_needs, stated_problem
from web.language import current
from web.planning import plan_json
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns

WRITERS: Mapping[str, tuple[Callable[[Report], bytes], str]] = {
    "hwpx": (hwpx.write, "application/hwp+zip"),
    "docx": (docx.write, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf.write, "application/pdf"),
    "xlsx": (xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

blueprint = Blueprint("exports", __name__)


@blueprint.get("/compare/report.<form>")
@limiter.limit(rate_limit)
@turns.taking
def compare(form: str) -> Response:
    """The comparison report of the solutions in the address (`s` repeated), for a municipality and a problem."""
    _writer(form)
    slugs = list(dict.fromkeys(slug for slug in request.args.getlist("s") if slug))
    if not slugs or len(slugs) > side_by_side.MOST:
        raise InvalidInputError(
            "s", f"비교할 솔루션을 1개부터 {side_by_side.MOST}개까지 골라 주세요.",
            f"Choose from 1 to {side_by_side.MOST} solutions to compare.",
        )
    name, text = request.args.get("municipality", "").strip(), request.args.get("text", "")
    unit = resolve(session(), name) if name else None
    problem = stated_problem(text.replace("\r\n", "\n")) if text.strip() else ""
    needs = given_needs(request.args.getlist("need"))
    solutions = {found.slug: found for found in (queries.solution(session(), slug) for slug in slugs)}
    found = side_by_side.compare(
        session(), state().matcher(), list(solutions.values()), problem or "\n".join(needs), unit, needs)
    place = full_name(unit)[current() == "en"] if unit else ""
    return sent(comparison.build(session(), found), form, _("솔루션 비교 검토 %(place)s", place=place))


@blueprint.get("/plan/application.<form>")
@blueprint.post("/plan/application.<form>")
@limiter.limit(rate_limit)
@turns.taking
def apply(form: str) -> Response | str:
    """The application draft of the plan that the same parameters show at /plan."""
    _writer(form)
    reading = plans.requested()
    if reading.asked is None or reading.errors:
        return plans.page(reading)
    try:
        plan = plan_json(session(), state().matcher(), reading.asked)
    except HwaksanError:
        return plans.page(reading)
    payload = application.collect(session(), reading.asked.unit, reading.asked.problem, plan)
    place = full_name(reading.asked.unit)[current() == "en"]
    return sent(application.build(payload), form, _("신청서 초안 %(place)s", place=place))


def sent(report: Report, form: str, name: str) -> Response:
    """The report as a file to keep."""
    write, kind = _writer(form)
    response: Response = send_file(
        io.BytesIO(write(report)), mimetype=kind, as_attachment=True, download_name=f"{name.strip()}.{form}",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _writer(form: str) -> tuple[Callable[[Report], bytes], str]:
    if form not in WRITERS:
        abort(404)
    return WRITERS[form]
