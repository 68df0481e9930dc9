"""The pages behind the sign-in, walked through in a browser: accessible and whole at every width."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.browser.conftest import VENDOR
from tests.browser.test_screens import AXE, OVERFLOWING, RULES, SMALL_TARGETS, WIDTHS, picture
from tests.web.people import a_site
from web.examples import make_examples
from web.security import limiter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORD = "example-3f9a2c10"


@pytest.fixture(scope="module")
def app(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The demonstration on a database of its own."""
    with a_site(copied(), example_password=WORD, slow_query_ms=1) as made:
        make_examples(made)
        yield made


@pytest.fixture(scope="module")
def base_url(app: Flask) -> Iterator[str]:
    """Address of the demonstration."""
    if not VENDOR.exists():
        pytest.skip("front-end packages are not in web/static/vendor: run make")
    limiter.reset()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def check(page: Page, name: str) -> None:
    """What holds of every page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == [], name
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"{name}-{width}", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(OVERFLOWING) == [], name
    assert page.evaluate(SMALL_TARGETS) == [], name


def enter(page: Page, email: str) -> None:
    """Signs in with the keyboard alone."""
    page.locator("#email").fill(email)
    page.keyboard.press("Tab")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")


def test_an_official(open_page: Callable[..., Page]) -> None:
    page = open_page("/account/sign-in", bypass_csp=True)
    enter(page, "official@example.org")
    page.wait_for_url("**/")
    page.set_viewport_size({"width": 360, "height": 900})
    page.click(".person-menu summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(".person-menu a >> nth=0")
    check(page, "people")
    page.goto("/account/second-factor")
    page.click("main button[value=authenticator]")
    check(page, "second-factor")
    page.goto("/account")
    check(page, "account")
    page.goto("/account/organisation")
    check(page, "organisation")
    page.fill("#name", "다른 기관")
    page.click("section:has(#erase-title) button[type=submit]")
    page.wait_for_selector(".error-summary")
    check(page, "organisation-not-erased")


def test_the_office(open_page: Callable[..., Page]) -> None:
    page = open_page("/account/sign-in?next=/office/organisations", bypass_csp=True)
    enter(page, "office@example.org")
    page.wait_for_url(re.compile("/account/code"))
    code = re.search(r"\d{6}", page.inner_text(".notice"))
    assert code is not None
    page.fill("#code", code[0])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]+/office/organisations$"))
    check(page, "organisations")
    page.goto("/office/catalogue?kind=unverifiable")
    check(page, "catalogue")
    page.click(".row-actions a >> nth=0")
    page.wait_for_url(re.compile("/office/catalogue/deployment/"))
    check(page, "catalogue-fact")
    page.goto("/office/operations")
    assert page.locator("#slow ~ .table-wrap tbody tr").count() > 0
    check(page, "operations")
