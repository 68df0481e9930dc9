"""Every page at three widths: accessible and nothing cut off; with HWAKSAN_PICTURES=1 pictures of all to look at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import ARTEFACTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PROBLEM = "마을에 버스가 하루 두 번뿐이라 병원에 가기 어렵습니다. 마을방송도 들리지 않습니다."
SCREENS = {
    "home": "/",
    "results": f"/match?text={PROBLEM}&municipality=의령군",
    "read": "/read",
    "no-fit": "/match?text=화성 탐사 기지가 필요합니다",
    "ambiguous": f"/match?text={PROBLEM}&municipality=고성군",
    "plan": f"/plan?text={PROBLEM}&municipality=의령군&quantity-smart-crosswalk=4&running-smart-crosswalk=1억",
    "fill-form": f"/plan/fill-form?text={PROBLEM}&municipality=의령군",
    "solutions": "/solutions",
    "compare": f"/compare?s=demand-responsive-bus&s=smart-pole&s=smart-crosswalk&text={PROBLEM}&municipality=의령군",
    "changes": "/changes",
    "solution": "/solutions/demand-responsive-bus?for=의령군",
    "solution-around-seoul": "/solutions/smart-bus-shelter",
    "readiness": "/solutions/demand-responsive-bus/readiness?for=의령군&place=yes&owner=no&staff=unknown"
                 "&limited-licence-and-local-ordinance=no",
    "readiness-unanswered": "/solutions/smart-crosswalk/readiness",
    "municipalities": "/municipalities?q=고성군",
    "municipality": "/municipalities/41430?year=2025",
    "peers": "/municipalities/48720/peers",
    "ended-municipality": "/municipalities/29170",
    "programmes": "/programmes",
    "call": "/programmes/solution-diffusion-2026",
    "assignment": "/programmes/solution-diffusion-2025/assignment",
    "sources": "/sources",
    "quality": "/quality",
    "sign-in": "/account/sign-in",
    "claim": "/account/claim",
    "not-found": "/nope",
}
WIDTHS = (1280, 768, 360)
TALLEST_PICTURE = 3000
OVERFLOWING = """() => [...document.querySelectorAll('main *')].filter(part => !part.ownerSVGElement)
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(part).position !== 'absolute')
  .filter(part => !part.parentElement.closest('[role=region][tabindex="0"]'))
  .slice(0, 3).map(part => part.outerHTML.slice(0, 120))"""
BROKEN_WORDS = """() => {
  const broken = [], texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    if (!text.parentElement.getClientRects().length || text.parentElement.closest('.sr-only, select, textarea, svg, a'))
      continue;
    for (const word of text.textContent.matchAll(/[A-Za-z가-힣]+|[0-9][0-9,.]*/g)) {
      const part = document.createRange();
      part.setStart(text, word.index);
      part.setEnd(text, word.index + word[0].length);
      if (new Set([...part.getClientRects()].map(line => Math.round(line.top / 8))).size > 1) broken.push(word[0]);
    }
  }
  return broken.slice(0, 5);
}"""
"""Words and figures that end on another line than they begin; an address in a link may."""
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, summary, .site-nav a, .language a')]
  .filter(part => part.getClientRects().length && part.getBoundingClientRect().height < 44)
  .map(part => part.outerHTML.slice(0, 120))"""


def picture(page: Page, name: str, width: int) -> None:
    """Keeps the upper part of a page where pictures are wanted; the whole of a long list would take seconds."""
    if "HWAKSAN_PICTURES" not in os.environ:
        return
    ARTEFACTS.mkdir(exist_ok=True)
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST_PICTURE)
    page.screenshot(path=ARTEFACTS / f"{name}.jpeg", quality=70, full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": height})


@pytest.mark.parametrize("name", SCREENS)
def test_screen(open_page: Callable[..., Page], regular: BrowserContext, name: str) -> None:
    page = open_page(SCREENS[name], within=regular)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = false)")
    assert [(fault["id"], fault["impact"], fault["nodes"][0]["html"], fault["nodes"][0]["failureSummary"])
            for fault in found["violations"]] == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"{name}-{width}", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.evaluate(SMALL_TARGETS) == []


ENGLISH = ("home", "results", "read", "plan", "solution", "readiness", "municipality", "peers", "call", "assignment",
           "compare")


@pytest.mark.parametrize("name", ENGLISH)
def test_english_screen(open_page: Callable[..., Page], regular: BrowserContext, name: str) -> None:
    page = open_page(SCREENS[name], language="en", width=360, within=regular)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(BROKEN_WORDS) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, f"{name}-en-1280", 1280)


def test_print_shows_addresses_and_no_navigation(open_page: Callable[..., Page]) -> None:
    page = open_page(SCREENS["results"])
    page.emulate_media(media="print")
    assert page.locator(".site-nav").is_hidden()
    assert "http" in page.evaluate("getComputedStyle(document.querySelector('.source a'), '::after').content")
    picture(page, "results-print", 1280)


def test_map_keeps_its_marks_in_print_and_in_forced_colours(open_page: Callable[..., Page]) -> None:
    page = open_page(SCREENS["solution-around-seoul"], forced_colors="active")
    land, operating = (page.locator(f".map-picture {name}").first for name in (".land path", ".mark-operating"))
    fill = "part => getComputedStyle(part).fill"
    assert land.evaluate(fill) != operating.evaluate(fill)
    picture(page, "solution-forced-colours", 1280)
    page.emulate_media(media="print", forced_colors="none")
    assert page.locator(".map-picture").first.is_visible()
    picture(page, "solution-print", 1280)
