"""The page that fills the ministry's form: upload, look at what would go where, take the file. Nothing is kept."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from pathlib import PureWindowsPath
from typing import Any

from flask import make_response, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog.errors import HwaksanError, InvalidInputError
from web import plans
from web.burden import BOUNDS
from web.exports import application
from web.exports.forms_fill import LARGEST_FORM, fill, opened, places
from web.exports.pages import blueprint
from web.language import current
from web.planning import plan_json
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns

PLAN_FIELDS = ("text", "need", "municipality", "choice", "call", *BOUNDS)
PLAN_PREFIXES = ("choice-", "quantity-", "cost-", "running-")
LONGEST_NAME = 80
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|;]")


@blueprint.get("/plan/fill-form")
@blueprint.post("/plan/fill-form")
@limiter.limit(rate_limit)
@turns.taking
def fill_form() -> Response | str:
    """First the upload, then the preview, then the filled file; the file travels with the page in between."""
    reading = plans.requested()
    if reading.asked is None or reading.errors:
        return plans.page(reading)
    try:
        plan = plan_json(session(), state().matcher(), reading.asked)
    except HwaksanError:
        return plans.page(reading)
    payload = application.collect(session(), reading.asked.unit, reading.asked.problem, plan)
    step = request.form.get("step", "")
    try:
        if step == "fill":
            return _filled(payload)
        return _page(payload, *(_uploaded() if step == "look" else (None, "")))
    except InvalidInputError as error:
        sentence = error.en if current() == "en" else error.ko
        return make_response(_page(payload, *_carried_or_none(), error=sentence), 422)


def _page(payload: Mapping[str, Any], data: bytes | None, name: str, error: str = "") -> str:
    found = places(opened(data), payload) if data else []
    kept = [(key, value) for key, value in request.values.items(multi=True)
            if key in PLAN_FIELDS or key.startswith(PLAN_PREFIXES)]
    return render_template(
        "fill_form.html", kept=kept, payload=payload, error=error, name=name, most_kb=LARGEST_FORM // 1024,
        known=[place for place in found if place.value], unknown=[place for place in found if not place.value],
        carried=base64.b64encode(data).decode() if data else "",
    )


def _uploaded() -> tuple[bytes, str]:
    file = request.files.get("form")
    if file is None or not file.filename:
        raise InvalidInputError("form", "올릴 서식 파일(.hwpx)을 골라 주세요.", "Choose the form (.hwpx) to upload.")
    data = file.stream.read(LARGEST_FORM + 1)
    opened(data)
    return data, _plain_name(file.filename)


def _carried() -> tuple[bytes, str]:
    """The file that the preview page holds; it is checked again like a new one."""
    try:
        data = base64.b64decode(request.form.get("carried", ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise InvalidInputError("form", "서식 파일을 다시 올려 주세요.", "Upload the form again.")
    return data, _plain_name(request.form.get("name", ""))


def _carried_or_none() -> tuple[bytes | None, str]:
    """What the page showed, to show it again beside the error; nothing where that is itself what is wrong."""
    try:
        data, name = _carried()
        opened(data)
    except InvalidInputError:
        return None, ""
    return data, name


def _filled(payload: Mapping[str, Any]) -> Response:
    data, name = _carried()
    made = fill(data, payload, frozenset(request.form.getlist("cell")))
    stem = PureWindowsPath(name).stem or str(payload["municipality"]["name"]["ko"])
    response: Response = send_file(
        io.BytesIO(made), mimetype="application/hwp+zip", as_attachment=True,
        download_name=f"{stem} ({_('채움')}).hwpx",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain_name(typed: str) -> str:
    """The last part of a file's name, of any system, without what no name may hold or a header would trip over."""
    return NOT_IN_A_NAME.sub("", PureWindowsPath(typed).name)[:LONGEST_NAME]
