"""One map from what went wrong to what a person or a program is told; never a traceback."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from catalog.errors import (
    AmbiguousMunicipalityError,
    ChangedMeanwhileError,
    DatabaseTroubleError,
    HwaksanError,
    InvalidInputError,
    NotOperatedError,
    OfferingFullError,
    OfferingRefusedError,
    RequestRefusedError,
    UnknownFactError,
    UnknownMunicipalityError,
    UnknownOfferingError,
    UnknownPlanError,
    UnknownRequestError,
    UnknownSolutionError,
    UnusableModelError,
)
from catalog.troubles import trouble
from web import reading, unavailable
from web.forms import ProblemForm
from web.language import current
from web.measures import count_refused, request_id
from web.recommendations import rejected
from web.security import API_PREFIX, BRINGS_A_FILE
from web.state import session
from web.turns import BusyError
from web.waiting import waiting_page

log = logging.getLogger(__name__)

WORDS = {
    400: (_l("요청을 이해하지 못했습니다"), _l("주소나 입력을 확인하고 다시 시도해 주세요.")),
    403: (_l("볼 수 없는 화면입니다"), _l("권한이 필요한 화면입니다. 첫 화면에서 다시 시작해 주세요.")),
    404: (_l("화면을 찾지 못했습니다"), _l("주소가 바뀌었거나 없는 화면입니다. 아래에서 다시 찾아 보세요.")),
    405: (_l("이 주소에서는 할 수 없는 요청입니다"), _l("첫 화면에서 다시 시작해 주세요.")),
    409: (_l("지금은 할 수 없는 요청입니다"), _l("그 사이 상태가 바뀌었을 수 있습니다. 새로 열어 확인해 주세요.")),
    413: (_l("보낸 내용이 너무 깁니다"),
          _l("이 화면에서 받을 수 있는 크기보다 큽니다. 글을 줄이거나 파일에서 그림을 뺀 뒤 다시 보내 주세요. "
             "적은 내용은 앞 화면에 남아 있습니다.")),
    422: (_l("입력을 확인해 주세요"), _l("입력한 값 가운데 쓸 수 없는 것이 있습니다.")),
    429: (_l("요청이 너무 잦습니다"), _l("잠시 뒤에 다시 시도해 주세요. 적은 내용은 앞 화면에 남아 있습니다.")),
    500: (_l("일시적인 오류가 생겼습니다"), _l("기록해 두었습니다. 잠시 뒤에 다시 시도해 주세요.")),
    503: (_l("지금은 답할 수 없습니다"), _l("준비하는 중입니다. 잠시 뒤에 다시 시도해 주세요.")),
}


BUSY = _l("지금 묻는 사람이 많습니다. 잠시 뒤에 다시 시도해 주세요.")
COME_AGAIN_AFTER = (2, 6)
"""Seconds."""
WAITS_BY_ITSELF = ("/match", "/plan", "/compare")

NOT_NOW = (ChangedMeanwhileError, NotOperatedError, OfferingFullError, OfferingRefusedError, RequestRefusedError)
NOT_THERE = (UnknownFactError, UnknownMunicipalityError, UnknownOfferingError, UnknownPlanError,
             UnknownRequestError, UnknownSolutionError)


def init_app(app: Flask) -> None:
    """Registers the map; call it last, so that it wins over what extensions register."""
    app.register_error_handler(CSRFError, _token_missing)
    app.register_error_handler(HwaksanError, _expected)
    app.register_error_handler(BusyError, _busy)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    for code in WORDS:
        app.register_error_handler(code, _http)
    app.register_error_handler(422, _http)


def status_of(error: HwaksanError) -> int:
    """The HTTP status of an expected failure."""
    if isinstance(error, AmbiguousMunicipalityError | InvalidInputError):
        return 422
    if isinstance(error, UnknownMunicipalityError) and request.path.startswith(API_PREFIX):
        return 422 if request.method == "POST" else 404
    if isinstance(error, NOT_NOW):
        return 409
    if isinstance(error, UnusableModelError):
        return 503
    return 404 if isinstance(error, NOT_THERE) or type(error) is HwaksanError else 500


def _token_missing(error: CSRFError) -> Response:
    """An expired or missing form token: the typed text stays on the form."""
    if not _keeps_what_was_typed():
        return _http(error)
    sentence = _("화면을 연 지 오래되어 다시 확인이 필요합니다. 적은 내용은 그대로 있으니 다시 눌러 주세요.")
    if request.blueprint == reading.blueprint.name:
        return reading.expired(sentence)
    form = ProblemForm.read(request.form)
    form.errors["form"] = sentence
    return rejected(form, 400)


def _busy(_error: BusyError) -> Response:
    """Too many ask at once: a person's form asks again by itself, a program is told when to."""
    count_refused()
    seconds = random.randint(*COME_AGAIN_AFTER)  # noqa: S311 - only so that not all come again at once
    g.come_again_after = seconds
    if request.path in WAITS_BY_ITSELF:
        return waiting_page(busy_for=seconds)
    return _problem(503, *_both(BUSY)) if _for_programs() else _page(503, str(BUSY))


def _keeps_what_was_typed() -> bool:
    return request.path == "/match" or request.blueprint == reading.blueprint.name


def _expected(error: HwaksanError) -> Response:
    status = status_of(error)
    sentence = error.en if current() == "en" else error.ko
    if _for_programs():
        return _problem(status, error.ko, error.en, _fields(error))
    return _page(status, sentence)


def _http(error: HTTPException) -> Response:
    if isinstance(error, CSRFError) and _keeps_what_was_typed():
        return _token_missing(error)
    if error.code == 413 and request.endpoint == BRINGS_A_FILE:
        return reading.too_large()
    original = getattr(error, "original_exception", None)
    if isinstance(original, SQLAlchemyError) and (found := trouble(original)) is not None:
        return _told(found, original)  # it failed outside a view, e.g. while another page of failure was made
    if error.code is not None and 300 <= error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    if _for_programs():
        messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
        response = _problem(status, *_both(_sentence(status)), _listed(messages))
    else:
        response = _page(status, str(_sentence(status)))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            response.headers[name] = value
    return response


def _database(error: SQLAlchemyError) -> Response:
    found = trouble(error)
    return _told(found, error) if found is not None else _unexpected(error)


def _told(found: DatabaseTroubleError, error: SQLAlchemyError) -> Response:
    log.error("%s: %s", type(found).__name__, type(getattr(error, "orig", error)).__name__)
    if _for_programs():
        return unavailable.marked(_problem(503, found.ko, found.en, []))
    return unavailable.page(found, error)


def _unexpected(error: Exception) -> Response:
    if isinstance(error, RecursionError) and request.is_json:
        return _http(BadRequest())
    route = request.url_rule.rule if request.url_rule else "(none)"  # a path may hold a key or a forged line
    log.exception("request failed: %s", route, exc_info=error)
    session().rollback()  # a transaction that has failed answers nothing more, and the page of the error asks
    return _http(InternalServerError())


def _page(status: int, sentence: str) -> Response:
    return make_response(
        render_template("error.html", status=status, title=_title(status), sentence=sentence,
                        number=request_id() if status >= 500 else None), status
    )


def _problem(status: int, ko: str, en: str, errors: Sequence[dict[str, Any]] = ()) -> Response:
    """A problem document of RFC 9457 in both languages, with a list of the fields to correct."""
    body = {"type": "about:blank", "title": str(_title(status)), "status": status,
            "detail": en if current() == "en" else ko, "ko": ko, "en": en,
            "instance": request.path, "errors": list(errors)}
    response = make_response(jsonify(body), status)
    response.mimetype = "application/problem+json"
    return response


def _fields(error: HwaksanError) -> list[dict[str, Any]]:
    if isinstance(error, AmbiguousMunicipalityError):
        choices = [{"code": code, "ko": ko, "en": en} for code, ko, en in error.choices]
        return [{"field": "municipality", "ko": error.ko, "en": error.en, "choices": choices}]
    field = error.field if isinstance(error, InvalidInputError) else (
        "municipality" if isinstance(error, UnknownMunicipalityError) else None)
    return [{"field": field, "ko": error.ko, "en": error.en}] if field else []


def _listed(messages: Any, path: str = "") -> list[dict[str, Any]]:
    """The field messages of a schema ({"json": {"text": ["…"]}}) as a flat list."""
    if isinstance(messages, dict):
        return [
            entry for name, inner in messages.items()
            for entry in _listed(inner, path if not path and name in ("json", "query") else f"{path}.{name}".strip("."))
        ]
    listed = messages if isinstance(messages, list) else [messages] if messages else []
    return [
        {"field": path, "ko": f"{path or '본문'} 값을 확인해 주세요. ({message})", "en": str(message)}
        for message in listed
    ]


def _both(sentence: object) -> tuple[str, str]:
    """A message in Korean and in English, whatever the language of the request."""
    with force_locale("ko"):
        korean = str(sentence)
    with force_locale("en"):
        return korean, str(sentence)


def _for_programs() -> bool:
    return request.path.startswith(API_PREFIX)


def _title(status: int) -> object:
    return WORDS[status][0] if status in WORDS else HTTPStatus(status).phrase


def _sentence(status: int) -> object:
    return WORDS[status][1] if status in WORDS else WORDS[400][1]
