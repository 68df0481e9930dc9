"""People who ask for coaching, are accepted and finish, over real HTTP, while something is killed under them.

Each step that a page confirmed is remembered. Afterwards the database is compared with what was confirmed: what
was confirmed stands, what was sent without an answer stands whole or not at all, and nothing stands twice.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from catalog.accounts import Notice
from catalog.coaching import OfferingSlot
from catalog.db import make_engine
from catalog.engagements import CoachingRequest, Engagement
from catalog.revisions import Revision
from tests.faults.browsing import LOST, Browser
from tests.faults.ground import COACH_EMAIL, PASSWORD, Ground, learner_email

PROBLEM = "{mark}번째 요청입니다. 길이 더러워 주민이 불편합니다."
PAUSE = 0.05
MOST_WAITING = 5.0
"""Seconds that a learner waits for the end of the coaching before it asks again, which is refused or goes well."""
_marks = itertools.count(1)


@dataclass
class Traffic:
    """What people did and what they were told."""

    ground: Ground
    asked: dict[str, int | None] = field(default_factory=dict)
    """Problems that were sent, each with the number that a page confirmed, or None."""
    accepted: set[int] = field(default_factory=set)
    finished: set[int] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    """How often a step was confirmed, refused (4xx), told to be impossible now (503), lost, or failed (500)."""
    confirmed_at: float = 0.0
    odd: list[str] = field(default_factory=list)
    """Beginnings of pages that should not be: without a reason, a 500, or a 503 that does not say what became of it."""
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def through(self, port: int) -> Iterator[None]:
        """Signs everybody in at a server and lets them go on until the end of the block."""
        browsers = []
        for email in (COACH_EMAIL, *map(learner_email, self.ground.learners)):
            browsers.append(Browser(port))
            browsers[-1].sign_in(email, PASSWORD)
        coach, *learners = browsers
        self._stop.clear()
        threads = [threading.Thread(target=self._coach, args=(coach,)),
                   *(threading.Thread(target=self._learn, args=(one,)) for one in learners)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(100)

    @property
    def confirmed(self) -> int:
        """How many steps pages have confirmed so far."""
        return self.answers["confirmed"]

    def seconds_until_confirmed(self, since: float, patience: float = 120.0) -> float:
        """Seconds from a moment (`time.monotonic`) until the next step that began after it is confirmed."""
        while self.confirmed_at <= since:
            if time.monotonic() - since > patience:
                raise TimeoutError(f"nothing was confirmed for {patience:.0f} s: {self.answers} {self.odd[:3]}")
            time.sleep(0.01)
        return time.monotonic() - since

    def _learn(self, browser: Browser) -> None:
        while not self._stop.is_set():
            mark = str(next(_marks))
            problem = PROBLEM.format(mark=mark)
            self.asked[problem] = None
            location = self._step(browser, "/coaching/ask", offering=str(self.ground.offering), problem=problem)
            if location:
                self.asked[problem] = number = int(location.rpartition("/")[2])
                began = time.monotonic()
                while number not in self.finished and time.monotonic() - began < MOST_WAITING:
                    if self._stop.wait(PAUSE):
                        return
            self._stop.wait(10 * PAUSE)

    def _coach(self, browser: Browser) -> None:
        engine = make_engine(self.ground.url)
        while not self._stop.is_set():
            for number, state in _to_do(engine):
                if self._stop.is_set():
                    break
                if state == "sent" and self._step(browser, f"/coaching/requests/{number}/accept"):
                    self.accepted.add(number)
                if self._step(browser, f"/coaching/requests/{number}/engagement/finish"):
                    self.finished.add(number)
            time.sleep(PAUSE)
        engine.dispose()

    def _step(self, browser: Browser, path: str, **fields: str) -> str:
        """Sends one form; where a page confirms it, the address to go on at."""
        began = time.monotonic()
        try:
            page = browser.post(path, **fields)
        except LOST:
            self.answers["lost"] += 1
            time.sleep(0.1)
            return ""
        if page.status == 303 and page.location.startswith("/coaching/requests/"):
            self.answers["confirmed"] += 1
            self.confirmed_at = max(self.confirmed_at, began)
            return page.location
        if page.status == 503:
            self.answers["impossible"] += 1
            told = "저장되지 않았습니다" in page.text or "저장되었는지 알 수 없습니다" in page.text
            kept = all(value in page.text for value in fields.values())
            if not (told and kept):
                self.odd.append(page.text[:3000])
            time.sleep(0.1)
        elif page.status in (404, 409, 422):
            self.answers["refused"] += 1
        else:
            self.answers["failed"] += 1
            self.odd.append(f"{page.status} {page.location} {page.text[:3000]}")
        return ""

    @property
    def kind(self) -> str:
        """The name of the database."""
        return "PostgreSQL" if self.ground.url.startswith("postgresql") else "SQLite"

    def audit(self, restored: str | None = None) -> list[str]:
        """What is not as it must be in the database, and odd pages; empty when all is well.

        Of one that was `restored` from a backup of some moment only that it is whole in itself.
        """
        engine = make_engine(restored or self.ground.url)
        wrong = self._compared(engine, restored is None) + self.odd[:3]
        engine.dispose()
        return wrong

    def _compared(self, engine: Engine, now: bool) -> list[str]:
        with Session(engine) as session:
            rows = session.execute(select(CoachingRequest.id, CoachingRequest.problem, CoachingRequest.state)).all()
            engaged = dict(session.execute(select(Engagement.request_id, Engagement.ended_on)).all())  # type: ignore[arg-type]
            holding = session.scalar(select(func.count()).select_from(OfferingSlot).where(
                OfferingSlot.taken_by.is_not(None)))
            taken, released = (session.scalar(select(func.count()).select_from(Revision).where(
                Revision.reason.like(f"offering %: slot % {what}"))) for what in ("taken", "released"))
            begun = _told(session, "코칭이 시작되었습니다")
            ended = _told(session, "코칭을 마쳤습니다")
            first = _told(session, "코칭을 요청했습니다", "코칭 대기를 신청했습니다", "대기로 접수했습니다")
        by_problem = Counter(problem for _number, problem, _state in rows)
        numbers = {problem: number for number, problem, _state in rows}
        states = {number: state for number, _problem, state in rows}
        live = sum(end is None for end in engaged.values())
        lost = {
            "a confirmed request is not there": [p for p, number in self.asked.items()
                                                 if number is not None and numbers.get(p) != number],
            "a confirmed acceptance without its engagement": [n for n in self.accepted if n not in engaged],
            "a confirmed end that did not come": [n for n in self.finished if engaged.get(n) is None],
        }
        checks = {
            **(lost if now else {}),
            "a request nobody sent": [p for p in by_problem if p not in self.asked],
            "a request twice": [p for p, times in by_problem.items() if times > 1],
            "an engagement without its accepted request": [n for n in engaged if states.get(n) != "accepted"],
            "an accepted request without its engagement": [
                n for n, state in states.items() if state == "accepted" and n not in engaged],
            "slots and engagements differ": [holding] if holding != live else [],
            "more than the capacity": [live] if live > self.ground.capacity else [],
            "revisions of taken slots differ": [taken] if taken != len(engaged) else [],
            "revisions of released slots differ": [released] if released != len(engaged) - live else [],
            "notices of requests differ": _differ(first, states),
            "notices of beginnings differ": _differ(begun, engaged),
            "notices of ends differ": _differ(ended, [n for n, end in engaged.items() if end is not None]),
        }
        return [f"{what}: {list(found)[:5]}" for what, found in checks.items() if found]


def _to_do(engine: Engine) -> list[tuple[int, str]]:
    """What waits for the coach now; nothing while the database is away."""
    try:
        with Session(engine) as session:
            rows = session.execute(
                select(CoachingRequest.id, CoachingRequest.state).outerjoin(CoachingRequest.engagement)
                .where((CoachingRequest.state == "sent") | Engagement.live_slot.is_not(None))
                .order_by(CoachingRequest.id)).all()
            return [(number, state) for number, state in rows]
    except OperationalError:
        return []


def _told(session: Session, *words: str) -> Counter[str]:
    """How many notices with one of the words lead to each page."""
    return Counter(path for path, text in session.execute(select(Notice.path, Notice.text_ko))
                   if any(word in text for word in words))


def _differ(told: Counter[str], numbers: object) -> list[str]:
    """Pages of which not exactly the two sides were told."""
    wanted = {f"/coaching/requests/{number}": 2 for number in numbers}  # type: ignore[attr-defined]
    return [path for path in told.keys() | wanted.keys() if told[path] != wanted.get(path, 0)]
