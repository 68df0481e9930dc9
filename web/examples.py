"""The demonstration: labelled example accounts whose password is shown, and the mails that would have gone out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import Blueprint, Flask, abort, current_app, render_template
from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import engaging, offerings, people
from catalog.accounts import Mail, Organisation
from catalog.engagement_queries import offerings_of, operated_by
from catalog.municipalities import Municipality
from catalog.offering_terms import Terms
from catalog.solutions import Solution
from web.coaching_notices import tell_sides
from web.person import Person
from web.state import State, session, state

MOST_MAILS = 50
EXAMPLES = (
    ("official@example.org", "municipality", "48890", "예시 담당자"),
    ("coach@example.org", "municipality", "52710", "예시 코치"),
    ("institution@example.org", "institution", "", "예시 전문가"),
    ("office@example.org", people.OFFICE, "", "예시 운영자"),
)
"""Address, kind of organisation, municipality, and the name of each example account."""
NAMES = {"institution": ("예시 전문기관", "Example institution"),
         people.OFFICE: ("예시 운영기관", "Example programme office")}
LEARNER, COACH = EXAMPLES[0][2], EXAMPLES[1][2]
OFFERED = ("demand-responsive-bus", "village-taxi")
"""Both answer the example problem, and the first is what it leads to."""
PROBLEM = "마을에 버스가 하루 두 번뿐이라 어르신들이 병원에 가기 어렵습니다."

blueprint = Blueprint("examples", __name__)


def init_app(app: Flask) -> None:
    """Every page of a demonstration says that it is one; its sign-in pages show how to enter."""
    app.jinja_env.globals["demonstration"] = app.extensions["hwaksan"].settings.demo
    if app.extensions["hwaksan"].settings.demo:
        app.extensions["security"].login_context_processor(_accounts)
        app.extensions["security"].tf_token_validation_context_processor(_code)


def make_examples(app: Flask, address: str | None = None) -> None:
    """Makes the example accounts, or gives those that exist the password of this start.

    `address` is where the demonstration is served: the mails lead there. Example accounts open only where
    the demonstration runs; see `Person.is_active`.
    """
    found: State = app.extensions["hwaksan"]
    password = found.settings.example_password
    assert password is not None, "no demonstration"  # noqa: S101
    with app.test_request_context(base_url=address), found.writing.begin() as session:
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
        session.flush()
        _example_request(session)


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


def _example_request(session: Session) -> None:
    """Offerings of the example coach, and a request that waits for its answer, all labelled; made once.

    The request is under another offering than the one that the example problem leads to, so that a newcomer may
    also send one.
    """
    coach, learner = (people.organisation_of(session, code) for code in (COACH, LEARNER))
    runs = [row.solution_slug for row in operated_by(session, COACH)]
    if not (coach and coach.is_example and learner and learner.is_example and runs) or offerings_of(session, COACH):
        return
    today = dt.date.today()
    terms = Terms(
        forms=["visit", "remote"], languages=["ko", "en"], valid_from=today, valid_until=today + dt.timedelta(days=365),
        contact="예시 부서(시연용)", stated_on=today, source="시연용 예시",
        conditions_ko="시연을 위한 예시이며 실제 제공이 아닙니다.",
        conditions_en="An example for the demonstration, no real offering.")
    unit = session.get_one(Municipality, COACH)
    offered = sorted(runs, key=lambda slug: OFFERED.index(slug) if slug in OFFERED else len(OFFERED))[:2]
    made = [offerings.offer(session, unit, session.get_one(Solution, slug), terms, 2) for slug in offered]
    tell_sides(session, "asked", engaging.ask(
        session, made[-1].id, session.get_one(Municipality, LEARNER), PROBLEM,
        "시연용 예시 요청입니다. 수락, 거절, 날짜 제안을 해 보세요."))


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
