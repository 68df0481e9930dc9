"""What an investigation needs to know: who signed in or failed to, what was refused, and whence; one log line each.

A line names the account by its number, the client by its address and the route by its pattern. It never holds what was
typed, nor a path, which may carry a key.
"""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, g, request
from flask_security import (
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)

from web.measures import json_lines
from web.person import current_person

log = logging.getLogger("hwaksan.security")

REFUSED = {400, 401, 403, 405, 413, 422, 429}
WAY_IN = {"security.login", "security.two_factor_token_validation", "security.mf_recovery", "security.verify"}
"""Posts that show their form again, with status 200, when what was presented is wrong."""


def init_app(app: Flask) -> None:
    """Listens to the account library, and looks at what each request came to."""
    for signal, listener in (
        (user_authenticated, _signed_in), (user_failed_authn, _failed), (password_changed, _password_changed),
        (password_reset, _password_reset), (reset_password_instructions_sent, _reset_asked),
        (tf_profile_changed, _factor_on), (tf_disabled, _factor_off),
    ):
        signal.connect(listener, app)
    app.after_request(_refused)


def note_command(event: str, **what: Any) -> None:
    """The same line for what a command did, on standard error, where a server's go too; `what` is numbers alone."""
    json_lines().handle(log.makeRecord(log.name, logging.INFO, __file__, 0, event, (), None, extra=what))


def _note(event: str, account: int | None, status: int | None = None) -> None:
    route = request.url_rule.rule if request.url_rule else "(none)"
    log.info(event, extra={"account": account, "client": request.remote_addr, "route": route, "status": status})


def _signed_in(_app: Flask, user: Any, **_details: Any) -> None:
    _note("signed in", user.id)


def _failed(_app: Flask, user: Any, **_details: Any) -> None:
    g.security_noted = True
    _note("sign-in failed", user.id)


def _password_changed(_app: Flask, user: Any, **_details: Any) -> None:
    _note("password changed", user.id)


def _password_reset(_app: Flask, user: Any, **_details: Any) -> None:
    _note("password reset", user.id)


def _reset_asked(_app: Flask, user: Any, **_details: Any) -> None:
    _note("password reset asked for", user.id)


def _factor_on(_app: Flask, user: Any, **_details: Any) -> None:
    _note("second factor on", user.id)


def _factor_off(_app: Flask, user: Any, **_details: Any) -> None:
    _note("second factor off", user.id)


def _refused(response: Response) -> Response:
    """Notes a refusal, a wrong credential of no account, and what somebody signed in was told is not there."""
    person = current_person() if "_login_user" in g else None
    account = person.id if person is not None else None
    status = response.status_code
    if request.method == "POST" and request.endpoint in WAY_IN and status == 200 and "security_noted" not in g:
        _note("sign-in failed", None)
    elif status in REFUSED or (status == 404 and account is not None):
        _note("refused", account, status)
    return response
