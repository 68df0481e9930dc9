"""From a request for coaching to the engagement: who may do what, and when; the caller commits.

Every write locks the offering's row first, then reads its requests again: of two that come at once the second
finds what the first left, and is told so. When a slot gets free the oldest who waits is asked for, never
accepted unasked.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import offerings
from catalog.coaching import FORMS, OfferingSlot
from catalog.engagements import LIVE, CoachingRequest, CoachingSession, Engagement, Review
from catalog.errors import (
    InvalidInputError,
    OfferingFullError,
    RequestRefusedError,
    UnknownOfferingError,
    UnknownRequestError,
)
from catalog.municipalities import Municipality
from catalog.waiting_line import BEFORE_THE_COACH, Step, answered, call_up, hold, locked, release, standing
from catalog.worded import day_words, worded


def ask(
    session: Session, offering: int, asker: Municipality, problem: str, message: str = "",
    made_by: int | None = None, plan_id: str | None = None,
) -> CoachingRequest:
    """Asks for coaching; the request waits where every slot is taken or others wait already.

    Raises:
        UnknownOfferingError: no such offering is open.
        RequestRefusedError: the period is over, the asker is the coach, has asked already or is being coached.
        InvalidInputError: the problem is empty or a text is too long.
    """
    problem = worded("problem", problem, most=10_000)
    message = worded("message", message, needed=False)
    found = locked(session, offering)
    if found is None or found.closed_on is not None:
        raise UnknownOfferingError(
            "이 코칭 제공은 닫혔습니다. 다른 지자체의 코칭 제공을 골라 주세요.",
            "This offering is closed. Choose the offering of another municipality.")
    if found.valid_until < dt.date.today():
        ko, en = day_words(found.valid_until)
        raise RequestRefusedError(
            f"이 코칭 제공은 {ko}에 끝났습니다. 다른 지자체의 코칭 제공을 골라 주세요.",
            f"This offering ended on {en}. Choose the offering of another municipality.")
    if asker.code == found.municipality_code:
        raise RequestRefusedError(
            "귀 지자체가 제공하는 코칭입니다. 코칭을 받을 다른 지자체의 제공을 골라 주세요.",
            "This is your own offering. Choose the offering of another municipality.")
    if session.scalar(select(CoachingRequest.id).where(
            CoachingRequest.offering_id == offering, CoachingRequest.live_code == asker.code)):
        raise RequestRefusedError(
            "이미 보낸 요청이 있습니다. 같은 요청을 다시 보내지 않았으니 코칭 화면에서 답을 확인해 주세요.",
            "You have asked already; nothing was sent again. See the page on coaching for the answer.")
    if session.scalar(select(OfferingSlot.number).where(
            OfferingSlot.offering_id == offering, OfferingSlot.taken_by == asker.code)):
        raise RequestRefusedError(
            "이 코칭 제공에서 이미 코칭을 받고 있습니다. 코칭 화면에서 진행 상황을 확인해 주세요.",
            "You are being coached under this offering already. See the page on coaching.")
    full = standing(session, offering, ("waiting",)) or not offerings.free_slots(session, offering)
    made = CoachingRequest(
        offering_id=offering, asker_code=asker.code, live_code=asker.code, made_by=made_by, plan_id=plan_id,
        problem=problem, message=message, state="waiting" if full else "sent", made_at=dt.datetime.now(dt.UTC))
    session.add(made)
    session.flush()
    return made


def withdraw(session: Session, request: int) -> Step:
    """The learner takes the request back while it awaits an answer.

    Raises:
        RequestRefusedError: it was answered or taken back already.
    """
    found = _waiting_for(session, request, LIVE)
    answered(found, "withdrawn")
    return Step(found, call_up(session, found.offering_id))


def decline(session: Session, request: int, reason: str) -> Step:
    """The coach says no, and why.

    Raises:
        RequestRefusedError: it was answered or taken back already.
        InvalidInputError: no reason is given.
    """
    reason = worded("reason", reason)
    found = _waiting_for(session, request, LIVE)
    answered(found, "declined", reason)
    return Step(found, call_up(session, found.offering_id))


def propose(session: Session, request: int, day: dt.date, note: str = "") -> Step:
    """The coach names a first day; nothing is agreed until the learner accepts it.

    Raises:
        RequestRefusedError: the request is no longer open, or waits for a slot.
        InvalidInputError: the day is past, or outside the offering's period.
    """
    note = worded("note", note, needed=False)
    found = _waiting_for(session, request, BEFORE_THE_COACH)
    first, last = max(dt.date.today(), found.offering.valid_from), found.offering.valid_until
    if not first <= day <= last:
        (first_ko, first_en), (last_ko, last_en) = day_words(first), day_words(last)
        raise InvalidInputError(
            "day", f"제안일은 {first_ko}부터 {last_ko} 사이로 정해 주세요. "
            "코칭 제공 기간 안의 앞으로 올 날짜여야 합니다.",
            f"The day must be from {first_en} to {last_en}: still to come, and within the offering's period.")
    found.state, found.proposed_on, found.answer = "proposed", day, note
    session.flush()
    return Step(found)


def refuse_day(session: Session, request: int, note: str) -> Step:
    """The learner cannot come on the proposed day; the request stays with the coach.

    Raises:
        RequestRefusedError: no day is proposed any more.
        InvalidInputError: it does not say which days would do.
    """
    note = worded("note", note)
    found = _waiting_for(session, request, ("proposed",))
    found.state, found.answer = "sent", note
    session.flush()
    return Step(found)


def accept(session: Session, request: int, by: str) -> Step:
    """Takes a slot and opens the engagement: by the coach of a request that was sent, by the learner of a day.

    Raises:
        RequestRefusedError: it was answered meanwhile, waits for a slot, or no slot is left.
    """
    found = _waiting_for(session, request, ("sent",) if by == "coach" else ("proposed",))
    try:
        slot = offerings.take_slot(session, found.offering_id, found.asker)
    except OfferingFullError as error:
        raise RequestRefusedError(
            "자리가 모두 찼습니다. 진행 중인 코칭을 마치거나 정원을 늘린 뒤에 수락해 주세요.",
            "Every slot is taken. End an engagement or raise the capacity, then accept.") from error
    answered(found, "accepted", found.answer)
    session.add(Engagement(
        request_id=found.id, offering_id=found.offering_id, slot=slot, live_slot=slot, started_on=dt.date.today()))
    session.flush()
    session.expire(found, ["engagement"])
    return Step(found, held=hold(session, found.offering_id))


def log_session(session: Session, engagement: int, by: str, day: dt.date, form: str, note: str) -> CoachingSession:
    """One meeting, logged by either side while the engagement lasts.

    Raises:
        RequestRefusedError: the engagement has ended, or the same is logged already.
        InvalidInputError: the day lies ahead or before the request, the form is unknown or the note empty.
    """
    found = _running(session, engagement)
    if not found.request.made_at.date() <= day <= dt.date.today():
        raise InvalidInputError("held_on", "만난 날짜는 요청한 날부터 오늘까지로 적어 주세요.",
                                "The day must lie between the request and today.")
    if form not in FORMS:
        raise InvalidInputError("form", "코칭 방식을 골라 주세요.", "Choose how you met.")
    note = worded("note", note)
    if (day, form, note) in {(one.held_on, one.form, one.note) for one in found.sessions}:
        raise RequestRefusedError("같은 만남이 이미 적혀 있습니다.", "This meeting is logged already.")
    made = CoachingSession(engagement_id=engagement, held_on=day, form=form, note=note, logged_by=by)
    session.add(made)
    session.flush()
    return made


def finish(session: Session, engagement: int, note: str = "") -> Step:
    """Ends the engagement by either side: its slot is free again, and who waited longest is called up.

    Raises:
        RequestRefusedError: it has ended already.
    """
    note = worded("note", note, needed=False)
    found = _running(session, engagement)
    found.end_note = note
    return release(session, found.offering_id, found.request.asker)


def review(session: Session, engagement: int, by: str, marks: tuple[int, int, int], note: str = "") -> Review:
    """What one side says at the end: useful, well prepared, would do it again, each from 1 to 5.

    Raises:
        RequestRefusedError: it has not ended, or this side has given its review.
        InvalidInputError: a mark is missing or out of range.
    """
    note = worded("note", note, needed=False)
    found = _locked_engagement(session, engagement)
    if found.ended_on is None:
        raise RequestRefusedError(
            "코칭을 마친 뒤에 평가할 수 있습니다.", "Reviews come after the engagement has ended.")
    if session.get(Review, (engagement, by)) is not None:
        raise RequestRefusedError("이미 평가를 남겼습니다. 평가는 한 번만 남길 수 있습니다.",
                                  "You have given your review; it can be given once.")
    for field, mark in zip(("useful", "prepared", "again"), marks, strict=True):
        if not 1 <= mark <= 5:
            raise InvalidInputError(field, "세 가지 모두 1점부터 5점까지로 골라 주세요.",
                                    "Choose a mark from 1 to 5 for all three.")
    useful, prepared, again = marks
    made = Review(engagement_id=engagement, side=by, useful=useful, prepared=prepared, again=again, note=note,
                  made_on=dt.date.today())
    session.add(made)
    session.flush()
    return made


STANDS = {
    "sent": ("요청이 다시 검토를 기다리고 있습니다", "the request is with the coach again"),
    "proposed": ("날짜가 제안되어 답을 기다리고 있습니다", "a day is proposed and awaits an answer"),
    "waiting": ("자리가 차서 대기 중입니다. 자리가 나면 순서대로 알려 드립니다",
                "it waits for a slot; both sides are told when one is free"),
    "accepted": ("이미 수락되었습니다", "it has been accepted"),
    "declined": ("이미 거절되었습니다", "it has been declined"),
    "withdrawn": ("신청한 지자체가 이미 취소했습니다", "the municipality that asked has withdrawn it"),
}


def _waiting_for(session: Session, request: int, states: tuple[str, ...]) -> CoachingRequest:
    """The request, locked through its offering, in one of the states."""
    offering = session.scalar(select(CoachingRequest.offering_id).where(CoachingRequest.id == request))
    if offering is None:
        raise UnknownRequestError("요청을 찾지 못했습니다. 코칭 화면에서 다시 열어 주세요.",
                                  "There is no such request. Open it from the page on coaching.")
    locked(session, offering)
    found = session.get_one(CoachingRequest, request, populate_existing=True)
    if found.state not in states:
        ko, en = STANDS[found.state]
        raise RequestRefusedError(f"그사이 상태가 바뀌어 처리하지 않았습니다. {ko}.",
                                  f"Nothing was done, because the request changed meanwhile: {en}.")
    return found


def _locked_engagement(session: Session, engagement: int) -> Engagement:
    offering = session.scalar(select(Engagement.offering_id).where(Engagement.id == engagement))
    if offering is None:
        raise UnknownRequestError("코칭 기록을 찾지 못했습니다. 코칭 화면에서 다시 열어 주세요.",
                                  "There is no such engagement. Open it from the page on coaching.")
    locked(session, offering)
    return session.get_one(Engagement, engagement, populate_existing=True)


def _running(session: Session, engagement: int) -> Engagement:
    found = _locked_engagement(session, engagement)
    if found.ended_on is not None:
        ko, en = day_words(found.ended_on)
        raise RequestRefusedError(f"이 코칭은 {ko}에 끝났습니다. 기록은 그대로 볼 수 있습니다.",
                                  f"This engagement ended on {en}. Its record can still be read.")
    return found
