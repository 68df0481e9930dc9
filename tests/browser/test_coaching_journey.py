"""Coaching in a real browser: an offering is opened, asked for, accepted, and every screen is accessible."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import web
from tests.browser.conftest import served
from tests.browser.test_screens import AXE, OVERFLOWING, RULES, SMALL_TARGETS, picture
from tests.web.coaching_ground import RUN, Ground, ground
from tests.web.people import PASSWORD, code_now

__all__ = ["ground"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ENGLISH = gettext.translation("messages", Path(web.__file__).parent / "translations", ["en"])
PROBLEM = "도로 먼지가 많아 민원이 잦습니다."


@pytest.fixture(scope="module")
def base_url(ground: Ground) -> Iterator[str]:
    """Address of the application in which people may sign in."""
    with served(ground.app) as address:
        yield address


def sign_in(page: Page, app: Flask, who: str, to: str) -> None:
    """Through the form, with the code of the app where it is asked for."""
    page.goto(f"/account/sign-in?next={to}")
    page.locator("[name=email]").fill(f"{who}@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    if "/account/code" in page.url:
        page.locator("[name=code]").fill(code_now(app, f"{who}@example.org"))
        page.locator("main form button[type=submit]").first.click()


def looked_at(page: Page, name: str) -> None:
    """The page as it stands is accessible and nothing is cut off on a phone; a picture of it is kept."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    page.set_viewport_size({"width": 360, "height": 900})
    picture(page, f"coaching-{name}-360", 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SMALL_TARGETS) == []


RUNS = {"ko": RUN, "en": "emergency-vehicle-priority"}
"""A solution for each language, so that one walk does not stand in the way of the other."""


@pytest.mark.parametrize("language", RUNS)
def test_from_offering_to_engagement(open_page: Callable[..., Page], ground: Ground, language: str) -> None:
    app, solution = ground.app, RUNS[language]
    said = {"ko": str, "en": ENGLISH.gettext}[language]

    def opened() -> Page:
        return open_page("/", language=language, bypass_csp=True)

    def looked(page: Page, name: str) -> None:
        looked_at(page, name if language == "ko" else f"{name}-en")

    coach = opened()
    sign_in(coach, app, "coach", "/coaching")
    looked(coach, "index")
    coach.get_by_role("link", name=said("코칭 제공 열기")).click()
    coach.locator("#solution").select_option(solution)
    coach.locator("label[for=forms-visit]").click()
    coach.get_by_role("button", name=said("코칭 제공 열기")).click()
    expect(coach.get_by_label(said("담당 부서"))).to_have_attribute("aria-invalid", "true")
    coach.get_by_label(said("담당 부서")).fill("환경과(예시)")
    coach.get_by_role("button", name=said("코칭 제공 열기")).click()
    expect(coach.get_by_role("status")).to_contain_text(
        said("코칭 제공을 열었습니다. 코칭 지자체 목록에 바로 나옵니다."))
    looked(coach, "offering")

    learner = opened()
    sign_in(learner, app, "learner", f"/solutions/{solution}?for=의령군")
    learner.locator(".coach-ask a").first.click()
    learner.get_by_label(said("풀려는 문제")).fill(PROBLEM)
    looked(learner, "ask")
    learner.get_by_role("button", name=said("요청 보내기")).click()
    expect(learner.get_by_role("status")).to_contain_text(
        said("코칭을 요청했습니다. 답이 오면 알림과 메일로 알려 드립니다."))

    coach.goto("/coaching")
    coach.locator("section:has(#inbox) tbody a").first.click()
    expect(coach.locator(".said").first).to_have_text(PROBLEM)
    for deed in coach.locator("details.deed summary").all():
        deed.click()
    looked(coach, "request")
    coach.get_by_role("button", name=said("요청 수락하기")).click()
    expect(coach.get_by_role("status")).to_contain_text(said("요청을 수락했습니다. 자리 하나를 배정했습니다."))
    for deed in coach.locator("details.deed summary").all():
        deed.click()
    looked(coach, "engagement")
    learner.reload()
    expect(learner.locator(".badges")).to_contain_text(said("코칭 중"))
    coach.get_by_role("button", name=said("코칭 마치기")).click()

    coach.goto("/coaching")
    coach.get_by_role("button", name=said("맞습니다")).first.click()
    if language == "en":
        return  # a code of the second factor, which the office needs, serves once in its half minute
    office = opened()
    sign_in(office, app, "office", "/office/proposals")
    office.locator("tbody a").first.click()
    expect(office.get_by_role("heading", name=said("1단계: 출처 확인"))).to_be_visible()
