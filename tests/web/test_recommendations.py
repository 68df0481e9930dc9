"""Asking: what is kept, what is understood, what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.web.conftest import PROBLEM


def ask(client: FlaskClient, text: str, municipality: str = "", **more: str):
    return client.get("/match", query_string={"text": text, "municipality": municipality, **more})


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "12345 !!", "가" * 10_001])
def test_text_that_cannot_be_used_comes_back_with_what_to_do(client: FlaskClient, text: str) -> None:
    response = ask(client, text)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert 'href="#text"' in response.text
    assert text[:100].strip() in response.text


def test_ambiguous_municipality_offers_choices_and_keeps_the_text(client: FlaskClient) -> None:
    response = ask(client, PROBLEM, "고성군")
    assert response.status_code == 422
    assert PROBLEM in response.text
    assert response.text.count('type="radio"') == 2
    code = re.search(r'name="choice" id="choice-(\d+)"', response.text)
    assert code is not None
    chosen = ask(client, PROBLEM, "고성군", choice=code[1])
    assert chosen.status_code == 200
    assert "고성군에 맞춰 찾았습니다" in chosen.text


def test_unknown_municipality_keeps_the_text(client: FlaskClient) -> None:
    response = ask(client, PROBLEM, "없는군")
    assert response.status_code == 422
    assert PROBLEM in response.text
    assert 'id="municipality-error"' in response.text


@pytest.mark.parametrize("name", ["의왕시", "Uiwang-si", "경기 의왕시", "41430"])
def test_municipality_is_found_by_any_of_its_names(client: FlaskClient, name: str) -> None:
    assert "경기도 의왕시에 맞춰" in ask(client, PROBLEM, name).text


def test_last_municipality_is_remembered(client: FlaskClient) -> None:
    ask(client, PROBLEM, "의왕")
    assert 'value="경기도 의왕시"' in client.get("/").text


def test_typed_text_is_escaped_and_marked(client: FlaskClient) -> None:
    page = ask(client, "<script>alert(1)</script> 버스가 없습니다").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<mark>") == 2


def test_cards_say_why_for_whom_and_how_sure(client: FlaskClient) -> None:
    page = ask(client, PROBLEM, "의령군").text
    assert page.count('class="card"') == 7
    assert page.index('class="more-cards"') > page.index('id="card-5"')
    assert "우리 지자체 운영 중" in page
    assert "뜻이 가깝습니다: 수요응답형 버스" in page
    assert "합계 +0.60" in page
    assert "맞는 솔루션 없음" in page


def test_card_fronts_show_no_decimals_of_the_score(client: FlaskClient) -> None:
    page = ask(client, PROBLEM).text
    front = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "+2.50" not in front
    assert "0.8" not in re.sub(r"<[^>]*>", "", front.split('class="cards"')[1].split("card-2")[0])


def test_no_proven_fit_is_a_page_of_its_own(client: FlaskClient) -> None:
    page = ask(client, "화성 탐사 기지가 필요합니다").text
    assert "<h1>검증된 해법을 찾지 못했습니다</h1>" in page
    assert "낱말만 겹치고 문제는 다릅니다." in page
    assert 'class="card"' not in page


def test_what_comes_closest_is_not_shown_as_if_it_fitted(client: FlaskClient) -> None:
    page = ask(client, "구름이 많아 주민들이 우울합니다.").text
    assert page.index("뚜렷이 덜어 준다고 볼 만한 솔루션은 없습니다") < page.index('class="card"')
    assert "뚜렷이 덜어" not in ask(client, PROBLEM).text


def test_long_problem_goes_by_form(client: FlaskClient, token: Callable[[], str]) -> None:
    text = "버스가 하루 두 번뿐입니다. " * 500
    response = client.post("/match", data={"text": text, "municipality": "의령군", "csrf_token": token()})
    assert response.status_code == 200
    assert "이 결과를 다시 여는 주소" not in response.text
    assert 'formaction="/match?lang=en"' in response.text


def test_expired_form_keeps_what_was_typed(client: FlaskClient) -> None:
    response = client.post("/match", data={"text": PROBLEM, "municipality": "의왕시", "csrf_token": "old"})
    assert response.status_code == 400
    assert PROBLEM in response.text
    assert "적은 내용은 그대로 있으니" in response.text


def test_examples_fill_the_form(client: FlaskClient) -> None:
    page = client.get("/").text
    links = re.findall(r'<li><a href="(/\?text=[^"]+)"', page)
    assert len(links) == 3
    filled = client.get(links[0].replace("&amp;", "&").split("#")[0]).text
    assert "버스가 하루 두 번뿐이라" in filled.split("<textarea")[1].split("</textarea>")[0]
    assert 'value="경상남도 의령군"' in filled


def test_home_tells_true_counts_and_this_years_calls(client: FlaskClient) -> None:
    page = client.get("/").text
    assert re.search(r"솔루션 \d+종, 도입 사례 [\d,]+건", page)
    assert "확산사업 공모는 확인되지 않음(2026. 11. 22. 기준)" in page


def test_the_database_is_asked_as_often_for_seven_cards_as_for_one(client: FlaskClient) -> None:
    """Rows behind the cards are read together."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    ask(client, PROBLEM)  # what is read once for a version of the catalogue is there
    event.listen(Engine, "before_cursor_execute", count)
    try:
        counts = []
        for text in ("구름이 많습니다.", PROBLEM):
            asked.clear()
            ask(client, text)
            counts.append(len(asked))
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert 0 < counts[0] <= counts[1] <= counts[0] + 2, counts
