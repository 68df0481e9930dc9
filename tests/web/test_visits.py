"""What this browser looked at, and what changed since it was here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog import offerings, queries
from catalog.changes import publish_solution
from catalog.offering_terms import Terms
from catalog.revisions import Revision, count, revisions
from catalog.solutions import Solution
from web import create_app
from web.settings import Settings
from web.state import State

BUS = "demand-responsive-bus"


@pytest.fixture
def changed(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application on a copy in which an offering was opened and filled and a solution revised."""
    state = State(Settings(database_url=copied()))
    with state.writing.begin() as session:
        coach = queries.operations(session)[0]
        solution = session.get_one(Solution, coach.solution_slug)
        day = dt.date(2026, 1, 1)
        terms = Terms(["visit"], ["ko"], day, dt.date(2099, 1, 1), "교통과", day, "교통과")
        unit = queries.municipality(session, coach.municipality_code)
        offering = offerings.offer(session, unit, solution, terms, 2)
        offerings.take_slot(session, offering.id, queries.municipality(session, "48720"))
        publish_solution(session, session.get_one(Solution, BUS))
        session.add(Revision(reason="something that no page has words for"))
    yield create_app(state.settings, state)
    state.engine.dispose()


def test_pages_looked_at_are_listed_latest_first_and_cleared(client: FlaskClient, token: Callable[[], str]) -> None:
    for path in (f"/solutions/{BUS}", "/municipalities/48720", "/solutions/smart-pole", f"/solutions/{BUS}"):
        client.get(path)
    recent = client.get("/").text.split('id="recent-title"')[1].split("</section>")[0]
    assert re.findall(r'<a href="([^"]+)"', recent) == [f"/solutions/{BUS}", "/solutions/smart-pole",
                                                        "/municipalities/48720"]
    response = client.post("/recent/clear", data={"csrf_token": token(), "next": "/solutions"})
    assert response.headers["Location"] == "/solutions"
    assert "recent-title" not in client.get("/solutions").text


def test_at_most_eight_pages_are_remembered(client: FlaskClient, app: Flask) -> None:
    slugs = re.findall(r'<h2><a href="/solutions/([^"?]+)"', client.get("/solutions").text)[:9]
    for slug in slugs:
        client.get(f"/solutions/{slug}")
    recent = client.get("/").text.split('id="recent-title"')[1].split("</section>")[0]
    assert re.findall(r'<a href="/solutions/([^"]+)"', recent) == slugs[:0:-1]


def test_the_first_visit_has_no_last_one(changed: Flask) -> None:
    page = changed.test_client().get("/").text
    assert "지난 방문" not in page and "최근 본 것" not in page


def test_changes_since_the_last_visit_are_counted_all_day(changed: Flask) -> None:
    client = changed.test_client()
    client.set_cookie("visit", "2026-11-20:1")
    for _again in range(2):
        assert "지난 방문(2026. 11. 20.) 뒤 바뀐 것 4건" in client.get("/solutions").text
    client.set_cookie("lang", "en")
    assert "4 changes since your last visit (20 November 2026)" in client.get("/").text


@pytest.mark.parametrize("mark", ["", "x", "2026-13-40:1", "2026-11-20:1_2026-99-01:2", "2026-11-20:99999999999"])
def test_a_mark_that_cannot_be_read_is_a_first_visit(changed: Flask, mark: str) -> None:
    client = changed.test_client()
    client.set_cookie("visit", mark)
    response = client.get("/")
    assert response.status_code == 200 and "지난 방문" not in response.text


def test_changes_are_told_in_words_with_their_day(changed: Flask) -> None:
    client = changed.test_client()
    client.set_cookie("visit", "2026-11-20:1")
    page = client.get("/changes").text
    told = [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", item)).strip()
            for item in page.split('class="change-list"')[1].split("</ol>")[0].split("<li>")[1:]]
    assert [" ".join(words.split()[3:]) for words in told[:1]] == ["지난 방문 뒤 자료를 고쳤습니다."]
    assert "솔루션을 올리거나 고쳤습니다. 수요응답형 버스" in told[1]
    assert "코칭 자리 하나가 배정됐습니다." in told[2] and "코칭 제공을 시작했습니다." in told[3]
    assert "조사 자료를 불러와 반영했습니다." in told[4] and "지난 방문 뒤" not in told[4]
    assert "의령" not in page.split("<ol")[-1] and "something" not in page


def test_revisions_are_read_newest_first(changed: Flask) -> None:
    state: State = changed.extensions["hwaksan"]
    with state.sessions() as session:
        assert count(session) == 5
        assert [row.reason[:8] for row in revisions(session, 2, 1)] == ["solution", "offering"]
