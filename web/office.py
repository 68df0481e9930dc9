"""The programme office's pages about accounts: claims to answer, organisations to make and to invite."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from catalog import people
from catalog.accounts import KINDS, Mail
from catalog.errors import InvalidInputError
from catalog.naming import full_name
from web import mail
from web.access import of_kind
from web.account_pages import me
from web.account_words import mail_text
from web.forms import ProblemForm
from web.invitations import invitation_sent, invite_by_mail
from web.language import say
from web.places import places_to_pick
from web.state import session, state

LONGEST_REASON = 500

blueprint = Blueprint("office", __name__, url_prefix="/office")


@blueprint.get("/claims")
@of_kind(people.OFFICE)
def claims() -> str:
    """Claims that wait for an answer."""
    return _claims({}, {})


@blueprint.post("/claims/<int(max=2147483647):number>/confirm")
@of_kind(people.OFFICE)
def confirm(number: int) -> Response:
    """The claimant joins the municipality's organisation and is told by mail."""
    account = people.waiting_claim(session(), number)
    organisation = people.confirm_claim(session(), account)
    named = organisation.name_en if account.language == "en" else organisation.name_ko
    mail.send(session(), account.email, *mail_text(
        "claim_confirmed", account.language, url_for("account.show"), name=account.name, organisation=named))
    session().commit()
    flash(_("%(name)s 님을 받아들이고 메일로 알렸습니다.", name=account.name), "success")
    return redirect(url_for("office.claims"), 303)


@blueprint.post("/claims/<int(max=2147483647):number>/decline")
@of_kind(people.OFFICE)
def decline(number: int) -> Response | tuple[str, int]:
    """The claimant is told why by mail, and what was stated is deleted."""
    account = people.waiting_claim(session(), number)
    reason = request.form.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("받아들이지 않는 이유를 %(count)s자 안으로 적어 주세요. 신청한 분께 그대로 전합니다.",
                     count=LONGEST_REASON)
        return _claims({number: reason}, {number: sentence}), 422
    assert account.claimed is not None  # noqa: S101
    named = full_name(account.claimed)[account.language == "en"]
    mail.send(session(), account.email, *mail_text(
        "claim_declined", account.language, url_for("invitations.claim"), name=account.name, organisation=named,
        reason=reason))
    session().delete(account)
    session().commit()
    flash(_("신청을 받아들이지 않고 이유를 메일로 알렸습니다."), "success")
    return redirect(url_for("office.claims"), 303)


@blueprint.get("/organisations")
@of_kind(people.OFFICE)
def organisations() -> str:
    """All organisations with their people, and the form for a new one."""
    return _organisations({}, {}, ProblemForm())


@blueprint.post("/organisations")
@of_kind(people.OFFICE)
def make() -> Response | tuple[str, int]:
    """Makes an organisation if need be and invites its first person, who may invite the others."""
    typed = {name: request.form.get(name, "").replace("\x00", "").strip()
             for name in ("kind", "name_ko", "name_en", "municipality", "name", "email")}
    place = ProblemForm(municipality=typed["municipality"], choice=request.form.get("choice", ""))
    errors = {}
    if typed["kind"] not in KINDS:
        errors["kind"] = _("기관의 종류를 골라 주세요.")
    if typed["kind"] == "municipality":
        place.find_municipality(session())
        if place.unit is None:
            errors["municipality"] = place.errors.get("municipality") or _("어느 지자체인지 적어 주세요.")
    try:
        if not errors:
            organisation = (people.organisation_of(session(), place.unit.code) if place.unit else None) or (
                people.make_organisation(session(), typed["kind"], typed["name_ko"], typed["name_en"], place.unit))
            invite_by_mail(organisation, typed["email"], typed["name"], me(), invites=True)
    except InvalidInputError as error:
        errors[error.field] = say(error)
    if errors:
        session().rollback()
        return _organisations(typed, errors, place), 422
    session().commit()
    flash(invitation_sent(typed["email"]), "success")
    return redirect(url_for("office.organisations"), 303)


def _claims(typed: dict[int, str], errors: dict[int, str]) -> str:
    return render_template("account/claims.html", claims=people.waiting_claims(session()), typed=typed, errors=errors,
                           **_mail_state())


def _organisations(typed: dict[str, str], errors: dict[str, str], place: ProblemForm) -> str:
    rows = [(row, people.people_of(session(), row)) for row in people.organisations(session())]
    return render_template("account/organisations.html", rows=rows, typed=typed, errors=errors, form=place,
                           kinds=KINDS, places=places_to_pick(), **_mail_state())


def _mail_state() -> dict[str, Any]:
    """Whether mails go out, so that nobody waits for one that cannot come."""
    settings = state().settings
    if settings.demo:
        return {"mails_waiting": 0, "mail_server": True}  # they are shown on a page of their own
    waiting = session().scalar(select(func.count()).select_from(Mail))
    return {"mails_waiting": waiting, "mail_server": bool(settings.mail_url)}
