"""The list of solutions and the conditions that narrow it and an answer."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.web.conftest import PROBLEM
from tests.web.stub_matcher import RECOMMENDED
from web.conditions import Conditions
from web.listing import Entry, initials_of, matching, read_entries, squeezed


def an_entry(slug: str, name: str = "", **over: object) -> Entry:
    plain = Entry(slug, name, slug, "", "", "transport", (), None, 0, False, False, frozenset(), 0, 0, None,
                  squeezed([name, slug]), squeezed([name, slug]), initials_of(squeezed([name])))
    return replace(plain, **over)  # type: ignore[arg-type]


def listed(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/solutions/([^"?]+)"', page)


@pytest.mark.parametrize("typed", [
    "수요응답형", "수요 응답형", "수요응답 형버스", "ㅅㅇㅇㄷ", "demand RESPONSIVE", "버스 수요",
    "수요응답",  # as a Mac sends it
])
def test_words_are_found_however_they_are_typed(client: FlaskClient, typed: str) -> None:
    assert "demand-responsive-bus" in listed(client.get("/solutions", query_string={"q": typed}).text)


def test_names_come_before_summaries() -> None:
    known = [an_entry("a", words="버스"), an_entry("b", "마을버스"), an_entry("c", "전등")]
    assert [entry.slug for entry in matching(known, "버스")] == ["b", "a"]
    assert [entry.slug for entry in matching(known, "ㅁㅇㅂㅅ")] == ["b"]
    assert len(matching(known, "  ")) == 3


def test_entries_hold_what_is_on_record(empty_session: Session) -> None:
    factories.a_municipality(empty_session, population=299_999)
    factories.a_municipality(empty_session, "91120", population=300_000)
    for slug in ("busy", "idle"):
        factories.a_solution(empty_session, slug, distribution_list_years=[2024, 2021])
    small = factories.a_deployment(empty_session, "busy", status="operating", as_of=2025)
    large = factories.a_deployment(empty_session, "busy", municipality="91120", status="operating", as_of=2023)
    operation = factories.an_operation(empty_session, small)
    factories.an_operation(empty_session, large)
    offering = factories.an_offering(empty_session, operation, valid_until=dt.date(2099, 1, 1))
    factories.a_slot(empty_session, offering)
    factories.a_cost(empty_session, "busy", per="unit")
    busy, idle = read_entries(empty_session)
    assert (busy.operating, busy.small, busy.free_coaches, busy.newest) == (2, 1, 1, 2025)
    assert (busy.unit_cost, busy.total_cost, busy.listed) == (True, False, (2021, 2024))
    assert (idle.operating, idle.free_coaches, idle.newest, idle.level) == (0, 0, None, None)


def test_a_value_is_counted_under_the_other_conditions() -> None:
    known = [an_entry("a", level=2), an_entry("b", level=3, field="housing"), an_entry("c", field="housing")]
    facets, ticks = Conditions(field="housing", level=2).facets(known)
    counts = {facet.name: {option.value: option.count for option in facet.options} for facet in facets}
    assert counts["field"]["transport"] == 1 and counts["field"]["housing"] == 1
    assert [counts["level"][str(level)] for level in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert [option.value for option in ticks] == ["outcomes", "unit_cost", "total_cost", "small", "coach"]


def test_counts_beside_the_conditions_are_those_of_the_list(client: FlaskClient) -> None:
    page = client.get("/solutions?field=transport").text
    promised = re.search(r"도입 전후 수치로 확인 이상 \((\d+)\)", page)
    assert promised is not None
    found = client.get("/solutions?field=transport&level=2").text
    assert re.search(rf"솔루션 {promised[1]}종", found)
    assert "level=2" not in client.get("/solutions?field=nonsense&level=9&listed=x&order=z&page=x").text


def test_order_pages_and_what_was_put_aside(client: FlaskClient) -> None:
    first = listed(client.get("/solutions?order=name").text)
    page = client.get("/solutions?order=name&page=2&s=smart-pole&s=no-such").text
    second = page.split('id="found"')[1].split("</main>")[0]
    assert len(first) == 30 and not set(first) & set(listed(second))
    assert "여기에 보이지 않는 담은 솔루션" in second and "no-such" not in second
    assert 'href="/solutions?order=name&amp;s=smart-pole"' in second
    assert len(listed(client.get("/solutions?page=9999").text)) > 0


def test_alike_municipalities_need_to_know_whose(client: FlaskClient) -> None:
    assert 'name="alike"' not in client.get("/solutions?alike=1").text
    page = client.get("/solutions?alike=1&municipality=의령군").text
    assert 0 < len(listed(page)) < 30
    assert "경상남도 의령군 기준" in page


def test_while_typing_only_the_list_is_sent(client: FlaskClient) -> None:
    response = client.get("/solutions?q=버스&field=&order=operating", headers={"HX-Request": "true"})
    assert response.text.lstrip().startswith('<div id="found">') and "<html" not in response.text
    assert response.headers["HX-Push-Url"] == "/solutions?q=%EB%B2%84%EC%8A%A4"
    assert "HX-Request" in response.headers["Vary"]
    again = client.get("/solutions?q=버스", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in again.text


def test_empty_list_leads_to_stating_the_problem(client: FlaskClient) -> None:
    page = client.get("/solutions?q=없는말입니다").text
    assert "조건에 맞는 솔루션이 없습니다" in page
    assert 'href="/?text=' in page


def test_ten_thousand_solutions_are_searched_while_typing() -> None:
    plain, text = an_entry("one", "솔루션"), squeezed(["마을에 버스가 드물어 병원에 가기 어렵다 " * 30])
    known = [replace(plain, slug=f"one-{number}", words=f"{number}{text}") for number in range(10_000)]
    began = time.process_time()
    found = matching(known, "병원 없는말")
    Conditions(level=2).facets(known)
    assert found == [] and time.process_time() - began < 1


def test_conditions_narrow_an_answer_and_keep_its_numbers(client: FlaskClient) -> None:
    ask = {"text": PROBLEM, "municipality": "의령군"}
    page = client.get("/match", query_string={**ask, "field": "transport"}).text
    shown = re.findall(r'id="card-(\d+)"', page)
    assert 0 < len(shown) < len(RECOMMENDED)
    assert f"추천 순서로 {len(RECOMMENDED)}개를 살펴 조건에 맞는 {len(shown)}개를" in page
    assert page.count("맞지 않는 조건: 분야") == len(RECOMMENDED) - len(shown)
    assert "3" not in shown  # the third is a call to the lonely
    whole = client.get("/match", query_string=ask).text
    assert "맞지 않는 조건" not in whole and whole.count('class="card"') == len(RECOMMENDED)


def test_conditions_that_nothing_meets_say_what_to_do(client: FlaskClient) -> None:
    page = client.get("/match", query_string={"text": PROBLEM, "level": "5", "coach": "1"}).text
    assert "조건을 하나씩 풀어 보세요" in page
    assert "맞지 않는 조건: 근거 수준, 자리가 남은 코칭 제공 있음" in page


def test_no_proven_fit_stays_as_it_is(client: FlaskClient) -> None:
    page = client.get("/match", query_string={"text": "화성 탐사 기지가 필요합니다", "level": "2"}).text
    assert "낱말만 겹치고 문제는 다릅니다." in page and 'id="narrow"' not in page


def test_a_long_problem_is_narrowed_by_form(client: FlaskClient, token: Callable[[], str]) -> None:
    form = {"text": "버스가 하루 두 번뿐입니다. " * 500, "csrf_token": token(), "field": "transport", "s": "smart-pole"}
    page = client.post("/match", data=form).text
    assert 'id="narrow" method="post"' in page and 'id="compare-form" method="get"' in page
    assert "조건에 맞는" in page and 'form="clear"' in page
    assert 'value="smart-pole" checked form="compare-form"' in page


def test_cards_give_each_end_of_a_cost_its_source(client: FlaskClient) -> None:
    page = client.get("/match", query_string={"text": PROBLEM}).text
    costs = [card.split("</dd>")[0] for card in page.split("<dt>비용</dt>")[1:]]
    ends = [(cost.count('class="fine"'), cost.count('class="source"')) for cost in costs]
    assert (2, 2) in ends and set(ends) <= {(2, 2), (1, 1), (0, 0)}
