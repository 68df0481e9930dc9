"""The database away for half a minute: what pages say meanwhile, and that all goes on without a restart."""

from __future__ import annotations

import time

from tests.faults.browsing import Browser
from tests.faults.ground import PASSWORD, learner_email
from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres
from tests.faults.running import Server, until
from tests.faults.traffic import Traffic

PAGES = ("/", "/sources", "/coaching", "/solutions", "/no-such-page", "/api/v1/solutions")
PROBLEM = "데이터베이스가 없는 동안 적은 글입니다."


def away(traffic: Traffic, server: Server, database: Postgres, seconds: float) -> Outcome:
    """PostgreSQL is killed and stays away; pages explain, writes are refused with what was typed, then all is back."""
    until(server.whole)
    ground = traffic.ground
    traffic.asked[PROBLEM] = None
    signed, stranger = Browser(server.port), Browser(server.port)
    signed.sign_in(learner_email(ground.learners[0]), PASSWORD)
    database.kill()
    gone, wrong, asked, slowest = time.monotonic(), [], 0, 0.0
    while time.monotonic() - gone < seconds:
        for browser in (signed, stranger):
            for path in PAGES:
                began = time.monotonic()
                page = browser.get(path)
                slowest = max(slowest, time.monotonic() - began)
                asked += 1
                explained = any(word in page.text for word in ("데이터베이스에 연결하지 못했습니다", '"ko":'))
                if not (page.status == 503 and explained) and not _needs_none(path, page.status, browser is signed):
                    wrong.append(f"{path}: {page.status}")
        page = signed.post("/coaching/ask", offering=str(ground.offering), problem=PROBLEM)
        asked += 1
        if not (page.status == 503 and "저장되지 않았습니다" in page.text and PROBLEM in page.text):
            wrong.append(f"POST: {page.status} {page.text[:500]}")
        wrong += [f"{path}: {status}" for path, wanted in (("/healthz", 200), ("/readyz", 503))
                  if (status := server.status(path)) != wanted]
        time.sleep(0.5)
    workers = server.workers()
    database.start()
    back = time.monotonic()
    until(lambda: server.status("/sources") == 200)
    until(lambda: signed.get("/coaching").status == 200)
    page = signed.post("/coaching/ask", offering=str(ground.offering), problem=PROBLEM)
    recovered = time.monotonic() - back
    if page.status not in (303, 422):
        wrong.append(f"POST after it was back: {page.status}")
    if server.workers() != workers:
        wrong.append("workers were started anew")
    until(lambda: server.status("/readyz") == 200)
    return Outcome(
        f"PostgreSQL: away for {seconds:.0f} s", f"{asked} requests meanwhile, the slowest took {slowest:.1f} s",
        "none, and each was told so", sorted(set(wrong)), [recovered],
        "503 in words with what was typed; `/healthz` 200, `/readyz` 503; the same workers went on afterwards")


def _needs_none(path: str, status: int, signed: bool) -> bool:
    """Whether this page can be answered to a stranger without the database."""
    return not signed and (path, status) in {("/", 200), ("/no-such-page", 404), ("/coaching", 200)}
