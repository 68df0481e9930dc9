"""The page that assigns coaches to all selected cities of a call: what it shows, and what it takes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.test_pages import Outline

PAGE = "/programmes/base-2023/assignment"
HAPCHEON = {"municipality": "합천군", "solutions": ["smart-pole", "shared-parking"], "main": "smart-pole"}
GAPYEONG = {"municipality": "가평군", "solutions": ["smart-pole"]}
MILYANG = {"coach": "밀양시", "solutions": ["smart-pole"], "capacity": 3}
SEOSAN = {"coach": "서산시", "solutions": ["smart-pole"]}
Sent = Callable[..., TestResponse]


@pytest.fixture
def sent(client: FlaskClient, token: Callable[[], str]) -> Sent:
    """Posts the form with these lines and fields."""
    shared = token()

    def post(*lines: Any, path: str = PAGE, **fields: Any) -> TestResponse:
        typed = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        return client.post(path, data={"csrf_token": shared, "lines": typed, **fields})

    return post


def shown_pairs(page: str) -> list[str]:
    """The pairs that the page offers to lock, as city:coach:solution."""
    return re.findall(r'name="lock" value="([^"]+)"', page)


def test_the_known_cities_come_first_and_nothing_is_promised(client: FlaskClient) -> None:
    """How many cities have which coach, what was assumed, and that no coach has agreed."""
    page = client.get("/programmes/diffusion-2025/assignment", follow_redirects=True).text
    assert "선정 도시 5곳에" in page and len(shown_pairs(page)) == 5
    assert re.search("주 솔루션의 코치가 있는 도시</dt><dd><strong>5곳", page)
    assert "1곳을 맡는 것으로 가정" in page and "맡겠다고 한 것은 아닙니다" in page
    assert "강원 고성군" in page, "there are two Goseong-gun"
    assert page.index("코치가 있는 도시") < page.index("도시별 코치") < page.index("무엇을 먼저 따지는가")


def test_the_call_leads_to_its_assignment(client: FlaskClient) -> None:
    """From the list of the selected, and where none is on record, to state them."""
    assert 'href="/programmes/solution-diffusion-2025/assignment"' in client.get("/programmes/diffusion-2025",
                                                                                follow_redirects=True).text
    assert 'href="/programmes/base-2026/assignment"' in client.get("/programmes/base-2026").text
    nobody = client.get("/programmes/base-2026/assignment")
    assert nobody.status_code == 200 and "기록에 없습니다" in nobody.text and 'name="lines"' in nobody.text
    assert client.get("/programmes/base-1900/assignment").status_code == 404


def test_a_locked_pair_stays_and_comes_back_ticked(sent: Sent) -> None:
    """The lock wins over the better pair; the bound per coach and what was typed are still in the form."""
    free = shown_pairs(sent(HAPCHEON, GAPYEONG, MILYANG, SEOSAN).text)
    assert {pair.split(":")[1] for pair in free} == {"48270"}, "both go to Milyang-si, which fits better"
    page = sent(HAPCHEON, GAPYEONG, MILYANG, SEOSAN, lock="41820:44210:smart-pole", at_most="2곳").text
    boxes = {box["value"]: "checked" in box for box in Outline(page).all("input") if box.get("name") == "lock"}
    assert boxes == {"41820:44210:smart-pole": True, "48890:48270:smart-pole": False}
    assert 'value="2곳"' in page and "고정한 배정을 유지했습니다" in page and "&#34;capacity&#34;: 3" in page


def test_the_bound_and_the_room_of_each_coach_are_shown(sent: Sent) -> None:
    """Three slots of which one is used; the coach without a number is assumed to take one city."""
    page = sent(HAPCHEON, GAPYEONG, MILYANG, SEOSAN, at_most="1").text
    assert "3자리 중 1자리 배정" in page and "맡을 수를 밝히지 않아 1곳으로 가정" in page
    assert page.count('<i class="on">') == 2 and page.count('<i class="">') == 2
    assert "1곳까지로 제한했습니다" in page


def test_one_more_slot_is_worth_a_city(sent: Sent) -> None:
    """The coach that is full is named with what its slot would bring, and the city left without with its reason."""
    page = sent(HAPCHEON, GAPYEONG, {**MILYANG, "capacity": 1}).text
    assert re.search(r"경남 밀양시</a>: 주 솔루션 코치가 있는 도시 \+1곳", page)
    assert "코치가 없는 도시와 이유" in page and "남은 자리가 없습니다" in page


def test_every_bad_line_is_named_and_nothing_is_lost(sent: Sent) -> None:
    """Three of four lines are wrong, the bound and a lock too: all are told of, and all stay as they were typed."""
    answer = sent(HAPCHEON, {"municipality": "없는군", "solutions": ["smart-pole"]}, "{broken", {"coach": "밀양시"},
                  at_most="많이", lock="48890:48270:smart-pole")
    assert answer.status_code == 422
    assert all(f"{number}번째 줄" in answer.text for number in (2, 3, 4)) and "1번째 줄" not in answer.text
    assert "{broken" in answer.text and 'value="많이"' in answer.text and "상한은 1 이상" in answer.text
    assert shown_pairs(answer.text) == ["48890:48270:smart-pole"] and "경남 합천군 ← 경남 밀양시" in answer.text
    assert "도시별 코치" not in answer.text


@pytest.mark.parametrize(("lines", "fields", "said"), [
    ([HAPCHEON, MILYANG], {"lock": "48890:44210:smart-pole"}, "합천군(48890)에 코치 서산시(44210)"),
    ([HAPCHEON, MILYANG], {"lock": "48890:no-such"}, "고정한 배정을 읽을 수 없습니다"),
    ([HAPCHEON, HAPCHEON, MILYANG], {}, "두 번 이상"), (["\n" * 500], {}, "500줄까지"),
])
def test_what_cannot_be_solved_says_what_to_do(sent: Sent, lines: list[Any], fields: Any, said: str) -> None:
    """A sentence with names instead of codes alone, and the form as it was."""
    answer = sent(*lines, **fields)
    assert answer.status_code == 422 and said in answer.text


def test_a_solve_needs_the_form_token(client: FlaskClient) -> None:
    """Nobody else's page can make the server work."""
    assert client.post(PAGE, data={"lines": ""}).status_code == 400


def test_the_table_for_a_spreadsheet(sent: Sent) -> None:
    """A row for each city, those without a coach too, and no cell that a spreadsheet would run."""
    answer = sent(HAPCHEON, GAPYEONG, {**MILYANG, "capacity": 1}, path=f"{PAGE}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert sorted(row[0] for row in rows[1:]) == ["41820", "48890"]
    assert {row[3] for row in rows[1:]} == {"밀양시", "코치 없음"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert sent("{", path=f"{PAGE}.csv").status_code == 422
