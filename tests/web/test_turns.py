"""A bounded number is answered at once and waits; the next is told when to come again, and loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import PROBLEM
from web import turns as web_turns
from web.turns import BusyError, Turns, turns


def test_no_more_than_allowed_are_inside_and_all_who_wait_come_in() -> None:
    """Ten ask two at a time."""
    line, inside, most, guard = Turns(at_once=2, most_waiting=10), 0, 0, threading.Lock()
    full = threading.Barrier(2)

    @line.taking
    def view(number: int) -> int:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        full.wait(10)  # goes on only while a second one is inside
        with guard:
            inside -= 1
        return number

    with ThreadPoolExecutor(10) as threads:
        assert sorted(threads.map(view, range(10))) == list(range(10))
    assert most == 2


def test_who_finds_the_line_full_is_told_and_the_others_are_served() -> None:
    """One is inside, one waits, the third is refused; then there is room again, even after a failure."""
    line, entered, go = Turns(at_once=1, most_waiting=1), threading.Event(), threading.Event()

    @line.taking
    def view() -> None:
        entered.set()
        assert go.wait(10)
        raise ValueError("inside")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(view)
        assert entered.wait(10)
        second = threads.submit(view)
        while not line._waiting:
            pass
        with pytest.raises(BusyError):
            view()
        go.set()
        for each in (first, second):
            with pytest.raises(ValueError, match="inside"):
                each.result()
    with pytest.raises(ValueError, match="inside"):
        view()


@pytest.fixture(name="full")
def _full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A line in which as many wait as may."""
    monkeypatch.setattr(turns, "_waiting", web_turns.MOST_WAITING)
    yield


@pytest.mark.usefixtures("full")
def test_a_person_keeps_what_was_typed_and_the_page_asks_again(client: FlaskClient, token: Callable[[], str]) -> None:
    """By GET and by POST, with a form token of its own."""
    for answer in (
        client.get("/match", query_string={"text": PROBLEM}),
        client.post("/match", data={"text": PROBLEM, "csrf_token": token()}),
    ):
        assert answer.status_code == 503
        assert 2 <= int(answer.headers["Retry-After"]) <= 6
        assert f'name="text" value="{PROBLEM}"' in answer.text
        assert f'data-after="{answer.headers["Retry-After"]}"' in answer.text
        assert "차례를 기다리고 있습니다" in answer.text


@pytest.mark.usefixtures("full")
def test_a_program_is_told_when_to_come_again(client: FlaskClient) -> None:
    """A problem document in both languages."""
    answer = client.post("/api/v1/match", json={"text": PROBLEM})

    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert "잠시 뒤에" in answer.get_json()["ko"] and "again" in answer.get_json()["en"]
    assert answer.headers["Retry-After"]


@pytest.mark.usefixtures("full")
def test_pages_that_ask_nothing_are_not_held_up(client: FlaskClient) -> None:
    """Reading the catalogue needs no turn."""
    assert client.get("/solutions/smart-pole").status_code == 200
    assert client.get("/healthz").status_code == 200
