"""The pages of one solution, one municipality and one call."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_solution_page_answers_in_the_order_of_a_decision(client: FlaskClient) -> None:
    page = client.get("/solutions/demand-responsive-bus").text
    order = ["어떤 문제를 푸나", "이런 곳에는 맞지 않습니다", "어디에서 쓰고 있나", "무엇이 달라졌나", 'id="cost"',
             'id="care"', "시작하기 전에", "먼저 운영해 본 지자체에 묻기"]
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_old_plans_say_that_nobody_confirmed_them(client: FlaskClient) -> None:
    assert "년 선정, 이후 확인 안 됨" in client.get("/solutions/smart-bus-shelter").text


def test_coaches_for_one_municipality(client: FlaskClient) -> None:
    page = client.get("/solutions/demand-responsive-bus?for=의령군").text
    assert "경상남도 의령군에 도움이 될 만한 순서입니다" in page
    assert "합계" in page
    assert "여럿입니다" in client.get("/solutions/demand-responsive-bus?for=고성군").text


def test_solutions_are_filtered(client: FlaskClient) -> None:
    everything = client.get("/solutions").text.count('class="solution-head"')
    some = client.get("/solutions?q=버스&field=transport").text
    assert 0 < some.count('class="solution-head"') < everything
    assert "조건에 맞는 솔루션이 없습니다" in client.get("/solutions?q=없는말입니다").text


def test_municipality_shows_figures_with_dates_and_verdicts(client: FlaskClient) -> None:
    page = client.get("/municipalities/41430?year=2025").text
    assert "155,343명" in page
    assert page.count('class="verdict"') == 4
    assert "12억 원" in page


def test_official_population_replaces_the_one_on_record(client: FlaskClient) -> None:
    page = client.get("/municipalities/41430?year=2025&population=300,500&as_of=2025-03-31").text
    assert "신청할 수 없음" in page
    assert "300,500명" in page
    wrong = client.get("/municipalities/41430?population=많음&as_of=어제").text
    assert wrong.count('class="error-line"') == 2


def test_ended_unit_says_what_it_became(client: FlaskClient) -> None:
    page = client.get("/municipalities/29170").text
    assert "2026. 6. 30.까지 있던 지자체입니다" in page
    assert "전남광주통합특별시 북구" in page


@pytest.mark.parametrize(("code", "applicant"), [
    ("50110", "/municipalities/50000"), ("41111", "/municipalities/41110"),
])
def test_units_of_another_government_name_who_applies(client: FlaskClient, code: str, applicant: str) -> None:
    page = client.get(f"/municipalities/{code}").text
    assert "직접 신청하지 않습니다" in page
    assert f'href="{applicant}"' in page


def test_the_most_alike_come_first_then_the_table_then_what_they_run(client: FlaskClient) -> None:
    page = client.get("/municipalities/48720/peers").text
    places = [page.index(part) for part in ("유사도 97%", "비교할 항목", "항목별 비교", "비슷한 10곳의 중앙값",
                                            "비슷한 곳은 운영하고 여기에는 없는 솔루션")]
    assert places == sorted(places)
    assert page.count('<ol class="steps peer-list">') == 1 and "2025. 6. 기준" in page and "2023년 기준" in page
    assert re.search(r"10곳 중 [2-9]곳", page)
    assert 'href="/municipalities/48720/peers"' in client.get("/municipalities/48720").text


def test_ticked_traits_alone_are_compared(client: FlaskClient) -> None:
    page = client.get("/municipalities/48720/peers?trait=population&trait=nonsense").text
    assert "항목 1개로" in page
    assert page.count(" checked>") == 1


def test_unknown_figures_are_said_and_never_count(client: FlaskClient) -> None:
    alone = client.get("/municipalities/28155/peers?trait=fiscal_independence").text
    assert "고른 항목의 자료가 없어 비교할 수 없습니다" in alone
    both = client.get("/municipalities/28155/peers?trait=fiscal_independence&trait=population").text
    assert "<td>확인된 자료 없음</td>" in both
    assert both.count("자료가 있는 항목 1개로 비교") == 10


def test_peers_of_a_unit_that_ended_lead_to_what_it_became(client: FlaskClient) -> None:
    assert client.get("/municipalities/29170/peers").headers["Location"] == "/municipalities/29170"
    assert client.get("/municipalities/99999/peers").status_code == 404


def test_neighbours_that_run_it_come_with_distance_start_and_source(client: FlaskClient) -> None:
    page = client.get("/solutions/stay-and-try-living?for=의령군").text
    nearby = page[page.index('id="nearby"'):page.index('id="sources"')]
    assert "중심점 사이 직선거리" in nearby
    assert re.search(r"약 \d+km", nearby) and "같은 시·도" in nearby and 'class="source"' in nearby
    assert "확인된 곳이 없습니다" in client.get("/solutions/demand-responsive-bus?for=의령군").text
    assert 'id="nearby"' not in client.get("/solutions/demand-responsive-bus").text


def test_municipality_lists_what_only_its_neighbours_run(client: FlaskClient) -> None:
    page = client.get("/municipalities/48720").text
    nearby = page[page.index('id="nearby"'):]
    assert "#nearby" in nearby and "60km 이내" in nearby and "for=48720" in nearby
    assert 'id="nearby"' not in client.get("/municipalities/29170").text


@pytest.mark.parametrize(("lang", "said"), [
    ("ko", ("함께한 기관", "추천하는 뜻이 아닙니다", "KTcs", "2026. 3. 9.", "당직 민원 음성봇 공급", "기업")),
    ("en", ("Organisations that took part", "not a recommendation", "KTcs", "9 March 2026", "Company")),
])
def test_partners_are_facts_with_source_and_date(client: FlaskClient, lang: str, said: tuple[str, ...]) -> None:
    """On the page of the solution and of the municipality, beside the way to buy and never among the first facts."""
    solution = client.get("/solutions/ai-duty-bot", query_string={"lang": lang}).text
    for page in (solution, client.get("/municipalities/41500", query_string={"lang": lang}).text):
        for words in said:
            assert words in page, words
        assert "no=20260309153032" in page
    assert 'href="#buying"' in solution and 'id="buying"' in solution


def test_a_partner_in_an_unknown_role_and_none_at_all_are_said(client: FlaskClient) -> None:
    page = client.get("/municipalities/48850").text
    row = page[page.index("오토노머스에이투지"):]
    assert "확인된 자료 없음" in row[:row.index("</tr>")]
    assert "함께한 기관: 확인된 자료 없음" in client.get("/solutions/smart-crosswalk").text


def test_ways_to_buy_name_no_seller(client: FlaskClient) -> None:
    page = client.get("/solutions/smart-crosswalk").text
    assert "https://ppi.g2b.go.kr" in page and "https://www.digitalmarket.kr" in page


def test_municipality_search(client: FlaskClient) -> None:
    assert client.get("/municipalities?q=Uiwang-si").headers["Location"] == "/municipalities/41430"
    assert client.get("/municipalities?q=고성군").text.count("고성군</a>") >= 2
    assert "찾지 못했습니다" in client.get("/municipalities?q=없는군").text


def test_year_without_a_call_says_so_first_and_shows_the_last_rules(client: FlaskClient) -> None:
    page = client.get("/programmes/solution-diffusion-2026").text
    assert page.index("2026년 공모는 확인되지 않았습니다") < page.index("마지막으로 확인된 공모(2025년)")
    assert "2026년에도 같다는 뜻은 아닙니다" in page
    assert "/programmes/base-2026" in page


def test_call_says_how_each_rule_is_known(client: FlaskClient) -> None:
    page = client.get("/programmes/solution-diffusion-2025").text
    for word in ("확인됨", "추정", "미확인"):
        assert f">{word}</span>" in page
    assert "/municipalities/52130" in page


def test_short_name_of_a_call_leads_to_it(client: FlaskClient) -> None:
    assert client.get("/programmes/diffusion-2025").headers["Location"] == "/programmes/solution-diffusion-2025"


@pytest.mark.parametrize(("lang", "said"), [("ko", "코칭 제공 미등록"), ("en", "No offering yet")])
def test_who_offers_no_coaching_yet_is_marked(client: FlaskClient, lang: str, said: str) -> None:
    """Every operator of a catalogue without offerings, in the list of coaches."""
    page = client.get("/solutions/demand-responsive-bus", query_string={"for": "합천군", "lang": lang}).text
    assert page.count(said) >= 3
