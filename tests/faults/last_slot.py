"""Very many requests at once for the last slots of an offering, over real connections to a real server."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import engaging
from catalog.coaching import OfferingSlot
from catalog.db import for_writing, make_engine
from catalog.engagements import CoachingRequest, Engagement
from catalog.municipalities import Municipality
from tests.faults.browsing import Browser
from tests.faults.ground import COACH_EMAIL, PASSWORD, Ground
from tests.faults.outcome import Outcome
from tests.faults.running import Server, until

TOLD = ("자리가 차서 대기 중입니다", "이미 수락되었습니다", "자리가 모두 찼습니다")
"""What those read who come too late."""


def fought_for(ground: Ground, server: Server, requests: int, connections: int) -> Outcome:
    """The coach's people accept all the requests that wait, over and over; exactly as many begin as there are slots."""
    until(server.whole)
    engine = make_engine(ground.url)
    with Session(for_writing(engine)) as session, session.begin():
        numbers = [engaging.ask(session, ground.offering, session.get_one(Municipality, code), "길이 더럽습니다.").id
                   for code in ground.learners]
    coach = Browser(server.port)
    coach.sign_in(COACH_EMAIL, PASSWORD)
    answers: Counter[str] = Counter()
    turn, lock = itertools.count(), threading.Lock()
    start = threading.Barrier(connections)

    def accept() -> None:
        browser = Browser(server.port, dict(coach.cookies), coach.token)
        start.wait()
        while (mine := next(turn)) < requests:
            page = browser.post(f"/coaching/requests/{numbers[mine % len(numbers)]}/accept")
            browser.cookies = dict(coach.cookies)
            told = "accepted" if page.status == 303 else "told" if any(word in page.text for word in TOLD) else (
                f"{page.status}: {page.text[:200]}")
            with lock:
                answers[told] += 1

    threads = [threading.Thread(target=accept) for _connection in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    with Session(engine) as session:
        engaged = session.scalar(select(func.count()).select_from(Engagement))
        taken = session.scalar(select(func.count()).select_from(OfferingSlot).where(OfferingSlot.taken_by.is_not(None)))
        states = Counter(session.scalars(select(CoachingRequest.state)))
    engine.dispose()
    wanted = ground.capacity
    wrong = [f"{name}: {found} instead of {wanted}" for name, found in (
        ("accepted", answers.pop("accepted", 0)), ("engagements", engaged), ("slots", taken),
        ("requests in state accepted", states["accepted"])) if found != wanted]
    told = answers.pop("told", 0)
    wrong += [f"{told} were told, not {requests - wanted}"] if told != requests - wanted else []
    wrong += [f"{times} times {answer}" for answer, times in answers.most_common(3)]
    kind = "PostgreSQL" if ground.url.startswith("postgresql") else "SQLite"
    return Outcome(
        f"{kind}: {requests:,} requests for the last {'slot' if wanted == 1 else f'{wanted} slots'}",
        f"over {connections} connections at once, for {len(numbers)} who asked ({took:.0f} s)",
        f"{wanted} accepted, {told:,} told why not", wrong, found="as many engagements as slots")
