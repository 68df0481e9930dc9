"""The front page and the answer to a stated problem."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import session as browser
from flask.wrappers import Response
from flask_babel import gettext as _

from catalog import queries
from catalog.municipalities import Municipality
from catalog.naming import full_name
from matcher.documents import profile
from matcher.types import Answer, Query
from web.calls import current_calls, data_date
from web.forms import ProblemForm
from web.language import current
from web.presenters import FIRST_CARDS, FIRST_COACHES, cards, marked, unanswered, without
from web.security import limiter, rate_limit
from web.state import session, state

TOP = 10
LONGEST_LINK = 4000
"""Characters of a shareable address; longer problems are sent as a form."""
REMEMBERED = "municipality"

blueprint = Blueprint("recommendations", __name__)


@blueprint.get("/")
def home() -> str:
    """The one question, and what there is to know before asking it."""
    form = ProblemForm.read(request.args)
    if "municipality" not in request.args:
        form.municipality = _remembered()
    return _form_page(form)


@blueprint.get("/match")
@limiter.limit(rate_limit)
def match() -> Response | str:
    """The answer to a problem short enough for an address that can be shared."""
    return _answer(ProblemForm.read(request.args))


@blueprint.post("/match")
@limiter.limit(rate_limit)
def match_long() -> Response | str:
    """The answer to a problem of any length."""
    return _answer(ProblemForm.read(request.form))


def rejected(form: ProblemForm, status: int) -> Response:
    """The form again with what was typed and what to do."""
    return make_response(_form_page(form), status)


def _answer(form: ProblemForm) -> Response | str:
    if not form.validate(session()):
        return rejected(form, 422)
    asker = form.unit
    if asker is not None:
        browser[REMEMBERED] = asker.code
    answer = state().matcher().answer(
        Query(form.text, profile(asker) if asker is not None else None, TOP)
    )
    shown = cards(session(), answer)
    return render_template(
        "results.html", form=form, answer=answer, asker=asker,
        segments=marked(form.text, answer.needs), needs=_need_views(form, answer),
        cards=shown[:FIRST_CARDS], more=shown[FIRST_CARDS:], first_coaches=FIRST_COACHES,
        link=link_to(form.text, form.municipality), places=_places(),
        plan_link=link_to(form.text, form.municipality, "/plan") if asker is not None else None,
    )


def _need_views(form: ProblemForm, answer: Answer) -> list[dict[str, object]]:
    """The needs with their number, whether something answers them, and the search without each."""
    missing = unanswered(answer)
    several = len(answer.needs) > 1
    return [
        {"number": position + 1, "text": need.text, "missing": position in missing,
         "without": link_to(without(form.text, need), form.municipality) if several else None}
        for position, need in enumerate(answer.needs)
    ]


def link_to(text: str, municipality: str, page: str = "/match") -> str | None:
    """An address that asks this problem again on a page, or None where it would be too long."""
    parts = {"text": text, **({"municipality": municipality} if municipality else {})}
    link = f"{page}?{urlencode(parts)}"
    return link if len(link) <= LONGEST_LINK else None


def _form_page(form: ProblemForm) -> str:
    today = dt.date.today()
    return render_template(
        "home.html", form=form, places=_places(), examples=_examples(), counts=queries.counts(session()),
        data_date=data_date(session()), calls=current_calls(session(), today), year=today.year,
    )


def _places() -> list[tuple[str, str]]:
    """Every local government by its full name in the language of the page, with the other one."""
    english = current() == "en"
    names = [full_name(unit) for unit in queries.municipalities(session())]
    return sorted((en, ko) if english else (ko, en) for ko, en in names)


def _remembered() -> str:
    code = browser.get(REMEMBERED)
    unit = session().get(Municipality, code) if isinstance(code, str) else None
    return full_name(unit)[current() == "en"] if unit is not None else ""


def _examples() -> list[tuple[str, str]]:
    """Three problems as officials state them, with the municipality."""
    return [
        (_("마을에 버스가 하루 두 번뿐이라 어르신들이 병원에 가기 어렵습니다."), _("경상남도 의령군")),
        (_("집중호우 때마다 하천변 주차장과 지하차도가 잠기는데 통제가 늦습니다."), _("경기도 의왕시")),
        (_("혼자 사는 노인이 늘어 고독사가 걱정되지만 방문할 인력이 부족합니다."), _("경상북도 영양군")),
    ]
