"""Coaching in a real browser: an offering is opened, asked for, accepted, and every screen is accessible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import served
from tests.browser.test_screens import AXE, OVERFLOWING, RULES, SMALL_TARGETS, picture
from tests.web.coaching_ground import RUN, Ground, ground
from tests.web.people import PASSWORD, code_now

__all__ = ["ground"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
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


def test_from_offering_to_engagement(open_page: Callable[..., Page], ground: Ground) -> None:
    app = ground.app
    coach = open_page("/", bypass_csp=True)
    sign_in(coach, app, "coach", "/coaching")
    looked_at(coach, "index")
    coach.get_by_role("link", name="코칭 제공 열기").click()
    coach.locator("#solution").select_option(RUN)
    coach.locator("label[for=forms-visit]").click()
    coach.get_by_role("button", name="코칭 제공 열기").click()
    expect(coach.get_by_role("alert")).to_contain_text("담당하는 부서")
    coach.get_by_label("담당 부서").fill("환경과(예시)")
    coach.get_by_role("button", name="코칭 제공 열기").click()
    expect(coach.get_by_role("status")).to_contain_text("열었습니다")
    looked_at(coach, "offering")

    learner = open_page("/", bypass_csp=True)
    sign_in(learner, app, "learner", f"/solutions/{RUN}?for=의령군")
    learner.locator(".coach-ask a").first.click()
    learner.get_by_label("풀려는 문제").fill(PROBLEM)
    looked_at(learner, "ask")
    learner.get_by_role("button", name="요청 보내기").click()
    expect(learner.get_by_role("status")).to_contain_text("요청했습니다")

    coach.goto("/coaching#inbox")
    coach.locator("#inbox ~ .table-wrap a, section:has(#inbox) tbody a").first.click()
    expect(coach.locator(".said").first).to_have_text(PROBLEM)
    coach.locator("summary", has_text="날짜 제안").click()
    coach.locator("summary", has_text="거절").click()
    looked_at(coach, "request")
    coach.get_by_role("button", name="요청 수락하기").click()
    expect(coach.get_by_role("status")).to_contain_text("수락했습니다")
    coach.locator("summary", has_text="만남 적기").click()
    coach.locator("summary", has_text="코칭 마치기").click()
    looked_at(coach, "engagement")
    learner.reload()
    expect(learner.locator(".badges")).to_contain_text("코칭 중")
    coach.get_by_role("button", name="코칭 마치기").click()

    coach.goto("/coaching")
    coach.get_by_role("button", name="맞습니다").first.click()
    office = open_page("/", bypass_csp=True)
    sign_in(office, app, "office", "/office/proposals")
    office.locator("tbody a").first.click()
    expect(office.get_by_role("heading", name="1단계: 출처 확인")).to_be_visible()
