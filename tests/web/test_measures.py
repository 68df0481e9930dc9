"""What operators read: the id of a request, its log line, and figures that open with a token."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import PROBLEM
from web import create_app
from web.measures import write_json_lines
from web.settings import FIGURES, Settings, figures_shared
from web.state import State

TOKEN = {"Authorization": "Bearer a-token-of-the-tests"}


@pytest.fixture(scope="module", name="watched")
def _watched(app: Flask) -> FlaskClient:
    """The application with a token for its figures."""
    state: State = app.extensions["hwaksan"]
    settings: Settings = dataclasses.replace(state.settings, metrics_token=TOKEN["Authorization"].split()[1])
    return create_app(settings, state).test_client()


def figure(client: FlaskClient, name: str) -> float:
    """The value of one line of the figures, 0 where there is none yet."""
    line = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics", headers=TOKEN).text, re.MULTILINE)
    return float(line[1]) if line else 0.0


def test_figures_open_with_the_token_only(client: FlaskClient, watched: FlaskClient) -> None:
    """Without one set, or with another, there is no such page."""
    assert client.get("/metrics", headers=TOKEN).status_code == 404
    assert watched.get("/metrics").status_code == 404
    assert watched.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    assert watched.get("/metrics", headers={"Authorization": "Bearer ü한"}).status_code == 404
    assert watched.get("/metrics", headers=TOKEN).status_code == 200


def test_answers_are_counted_by_route_and_never_by_what_was_asked(watched: FlaskClient) -> None:
    """A solution's page counts for its route; a problem counts by what came out and is written nowhere."""
    pages = 'hwaksan_requests_total{method="GET",route="/solutions/<slug>",status="200"}'
    answers = 'hwaksan_matches_total{outcome="answered"}'
    before = figure(watched, pages), figure(watched, answers)
    watched.get("/solutions/smart-pole")
    watched.get("/solutions/smart-crosswalk")
    watched.get("/match", query_string={"text": PROBLEM})
    assert (figure(watched, pages), figure(watched, answers)) == (before[0] + 2, before[1] + 1)
    shown = watched.get("/metrics", headers=TOKEN).text
    assert "smart-pole" not in shown and PROBLEM[:5] not in shown


def test_a_made_up_method_is_no_figure_of_its_own(watched: FlaskClient) -> None:
    """Whoever sends thousands of them does not fill the memory."""
    watched.open("/healthz", method="FORGED")
    shown = watched.get("/metrics", headers=TOKEN).text
    assert "FORGED" not in shown and 'method="other"' in shown


@pytest.mark.parametrize(("given", "kept"), [
    ("abcd-1234.x", True), ("short", False), ("a b;c" * 9, False), ("", False),
])
def test_every_answer_names_its_request(client: FlaskClient, given: str, kept: bool) -> None:
    """The caller's id where it is usable, one of our own otherwise."""
    answered = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (answered == given) is kept and re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answered)


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:], root.level = handlers, level


def test_a_request_leaves_one_line(
    client: FlaskClient, root_logger: logging.Logger, capsys: pytest.CaptureFixture[str],
) -> None:
    """JSON with id, route, status and seconds; what was asked is not in it, and a line break cannot forge another."""
    write_json_lines()
    client.get("/match", query_string={"text": f"{PROBLEM}\nforged"}, headers={"X-Request-ID": "the-request-1"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["name"] == "hwaksan.requests"]
    assert (line["request_id"], line["route"], line["status"]) == ("the-request-1", "/match", 200)
    assert line["seconds"] > 0 and PROBLEM[:5] not in json.dumps(lines, ensure_ascii=False)


def test_processes_of_one_server_add_up() -> None:
    """Two processes count, a third reads the sum; the folder goes with the server."""
    with figures_shared():
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        count = "from web.measures import count_match; count_match(True)"
        for _process in range(2):
            subprocess.run([sys.executable, "-c", count], check=True)
        read = ("from prometheus_client import CollectorRegistry, generate_latest\n"
                "from prometheus_client.multiprocess import MultiProcessCollector\n"
                "registry = CollectorRegistry(); MultiProcessCollector(registry)\n"
                "print(generate_latest(registry).decode())")
        told = subprocess.run([sys.executable, "-c", read], check=True, capture_output=True, text=True).stdout
    assert 'hwaksan_matches_total{outcome="abstained"} 2.0' in told
    assert not folder.exists() and FIGURES not in os.environ


@pytest.mark.slow
def test_a_server_starts_before_anything_counts() -> None:
    """The command does not import what counts: its workers would each count alone."""
    code = "import sys, web.cli, web.serving; print('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "False\n"


def test_a_worker_that_ends_leaves_the_folder_to_the_others() -> None:
    """Its end passes the end of what it was forked from, as gunicorn's do."""
    code = ("import os, sys\nfrom web.settings import FIGURES, figures_shared\n"
            "def serve():\n"
            "    with figures_shared():\n"
            "        worker = os.fork()\n"
            "        if worker == 0: sys.exit(0)\n"
            "        os.waitpid(worker, 0)\n"
            "        folder = os.environ[FIGURES]\n"
            "        print(os.path.isdir(folder))\n"
            "    print(os.path.isdir(folder))\n"
            "serve()")
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.split() == ["True", "False"]


def test_a_failure_shows_the_number_that_its_log_has(app: Flask) -> None:
    """So that whoever reports it can say which it was."""
    state: State = app.extensions["hwaksan"]
    failing = create_app(state.settings, state)
    failing.add_url_rule("/fails", view_func=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    response = failing.test_client().get("/fails")
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.text
