"""The official's way from a problem to a locked decision and its document, with a mouse and with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import served
from tests.browser.test_coaching_journey import looked_at, sign_in
from tests.web.coaching_ground import Ground, ground

__all__ = ["ground"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PROBLEM = "마을에 버스가 하루 두 번뿐이라 병원에 가기 어렵습니다."
MOST_STEPS = 120
"""Presses of the Tab key after which something counts as out of reach."""


@pytest.fixture(scope="module")
def base_url(ground: Ground) -> Iterator[str]:
    """Address of the application in which people may sign in."""
    with served(ground.app) as address:
        yield address


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_problem_to_decision(open_page: Callable[..., Page], ground: Ground, language: str) -> None:
    """Nothing is typed twice: the problem, the note and the answers are there at every later step."""
    page = open_page("/", language=language, bypass_csp=True)
    sign_in(page, ground.app, "learner", f"/match?text={PROBLEM}%26municipality=48720")
    page.goto(f"/match?text={PROBLEM}&municipality=48720")
    page.locator("form[action='/plans'] button").click()
    note = page.locator("textarea[name^=note-]").first
    note.click()
    note.fill("저장하지 않은 말")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"], "the browser asks before what was not saved is left"
    note.fill("통신비를 먼저 물어볼 것")
    page.locator("button[form=plan-form]").last.click()
    expect(page.locator("textarea[name^=note-]").first).to_have_value("통신비를 먼저 물어볼 것")
    page.locator("#candidates a[href*='/readiness/']").first.click()
    page.locator("fieldset.question").first.locator("label").last.click()
    page.locator(".readiness-form button[type=submit]").click()
    expect(page.locator("#result")).to_be_visible()
    page.locator(".page-head a").click()
    if language == "ko":
        looked_at(page, "saved-plan")
    page.locator("label[for=outcome-chosen]").click()
    page.locator("#reason").fill("가장 먼저 할 일")
    page.locator("#decide button[type=submit]").click()
    expect(page).to_have_url(re.compile("/decisions/"))
    expect(page.locator("main")).to_contain_text("통신비를 먼저 물어볼 것")
    if language == "ko":
        looked_at(page, "decision")
    with page.expect_download() as started:
        page.locator("a[href$='application.hwpx']").click()
    assert Path(started.value.path()).read_bytes().startswith(b"PK")


def test_the_keyboard_alone_is_enough(open_page: Callable[..., Page]) -> None:
    """From the empty box to a saved note; the focus is always seen."""
    page = open_page("/")
    reach(page, "#text")
    page.keyboard.type(PROBLEM)
    reach(page, "#municipality")
    page.keyboard.type("의령군")
    page.keyboard.press("Enter")
    expect(page.locator("article.card").first).to_be_visible()
    reach(page, "form[action='/plans'] button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/plans/"))
    reach(page, "textarea[name^=note-]")
    page.keyboard.type("메모")
    reach(page, "button[form=plan-form]")
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name^=note-]").first).to_have_value("메모")


def reach(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, and sees that it shows it."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{selector} is out of reach")
