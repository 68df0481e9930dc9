"""The command that tells an operator what is unsafe before the service goes live."""

from __future__ import annotations

import http.client
import ssl
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from urllib.parse import urlsplit

import click

from web.command import formatted, one_line_errors, print_answer
from web.production import Finding, of_settings, unsafe
from web.production_database import of_database
from web.state import State

TIMEOUT_SECONDS = 5
PLAIN = 80
PROGRAMS = "/api/v1/calls"
"""A program that is led on has sent its text in the clear, and nobody notices."""
GRADES = {True: ("위험", "unsafe"), False: ("참고", "note")}


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="as given to `serve`")
@click.option("--public", is_flag=True, help="also ask HWAKSAN_BASE_URL from here, as a browser would")
@formatted
@click.pass_obj
@one_line_errors
def check_production(state: State, workers: int, public: bool, form: str, lang: str) -> None:
    """Say what is unsafe about the settings and the database; exit 1 if something is."""
    found = [*of_settings(state.settings, workers), *of_database(state)]
    if public and state.settings.base_url:
        found += of_public_address(state.settings.base_url)
    state.engine.dispose()
    print_answer(form, {"findings": [asdict(one) for one in found]}, lambda: findings_text(found, lang))
    sys.exit(1 if any(one.unsafe for one in found) else 0)


def findings_text(found: Sequence[Finding], lang: str) -> str:
    """A line each, what is unsafe first."""
    english = lang == "en"
    lines = [f"{GRADES[one.unsafe][english]}: {one.en if english else one.ko}"
             for one in sorted(found, key=lambda one: not one.unsafe)]
    if not any(one.unsafe for one in found):
        lines.append("Nothing unsafe was found." if english else "위험한 설정을 찾지 못했습니다.")
    return "\n".join(lines)


def of_public_address(address: str) -> Iterator[Finding]:
    """Whether a browser would trust the address, and whether the plain one does more than lead pages there."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    secure = http.client.HTTPSConnection(
        host, parts.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    try:
        _status, headers = _answer(secure, "/healthz")
    except (OSError, http.client.HTTPException) as error:
        yield unsafe("public-address", address=address, reason=error)
        return
    if not headers.get("Strict-Transport-Security"):
        yield unsafe("public-headers", address=address)
    for path, led in (("/", {301, 308}), (PROGRAMS, set())):
        try:
            status, headers = _answer(http.client.HTTPConnection(host, PLAIN, timeout=TIMEOUT_SECONDS), path)
        except (OSError, http.client.HTTPException):
            continue  # nobody answers there, which is as good
        if status < 400 and not (status in led and (headers.get("Location") or "").startswith("https://")):
            yield unsafe("plain-address", address=f"http://{host}", path=path, status=status)


def _answer(connection: http.client.HTTPConnection, path: str) -> tuple[int, http.client.HTTPMessage]:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers
    finally:
        connection.close()
