"""How files and pages travel: one style sheet for all, addresses that browsers may keep for a year, compression.

A file's address carries a hash of its content, so a kept copy is never an old one. Style sheets are written by subject
and named in `static/css/all.css`; what it imports is put in its place here, so a page asks for one sheet.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import secrets
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from typing import Any

import brotli
from flask import Blueprint, Flask, Response, request, session

from web.accounts import PRIVATE
from web.cookies import YEAR_SECONDS

FOLDER = Path(__file__).parent / "static"
ALL = "css/all.css"
IMPORT = re.compile(r'@import "([^"]+)"( print)?;')
CHARSET = re.compile(r'@charset "[^"]+";')
ADDRESS = re.compile(r'url\("?(?!data:|#)([^")]+)"?\)')

TEXTS = {"text/html", "text/css", "text/plain", "text/javascript", "application/javascript", "application/json",
         "image/svg+xml"}
WAYS = ("br", "gzip")
EFFORT = {"br": 5, "gzip": 6}
"""More takes much longer and saves little; the sheet of 700 kB takes some 30 ms."""

MOST_PADDING = 100
"""Bytes by which the length of a person's page is blurred."""

blueprint = Blueprint("delivery", __name__)


def init_app(app: Flask) -> None:
    """Versions in addresses, how long browsers keep what they get, and how small it travels."""
    app.register_blueprint(blueprint)
    app.url_defaults(_add_version)
    app.after_request(_compress)
    app.after_request(_keep)  # before the one above: what is registered last runs first


@blueprint.get("/static/all.css")
def sheet() -> Response:
    """Every style sheet in one."""
    return Response(style_sheet(), mimetype="text/css")


@cache
def style_sheet() -> str:
    """The sheets that all.css imports, one after another; addresses in them as seen from the folder of all files."""
    return _inlined(ALL)


def _inlined(name: str) -> str:
    """A sheet with its imports in their places; without the front-end packages their sheets are left out."""
    file = FOLDER / name
    if not file.exists():
        return ""
    folder = name.rpartition("/")[0]

    def imported(found: re.Match[str]) -> str:
        text = _inlined(normpath(join(folder, found[1])))
        return f"@media print {{\n{text}}}\n" if found[2] else text

    def placed(found: re.Match[str]) -> str:
        target = normpath(join(folder, found[1]))
        known = version(target)
        return f'url("{target}?v={known}")' if known else f'url("{target}")'

    text = CHARSET.sub("", file.read_text(encoding="utf-8"))
    text = ADDRESS.sub(placed, text)
    return IMPORT.sub(imported, text)


@cache
def version(name: str) -> str | None:
    """A hash of a file's content as it was when this process first named it; None without such a file."""
    file = FOLDER / name
    return _hash(file.read_bytes()) if file.is_file() else None


@cache
def sheet_version() -> str:
    """A hash of all sheets together."""
    return _hash(style_sheet().encode())


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=6).hexdigest()


def _version_of(endpoint: str | None, values: dict[str, Any]) -> str | None:
    if endpoint == "delivery.sheet":
        return sheet_version()
    return version(values["filename"]) if endpoint == "static" and "filename" in values else None


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if known := _version_of(endpoint, values):
        values["v"] = known


def _compress(response: Response) -> Response:
    """Text travels small; pages of a person with a length that tells nothing, pages about accounts not at all.

    Beside a secret the length of a compressed page tells what a stranger's words have in common with it (BREACH).
    """
    if response.mimetype not in TEXTS or response.status_code != 200:
        return response
    personal = bool(response.cache_control.no_store)
    if personal and request.path.startswith(PRIVATE):
        return response
    response.vary.add("Accept-Encoding")
    way = request.accept_encodings.best_match(WAYS[1:] if personal else WAYS)
    if way is None:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    response.set_data(_padded(content) if personal else brotli.compress(content, quality=EFFORT[way]) if way == "br"
                      else gzip.compress(content, EFFORT[way], mtime=0))
    response.headers["Content-Encoding"] = way
    if etag := response.get_etag()[0]:
        response.set_etag(etag, weak=True)  # the same content in other bytes
    return response


def _padded(content: bytes) -> bytes:
    """Gzip under a name of random length, as Django does it after "Heal the Breach" (Palacios and others, 2022)."""
    out = io.BytesIO()
    name = "x" * secrets.randbelow(MOST_PADDING + 1)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=EFFORT["gzip"], fileobj=out, mtime=0) as file:
        file.write(content)
    return out.getvalue()


def _keep(response: Response) -> Response:
    """A year for what has its version in its address, whoever asks; any other address is asked for anew."""
    known = _version_of(request.endpoint, request.view_args or {})
    if known and response.status_code in (200, 206, 304) and request.args.get("v") == known:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        response.vary.discard("Cookie")
        session.accessed = False  # Flask-Login looks into it after every request, and Flask would say that it matters
    return response
