"""Accounts by Flask-Security: how the library is set up, whom it signs in, and where a person is signed in."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import secrets
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import flask
from flask import Flask, Response, abort, g, redirect, request
from flask_limiter.util import get_remote_address
from flask_login import user_logged_out
from flask_security import (
    LoginForm,
    MailUtil,
    RoleMixin,
    Security,
    SQLAlchemySessionUserDatastore,
    password_changed,
    password_reset,
    tf_code_confirmed,
    user_authenticated,
)
from flask_security.utils import set_request_attr
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as BaseResponse

from catalog import people
from catalog.accounts import Account, SignIn
from web import account_words, keys, mail
from web.account_settings import configuration
from web.language import safe_path
from web.passwords import Passwords
from web.person import Person, current_person
from web.second_factor import HashedRecoveryCodes, OneTimeCodes
from web.security import limiter
from web.settings import Settings
from web.state import session, state, write_in_request

log = logging.getLogger(__name__)

MOST_DAYS = 30
"""Days after which it ends however often it is used (NIST SP 800-63B asks for it at its first level)."""
SEEN_MINUTES = 5
"""A sign-in's last visit is written again only after this time."""
PRIVATE = ("/account", "/office", "/dev")
LINKS = {"reset": "RESET", "tf_setup": "TWO_FACTOR_SETUP"}
"""What the account library signs for us, and the name of its salt."""
HALF_WAY = "security.two_factor_token_validation"
WRITING = {"security", "account", "invitations", "notices", "office", "organisation"}
"""Blueprints whose posts change accounts: their session queues at its beginning, as every writer does."""
BROWSERS = (("Edg/", "Edge"), ("Whale/", "Whale"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))
LIMITS = {
    "security.login": ("20 per 5 minutes", "20 per 15 minutes", "email"),
    "security.forgot_password": ("20 per hour", "5 per hour", "email"),
    "security.two_factor_token_validation": ("20 per 5 minutes", "10 per 15 minutes", "tf_user_id"),
    "security.mf_recovery": ("20 per 5 minutes", "10 per 15 minutes", "tf_user_id"),
    "security.verify": ("20 per 5 minutes", "10 per 15 minutes", "_user_id"),
    "security.change_password": ("20 per 5 minutes", "10 per 15 minutes", "_user_id"),
}
"""Posts per address, posts per account, and where the account stands: in the form or in the session."""


class SignInForm(LoginForm):
    """Nobody is remembered by a cookie of its own: a sign-in is a row that can be ended."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = safe_path(self.next.data)


class QueuedMail(MailUtil):
    """The library's mails in the receiver's language, queued in the transaction that they tell of."""

    def send_mail(self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any,
                  **kwargs: Any) -> None:
        """Queues one of MAILS; the library names it by its template."""
        person: Account = kwargs["user"]
        path = urlsplit(kwargs.get("reset_link") or flask.url_for("security.forgot_password")).path
        kind = template.rpartition("/")[2]
        mail.send(session(), person.email, *account_words.mail_text(kind, person.language, path, name=person.name))
        if kind == "reset_instructions":
            session().commit()  # the library commits only where it changed an account itself


def init_app(app: Flask, settings: Settings) -> None:
    """The library with our class, session, forms, words and hooks; call it after the tokens and the limiter."""
    app.before_request(_prepare)
    app.after_request(_keep_private)
    app.config.update(configuration(settings))
    datastore = SQLAlchemySessionUserDatastore(LocalProxy(session), Person, RoleMixin)  # type: ignore[arg-type]
    security = Security(
        app, datastore, login_form=SignInForm, mail_util_cls=QueuedMail, password_util_cls=Passwords,
        totp_cls=partial(OneTimeCodes, keys.vault(settings)),  # type: ignore[arg-type]
        mf_recovery_codes_util_cls=HashedRecoveryCodes)
    for purpose, salt in LINKS.items():  # the library's own would sign with the oldest key
        setattr(security, f"{purpose}_serializer", keys.serializer(app, app.config[f"SECURITY_{salt}_SALT"]))
    security.principal.skip_static = True
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(_load)
    security.login_manager.request_loader(lambda _request: None)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    tf_code_confirmed.connect(_code_confirmed, app)
    password_changed.connect(_password_changed, app)
    password_reset.connect(_password_reset, app)
    for endpoint in LIMITS:
        app.view_functions[endpoint] = _limited(endpoint, app.view_functions[endpoint])


def key_hash() -> str | None:
    """The hash under which this browser's sign-in is kept."""
    key = flask.session.get("sign_in")
    return hashlib.sha256(key.encode()).hexdigest() if key else None


def browser_words(agent: str) -> str:
    """Browser and system as a person calls them: "Chrome · Windows"."""
    found = [next((word for mark, word in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in found if word) or re.sub(r"[^\w ./-]", "", agent)[:40] or "?"


def _prepare() -> BaseResponse | None:
    """Before anybody is loaded: the session that a post writes in, and no way out of this site by `next`."""
    if request.endpoint == "security.two_factor_rescue":
        abort(404)  # the library's request for help by mail; here recovery codes and the office help
    if request.method == "POST" and request.blueprint in WRITING:
        write_in_request()
    target = request.values.get("next")
    if request.blueprint == "security" and target and target != "/" and safe_path(target) == "/":
        abort(400)
    if request.endpoint == HALF_WAY and "tf_state" not in flask.session and current_person() is not None:
        return redirect(flask.url_for("account.show"), 303)  # the library would sign out whoever a link leads here
    return None


def _keep_private(response: Response) -> Response:
    if request.path.startswith(PRIVATE) or ("_login_user" in g and current_person() is not None):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _load(uniquifier: str) -> Person | None:
    """The person of a session cookie, as long as the sign-in was not ended, here or elsewhere."""
    known = key_hash()
    if known is None:
        return None
    row = session().execute(
        select(Person, SignIn).join(SignIn, SignIn.account_id == Person.id).options(joinedload(Person.organisation))
        .where(Person.fs_uniquifier == uniquifier, SignIn.key_hash == known)).first()
    if row is None or not row[0].is_active:
        return None
    person, sign_in = row
    if person.needs_second_factor and not person.has_second_factor:
        return None  # signed in before it was asked for: signing in again leads through setting it up
    age = people.now() - people.aware(sign_in.seen_at)
    if age > dt.timedelta(days=people.SIGN_IN_DAYS) or people.now() - people.aware(sign_in.made_at) > dt.timedelta(
            days=MOST_DAYS):
        return None
    if age > dt.timedelta(minutes=SEEN_MINUTES) and request.method == "GET":
        _note_visit(known)
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", flask.session.get("fs_paa", 0))
    return person


def _note_visit(known: str) -> None:
    """Writes when a sign-in was last used; a database that cannot write keeps nobody from reading."""
    try:
        with state().writing.begin() as aside:
            aside.get_one(SignIn, known).seen_at = people.now()
    except DBAPIError as error:
        log.warning("a visit was not noted: %s", type(error.orig).__name__)


def _signed_in(_app: Flask, user: Person, **_details: Any) -> None:
    """A new row and a new key for this browser, whatever its cookie held before."""
    if before := key_hash():
        session().execute(delete(SignIn).where(SignIn.key_hash == before))
    for name in ("csrf_token", "sign_in"):
        flask.session.pop(name, None)
    g.pop("csrf_token", None)
    flask.session["sign_in"] = secrets.token_urlsafe(32)
    session().add(SignIn(
        key_hash=key_hash(), account_id=user.id, made_at=people.now(), seen_at=people.now(),
        browser=browser_words(request.user_agent.string)))


def _signed_out(_app: Flask, **_details: Any) -> None:
    if known := key_hash():
        session().execute(delete(SignIn).where(SignIn.key_hash == known))
        session().commit()
    flask.session.pop("sign_in", None)


def _code_confirmed(app: Flask, user: Person, **_details: Any) -> None:
    """A second factor moves to the newest key when it is used; the view commits it."""
    user.tf_totp_secret = app.extensions["security"].totp_factory.sealed_anew(user.tf_totp_secret)


def _password_changed(_app: Flask, user: Person, **_details: Any) -> None:
    people.end_sign_ins(session(), user, but=key_hash())


def _password_reset(_app: Flask, user: Person, **_details: Any) -> None:
    people.end_sign_ins(session(), user)


@cache
def _limited(endpoint: str, view: Any) -> Any:
    """A page of the library with its limits, made once per process: the limiter would count each making."""
    per_address, per_account, name = LIMITS[endpoint]
    return limiter.limit(per_account, key_func=_account_key(name), methods=["POST"])(
        limiter.limit(per_address, key_func=get_remote_address, methods=["POST"])(view))


def _account_key(name: str) -> Any:
    """Whose attempts are counted: the typed address, or who is on the way through the session."""
    return lambda: f"{name} {(request.form.get(name) or flask.session.get(name) or '-').strip().lower()}"
