"""The demonstration: labelled example accounts whose password is shown, and the mails that would have gone out."""

from __future__ import annotations

from typing import Any

import flask
from flask import Blueprint, Flask, abort, current_app, render_template
from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import people
from catalog.accounts import Mail, Organisation
from catalog.municipalities import Municipality
from web.person import Person
from web.state import State, session, state

MOST_MAILS = 50
EXAMPLES = (
    ("official@example.org", "municipality", "48890", "예시 담당자"),
    ("coach@example.org", "municipality", "44200", "예시 코치"),
    ("institution@example.org", "institution", "", "예시 전문가"),
    ("office@example.org", people.OFFICE, "", "예시 운영자"),
)
"""Address, kind of organisation, municipality, and the name of each example account."""
NAMES = {"institution": ("예시 전문기관", "Example institution"),
         people.OFFICE: ("예시 운영기관", "Example programme office")}

blueprint = Blueprint("examples", __name__)


def init_app(app: Flask) -> None:
    """The sign-in pages of a demonstration show how to enter."""
    if app.extensions["hwaksan"].settings.demo:
        app.extensions["security"].login_context_processor(_accounts)
        app.extensions["security"].tf_token_validation_context_processor(_code)


def make_examples(app: Flask) -> None:
    """Makes the example accounts, or gives those that exist the password of this start.

    Example accounts open only where the demonstration runs; see `Person.is_active`.
    """
    found: State = app.extensions["hwaksan"]
    password = found.settings.example_password
    assert password is not None, "no demonstration"  # noqa: S101
    with app.test_request_context(), found.writing.begin() as session:
        hashed = hash_password(password)
        for email, kind, code, name in EXAMPLES:
            organisation = _organisation(session, kind, code)
            known = session.scalar(select(Person).where(Person.email == email))
            if organisation is None or (known is not None and known.organisation_id != organisation.id):
                continue  # somebody real stands there
            person = known or Person(
                email=email, active=True, invites=True, language="ko", made_at=people.now(),
                confirmed_at=people.now(), organisation_id=organisation.id)
            person.name, person.password, person.fs_uniquifier = name, hashed, people.new_key()
            if kind == people.OFFICE:
                person.tf_primary_method = "authenticator"
                person.tf_totp_secret = app.extensions["security"].totp_factory.generate_totp_secret()
                person.totp_counter = None
            session.add(person)


@blueprint.get("/dev/mail")
def mails() -> str:
    """Mails that wait, newest first: in a demonstration no server sends them."""
    if not state().settings.demo:
        abort(404)
    rows = session().scalars(select(Mail).order_by(Mail.id.desc()).limit(MOST_MAILS)).all()
    return render_template("account/mails.html", mails=rows)


def _organisation(session: Session, kind: str, code: str) -> Organisation | None:
    """The example organisation; None where a real one stands in its place."""
    if kind == "municipality":
        known = people.organisation_of(session, code)
        if known is not None:
            return known if known.is_example else None
        return people.make_organisation(session, kind, "", "", session.get_one(Municipality, code), is_example=True)
    known = session.scalar(select(Organisation).where(Organisation.kind == kind, Organisation.is_example))
    return known or people.make_organisation(session, kind, *NAMES[kind], is_example=True)


def _accounts() -> dict[str, Any]:
    people_here = session().scalars(
        select(Person).where(Person.email.in_([email for email, *_rest in EXAMPLES])).order_by(Person.id)).all()
    return {"examples": [row for row in people_here if row.organisation and row.organisation.is_example],
            "example_password": state().settings.example_password}


def _code() -> dict[str, Any]:
    """The code of an example account on its way in, which no phone of the newcomer shows."""
    person = session().scalar(select(Person).where(Person.fs_uniquifier == flask.session.get("tf_user_id", "")))
    if person is None or person.organisation is None or not person.organisation.is_example:
        return {}
    if not person.tf_totp_secret:
        return {}
    return {"example_code": current_app.extensions["security"].totp_factory.generate_totp_password(
        person.tf_totp_secret)}
