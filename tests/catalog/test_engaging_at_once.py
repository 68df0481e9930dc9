"""Two that answer, ask or take back at once: exactly one wins on both databases, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalog import engaging, offerings
from catalog.engagements import CoachingRequest, Engagement
from catalog.errors import RequestRefusedError
from catalog.municipalities import Municipality
from tests.catalog.test_offerings import offer, prepare
from tests.catalog.test_offerings_at_once import crowd

__all__ = ["crowd"]

Write = Callable[[Session], Any]


def asked(engine: Engine, capacity: int, requests: int) -> tuple[int, list[int]]:
    """An offering and the numbers of the requests for it."""
    with Session(engine) as session, session.begin():
        prepare(session, max(requests, 1))
        offering = offer(session, capacity).id
        return offering, [asking(offering, f"92{number:03}")(session) for number in range(1, requests + 1)]


def asking(offering: int, code: str) -> Write:
    """Asks and returns the number of the request."""
    return lambda session: engaging.ask(
        session, offering, session.get_one(Municipality, code), "버스가 하루 두 번뿐입니다.").id


def accepting(request: int) -> Write:
    """The coach reads the request, as its page does, and accepts."""

    def accept(session: Session) -> str:
        session.get_one(CoachingRequest, request)
        engaging.accept(session, request, "coach")
        return "accepted"

    return accept


@pytest.mark.slow
def test_the_last_slot_goes_to_one_of_those_accepted_at_once(engine: Engine, crowd: Any) -> None:
    """Of six accepted at once for one slot one begins, the others are told and wait."""
    offering, requests = asked(engine, 1, 6)

    answers = crowd([accepting(request) for request in requests])

    assert sorted(answers, key=str) == [*[RequestRefusedError] * 5, "accepted"]
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Engagement)) == 1
        assert offerings.free_slots(session, offering) == 0
        assert sorted(session.scalars(select(CoachingRequest.state))) == ["accepted", *["waiting"] * 5]


@pytest.mark.slow
def test_a_request_sent_many_times_at_once_is_one(engine: Engine, crowd: Any) -> None:
    """A form sent six times makes one request."""
    offering, _ = asked(engine, 2, 0)

    answers = crowd([asking(offering, "92001")] * 6)

    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert [answer for answer in answers if not isinstance(answer, int)] == [RequestRefusedError] * 5


@pytest.mark.slow
def test_accepting_and_withdrawing_at_once(engine: Engine, crowd: Any) -> None:
    """Whoever is first decides; the slot is taken exactly if the acceptance won."""
    offering, (request,) = asked(engine, 1, 1)

    def withdraw(session: Session) -> str:
        engaging.withdraw(session, request)
        return "withdrawn"

    answers = crowd([accepting(request), withdraw])

    assert answers.count(RequestRefusedError) == 1
    with Session(engine) as session:
        state = session.get_one(CoachingRequest, request).state
        assert state in answers
        assert offerings.free_slots(session, offering) == (state == "withdrawn")
