"""The official's way from a problem to a locked decision and its document, with a mouse and with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog import people, planning
from catalog.planning import Entry, Work
from tests.browser.conftest import served
from tests.browser.test_coaching_journey import looked_at, sign_in
from tests.web.coaching_ground import LEARNER, Ground, ground

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
    page.reload()
    expect(note).to_have_value("저장하지 않은 말")
    page.locator(".keep-line button").click()
    expect(note).to_have_value("")
    note.fill("통신비를 먼저 물어볼 것")
    page.locator("button[form=plan-form]").last.click()
    expect(page.locator("textarea[name^=note-]").first).to_have_value("통신비를 먼저 물어볼 것")
    page.locator("#candidates a[href*='/readiness/']").first.click()
    page.locator("fieldset.question").first.locator("label").last.click()
    page.locator(".readiness-form button[type=submit]").click()
    expect(page.locator("#result")).to_be_visible()
    page.locator(".page-head a").click()
    if language == "ko":
        page.locator("#reason").fill("아직 적는 중")
        page.reload()
        expect(page.locator("#reason")).to_have_value("아직 적는 중")
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


def test_what_is_typed_outlives_the_page(open_page: Callable[..., Page], ground: Ground) -> None:
    """It is saved while one types; of two windows the later is told; signing out leaves nothing on the device."""
    page = open_page("/", bypass_csp=True)
    with ground.state.writing.begin() as session:
        organisation = people.organisation_of(session, LEARNER)
        assert organisation is not None
        work = Work(LEARNER, "solution-diffusion-2025", PROBLEM, entries=[Entry("smart-pole")])
        address = f"/plans/{planning.save_new(session, work, organisation.id).id}"
    sign_in(page, ground.app, "learner", address)
    note = page.locator("textarea[name=note-smart-pole]")
    other = page.context.new_page()
    other.goto(address)
    note.fill("적는 대로 남는 말")
    expect(page.locator(".keep-line")).to_contain_text("적은 내용을 저장했습니다")
    assert page.evaluate("localStorage.length") == 0
    note.fill("떠나기 직전의 말")
    page.evaluate("localStorage.setItem('hwaksan-keep 0 plan-of-another-person', '{}')")
    page.goto("/account")
    page.goto(address)
    assert page.evaluate("localStorage.length") == 1, "what another person left here is gone"
    expect(note).to_have_value("떠나기 직전의 말")
    expect(page.locator(".keep-line")).to_contain_text("저장하지 않은 내용을 되살렸습니다.")
    other.locator("textarea[name=note-smart-pole]").fill("다른 창의 말")
    expect(other.locator(".keep-line")).to_contain_text("먼저 저장했습니다")
    other.reload()
    expect(other.locator(".keep-line")).to_contain_text("그 사이 검토안이 바뀌었으니")
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    expect(page.locator(".sign-in-link")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_figures_of_a_plan_in_an_address_come_back(open_page: Callable[..., Page]) -> None:
    """Without an account they stay in this browser alone, until they are dropped or saved."""
    address = f"/plan?text={PROBLEM}&municipality=의령군"
    page = open_page(address)
    cost = page.locator("input[name^=cost-]").first
    cost.fill("3억")
    page.goto("/")
    page.goto(address)
    expect(cost).to_have_value("3억")
    page.get_by_role("button", name="되살린 내용 버리기").click()
    expect(cost).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    cost.fill("4억")
    page.get_by_role("button", name="검토안으로 저장").click()
    expect(page).to_have_url(re.compile("/plans/"))
    page.goto(address)
    expect(cost).to_have_value("")


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
