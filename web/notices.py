"""What an organisation is told: a notice on its page, and the same by mail to its people."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from catalog import people
from catalog.accounts import Notice, Organisation
from web import mail
from web.access import current_organisation, signed_in
from web.language import safe_path
from web.state import session

blueprint = Blueprint("notices", __name__, url_prefix="/account/notices")


def init_app(app: Flask) -> None:
    """The header counts what nobody has read."""
    app.jinja_env.globals["unread_notices"] = unread_notices


def tell(session: Session, organisation: Organisation, text_ko: str, text_en: str, path: str) -> None:
    """Tells an organisation something in both languages; `path` is the page of this site where it goes on.

    Notice and mails stand in the caller's transaction: nothing is told of what was not committed. Needs an
    application context, because mails carry full addresses.
    """
    session.add(Notice(organisation_id=organisation.id, made_at=people.now(), text_ko=text_ko, text_en=text_en,
                       path=safe_path(path)))
    for person in people.active_people(session, organisation):
        text = text_en if person.language == "en" else text_ko
        with force_locale(person.language):
            subject = _("[확산] 새 알림: %(text)s", text=text)
        mail.send(session, person.email, subject, f"{text}\n\n{mail.link(safe_path(path))}")


def unread_notices() -> int:
    """How many notices of the asker's organisation nobody has read."""
    organisation = current_organisation()
    return people.unread(session(), organisation) if organisation is not None else 0


@blueprint.get("")
@signed_in
def index() -> str:
    """What the organisation was told, newest first."""
    organisation = current_organisation()
    return render_template("account/notices.html",
                           notices=people.notices(session(), organisation) if organisation else ())


@blueprint.post("")
@signed_in
def mark_read() -> Response:
    """Marks one notice as read and goes where it leads, or marks all of them."""
    organisation = current_organisation()
    if organisation is None:
        abort(403)
    typed = request.form.get("notice")
    number = int(typed) if typed and typed.isdecimal() else None
    if typed is not None and not 0 < (number or 0) < 2**31:
        abort(404)  # no row has such a number, and no database would take it
    people.mark_read(session(), organisation, number)
    found = session().get(Notice, number) if number is not None else None
    session().commit()
    own = found is not None and found.organisation_id == organisation.id
    return redirect(found.path if found is not None and own else url_for("notices.index"), 303)
