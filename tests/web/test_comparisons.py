"""Side by side: the rows of a decision, what differs, and what an address may hold."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.web.conftest import PROBLEM
from web.side_by_side import ROWS, chosen, compare

BUS, CROSSWALK, POLE, CALL, MARKET = (
    "demand-responsive-bus", "smart-crosswalk", "smart-pole", "ai-checkin-call", "mobile-market")


def see(client: FlaskClient, *slugs: str, **more: str) -> Any:
    return client.get("/compare", query_string={"s": list(slugs), **more})


def rows(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">([^<]+)</th>', page)


def test_rows_stand_in_the_order_of_a_decision(client: FlaskClient) -> None:
    page = see(client, BUS, CROSSWALK, text=PROBLEM, municipality="의령군").text
    assert rows(page) == [str(word) for word in ROWS.values()]
    assert page.count('<th scope="col"') == 3
    assert "답하는 문제" not in rows(see(client, BUS, CROSSWALK).text)
    assert see(client, BUS, municipality="의령군").text.count('class="coach"') == 2


def test_a_solution_that_the_answer_does_not_name_is_said_not_to_answer(client: FlaskClient) -> None:
    page = see(client, BUS, "smart-hydrant", text=PROBLEM).text
    assert "전체 추천 순서 1번째" in page
    assert "적어 주신 문제를 덜어 준다고 볼 근거가 부족합니다." in page
    assert "맞는 것으로 확인된 솔루션이 없습니다" in see(client, BUS, text="화성 탐사 기지가 필요합니다").text


def test_needs_stated_one_by_one_are_what_is_answered(client: FlaskClient) -> None:
    """With or without a text; they stay in the address of everything that leads on, the report included."""
    needs = ["버스가 없습니다", "병원이 멉니다"]
    for text in (PROBLEM, ""):
        page = client.get("/compare", query_string={"s": [BUS, CROSSWALK], "text": text or None, "need": needs}).text
        listed = page[page.index('class="compare-needs"'):].partition("</ol>")[0]
        assert all(need in listed for need in needs) and PROBLEM not in listed
        answered = page[page.index('<th scope="row">답하는 문제'):].partition("</tr>")[0]
        assert '<span class="need-number">1</span> 버스가 없습니다' in answered
        assert page.count("need=%EB%B2%84%EC%8A%A4") >= 5
    report = client.get("/compare/report.hwpx", query_string={"s": [BUS], "need": needs})
    assert report.status_code == 200


def test_five_are_too_many_and_stay_chosen(client: FlaskClient) -> None:
    response = see(client, BUS, CROSSWALK, POLE, CALL, MARKET, text=PROBLEM, municipality="의령군")
    assert response.status_code == 422
    assert "지금 5개를 담았으니" in response.text
    assert re.findall(r'name="s" id="s-[^"]+" value="([^"]+)"', response.text) == [BUS, CROSSWALK, POLE, CALL, MARKET]
    assert PROBLEM in response.text and 'value="의령군"' in response.text


def test_what_is_not_there_is_told_and_the_rest_compared(client: FlaskClient) -> None:
    response = see(client, "no-such", BUS, BUS)
    assert response.status_code == 200
    assert "‘no-such’에 해당하는 솔루션을 찾지 못해" in response.text
    assert response.text.count('<th scope="col"') == 2
    assert see(client, "no-such").status_code == 404
    assert "비교할 솔루션을 4개까지 담아 주세요" in client.get("/compare").text


def test_differences_only_names_the_rows_left_out(client: FlaskClient) -> None:
    page = see(client, CROSSWALK, CROSSWALK, BUS, only="differences").text
    left_out = page.split("같아서 뺀 항목")[1].split("</p>")[0]
    assert "구축 비용" in rows(page)
    assert all(name not in left_out for name in rows(page))
    assert len(rows(page)) + left_out.count(",") + 1 == len(ROWS) - 2


def test_an_unclear_municipality_keeps_the_comparison(client: FlaskClient) -> None:
    response = see(client, BUS, POLE, municipality="고성군", text=PROBLEM)
    assert response.status_code == 422
    assert response.text.count('type="radio"') == 2 and PROBLEM in response.text
    assert response.text.count('<th scope="col"') == 3


def test_an_address_made_by_a_form_of_the_list_is_cleaned(client: FlaskClient) -> None:
    response = client.get(f"/compare?q=&field=transport&s={BUS}&s={POLE}&municipality=&order=name")
    assert response.status_code == 303
    assert response.headers["Location"] == f"/compare?s={BUS}&s={POLE}"


@pytest.mark.parametrize("query", ["s=%00", "s=" + "x" * 3000, "s=a&text=%00", "s=demand-responsive-bus&text=12345"])
def test_odd_addresses_are_no_failure(client: FlaskClient, query: str) -> None:
    assert client.get(f"/compare?{query}").status_code in (303, 404, 422)


def test_retired_solution_leads_to_its_successor(empty_session: Session) -> None:
    factories.a_solution(empty_session, "new-one")
    factories.a_solution(empty_session, "old-one", replaced_by="new-one")
    picked = chosen(empty_session, ["old-one", "new-one"])
    assert [solution.slug for solution in picked.solutions] == ["new-one"]
    assert [(slug, solution.slug) for slug, solution in picked.renamed] == [("old-one", "new-one")]


def test_unknown_stays_unknown_and_costs_are_told_apart(empty_session: Session) -> None:
    bare, costly = factories.a_solution(empty_session, "bare"), factories.a_solution(empty_session, "costly")
    factories.a_cost(empty_session, "costly", per="year", amount_krw=5)
    factories.a_cost(empty_session, "costly", per="project", amount_krw=9)
    factories.a_cost(empty_session, "costly", per="project", amount_krw=7, withdrawn_on=dt.date(2026, 1, 1))
    factories.a_pitfall(empty_session, "costly")
    empty_session.expire_all()
    view = compare(empty_session, None, [bare, costly])
    assert [column.proof.level for column in view.columns] == [None, None]
    assert [[one.low.amount_krw for one in column.build] for column in view.columns] == [[], [9]]
    assert [[one.high.amount_krw for one in column.yearly] for column in view.columns] == [[], [5]]
    assert view.differing == {"build", "yearly", "pitfalls"}
    assert view.months is None


def test_results_are_drawn_side_by_side(client: FlaskClient) -> None:
    """Each solution has its own pictures; one without a figure before and after says so."""
    page = see(client, BUS, "barrier-free-map").text
    drawn = page[page.index('class="compare-drawn"'):]
    assert drawn.count("<h3>") == 2 and 'class="multiple-row"' in drawn
    assert "이전과 이후가 함께 공개된 수치를 찾지 못했습니다" in drawn
