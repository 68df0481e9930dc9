"""Korean first, English one click away: which language a request is answered in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, has_request_context, redirect, request
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response as BaseResponse

from web.cookies import remember, remembered

LANGUAGES = ("ko", "en")
COOKIE = "lang"

blueprint = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    """Babel with Korean message ids; `?lang=` wins over the cookie and is remembered."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "ko")
    Babel(app, locale_selector=asked_for)
    app.register_blueprint(blueprint)
    app.after_request(_remember)
    app.context_processor(lambda: {"lang": current(), "here": here})
    app.jinja_env.globals["local"] = local
    app.jinja_env.globals["say"] = say


def asked_for() -> str:
    """Language of the request; Korean unless English was asked for."""
    if not has_request_context():
        return "ko"
    for wanted in (request.args.get("lang"), remembered(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return "ko"


def current() -> str:
    """The language that messages are in now."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "ko"


def local(row: Any, name: str) -> Any:
    """Column `name` of a row in the current language (`name_ko` or `name_en`), Korean where that is all."""
    chosen = getattr(row, f"{name}_{current()}", None)
    return chosen if chosen not in (None, "", []) else getattr(row, f"{name}_ko", None)


def say(text: Any) -> str:
    """A sentence held in both languages, as an object or a mapping, in the current one."""
    if text is None:
        return ""
    if isinstance(text, dict):
        return str(text.get(current()) or text.get("ko") or "")
    return str(getattr(text, current()))


def here() -> str:
    """Path and query of the page being shown, without a language, to come back to."""
    if request.method != "GET":
        return request.path
    query = "&".join(
        part for part in request.query_string.decode("ascii", "ignore").split("&")
        if part and not part.startswith("lang=")
    )
    return f"{request.path}?{query}" if query else request.path


def safe_path(target: str | None) -> str:
    """`target` if it is a path of this site, else the front page."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    if any(ord(character) < 32 or character == "\\" for character in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


@blueprint.get("/language/<code>")
def switch(code: str) -> BaseResponse:
    """Remembers the language and goes back to the page that was shown."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(safe_path(request.args.get("next")), 303)
    remember(response, COOKIE, code)
    return response


def _remember(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and remembered(COOKIE) != wanted:
        remember(response, COOKIE, str(wanted))
    response.headers.setdefault("Content-Language", asked_for())
    return response
