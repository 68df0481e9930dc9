"""The colours of pages: light until somebody chooses, dark by choice or as the device has it, never on paper."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

SHEET = re.compile(r'href="/static/css/modes\.css[^"]*" media="([^"]+)"')


@pytest.mark.parametrize(("chosen", "media"), [
    ("light", []), ("high-contrast", ["screen"]), ("theme", ["screen and (prefers-color-scheme: dark)"]),
])
def test_the_choice_is_kept(client: FlaskClient, chosen: str, media: list[str]) -> None:
    """It leads back to where it was made and holds on every page."""
    sent = client.get(f"/display/{chosen}?next=/sources")
    assert (sent.status_code, sent.location) == (303, "/sources")
    page = client.get("/solutions").text
    assert SHEET.findall(page) == media and f'data-krds-mode="{chosen}"' in page


def test_what_is_no_choice_changes_nothing(client: FlaskClient) -> None:
    """Neither in the address nor in a cookie, and no choice leads to another site."""
    assert client.get("/display/pink").status_code == 404
    assert client.get("/display/light?next=https://example.org").location == "/"
    client.set_cookie("mode", "pink")
    assert 'data-krds-mode="light"' in client.get("/").text


def test_the_page_without_a_connection(client: FlaskClient) -> None:
    """In both languages, and the worker that shows it may serve the whole site."""
    page = client.get("/offline").text
    assert "인터넷에 연결되지 않았습니다" in page and "No connection" in page
    worker = client.get("/service-worker.js")
    assert worker.status_code == 200 and "javascript" in worker.content_type and '"/offline"' in worker.text
