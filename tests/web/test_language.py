"""Korean first, English complete, and a switch that leads nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from web.language import safe_path

WEB = Path(__file__).parents[2] / "web"
PO = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}


def test_english_is_complete() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="en")
    wanted = {
        message[0] if isinstance(message, tuple) else message
        for _file, _line, message, _comments, _context in extract_from_dir(
            WEB, method_map=METHODS, keywords=KEYWORDS)
    }
    assert len(wanted) > 200
    assert sorted(message for message in wanted if message not in catalogue) == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert [message.id for message in catalogue
            if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
            ] == []
    assert [message.id for message in catalogue if message.id and list(message.check(catalogue))] == []
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue}
    assert sorted(known - wanted - {""}) == []


def test_switch_remembers_and_comes_back(client: FlaskClient) -> None:
    response = client.get("/language/en?next=/solutions?q=bus")
    assert response.status_code == 303
    assert response.headers["Location"] == "/solutions?q=bus"
    assert '<html lang="en"' in client.get("/solutions").text
    client.get("/language/ko")
    assert '<html lang="ko"' in client.get("/solutions").text


def test_language_in_the_address_is_remembered(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/?lang=en").text
    assert '<html lang="en"' in client.get("/quality").text


def test_korean_is_the_default_whatever_the_browser_asks_for(client: FlaskClient) -> None:
    assert '<html lang="ko"' in client.get("/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("target", [
    None, "", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil",
    "/a\r\nSet-Cookie: x=1", "/\t/evil.example",
])
def test_unsafe_targets_lead_home(target: str | None) -> None:
    assert safe_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/solutions?q=a&field=b", "/match?text=%EB%B2%84"])
def test_safe_targets_stay(target: str) -> None:
    assert safe_path(target) == target
