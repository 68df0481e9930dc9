"""How people come in: invited by a colleague, or claiming their municipality; both end at one mailed link."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_security.utils import hash_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response

from catalog import people
from catalog.accounts import Account, Organisation
from catalog.errors import InvalidInputError
from catalog.naming import full_name
from web import keys, mail
from web.access import current_organisation, signed_in
from web.account_pages import me
from web.account_words import mail_text
from web.forms import ProblemForm
from web.language import current, say
from web.person import Person
from web.places import places_to_pick
from web.security import limiter
from web.state import session

LINK_SECONDS = 7 * 24 * 3600
SALT = "welcome"
FIELDS = ("email", "name", "department", "municipality")

blueprint = Blueprint("invitations", __name__, url_prefix="/account")


@blueprint.get("/people")
@signed_in
def colleagues() -> str | tuple[str, int]:
    """Who belongs to the organisation, with the form to invite another."""
    return _colleagues({}, {})


@blueprint.post("/people")
@limiter.limit("60 per hour", key_func=get_remote_address)
@signed_in
def invite() -> Response | tuple[str, int] | str:
    """Invites a colleague into one's own organisation, or sends an invitation again."""
    person, organisation = me(), current_organisation()
    if organisation is None or not person.invites:
        abort(403)
    typed = _typed()
    try:
        invite_by_mail(organisation, typed["email"], typed["name"], person)
    except InvalidInputError as error:
        return _colleagues(typed, {error.field: say(error)})
    session().commit()
    flash(invitation_sent(typed["email"]), "success")
    return redirect(url_for("invitations.colleagues"), 303)


@blueprint.post("/people/<int(max=2147483647):number>")
@signed_in
def shut_or_open(number: int) -> Response:
    """Shuts the account of a colleague who left the post, or opens it again."""
    person, organisation = me(), current_organisation()
    colleague = session().get(Account, number)
    if not person.invites or organisation is None or colleague is None or colleague.id == person.id or (
            colleague.organisation_id != organisation.id):
        abort(403)
    people.set_active(session(), colleague, request.form.get("active") == "yes")
    session().commit()
    said = _("%(name)s 님의 계정을 다시 열었습니다.") if colleague.active else _("%(name)s 님의 계정을 닫았습니다.")
    flash(said % {"name": colleague.name}, "success")
    return redirect(url_for("invitations.colleagues"), 303)


@blueprint.get("/claim")
@blueprint.post("/claim")
@limiter.limit("20 per hour", key_func=get_remote_address, methods=["POST"])
@limiter.limit("5 per hour", key_func=lambda: f"claim {request.form.get('email', '').strip().lower()}",
               methods=["POST"])
def claim() -> str | tuple[str, int]:
    """Asks for an account for one's municipality; the answer never tells whether an address is known."""
    typed = _typed()
    place = ProblemForm(municipality=typed["municipality"], choice=request.values.get("choice", ""))
    if request.method == "GET":
        return render_template("account/claim.html", typed=typed, form=place, errors={}, places=places_to_pick())
    errors = {}
    place.find_municipality(session())
    if place.unit is None:
        errors["municipality"] = place.errors.get("municipality") or _("어느 지자체인지 적어 주세요.")
    try:
        email = checked_email(typed["email"])
        people.forget_unconfirmed(session())
        if place.unit is not None:
            ko, en = full_name(place.unit)
            account = people.claim(
                session(), place.unit, email, typed["name"], typed["department"], current())
            if account is None:
                known = people.by_email(session(), email)
                assert known is not None  # noqa: S101
                subject, body = mail_text("already", known.language, url_for("security.forgot_password"),
                                          name=known.name)
            else:
                subject, body = mail_text("claim", account.language, welcome_path(account), name=account.name,
                                          organisation=en if account.language == "en" else ko)
            mail.send(session(), email, subject, body)
        else:
            people.new_account(email, typed["name"], current())  # all that is wrong is told at once
    except InvalidInputError as error:
        errors[error.field] = say(error)
    if errors:
        session().rollback()
        page = render_template(
            "account/claim.html", typed=typed, form=place, errors=errors, places=places_to_pick())
        return page, 422
    session().commit()
    return render_template("account/claim_sent.html", email=email)


@blueprint.get("/welcome/<token>")
@blueprint.post("/welcome/<token>")
@limiter.limit("60 per hour", key_func=get_remote_address, methods=["POST"])
def welcome(token: str) -> Response | str | tuple[str, int]:
    """The mailed link: the person confirms the address, completes the account and sets a password."""
    account = _welcomed(token)
    if account is None:
        return render_template("account/link_ended.html"), 410
    typed = _typed() if request.method == "POST" else {"name": account.name, "department": account.department or ""}
    if request.method == "GET":
        return render_template("account/welcome.html", account=account, token=token, typed=typed, errors={})
    security = current_app.extensions["security"]
    password = request.form.get("password", "")
    problems, normal = security.password_util.validate(password, False, user=account)
    errors = {"password": " ".join(problems)} if problems else {}
    try:
        if not errors:
            people.accept(account, typed["name"], typed["department"], hash_password(normal))
    except InvalidInputError as error:
        errors[error.field] = say(error)
    if errors:
        session().rollback()
        return render_template("account/welcome.html", account=_welcomed(token), token=token, typed=typed,
                               errors=errors), 422
    if account.organisation_id is None:
        _tell_offices(account)
        flash(_("주소를 확인했습니다. 운영기관이 신청을 확인하면 메일로 알려 드립니다."), "success")
    else:
        flash(_("계정이 만들어졌습니다. 로그인해 주세요."), "success")
    session().commit()
    return redirect(url_for("security.login"), 303)


def invite_by_mail(organisation: Organisation, email: str, name: str, by: Person, invites: bool = False) -> Account:
    """Invites somebody into an organisation; the caller commits.

    Raises:
        InvalidInputError: the address or the name cannot be used.
    """
    account = people.invite(session(), organisation, checked_email(email), name, by.language, invites)
    named = organisation.name_en if account.language == "en" else organisation.name_ko
    mail.send(session(), account.email, *mail_text(
        "invitation", account.language, welcome_path(account), name=account.name, inviter=by.name, organisation=named))
    return account


def invitation_sent(email: str) -> str:
    """What the inviter reads when the mail is on its way."""
    return _("%(email)s 주소로 초대 메일을 보냈습니다. 링크는 7일 동안 쓸 수 있습니다.", email=email)


def checked_email(email: str) -> str:
    """A mail address in its usual form.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return str(current_app.extensions["security"].mail_util.normalize(email.strip())).lower()
    except ValueError as error:
        raise InvalidInputError("email", "전자우편 주소를 다시 확인해 주세요. 예: name@korea.kr",
                                "Check the mail address, such as name@korea.kr.") from error


def welcome_path(account: Account) -> str:
    """The path of the link that serves once: accepting it, or a newer invitation, changes what it is signed with."""
    return url_for("invitations.welcome", token=_serializer().dumps(account.fs_uniquifier))


def _welcomed(token: str) -> Account | None:
    try:
        key = _serializer().loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return session().scalar(select(Account).where(
        Account.fs_uniquifier == key, Account.confirmed_at.is_(None), Account.active))


def _serializer() -> URLSafeTimedSerializer:
    return keys.serializer(current_app, SALT)


def _tell_offices(account: Account) -> None:
    """Mails the programme office's people that a claim waits."""
    assert account.claimed is not None  # noqa: S101
    names = full_name(account.claimed)
    for organisation in people.organisations(session()):
        if organisation.kind == people.OFFICE:
            for person in people.active_people(session(), organisation):
                mail.send(session(), person.email, *mail_text(
                    "claim_waiting", person.language, url_for("office.claims"), claimant=account.name,
                    organisation=names[person.language == "en"]))


def _colleagues(typed: dict[str, str], errors: dict[str, str]) -> str | tuple[str, int]:
    organisation = current_organisation()
    page = render_template(
        "account/people.html", person=me(), organisation=organisation, typed=typed, errors=errors,
        people=people.people_of(session(), organisation) if organisation else ())
    return (page, 422) if errors else page


def _typed() -> dict[str, str]:
    """What was typed into the fields, without what no form needs."""
    return {name: request.form.get(name, "").replace("\x00", "").strip() for name in FIELDS}
