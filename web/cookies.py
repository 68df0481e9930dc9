"""Cookies that remember for a year how a browser wants its pages; each is only this host's, and no script reads it."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

YEAR_SECONDS = 365 * 24 * 3600
OWN_HOST = "__Host-"
"""Browsers take a cookie of such a name from its host alone, over HTTPS, so no neighbouring host can plant one."""


def name_of(name: str, secure: bool) -> str:
    """The name that a cookie travels under."""
    return f"{OWN_HOST}{name}" if secure else name


def remembered(name: str) -> str | None:
    """What this browser was told to remember under a name."""
    return request.cookies.get(name_of(name, _secure()))


def remember(response: Response, name: str, value: str) -> None:
    """Lets the browser remember a value under a name."""
    response.set_cookie(name_of(name, _secure()), value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True,
                        secure=_secure())


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
