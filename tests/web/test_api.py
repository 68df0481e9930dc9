"""The JSON API as a program meets it: the contract's shapes, and an answer to every bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from tests.conftest import SOLUTIONS
from web import create_app
from web.settings import Settings
from web.state import State


@pytest.fixture(scope="module")
def client(seeded_database_url: str) -> Iterator[FlaskClient]:
    """A client of the application on the seeded database."""
    settings = Settings(database_url=seeded_database_url, rate_limit="1000 per minute")
    state = State(settings)
    yield create_app(settings, state).test_client()
    state.engine.dispose()


def test_the_process_answers_before_the_model_is_loaded(client: FlaskClient) -> None:
    """/healthz is about the process alone."""
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_the_openapi_document_is_valid(client: FlaskClient) -> None:
    """What the API says of itself follows the OpenAPI standard and names every path of the contract."""
    document = client.get("/api/v1/openapi.json").get_json()
    validate(document)
    assert set(document["paths"]) >= {
        "/api/v1/match", "/api/v1/solutions", "/api/v1/solutions/{slug}", "/api/v1/municipalities",
        "/api/v1/calls", "/api/v1/eligible/{municipality}",
    }


def test_lists_hold_the_whole_catalogue(client: FlaskClient) -> None:
    """Solutions, local governments and calls are listed in full."""
    sizes = {name: len(client.get(f"/api/v1/{name}").get_json()["items"])
             for name in ("solutions", "municipalities", "calls")}
    assert sizes == {"solutions": SOLUTIONS, "municipalities": 245, "calls": 18}


def test_a_solution_shows_everything_on_record(client: FlaskClient) -> None:
    """Costs, pitfalls, deployments and outcomes come with their sources."""
    solution = client.get("/api/v1/solutions/smart-crosswalk").get_json()
    assert solution["name_ko"] == "스마트 횡단보도" and solution["evidence_level"] == 2
    for facts in ("costs", "pitfalls", "deployments", "outcomes"):
        assert solution[facts] and all(fact["source"] for fact in solution[facts])
    assert solution["partners"] == []
    named = client.get("/api/v1/solutions/ai-duty-bot").get_json()["partners"]
    assert [(each["deployment_id"], each["name_ko"], each["source_date"]) for each in named] == [
        ("dep-0023", "KT", "2025-08-11"), ("dep-0023", "KTcs", "2026-03-09"),
    ]


def test_eligibility_over_http(client: FlaskClient) -> None:
    """The same verdicts as in the terminal."""
    value = client.get("/api/v1/eligible/전주시?year=2025").get_json()
    assert {call["call"]: call["eligible"] for call in value["calls"]} == {
        "base-2025": True, "strong-small-2025": True, "solution-diffusion-2025": False,
        "specialised-complex-2025": True,
    }


@pytest.mark.parametrize(("path", "status"), [
    ("/api/v1/solutions/none", 404), ("/api/v1/eligible/없는군", 404), ("/api/v1/eligible/고성군", 422),
    ("/api/v1/eligible/의왕시?year=soon", 422), ("/api/v1/eligible/의왕시?year=99999999999", 422),
    ("/api/v1/none", 404),
])
def test_wrong_addresses_get_a_problem_document(client: FlaskClient, path: str, status: int) -> None:
    """Errors follow RFC 9457 and say in both languages what to do."""
    assert_problem(client.get(path), status)


@pytest.mark.parametrize(("body", "status"), [
    (b"", 422), (b"{", 400), (b"[" * 200_000, 400), (b"\xff\xfe{}", 400), (b"[1, 2]", 422), (b"null", 422),
    (json.dumps({"text": ""}).encode(), 422), (json.dumps({"text": 5}).encode(), 422),
    (json.dumps({"text": ["버스"]}).encode(), 422), (json.dumps({"text": "가" * 10_001}).encode(), 422),
    (json.dumps({"text": "😀😀"}).encode(), 422), (b'{"text": "\\ud800 bus"}', 422),
    (json.dumps({"text": "버스가 없다", "municipality": "없는군"}).encode(), 422),
    (json.dumps({"text": "버스가 없다", "municipality": 5}).encode(), 422),
    (json.dumps({"text": "버스가 없다", "municipality": "고성군"}).encode(), 422),
    (json.dumps({"text": "버스가 없다", "top": "many"}).encode(), 422),
    (json.dumps({"text": "버스가 없다", "top": True}).encode(), 422),
    (json.dumps({"text": "버스가 없다", "top": 1e9}).encode(), 422),
    (b'{"text": "' + b"a" * 2_000_000 + b'"}', 413),
])
def test_bad_bodies_get_a_problem_document(client: FlaskClient, body: bytes, status: int) -> None:
    """Malformed, huge or wrongly typed JSON is told what to do; never a 500."""
    response = client.post("/api/v1/match", data=body, content_type="application/json")
    assert_problem(response, status)


def assert_problem(response: object, status: int) -> None:
    """A problem document in both languages with that status."""
    assert response.status_code == status  # type: ignore[attr-defined]
    assert response.mimetype == "application/problem+json"  # type: ignore[attr-defined]
    problem = response.get_json()  # type: ignore[attr-defined]
    assert problem["status"] == status and isinstance(problem["detail"], str)
    assert problem["ko"] and problem["en"]
    assert all(error["ko"] and error["en"] for error in problem["errors"])


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_match_over_http_keeps_the_contract(loaded_state: State) -> None:
    """Every field of the contract is there, and markup in a problem is only text."""
    client = create_app(loaded_state.settings, loaded_state).test_client()
    text = "'; DROP TABLE solution; -- <script>alert(1)</script> 골목 불법주차가 심합니다"
    body = {"text": text, "municipality": "의왕시", "top": 3}
    answer = client.post("/api/v1/match", json=body).get_json()
    assert set(answer) >= {"catalog_version", "model", "took_ms", "abstained", "needs", "recommendations",
                           "near_misses"}
    assert len(answer["recommendations"]) == 3
    entry = answer["recommendations"][0]
    assert set(entry) >= {"solution", "name", "score", "probability", "needs", "evidence_level",
                          "already_operating", "contributions", "coaches"}
    assert entry["score"] == pytest.approx(sum(part["value"] for part in entry["contributions"]))
    assert client.get("/readyz").status_code == 200
