"""The real application in a real Chromium: served on a free port from a seeded database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.__main__ import chromium
from tests.web.conftest import app, compiled_translations

__all__ = ["app", "compiled_translations"]

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
VENDOR = Path(__file__).parents[2] / "web" / "static" / "vendor" / "krds"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    # The list under the address bar, which nobody sees here, is two pages of its own for each page that is opened: half
    # of what the browser costs. Of two such options Chromium takes the last, so Playwright's own list stands here too.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; without one these tests are skipped and say so."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: set HWAKSAN_CHROMIUM or install Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def base_url(app: Flask) -> Iterator[str]:
    """Address of the running application."""
    with served(app) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serves an application on a free port and gives its address."""
    if not VENDOR.exists():
        pytest.skip("front-end packages are not in web/static/vendor: run make")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def regular(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser that keeps the files of the pages from one test to the next."""
    context = browser.new_context(base_url=base_url, service_workers="block", bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def open_page(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the application; nothing it asks for may fail or come from elsewhere.

    Each is a visitor's first, unless it is opened `within` a browser that has been here before, as `regular`.
    """
    to_close: list[BrowserContext | Page] = []
    broken: list[str] = []

    def opened(path: str | None, width: int = 1280, language: str = "ko", within: BrowserContext | None = None,
               **options: object) -> Page:
        size = {"width": width, "height": 900}
        context = within or browser.new_context(
            base_url=base_url, **{"service_workers": "block", **options})  # type: ignore[arg-type]
        context.clear_cookies()
        context.add_cookies([{"name": "lang", "value": language, "url": base_url}])
        page = context.new_page()
        page.set_viewport_size(size)  # type: ignore[arg-type]
        to_close.append(page if within else context)
        # A page left before its icon has come drops that request itself: nothing failed.
        page.on("requestfailed", lambda request: request.failure == "net::ERR_ABORTED"
                or broken.append(f"{request.url}: {request.failure}"))
        page.on("request", lambda request: request.url.startswith(base_url) or broken.append(request.url))
        page.on("console", lambda message: "Content Security Policy" in message.text
                and broken.append(message.text))
        if path is not None:
            page.goto(path)
        return page

    yield opened
    for one in to_close:
        one.close()
    assert broken == []
