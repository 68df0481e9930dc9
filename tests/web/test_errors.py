"""Every failure is a page or a problem document, in the language of the request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog import errors as catalogue_errors
from matcher.documents import read_catalogue
from tests.web.stub_matcher import StubMatcher
from web import create_app
from web.errors import status_of
from web.security import limiter
from web.settings import Settings
from web.state import State


@pytest.mark.parametrize("path", [
    "/nope", "/solutions/no-such", "/municipalities/99999", "/programmes/base-1900", "/language/fr", "/solutions/a%00b",
])
def test_what_is_not_there_says_where_to_go(client: FlaskClient, path: str) -> None:
    korean = client.get(path)
    english = client.get(f"{path}?lang=en")
    assert korean.status_code == english.status_code == 404
    assert "화면을 찾지 못했습니다" in korean.text
    assert "Page not found" in english.text
    assert 'href="/solutions"' in korean.text


def test_wrong_method(client: FlaskClient) -> None:
    response = client.delete("/solutions")
    assert response.status_code in (400, 405)
    assert "<h1>" in response.text


def test_too_large_a_body(client: FlaskClient, token: Callable[[], str]) -> None:
    response = client.post("/match", data={"text": "가" * 2_000_000, "csrf_token": token()})
    assert response.status_code == 413
    assert "글을 줄이거나" in response.text


def test_unexpected_failure_shows_no_traceback(client: FlaskClient) -> None:
    response = client.get("/match?text=일부러 실패합니다")
    assert response.status_code == 500
    assert "일시적인 오류" in response.text
    assert "RuntimeError" not in response.text


def test_programs_get_problem_documents(client: FlaskClient) -> None:
    for response, status in (
        (client.get("/api/nope"), 404),
        (client.get("/api/v1/solutions/no-such"), 404),
        (client.post("/api/v1/match", json={"text": ""}), 422),
        (client.post("/api/v1/match", json={"text": "버스", "municipality": "고성군"}), 422),
        (client.post("/api/v1/match", data="{", content_type="application/json"), 400),
        (client.post("/api/v1/match", json={"text": "일부러 실패"}), 500),
    ):
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"
        assert response.json["status"] == status
        assert {"type", "title", "detail", "ko", "en", "errors"} <= response.json.keys()


def test_ambiguous_municipality_lists_its_choices_to_programs(client: FlaskClient) -> None:
    body = client.post("/api/v1/match", json={"text": "버스", "municipality": "고성군"}).json
    assert [choice["code"] for choice in body["errors"][0]["choices"]] == ["48820", "51820"]


def test_too_many_requests(app: Flask, seeded_database_url: str) -> None:
    settings = Settings(database_url=seeded_database_url, rate_limit="2 per minute")
    state = State(settings)
    with state.sessions() as opened:
        stub = StubMatcher(read_catalogue(opened))
    state.matcher = lambda: stub  # type: ignore[method-assign, assignment, return-value]
    limited = create_app(settings, state).test_client()
    limiter.reset()
    answers = [limited.get("/match?text=버스가 없습니다").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert "요청이 너무 잦습니다" in limited.get("/match?text=버스가 없습니다").text
    state.engine.dispose()
    limiter.reset()


@pytest.mark.parametrize(("name", "status"), [
    ("NotOperatedError", 409), ("OfferingRefusedError", 409), ("OfferingFullError", 409), ("UnknownOfferingError", 404),
])
def test_what_offerings_refuse_is_no_failure_of_the_server(app: Flask, name: str, status: int) -> None:
    """A conflict with what holds now, or a number that is not there; in the words of the error itself."""
    error = getattr(catalogue_errors, name)("자리가 모두 찼습니다.", "All slots are taken.")
    with app.test_request_context("/"):
        assert status_of(error) == status
        shown = app.handle_user_exception(error)
    assert shown.status_code == status and "자리가 모두 찼습니다." in shown.get_data(as_text=True)
