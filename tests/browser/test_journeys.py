"""What an official does, from the first screen to the evidence, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LABELS = {
    "ko": {"problem": "지역 문제", "place": "우리 지자체", "find": "솔루션 찾기", "found": "찾은 솔루션",
           "reasons": "추천 근거 자세히", "sum": "합계"},
    "en": {"problem": "The problem", "place": "Your local government", "find": "Find solutions",
           "found": "Solutions found", "reasons": "Why this is recommended, in detail", "sum": "Sum"},
}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("javascript", [True, False])
def test_from_problem_to_coach(open_page: Callable[..., Page], language: str, javascript: bool) -> None:
    words = LABELS[language]
    page = open_page("/", language=language, java_script_enabled=javascript)
    page.get_by_role("textbox", name=words["problem"]).fill("마을에 버스가 하루 두 번뿐입니다. 병원이 멉니다.")
    page.get_by_label(words["place"]).fill("의령군")
    page.get_by_role("button", name=words["find"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["found"])
    card = page.locator("article.card").first
    card.locator("summary", has_text=words["reasons"]).click()
    expect(card.locator(".reasons .parts-total")).to_contain_text(words["sum"])
    card.get_by_role("heading", level=3).get_by_role("link").click()
    expect(page).to_have_url(re.compile("/solutions/.*for=48720"))
    expect(page.locator(".coach").first).to_be_visible()
    page.locator(".coach-name a").first.click()
    expect(page.locator(".verdict")).to_have_count(4)


def test_example_fills_the_form_and_answers(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.locator(".examples a").first.click()
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value(re.compile("하루 두 번"))
    page.get_by_role("button", name="솔루션 찾기", exact=True).click()
    expect(page.locator("article.card").first).to_be_visible()


def test_ambiguous_place_is_chosen_without_typing_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.get_by_role("textbox", name="지역 문제").fill("바닷가 마을에 버스가 없습니다")
    page.get_by_label("우리 지자체").fill("고성군")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2곳")
    page.get_by_text("경상남도 고성군", exact=True).click()
    page.get_by_role("button", name="솔루션 찾기", exact=True).click()
    expect(page.locator(".lead")).to_contain_text("경상남도 고성군")


def test_language_switch_keeps_a_long_problem(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.get_by_role("textbox", name="지역 문제").fill("버스가 하루 두 번뿐입니다. " * 300)
    page.get_by_role("button", name="솔루션 찾기", exact=True).click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solutions found")
    expect(page.locator(".typed")).to_contain_text("버스가 하루 두 번뿐입니다.")


def test_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator("#krds-skip-link a")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="지역 문제")).to_be_focused()
    page.keyboard.type("yeonggam bus is gone")
    page.keyboard.press("Tab")
    page.keyboard.type("Uiwang-si")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("article.card").first).to_be_visible()


def test_no_proven_fit_offers_what_to_do(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?text=화성 탐사 기지가 필요합니다")
    expect(page.get_by_role("heading", level=1)).to_have_text("검증된 해법을 찾지 못했습니다")
    expect(page.locator(".near-misses li")).to_have_count(1)
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("화성 탐사 기지가 필요합니다")


@pytest.mark.parametrize("javascript", [True, False])
def test_traits_are_taken_out_of_the_comparison(open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page("/municipalities/48720", java_script_enabled=javascript)
    page.get_by_role("link", name="여건이 비슷한 지자체 보기").click()
    expect(page.locator(".peer-list li")).to_have_count(10)
    page.get_by_text("해안 여부", exact=True).first.click()
    page.get_by_role("button", name="다시 비교").click()
    expect(page.locator(".lead")).to_contain_text("항목 7개")
    expect(page.get_by_role("checkbox", name="해안 여부")).not_to_be_checked()
    expect(page.locator(".matrix-table thead")).not_to_contain_text("해안 여부")


def test_a_pair_is_locked_and_the_rest_assigned_again(open_page: Callable[..., Page]) -> None:
    """The page says that it is at work, then shows the lock; a second click meanwhile sends nothing."""
    page = open_page("/programmes/base-2023/assignment")
    page.locator("label[for^=lock-]").first.click()
    told = page.evaluate("""() => {
      const form = document.getElementById("assign-form");
      form.addEventListener("submit", (event) => event.preventDefault(), {once: true});
      form.requestSubmit();
      return [form.querySelector(".busy-line").dataset.busyWords, form.getAttribute("aria-busy")];
    }""")
    assert "몇 초" in told[0] and told[1] == "true"
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    page.get_by_role("button", name="고정한 것은 두고 다시 배정").click()
    expect(page.locator("input[name=lock]").first).to_be_checked()
    expect(page.get_by_text("고정한 배정을 유지했습니다")).to_have_count(1)


def test_two_results_are_put_side_by_side_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?text=마을에 버스가 하루 두 번뿐입니다&municipality=의령군", java_script_enabled=False)
    for number in (1, 3):
        page.locator(f"label[for=s-{number}]").click()
    page.get_by_role("button", name="담은 솔루션 비교하기").click()
    expect(page.locator(".compare-table thead th")).to_have_count(3)
    expect(page).to_have_url(re.compile("/compare\\?s=[^&]+&s=[^&]+&municipality=48720&text="))
    page.get_by_role("link", name="다른 항목만 보기").click()
    expect(page.get_by_role("link", name="모든 항목 보기")).to_be_visible()


def test_list_answers_while_one_types_and_keeps_what_was_chosen(open_page: Callable[..., Page]) -> None:
    page = open_page("/solutions")
    page.locator("label[for=s-drone-delivery]").click()
    page.get_by_role("searchbox").press_sequentially("수요 응답")
    expect(page.locator(".solution-list > li")).to_have_count(2)
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_url(re.compile("q=.*s=drone-delivery"))
    expect(page.get_by_role("checkbox", name="드론 배송")).to_be_checked()
    page.get_by_text("성과 수치 있음").click()
    expect(page).to_have_url(re.compile("outcomes=1"))
    expect(page.get_by_role("checkbox", name=re.compile("성과 수치 있음"))).to_be_focused()
    page.go_back()
    expect(page.get_by_role("checkbox", name=re.compile("성과 수치 있음"))).not_to_be_checked()


def test_conditions_on_an_answer_apply_at_once(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?text=마을에 버스가 하루 두 번뿐입니다&municipality=의령군")
    page.get_by_text("조건으로 좁혀 보기").click()
    page.get_by_label("분야").select_option("transport")
    expect(page.locator(".narrowed")).to_contain_text("조건에 맞는")
    page.get_by_role("link", name="조건 모두 지우기").click()
    expect(page.locator(".narrowed")).to_have_count(0)


def test_phone_shows_one_solution_at_a_time_beside_its_row_heads(open_page: Callable[..., Page]) -> None:
    page = open_page("/compare?s=demand-responsive-bus&s=smart-pole", width=360)
    page.locator(".compare").evaluate("part => part.scrollLeft = 300")
    heads = page.locator(".compare-table tbody th").first.bounding_box()
    cells = [cell.bounding_box() for cell in page.locator(".compare-table tbody tr").first.locator("td").all()]
    assert heads and cells[0] and cells[1]
    assert heads["x"] == pytest.approx(16, abs=2)
    assert cells[1]["x"] == pytest.approx(heads["x"] + heads["width"], abs=3)
    assert cells[1]["x"] + cells[1]["width"] <= 361


def test_comparison_prints_in_landscape(open_page: Callable[..., Page]) -> None:
    printed = open_page("/compare?s=demand-responsive-bus&s=smart-pole").pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", printed)
    assert sizes and all(int(width) > int(height) for width, height in sizes)
