"""Stating problems: one by one, from a document, kept as a draft, corrected, and sent once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browser.test_screens import AXE, OVERFLOWING, RULES, SMALL_TARGETS, WIDTHS, picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BUS, FORMALITY = "면 지역에는 병원에 가는 버스가 없습니다.", "추진단장은 부군수로 하고 협의체를 둔다."


def sound(page: Page, name: str) -> None:
    """A page that only a form leads to: accessible, and nothing cut off at three widths."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"{name}-{width}", width)
        assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_understood_problems_are_left_out_reworded_and_added(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?text=버스가 없습니다. 병원이 멉니다.&municipality=의령군", java_script_enabled=False)
    page.locator(".need-remove").first.click()
    expect(page.locator(".need-text")).to_have_count(1)
    page.get_by_text("이해한 문제를 고치거나 더하기").click()
    page.get_by_role("textbox", name="문제 1", exact=True).first.fill("보건소가 멉니다")
    page.get_by_role("textbox", name="더할 문제").fill("가로등이 없습니다")
    page.get_by_role("button", name="고친 문제로 다시 찾기").click()
    expect(page.locator(".need-text")).to_have_text(["보건소가 멉니다", "가로등이 없습니다"])
    expect(page.locator(".typed")).to_contain_text("버스가 없습니다. 병원이 멉니다.")
    expect(page.locator(".lead")).to_contain_text("의령군")


def test_from_a_document_to_the_answer(open_page: Callable[..., Page]) -> None:
    page = open_page("/", bypass_csp=True)
    page.get_by_role("link", name="사업계획서나 보고서 파일에서 문제 찾기").click()
    page.get_by_label("문서 파일").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": f"{FORMALITY}\n{BUS}".encode("cp949")})
    page.get_by_role("button", name="문서 읽기").click()
    expect(page.get_by_role("checkbox", name=BUS)).to_be_checked()
    page.get_by_text("그 밖의 부분 1개").click()
    page.get_by_text(FORMALITY).click()
    expect(page.locator(".chosen-total strong")).to_have_text(str(len(BUS) + 1 + len(FORMALITY)))
    sound(page, "choose")
    page.get_by_role("button", name="고른 문제로 솔루션 찾기").click()
    expect(page.locator(".typed")).to_contain_text(re.compile(f"{FORMALITY}.*{BUS}", re.DOTALL))


def test_a_draft_outlives_the_page_until_it_is_cleared(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    expect(page.locator(".draft-line")).to_be_hidden()
    page.get_by_role("textbox", name="지역 문제").fill("버스가 없습니다")
    page.get_by_text("문제를 하나씩 나눠 적기").click()
    page.get_by_role("textbox", name="문제 2").fill("병원이 멉니다")
    expect(page.get_by_text("이 기기에 임시 저장됨")).to_be_visible()
    page.get_by_role("textbox", name="문제 3").fill("약국이 멉니다")
    page.goto("/")  # at once: what was typed last is kept as well
    expect(page.get_by_role("textbox", name="문제 3")).to_have_value("약국이 멉니다")
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("버스가 없습니다")
    expect(page.get_by_role("textbox", name="문제 2")).to_have_value("병원이 멉니다")
    page.goto("/?text=다른 글")
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("다른 글")
    page.goto("/")
    page.get_by_role("button", name="지우기").click()
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("")
    page.goto("/")
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("")
    page.evaluate("""localStorage.setItem("hwaksan-keep  home",
        JSON.stringify({saved: Date.now() - 31 * 24 * 3600 * 1000, values: ["오래된 글"]}))""")
    page.goto("/")
    expect(page.get_by_role("textbox", name="지역 문제")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_a_slow_answer_says_what_happens_and_is_asked_once(open_page: Callable[..., Page]) -> None:
    page, asked = open_page("/"), []

    def slowly(route: Route) -> None:
        asked.append(route.request.method)
        page.wait_for_timeout(800)
        route.continue_()

    page.route("**/match", slowly)
    page.get_by_role("textbox", name="지역 문제").fill("버스가 없습니다")
    page.locator(".busy-line").evaluate("""line => new MutationObserver(() => {
        sessionStorage.said = line.textContent; }).observe(line, {childList: true})""")
    page.get_by_role("button", name="솔루션 찾기", exact=True).dblclick()
    expect(page.locator("article.card").first).to_be_visible()
    assert asked == ["POST"]
    assert "견주는 중입니다" in page.evaluate("sessionStorage.said")
    page.go_back()
    expect(page.locator(".busy-line")).to_be_empty()


def test_a_question_asked_while_the_model_loads_is_answered_by_itself(
    open_page: Callable[..., Page], app: Flask
) -> None:
    state = app.extensions["hwaksan"]
    matcher, state._matcher, state.preparing = state._matcher, None, lambda: True
    try:
        page = open_page("/match?text=버스가 없습니다&municipality=의령군&need=병원이 멉니다", bypass_csp=True)
        expect(page.get_by_role("heading", level=1)).to_have_text("준비하는 중입니다")
        sound(page, "waiting")
    finally:
        state._matcher = matcher
        del state.preparing
    expect(page.locator(".lead")).to_contain_text("의령군")
    expect(page.locator(".need-text")).to_have_text(["병원이 멉니다"])
