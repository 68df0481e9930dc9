"""What an organisation decides about its own data: take it along, keep it out of learning, erase it."""

from __future__ import annotations

import json

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from catalog import people
from catalog.accounts import Account, Organisation
from catalog.engagements import CoachingRequest
from catalog.erasure import erase, leave_coaching
from catalog.organisation_data import everything_of, kept_of
from catalog.plans import Decision, Plan
from catalog.searches import SavedSearch
from web.access import current_organisation, managing
from web.account_pages import me
from web.coaching_notices import tell_sides
from web.language import local
from web.security import limiter
from web.state import session, state

COUNTED = {"people": Account, "plans": Plan, "decisions": Decision, "searches": SavedSearch,
           "requests": CoachingRequest}

blueprint = Blueprint("organisation", __name__, url_prefix="/account/organisation")


@blueprint.get("")
@managing()
def show() -> str:
    """What is kept of the organisation, how long, and what can be done about it."""
    return _page({})


@blueprint.get("/data.json")
@limiter.limit("30 per hour")
@managing()
def data() -> Response:
    """Everything that is kept of the organisation, as one file."""
    body = json.dumps(everything_of(session(), mine()), ensure_ascii=False, indent=1)
    response = Response(body, content_type="application/json")
    response.headers.set("Content-Disposition", "attachment",
                         filename=f"hwaksan-{people.now():%Y-%m-%d}.json")
    return response


@blueprint.post("/learning")
@managing()
def learning() -> BaseResponse:
    """Whether the organisation's texts may ever be learned from."""
    organisation = mine()
    organisation.learning_refused = request.form.get("learning") == "refused"
    session().commit()
    flash(_("기관의 글을 학습에 쓰지 않도록 정했습니다.") if organisation.learning_refused else
          _("기관의 글을 학습에 써도 된다고 정했습니다. 지금은 어떤 글도 학습에 쓰지 않습니다."), "success")
    return redirect(url_for("organisation.show"), 303)


@blueprint.post("/erase")
@limiter.limit("10 per hour")
@managing("municipality", "institution")
def erase_all() -> BaseResponse | tuple[str, int]:
    """Erases the organisation once its name and the asker's password are typed; everybody in it is signed out."""
    person, organisation = me(), mine()
    errors = {}
    if request.form.get("name", "").strip() not in (organisation.name_ko, organisation.name_en):
        errors["name"] = _("기관 이름을 ‘%(name)s’ 그대로 적어 주세요.", name=local(organisation, "name"))
    if not person.verify_and_update_password(request.form.get("password", "")):
        errors["password"] = _("비밀번호가 맞지 않습니다. 다시 적어 주세요.")
    if errors:
        session().rollback()
        return _page(errors), 422
    for step, requests in leave_coaching(session(), organisation):
        tell_sides(session(), step, *requests)
    erase(session(), organisation)
    session().commit()
    logout_user()
    flash(_("기관의 글과 계정을 지웠습니다. 그동안 이용해 주셔서 고맙습니다."), "success")
    return redirect(url_for("recommendations.home"), 303)


def mine() -> Organisation:
    """The organisation behind a guarded page."""
    organisation = current_organisation()
    assert organisation is not None, "the page has no guard"  # noqa: S101
    return organisation


def _page(errors: dict[str, str]) -> str:
    organisation = mine()
    kept = kept_of(organisation)
    counts = {matter: session().scalar(select(func.count()).select_from(model).where(kept[model])) or 0
              for matter, model in COUNTED.items()}
    return render_template("account/organisation.html", organisation=organisation, counts=counts, errors=errors,
                           typed=request.form.get("name", ""), keep=state().settings.keep,
                           office=organisation.kind == people.OFFICE)
