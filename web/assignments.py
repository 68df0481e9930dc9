"""The page that assigns coaches to all selected cities of a call at once; changes are solved anew, none is stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from catalog import queries
from catalog.errors import HwaksanError
from catalog.programmes import Call
from matcher.contest import Lock
from web.assigning import assignment_json
from web.assignment_lines import STATED, Lines, read_lines
from web.inputs import whole_number
from web.language import say
from web.security import limiter, rate_limit
from web.state import session, state

MOST_CITIES, MOST_LINES = 40, 500
"""Beyond these a solve could keep the server from answering others; the command has no such bound."""
COST = 5
"""How many of the questions that a client may ask one solve counts for."""
FIRST_GAINS = 8
SHOWN_SLOTS = 20
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet would take for a formula at the start of a cell."""

blueprint = Blueprint("assignments", __name__, url_prefix="/programmes/<call_id>")


@dataclass(slots=True)
class Changes:
    """What the organiser changed, as it was sent; `errors` holds a sentence per field, `wrong` one per bad line."""

    typed: str = ""
    at_most_typed: str = ""
    lines: Lines = field(default_factory=Lines)
    at_most: int | None = None
    locks: list[Lock] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, values: MultiDict[str, str]) -> Changes:
        """The form as it was sent, each part checked; nothing that was typed is changed."""
        found = cls(values.get("lines", "").replace("\r\n", "\n"), values.get("at_most", "").strip())
        if found.at_most_typed:
            found.at_most = whole_number(found.at_most_typed)
            if found.at_most is None:
                found.errors["at_most"] = _("상한은 1 이상의 수로 적어 주세요. 비워 두면 제한하지 않습니다.")
        found._read_lines()
        found._read_locks(values.getlist("lock"))
        return found

    def _read_lines(self) -> None:
        if self.typed.count("\n") >= MOST_LINES:
            self.errors["lines"] = _("%(count)s줄까지 적을 수 있습니다. 나누어 배정해 주세요.", count=MOST_LINES)
            return
        self.lines, wrong = read_lines(session(), self.typed.encode("utf-8"))
        self.wrong = [say(error) for error in wrong]
        if self.wrong:
            self.errors["lines"] = _("쓸 수 없는 줄이 있어 배정하지 않았습니다. 아래 줄을 고쳐 주세요.")
        elif len(self.lines.cities) > MOST_CITIES:
            self.errors["lines"] = _("도시는 한 번에 %(count)s곳까지 배정할 수 있습니다.", count=MOST_CITIES)

    def _read_locks(self, values: Sequence[str]) -> None:
        """Each as "city:coach:solution"; one that the lines state as well is not stated twice."""
        slugs = {solution.slug for solution in queries.named_solutions(session())} if values else set()
        codes = {unit.code for unit in queries.municipalities(session())} if values else set()
        stated = {(lock.city, lock.coach) for lock in self.lines.locks}
        for parts in (value.split(":") for value in values[:MOST_CITIES]):
            if len(parts) != 3 or parts[2] not in slugs or not codes.issuperset(parts[:2]):
                self.errors["lock"] = _("고정한 배정을 읽을 수 없습니다. 다시 골라 주세요.")
            elif (parts[0], parts[1]) not in stated:
                self.locks.append(Lock(*parts))


@blueprint.get("/assignment")
@limiter.limit(rate_limit, cost=COST)
def show(call_id: str) -> BaseResponse | str:
    """Who coaches whom by what the catalogue holds."""
    call = queries.call(session(), call_id)
    if call.id != call_id:
        return redirect(url_for("assignments.show", call_id=call.id), 301)
    return _page(call, Changes(), 200)


@blueprint.post("/assignment")
@limiter.limit(rate_limit, cost=COST)
def solve(call_id: str) -> BaseResponse | str:
    """The same with what the organiser changed: locks, the bound per coach, lines of its own."""
    return _page(queries.call(session(), call_id), Changes.read(request.form), 422)


@blueprint.post("/assignment.csv")
@limiter.limit(rate_limit, cost=COST)
def export(call_id: str) -> BaseResponse | str:
    """The assignment as a table for a spreadsheet, cities left without a coach included."""
    call, changes = queries.call(session(), call_id), Changes.read(request.form)
    value = _solved(call, changes)
    if value is None:
        return _page(call, changes, 422)
    response = make_response("\ufeff" + _table(value))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="assignment-{call.id}.csv"'
    return response


def _solved(call: Call, changes: Changes) -> dict[str, Any] | None:
    """The assignment, or None with the reason among the errors."""
    if changes.errors:
        return None
    lines = changes.lines
    lines_locked = {lock.city for lock in lines.locks}
    lines.locks += changes.locks
    try:
        value = assignment_json(session(), call, lines, changes.at_most, state().coach_weights())
    except HwaksanError as error:
        changes.errors["form"] = say(error)
        return None
    for pair in value["pairs"]:
        pair["locked_by_line"] = pair["city"] in lines_locked
    return value


def _page(call: Call, changes: Changes, refused: int) -> Response:
    """The page with the result, or with what to correct; `refused` is the status then."""
    value = _solved(call, changes)
    solutions = {solution.slug: solution for solution in queries.named_solutions(session())}
    units = {unit.code: unit for unit in queries.municipalities(session())}
    page = render_template(
        "assignment.html", call=call, changes=changes, value=value, solutions=solutions, units=units, stated=STATED,
        total=len(value["pairs"]) + len(value["without"]) if value else 0, first_gains=FIRST_GAINS,
        shown_slots=SHOWN_SLOTS, most_cities=MOST_CITIES, most_lines=MOST_LINES,
        kept=[] if value else [(lock, units[lock.city], units[lock.coach]) for lock in changes.locks],
    )
    return make_response(page, 200 if value else refused)


def _table(value: Mapping[str, Any]) -> str:
    """Lines of comma-separated values in the language of the page; no cell can be a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([_("도시 코드"), _("도시"), _("코치 코드"), _("코치"), _("솔루션"), _("주 솔루션"), _("고정"),
                     _("적합도"), _("이유")])
    for pair in value["pairs"]:
        names = pair["names"]
        writer.writerow(_safe([
            pair["city"], say(names["city"]), pair["coach"], say(names["coach"]), say(names["solution"]),
            _("예") if pair["main"] else _("아니오"), _("예") if pair["locked"] else _("아니오"), f"{pair['fit']:.2f}",
            " / ".join(say(reason) for reason in pair["reasons"])]))
    for entry in value["without"]:
        writer.writerow(_safe([entry["city"] or "", say(entry["name"]), "", _("코치 없음"), "", "", "", "",
                               say(entry["reason"])]))
    return sheet.getvalue()


def _safe(cells: Sequence[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
