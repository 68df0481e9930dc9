"""Every operation of the JSON API by schemathesis, with every check that it knows."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.fuzz import served
from tests.fuzz.watch import Watch
from web import create_app

DOCUMENT = "/api/v1/openapi.json"
OPERATIONS = 7
"""Among which the runs are divided."""


@cache
def _app() -> Flask:
    state = served.answering_state()
    return create_app(state.settings, state)


def drive(watch: Watch, runs: int, seed: int) -> None:
    """Requests that schemathesis makes and judges by itself: some of each operation by rule, the others at random."""
    config = SchemathesisConfig(seed=seed)
    chosen = config.projects.default
    chosen.generation.max_examples, chosen.generation.database = max(1, runs // OPERATIONS), "none"
    chosen.headers = {"Accept-Encoding": "identity"}  # it does not unpack what it asks for
    # That a name is nobody's, or a text states nothing, is beyond what a schema can say.
    chosen.checks.positive_data_acceptance.expected_statuses.append("422")
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, _app(), config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            watch.findings[type(event).__name__] = repr(getattr(event, "value", event)).encode()
        elif isinstance(event, events.ScenarioFinished):
            sent = event.recorder.interactions.values()
            watch.tried += len(sent)
            watch.longest = max([watch.longest, *(each.response.elapsed for each in sent if each.response)])
            for node in (check for checks in event.recorder.checks.values() for check in checks):
                if node.failure_info is not None:
                    failure: Any = node.failure_info
                    watch.findings[f"{node.name}: {failure.failure.title}, {failure.failure.operation}"] = (
                        failure.code_sample.encode())


def check(data: bytes) -> None:
    """A kept request is answered, and where it is refused by a problem document."""
    sent = json.loads(data)
    answer = _app().test_client().open(sent["path"], method=sent["method"], data=sent.get("body"),
                                       content_type="application/json")
    assert answer.status_code < 500
    assert answer.status_code < 400 or answer.mimetype == "application/problem+json"
