"""What was understood, corrected by the one who asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import PROBLEM
from web.corrections import changed
from web.settings import Settings
from web.state import State

NEEDS = ("버스가 하루 두 번뿐입니다", "병원이 멉니다", "가로등이 없습니다")


def shown(page: str) -> list[str]:
    """The problems that a page says it understood."""
    return re.findall(r'class="need-text">([^<]*)</span>', page)


@pytest.mark.parametrize(("change", "after"), [
    ("drop-1", (NEEDS[0], NEEDS[2])),
    ("join-0", (f"{NEEDS[0]} {NEEDS[1]}", NEEDS[2])),
    ("join-2", NEEDS), ("drop-9", NEEDS), ("drop-x", NEEDS), ("", NEEDS), ("wording", NEEDS),
])
def test_changes(change: str, after: tuple[str, ...]) -> None:
    assert changed(NEEDS, change) == (after, None)


def test_the_last_problem_stays() -> None:
    assert changed(("하나",), "drop-0") == (("하나",), None)


@pytest.mark.parametrize("need", ["첫째 문제\n둘째 문제", "첫째 문제. 둘째 문제"])
def test_a_problem_is_split_at_its_line_or_its_sentence(need: str) -> None:
    pieces, kept = changed((need,), "split-0")
    assert len(pieces) == 2 and kept is None


def test_a_corrected_problem_is_what_is_asked_and_the_text_stays(
    client: FlaskClient, token: Callable[[], str]
) -> None:
    page = client.post("/match", data={
        "csrf_token": token(), "text": PROBLEM, "municipality": "의령군", "change": "drop-1",
        "need": ["버스가 하루 두 번뿐이라", "병원이 멉니다", "", "가로등이 없습니다"]}).text
    assert shown(page) == ["버스가 하루 두 번뿐이라", "가로등이 없습니다"]
    assert page.count("<mark>") == 1 and f"{PROBLEM}</textarea>" in page
    for part in ("/match?text=", "/plan?text="):
        link = re.search(rf'href="({re.escape(part)}[^"]+)"', page)
        assert link is not None and link[1].count("need=") == 2
    again = re.search(r'href="(/match\?text=[^"]+)"', page)
    assert again is not None
    assert shown(client.get(again[1].replace("&amp;", "&")).text) == shown(page)
    assert client.get(again[1].replace("&amp;", "&").replace("/match", "/plan")).status_code == 200


def test_where_no_place_to_split_is_found_it_is_said(client: FlaskClient, token: Callable[[], str]) -> None:
    page = client.post("/match", data={
        "csrf_token": token(), "text": PROBLEM, "change": "split-0", "need": "마을버스"}).text
    assert "1번 문제에서 나눌 자리를 찾지 못했습니다" in page and '<details class="again mend" open>' in page


def test_boxes_alone_are_a_problem(client: FlaskClient) -> None:
    page = client.get("/match", query_string={"text": "", "need": NEEDS}).text
    assert shown(page) == list(NEEDS)
    assert "나눠 적은 문제로 찾았습니다" in page and 'class="typed"' not in page


@pytest.mark.parametrize("needs", [["12345"], [f"{at}번 문제" for at in range(9)], ["가" * 5001, "나" * 5001]])
def test_boxes_that_cannot_be_used_come_back(client: FlaskClient, token: Callable[[], str], needs: list[str]) -> None:
    page = client.post("/match", data={"csrf_token": token(), "text": PROBLEM, "need": needs})
    assert page.status_code == 422 and 'href="#needs"' in page.text
    assert all(f">{need}</textarea>" in page.text for need in needs) and PROBLEM in page.text


def test_the_api_takes_needs(client: FlaskClient) -> None:
    answered = client.post("/api/v1/match", json={"text": PROBLEM, "needs": list(NEEDS)}).json
    assert [need["text"] for need in answered["needs"]] == list(NEEDS)
    for wrong in ("버스", [1], ["12"], list("가나다라마바사아자")):
        refused = client.post("/api/v1/match", json={"text": PROBLEM, "needs": wrong})
        assert refused.status_code == 422 and refused.json["errors"][0]["field"] == "needs"


@pytest.fixture
def loading(client: FlaskClient) -> Iterator[State]:
    """The application as it is in its first seconds."""
    state: State = client.application.extensions["hwaksan"]
    matcher, state._matcher = state._matcher, None
    state.preparing = lambda: True  # type: ignore[method-assign]
    yield state
    state._matcher = matcher
    del state.preparing


def test_while_the_model_loads_the_question_waits_with_all_that_was_typed(
    client: FlaskClient, token: Callable[[], str], loading: State
) -> None:
    sent = {"csrf_token": token(), "text": PROBLEM, "municipality": "의령군", "need": list(NEEDS), "change": "drop-0"}
    for page in (client.post("/match", data=sent), client.get("/plan", query_string=sent)):
        assert page.status_code == 503
        assert "준비하는 중입니다" in page.text
        held = re.findall(r'<input type="hidden" name="(text|municipality|need|change)" value="([^"]*)"', page.text)
        assert held == [("text", PROBLEM), ("municipality", "의령군"), *(("need", need) for need in NEEDS),
                        ("change", "drop-0")]
    read = client.post("/read", data={"csrf_token": sent["csrf_token"], "text": PROBLEM})
    assert read.status_code == 503 and f'name="text" value="{PROBLEM}"' in read.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_cannot_be_loaded_is_not_waited_for() -> None:
    state = State(Settings(database_url="sqlite://"))  # a database without a single table
    assert not state.ready
    state.warm_up().join()
    assert not state.preparing()
