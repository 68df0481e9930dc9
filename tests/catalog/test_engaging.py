"""From a request to the engagement and its reviews: who may do what, and who is served next."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from catalog import engaging, offerings, waiting_line
from catalog.coaching import Offering
from catalog.engagement_queries import calendar
from catalog.engagements import CoachingRequest, Engagement
from catalog.errors import InvalidInputError, RequestRefusedError
from catalog.municipalities import Municipality
from tests.catalog.test_offerings import COACH, offer, prepare

TODAY = dt.date.today()


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A coach that operates the solution, and four learners."""
    prepare(empty_session, 4)
    return empty_session


def ask(session: Session, offering: Offering, learner: int, **over: str) -> CoachingRequest:
    """A request of learner 1, 2, …"""
    return engaging.ask(session, offering.id, session.get_one(Municipality, f"92{learner:03}"),
                        **{"problem": "버스가 하루 두 번뿐입니다.", **over})


def states(*requests: CoachingRequest) -> list[str]:
    """How they stand."""
    return [request.state for request in requests]


def test_a_request_is_accepted_and_takes_a_slot(ground: Session) -> None:
    """The coach accepts; the learner holds the slot through the engagement."""
    offering = offer(ground, 2)
    request = ask(ground, offering, 1)

    step = engaging.accept(ground, request.id, "coach")

    assert step.request is request and request.state == "accepted" and request.live_code is None
    assert request.engagement is not None and request.engagement.live_slot == 1
    assert offerings.free_slots(ground, offering.id) == 1


def test_a_full_offering_puts_in_line_and_calls_up_the_oldest(ground: Session) -> None:
    """Whoever was before the coach waits with the rest; the end of an engagement calls up one, accepting nobody."""
    offering = offer(ground, 1)
    first, second = ask(ground, offering, 1), ask(ground, offering, 2)
    held = engaging.accept(ground, first.id, "coach").held
    third = ask(ground, offering, 3)
    assert held == (second,) and states(second, third) == ["waiting", "waiting"]
    assert [waiting_line.place_in_line(ground, each) for each in (second, third)] == [1, 2]
    with pytest.raises(RequestRefusedError, match="waits for a slot"):
        engaging.accept(ground, second.id, "coach")

    assert first.engagement is not None
    called = engaging.finish(ground, first.engagement.id).called

    assert called == (second,) and states(second, third) == ["sent", "waiting"]
    assert offerings.free_slots(ground, offering.id) == 1


@pytest.mark.parametrize("step", ["decline", "withdraw"])
def test_who_goes_makes_room_for_the_next(ground: Session, step: str) -> None:
    """While a slot is free, the next in line comes before the coach when the one before it is gone."""
    offering = offer(ground, 1)
    first, second, third = (ask(ground, offering, number) for number in (1, 2, 3))
    engaging.accept(ground, first.id, "coach")
    assert first.engagement is not None
    engaging.finish(ground, first.engagement.id)

    gone = (engaging.decline(ground, second.id, "올해는 어렵습니다.") if step == "decline"
            else engaging.withdraw(ground, second.id))

    assert gone.called == (third,) and states(third) == ["sent"]


def test_a_higher_capacity_calls_up_as_many_as_it_adds(ground: Session) -> None:
    """Two more slots, two called up, the oldest first."""
    offering = offer(ground, 1)
    requests = [ask(ground, offering, number) for number in (1, 2, 3, 4)]
    engaging.accept(ground, requests[0].id, "coach")

    step = waiting_line.set_capacity(ground, offering.id, 3)

    assert step.called == tuple(requests[1:3]) and states(requests[3]) == ["waiting"]


def test_a_day_is_proposed_refused_and_accepted(ground: Session) -> None:
    """Nothing is agreed before the learner accepts; a refused day leaves the request with the coach."""
    offering = offer(ground, 1)
    request = ask(ground, offering, 1)
    day = TODAY + dt.timedelta(days=7)
    with pytest.raises(InvalidInputError):
        engaging.propose(ground, request.id, TODAY - dt.timedelta(days=1))
    engaging.propose(ground, request.id, day)
    with pytest.raises(RequestRefusedError):
        engaging.accept(ground, request.id, "coach")
    engaging.refuse_day(ground, request.id, "그 주는 감사 기간입니다.")
    assert (request.state, request.answer) == ("sent", "그 주는 감사 기간입니다.")
    engaging.propose(ground, request.id, day)

    engaging.accept(ground, request.id, "learner")

    assert (request.state, request.proposed_on) == ("accepted", day)


def test_what_cannot_be_asked_is_said(ground: Session) -> None:
    """The coach itself, a second request, who is coached already, and a closed offering are refused in words."""
    offering = offer(ground, 2)
    with pytest.raises(RequestRefusedError, match="your own offering"):
        engaging.ask(ground, offering.id, ground.get_one(Municipality, COACH), "문제")
    with pytest.raises(InvalidInputError):
        ask(ground, offering, 1, problem="  ")
    request = ask(ground, offering, 1)
    with pytest.raises(RequestRefusedError, match="asked already"):
        ask(ground, offering, 1)
    engaging.accept(ground, request.id, "coach")
    with pytest.raises(RequestRefusedError, match="being coached"):
        ask(ground, offering, 1)


def test_closing_declines_who_waits_with_the_reason(ground: Session) -> None:
    """A reason is needed where somebody waits, and the running engagement goes on."""
    offering = offer(ground, 1)
    first, second = ask(ground, offering, 1), ask(ground, offering, 2)
    engaging.accept(ground, first.id, "coach")
    with pytest.raises(InvalidInputError):
        waiting_line.close(ground, offering.id, "")

    assert waiting_line.close(ground, offering.id, "담당 부서가 바뀝니다.") == (second,)

    assert (second.state, second.answer) == ("declined", "담당 부서가 바뀝니다.")
    assert first.engagement is not None
    engaging.finish(ground, first.engagement.id)


def test_meetings_end_and_reviews(ground: Session) -> None:
    """Either side logs while it lasts; each reviews once after the end."""
    offering = offer(ground, 1)
    request = ask(ground, offering, 1)
    engaging.accept(ground, request.id, "coach")
    number = ground.query(Engagement).one().id
    engaging.log_session(ground, number, "learner", TODAY, "visit", "관제실을 보았습니다.")
    ground.expire_all()
    with pytest.raises(RequestRefusedError, match="logged already"):
        engaging.log_session(ground, number, "learner", TODAY, "visit", "관제실을 보았습니다.")
    with pytest.raises(InvalidInputError):
        engaging.log_session(ground, number, "coach", TODAY + dt.timedelta(days=2), "visit", "내일 일")
    with pytest.raises(RequestRefusedError):
        engaging.review(ground, number, "coach", (5, 5, 5))
    engaging.finish(ground, number, "잘 마쳤습니다.")
    with pytest.raises(RequestRefusedError, match="ended on"):
        engaging.finish(ground, number)
    with pytest.raises(InvalidInputError):
        engaging.review(ground, number, "coach", (5, 0, 5))
    engaging.review(ground, number, "coach", (5, 4, 3), "준비가 좋았습니다.")

    with pytest.raises(RequestRefusedError, match="once"):
        engaging.review(ground, number, "coach", (1, 1, 1))


def test_a_slot_given_back_ends_its_engagement(ground: Session) -> None:
    """Whoever releases the slot ends what holds it, so that the next may begin in it."""
    offering = offer(ground, 1)
    first, second = ask(ground, offering, 1), ask(ground, offering, 2)
    engaging.accept(ground, first.id, "coach")

    step = waiting_line.release(ground, offering.id, first.asker)

    assert step.request is first and step.called == (second,)
    engaging.accept(ground, second.id, "coach")


def test_the_calendar_counts_the_taken_and_the_free(ground: Session) -> None:
    """Twelve months: what was taken in the past, what is free from this month to the end of the period."""
    offering = offer(ground, 3, valid_from=TODAY.replace(day=1), valid_until=TODAY)
    engaging.accept(ground, ask(ground, offering, 1).id, "coach")
    ground.refresh(offering)

    months = calendar(ground, offering, TODAY)

    assert len(months) == 12 and months[3].first == TODAY.replace(day=1)
    assert [(month.taken, month.free) for month in months[2:5]] == [(0, None), (1, 2), (0, None)]
