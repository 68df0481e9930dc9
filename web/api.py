"""The public JSON API; errors are problem documents (RFC 9457), see errors.py."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import Any

from flask import Blueprint as FlaskBlueprint
from flask import Flask, jsonify
from flask.wrappers import Response
from flask_smorest import Api, Blueprint
from sqlalchemy.exc import SQLAlchemyError

from catalog import naming, queries
from catalog.eligibility import eligible, unit_named
from catalog.errors import InvalidInputError
from catalog.revisions import current_version
from catalog.troubles import trouble
from matcher.documents import profile
from matcher.types import Query
from web.answers import answer_json, eligible_json
from web.api_schemas import (
    AnswerSchema,
    CatalogueList,
    EligibleQuery,
    EligibleSchema,
    MatchRequest,
    ProblemSchema,
    ReadinessSchema,
)
from web.inputs import given_needs, result_count, stated_problem
from web.measures import count_match
from web.readiness import questions_for, questions_json
from web.records import call_json, municipality_json, solution_detail, solution_summary
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns

blueprint = Blueprint("api", __name__, url_prefix="/api/v1", description="Hwaksan")
health = FlaskBlueprint("health", __name__)


class ProblemApi(Api):
    """The library's API with the shape of our errors."""

    ERROR_SCHEMA = ProblemSchema


def init_app(app: Flask) -> None:
    """Registers the API with its OpenAPI document and the two health checks."""
    app.config.update(
        API_TITLE="Hwaksan", API_VERSION=version("hwaksan"), OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1", OPENAPI_JSON_PATH="openapi.json",
    )
    app.register_blueprint(health)
    api = ProblemApi(app)
    api.register_blueprint(blueprint)
    _document(api)


def _document(api: Api) -> None:
    """What the library cannot know: errors are problem documents, and a problem needs its text."""
    components = api.spec.components
    for response in components.responses.values():
        response["content"] = {"application/problem+json": response["content"]["application/json"]}
    asked = components.schemas["MatchRequest"]
    asked["required"], text = ["text"], asked["properties"]["text"]
    text["type"] = "string"
    del text["default"]


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database and model are ready to answer a question."""
    try:
        with state().sessions() as opened:
            catalogue = current_version(opened)
    except SQLAlchemyError as error:
        found = trouble(error)
        if found is None:
            raise
        return jsonify(status=found.en), 503
    if not state().ready:
        return jsonify(status="loading the sentence model", catalog_version=catalogue), 503
    return jsonify(status="ready", catalog_version=catalogue), 200


@blueprint.post("/match")
@limiter.limit(rate_limit)
@turns.taking
@blueprint.arguments(MatchRequest)
@blueprint.response(200, AnswerSchema)
def match(body: dict[str, Any]) -> dict[str, Any]:
    """Recommend solutions and coaching municipalities for a stated problem."""
    problem, top = stated_problem(body["text"]), result_count(body["top"])
    needs = given_needs([] if body["needs"] is None else body["needs"])
    asker = profile(naming.resolve(session(), name)) if (name := _name(body["municipality"])) else None
    matcher = state().matcher()
    started = time.perf_counter()
    answer = matcher.answer(Query(problem, asker, top, needs))
    count_match(answer.abstained)
    return answer_json(session(), answer, 1000 * (time.perf_counter() - started))


def _name(given: object) -> str | None:
    if given is not None and not isinstance(given, str):
        raise InvalidInputError(
            "municipality", "지자체는 이름이나 코드를 글자로 적어 주세요.",
            "The municipality must be a name or a code, as text.",
        )
    return given or None


@blueprint.get("/solutions")
@blueprint.response(200, CatalogueList)
def solutions() -> dict[str, Any]:
    """All solutions, in short."""
    return _listed([solution_summary(solution) for solution in queries.solutions(session())])


@blueprint.get("/solutions/<slug>")
@blueprint.response(200)
def solution(slug: str) -> Response:
    """Everything on record about one solution."""
    return jsonify(solution_detail(session(), queries.solution(session(), slug)))


@blueprint.get("/solutions/<slug>/readiness")
@blueprint.response(200, ReadinessSchema)
def readiness(slug: str) -> dict[str, Any]:
    """What to ask before a solution is taken over, why, and what a "no" or a "don't know" means."""
    found = queries.solution(session(), slug)
    return questions_json(session(), found, questions_for(session(), found))


@blueprint.get("/municipalities")
@blueprint.response(200, CatalogueList)
def municipalities() -> dict[str, Any]:
    """The local governments in force, with their figures and the figures' dates."""
    return _listed([municipality_json(unit) for unit in queries.municipalities(session())])


@blueprint.get("/calls")
@blueprint.response(200, CatalogueList)
def calls() -> dict[str, Any]:
    """Every call on record with its rules and how each is known."""
    return _listed([call_json(call) for call in queries.calls(session())])


@blueprint.get("/eligible/<municipality>")
@blueprint.arguments(EligibleQuery, location="query")
@blueprint.response(200, EligibleSchema)
def eligible_calls(query: dict[str, Any], municipality: str) -> dict[str, Any]:
    """Which of the four programmes a municipality may apply to in a year."""
    unit = unit_named(session(), municipality, query["year"])
    verdicts = eligible(session(), unit, query["year"], query["population"], query["as_of"])
    return eligible_json(unit.code, query["year"], verdicts)


def _listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"catalog_version": current_version(session()), "items": items}
