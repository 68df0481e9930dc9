"""What operators read of a running service: one log line and one measurement for every request.

Each answer carries the id of its request (`X-Request-ID`, the caller's own where it is usable), every log line of that
request too, and a page of failure shows it. `/metrics` is for Prometheus and opens with HWAKSAN_METRICS_TOKEN only.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
import uuid

from flask import Blueprint, Flask, Response, abort, current_app, g, has_request_context, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector
from pythonjsonlogger.json import JsonFormatter

from web.settings import Settings
from web.standing import StandingFigures
from web.state import state

blueprint = Blueprint("measures", __name__)
log = logging.getLogger("hwaksan.requests")

USABLE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Named in figures and lines; anybody can send others, each of which would be a figure of its own."""
REQUESTS = Counter("hwaksan_requests_total", "Answers by route, method and status.", ["route", "method", "status"])
SECONDS = Histogram("hwaksan_request_seconds", "Seconds until an answer, by route.", ["route"],
                    buckets=(.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30))
ANSWERS = Counter("hwaksan_matches_total", "Problems that were matched, by what came out.", ["outcome"])
ENCODED = Counter("hwaksan_encoded_texts_total", "Texts whose vector was needed, by where it came from.", ["source"])
WAITING = Gauge("hwaksan_questions_waiting", "Questions that wait for their turn.", multiprocess_mode="livesum")
REFUSED = Counter("hwaksan_busy_total", "Questions that were told to come again because too many waited.")
ERRORS = Counter("hwaksan_errors_total", "Failures that were logged, by the part that logged them.", ["part"])
SLOW_QUERIES = Counter("hwaksan_slow_queries_total", "Statements that took HWAKSAN_SLOW_QUERY_MS or more.")


class CountedErrors(logging.Handler):
    """Counts what is logged as a failure, wherever in the process: in a request or in a thread beside them."""

    def emit(self, record: logging.LogRecord) -> None:
        """One more failure of the logger's part."""
        ERRORS.labels(record.name).inc()


COUNTED = CountedErrors(logging.ERROR)


def init_app(app: Flask, settings: Settings) -> None:
    """Ids, log lines and measurements; registered first, so that what other parts refuse is counted too."""
    logging.getLogger().addHandler(COUNTED)
    app.config["METRICS_TOKEN"] = settings.metrics_token
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(blueprint)


def request_id() -> str | None:
    """The id of the request that is being answered; None outside one."""
    return g.get("request_id") if has_request_context() else None


def write_json_lines() -> None:
    """Every log record of the process as a JSON line on standard error, with the id of its request."""
    root = logging.getLogger()
    root.handlers[:] = [json_lines()]
    root.setLevel(logging.INFO)


def json_lines() -> logging.Handler:
    """Writes a record as a JSON line on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(
        "%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z", json_ensure_ascii=False,
        timestamp=False))
    handler.addFilter(_with_id)
    return handler


def count_match(abstained: bool) -> None:
    """One more problem that was matched."""
    ANSWERS.labels("abstained" if abstained else "answered").inc()


def count_encoding(source: str, texts: int) -> None:
    """Texts whose vector was "remembered" or had to be "encoded"."""
    ENCODED.labels(source).inc(texts)


def count_refused() -> None:
    """One more question that was told to come again."""
    REFUSED.inc()


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of all processes of this server; without the token there is no such page."""
    token = current_app.config["METRICS_TOKEN"]
    shown = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        abort(404)
    standing = CollectorRegistry()
    standing.register(StandingFigures(state()))
    return Response(generate_latest(_registry()) + generate_latest(standing), content_type=CONTENT_TYPE_LATEST)


def totals() -> dict[str, int]:
    """What this server, all its workers together, has counted since its start, and how many wait now."""
    samples = [sample for family in _registry().collect() for sample in family.samples]

    def of(name: str, **labels: str) -> int:
        return int(sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items()))

    failed = sum(one.value for one in samples
                 if one.name == "hwaksan_requests_total" and one.labels["status"].startswith("5"))
    return {
        "requests": of("hwaksan_requests_total"), "failed": int(failed), "errors": of("hwaksan_errors_total"),
        "answered": of("hwaksan_matches_total", outcome="answered"),
        "abstained": of("hwaksan_matches_total", outcome="abstained"),
        "waiting": of("hwaksan_questions_waiting"), "refused": of("hwaksan_busy_total"),
        "remembered": of("hwaksan_encoded_texts_total", source="remembered"),
        "encoded": of("hwaksan_encoded_texts_total", source="encoded"),
        "slow_queries": of("hwaksan_slow_queries_total"),
    }


def _registry() -> CollectorRegistry:
    """The figures of this process, or of all processes of the server where they are counted together."""
    if not values.ValueClass._multiprocess:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if USABLE_ID.fullmatch(given) else uuid.uuid4().hex
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(none)"
    took = time.perf_counter() - g.begun
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, response.status_code).inc()
    SECONDS.labels(route).observe(took)
    response.headers["X-Request-ID"] = g.request_id
    log.info("answered", extra={"method": method, "route": route, "status": response.status_code,
                                "seconds": round(took, 4)})
    return response


def _with_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id()
    return True
