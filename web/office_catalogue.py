"""The programme office's desk for the catalogue's facts: what is thin, and one fact with the ways to put it right."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from catalog import curating, queries
from catalog.curated_fields import FIELDS, Fact, choices, needed
from catalog.curating import Asked, Shown
from catalog.engagements import CoachingRequest
from catalog.errors import ChangedMeanwhileError, HwaksanError
from catalog.findings import Finding, findings
from catalog.people import OFFICE
from catalog.solutions import Pitfall
from web import curation_words
from web.access import of_kind
from web.coaching import signed
from web.coaching_forms import Typed
from web.coaching_notices import tell_sides
from web.state import session, state

PAGE = 50
ACTIONS = ("confirm", "correct", "withdraw", "unverifiable")

blueprint = Blueprint("office_catalogue", __name__, url_prefix="/office/catalogue")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the thin rows of a kind, with how many there are of each."""

    kind: str
    solution: str
    counts: Mapping[str, int]
    rows: Sequence[tuple[Finding, Any]]
    page: int
    pages: int

    def address(self, kind: str = "", page: int = 1) -> str:
        """The address of a kind, or of a page of this one, for the solution that was chosen."""
        return _list_address(kind or self.kind, self.solution, page)


@blueprint.get("")
@of_kind(OFFICE)
def index() -> str:
    """How many rows are thin in which way, and those of one kind, fifty a page."""
    solution = request.args.get("solution", "")
    found = {kind: [row for row in rows if solution in ("", row.solution)]
             for kind, rows in findings(session(), dt.date.today()).items()}
    counts = Counter({kind: len(rows) for kind, rows in found.items()})
    asked = request.args.get("kind", "")
    kind = asked if asked in found else next((one for one in curation_words.KIND if counts[one]), "unchecked")
    pages = max(1, -(-len(found[kind]) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = [(row, _row(row)) for row in found[kind][(page - 1) * PAGE:page * PAGE]]
    solutions = queries.solutions(session())
    return render_template(
        "office/catalogue.html", curation=curation_words, solutions=solutions,
        names={row.slug: row for row in solutions}, found=Listed(kind, solution, counts, rows, page, pages))


@blueprint.get("/<table>/<fact>")
@of_kind(OFFICE)
def show(table: str, fact: str) -> str:
    """One fact with its source and mark, and the four things that can be done with it."""
    return _page(curating.fact(session(), table, fact), {})


@blueprint.post("/<table>/<fact>/<action>")
@of_kind(OFFICE)
def decide(table: str, fact: str, action: str) -> Response:
    """Confirms, corrects, withdraws, or notes that no page states it; a refusal keeps what was typed."""
    if action not in ACTIONS:
        abort(404)
    form = Typed(request.form)
    asked = Asked(table, fact, form.get("state"), signed().id, dt.date.today())
    try:
        with state().writing.begin() as db:
            tell_sides(db, "decline", *_done(db, action, asked, form))
    except HwaksanError as error:
        session().rollback()  # what another did in between is to be seen
        row = curating.fact(session(), table, fact)
        form.refuse(error)
        refused = make_response(_page(row, {action: form}), 409 if isinstance(error, ChangedMeanwhileError) else 422)
        return refused
    flash(str(curation_words.DONE[action]), "success")
    page = form.get("page_number")
    number = int(page) if page.isdecimal() and len(page) < 10 else 1
    return redirect(_list_address(form.get("list"), form.get("of"), number), 303)


def _done(db: Session, action: str, asked: Asked, form: Typed) -> tuple[CoachingRequest, ...]:
    """The step taken; returns the requests for coaching that fell away with an operation."""
    shown = Shown(form.get("page"), form.get("quote"), form.get("page_date"))
    if action == "confirm":
        return curating.confirm(db, asked, shown, form.get("note"))
    if action == "correct":
        typed = {name: form.get(name) for name in FIELDS.get(asked.table, ()) if name in form.values}
        return curating.correct(db, asked, typed, shown, form.get("note"))
    if action == "withdraw":
        return curating.withdraw(db, asked, form.get("reason"))
    curating.set_unverifiable(db, asked, form.get("searched"))
    return ()


def _row(finding: Finding) -> Any:
    """The row behind a finding; it was just read, so that this asks the database for nothing."""
    model = curating.TABLES.get(finding.table, Pitfall)
    return session().get_one(model, finding.id)


def _list_address(kind: str, solution: str, page: int) -> str:
    return url_for("office_catalogue.index", kind=kind or None, solution=solution or None,
                   page=page if page > 1 else None)


def _page(row: Fact, sent: Mapping[str, Typed]) -> str:
    """The page of a fact; `sent` has the form that was refused, the others hold what stands."""
    stands = {name: value for name in FIELDS[row.__tablename__] if (value := getattr(row, name)) is not None}
    mark = row.check
    page = {"page": mark.page, "page_date": mark.page_date or "", "quote": mark.quote} if mark and mark.page else {}
    forms = {"correct": Typed({**stands}), "confirm": Typed(page), **sent}
    values = {**request.args, **request.form}
    return render_template(
        "office/fact.html", row=row, mark=mark, curation=curation_words, fields=FIELDS[row.__tablename__],
        choices=lambda name: choices(row, name), needed=lambda name: needed(row, name),
        forms={action: forms.get(action) or Typed() for action in ACTIONS}, opened=next(iter(sent), ""),
        solution=queries.solution(session(), row.solution_slug), state=curating.state_of(row),
        back={name: values.get(name, "") for name in ("list", "of", "page_number")},
        back_to=_list_address(values.get("list", ""), values.get("of", ""), 1))
