"""The front page and the answer to a stated problem."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import session as browser
from flask.wrappers import Response
from flask_babel import gettext as _

from catalog import queries
from catalog.municipalities import Municipality
from catalog.naming import full_name
from matcher.documents import profile
from matcher.needs import MAX_NEEDS
from matcher.types import Answer, Query
from web.access import current_organisation
from web.alike import alike_codes
from web.calls import current_calls, data_date
from web.conditions import Conditions, said
from web.corrections import changed
from web.forms import BOXES, ProblemForm
from web.language import current
from web.listing import entries
from web.measures import count_match
from web.places import places_to_pick
from web.presenters import FIRST_CARDS, FIRST_COACHES, cards, marked, unanswered
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns
from web.waiting import waiting_page

TOP = 10
LOOKED_THROUGH = 30
"""Recommendations that are looked through when conditions narrow the answer; their order stays."""
LONGEST_LINK = 4000
"""Characters of a shareable address; longer problems are sent as a form."""
REMEMBERED = "municipality"

blueprint = Blueprint("recommendations", __name__)


@blueprint.get("/")
def home() -> str:
    """The one question, and what there is to know before asking it."""
    form = ProblemForm.read(request.args)
    if "municipality" not in request.args:
        form.municipality = remembered()
    return _form_page(form)


@blueprint.get("/match")
@limiter.limit(rate_limit)
@turns.taking
def match() -> Response | str:
    """The answer to a problem short enough for an address that can be shared."""
    return answered(ProblemForm.read(request.args))


@blueprint.post("/match")
@limiter.limit(rate_limit)
@turns.taking
def match_long() -> Response | str:
    """The answer to a problem of any length, with the changes that were asked for in what was understood."""
    form = ProblemForm.read(request.form)
    form.needs, kept = changed(form.needs, request.form.get("change", ""))
    return answered(form, kept)


def rejected(form: ProblemForm, status: int) -> Response:
    """The form again with what was typed and what to do."""
    return make_response(_form_page(form), status)


def answered(form: ProblemForm, kept: str | None = None) -> Response | str:
    """The page that answers a form, or the form again; `kept` says why a change was not made."""
    if not form.validate(session()):
        return rejected(form, 422)
    asker = form.unit
    if asker is not None:
        browser[REMEMBERED] = asker.code
    if state().preparing():
        return waiting_page()
    conditions = Conditions.read(request.values, alike_codes(session(), asker) if asker is not None else None)
    narrowed = bool(conditions.parameters)
    answer = state().matcher().answer(Query(
        form.problem, profile(asker) if asker is not None else None, LOOKED_THROUGH if narrowed else TOP, form.needs)
    )
    count_match(answer.abstained)
    known = {entry.slug: entry for entry in entries(session())}
    fitting, left = conditions.split(
        known[one.solution] for one in answer.recommendations if one.solution in known)
    shown = cards(session(), answer, {entry.slug for entry in fitting})
    facets, ticks = conditions.facets(tuple(known.values()))
    chosen = [slug for slug in dict.fromkeys(request.values.getlist("s")) if slug in known]
    on_page = {card.solution.slug for card in shown}
    return render_template(
        "results.html", form=form, answer=answer, asker=asker, narrowed=narrowed, facets=facets, ticks=ticks,
        removed=[(entry, said(wrong)) for entry, wrong in left], chosen=chosen, first=TOP,
        elsewhere=[known[slug] for slug in chosen if slug not in on_page],
        segments=marked(form.text, answer.needs), kept=kept, most_needs=MAX_NEEDS,
        needs=_need_views(replace(answer, recommendations=answer.recommendations[:TOP])),
        mending=request.form.get("change", "").startswith(("split", "join")), boxes=_boxes(form),
        cards=shown[:FIRST_CARDS], more=shown[FIRST_CARDS:], first_coaches=FIRST_COACHES,
        link=link_to(form), places=places_to_pick(), plan_link=link_to(form, "/plan") if asker is not None else None,
    )


def _need_views(answer: Answer) -> list[dict[str, object]]:
    """The needs with their number and whether something answers them."""
    missing = unanswered(answer)
    return [
        {"number": position + 1, "text": " ".join(need.text.split()), "missing": position in missing}
        for position, need in enumerate(answer.needs)
    ]


def _boxes(form: ProblemForm) -> list[str]:
    """The problems stated one by one, with empty boxes for more."""
    return [*form.needs, *[""] * (BOXES - len(form.needs))]


def link_to(form: ProblemForm, page: str = "/match") -> str | None:
    """An address that asks this problem again on a page, or None where it would be too long."""
    parts = [("text", form.text), *(("need", need) for need in form.needs), ("municipality", form.municipality)]
    link = f"{page}?{urlencode([(name, value) for name, value in parts if value])}"
    return link if len(link) <= LONGEST_LINK else None


def _form_page(form: ProblemForm) -> str:
    today = dt.date.today()
    return render_template(
        "home.html", form=form, boxes=_boxes(form), places=places_to_pick(), examples=_examples(),
        counts=queries.counts(session()), data_date=data_date(session()),
        calls=current_calls(session(), today), year=today.year,
    )


def remembered_unit() -> Municipality | None:
    """The municipality that last asked from this browser, or else one's own."""
    organisation = current_organisation()
    code = browser.get(REMEMBERED) or (organisation.municipality_code if organisation is not None else None)
    return session().get(Municipality, code) if isinstance(code, str) else None


def remembered() -> str:
    """Its full name, empty where none has asked."""
    unit = remembered_unit()
    return full_name(unit)[current() == "en"] if unit is not None else ""


def _examples() -> list[tuple[str, str]]:
    """Three problems as officials state them, with the municipality."""
    return [
        (_("마을에 버스가 하루 두 번뿐이라 어르신들이 병원에 가기 어렵습니다."), _("경상남도 의령군")),
        (_("집중호우 때마다 하천변 주차장과 지하차도가 잠기는데 통제가 늦습니다."), _("경기도 의왕시")),
        (_("혼자 사는 노인이 늘어 고독사가 걱정되지만 방문할 인력이 부족합니다."), _("경상북도 영양군")),
    ]
