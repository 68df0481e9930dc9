"""Who waits for a slot of an offering: the oldest first, called up when one gets free, never accepted unasked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import offerings
from catalog.coaching import Offering
from catalog.engagements import LIVE, CoachingRequest, Engagement
from catalog.municipalities import Municipality
from catalog.offering_terms import Terms
from catalog.worded import worded

BEFORE_THE_COACH = ("sent", "proposed")


@dataclass(frozen=True, slots=True)
class Step:
    """What one write did: `called` came up from the line of those waiting, `held` went into it."""

    request: CoachingRequest | None
    called: tuple[CoachingRequest, ...] = ()
    held: tuple[CoachingRequest, ...] = ()


def locked(session: Session, offering: int) -> Offering | None:
    """The offering's row, which from now on no other write can pass."""
    found: Offering | None = session.scalar(
        select(Offering).where(Offering.id == offering).with_for_update().execution_options(populate_existing=True))
    return found


def standing(session: Session, offering: int, states: tuple[str, ...]) -> tuple[CoachingRequest, ...]:
    """The requests for an offering in one of the states, oldest first.

    They are numbered under the offering's lock; the clock may have been put back in between.
    """
    return tuple(session.scalars(
        select(CoachingRequest).where(CoachingRequest.offering_id == offering, CoachingRequest.state.in_(states))
        .order_by(CoachingRequest.id).execution_options(populate_existing=True)))


def place_in_line(session: Session, request: CoachingRequest) -> int:
    """The place of a waiting request among those that wait for the same offering; 1 is next."""
    line = [found.id for found in standing(session, request.offering_id, ("waiting",))]
    return line.index(request.id) + 1


def call_up(session: Session, offering: int) -> tuple[CoachingRequest, ...]:
    """Calls up who has waited longest, one for each free slot that no other request is before the coach for."""
    found = locked(session, offering)
    if found is None or found.closed_on is not None:
        return ()
    room = offerings.free_slots(session, offering) - len(standing(session, offering, BEFORE_THE_COACH))
    return _moved(session, standing(session, offering, ("waiting",))[: max(0, room)], "sent")


def hold(session: Session, offering: int) -> tuple[CoachingRequest, ...]:
    """Lets those before the coach wait where no slot is left."""
    if offerings.free_slots(session, offering):
        return ()
    return _moved(session, standing(session, offering, BEFORE_THE_COACH), "waiting")


def set_capacity(session: Session, offering: int, capacity: int) -> Step:
    """As `offerings.change_capacity`; who waits is called up for each slot that is new."""
    locked(session, offering)
    offerings.change_capacity(session, offering, capacity)
    return Step(None, call_up(session, offering), hold(session, offering))


def set_terms(session: Session, offering: int, terms: Terms, capacity: int) -> Step:
    """Other terms and another capacity in one write."""
    locked(session, offering)
    offerings.change_terms(session, offering, terms)
    return set_capacity(session, offering, capacity)


def close(session: Session, offering: int, reason: str) -> tuple[CoachingRequest, ...]:
    """Closes the offering and declines, with the reason, whoever still awaits an answer; returns those.

    Raises:
        UnknownOfferingError: no such offering is open.
        InvalidInputError: no reason is given although somebody waits.
    """
    locked(session, offering)
    asking = standing(session, offering, LIVE)
    reason = worded("reason", reason, needed=bool(asking))
    offerings.close(session, offering)
    for found in asking:
        answered(found, "declined", reason)
    session.flush()
    return asking


def release(session: Session, offering: int, holder: Municipality) -> Step:
    """As `offerings.release_slot`; an engagement that holds the slot ends with it, and who waits is called up."""
    locked(session, offering)
    running = session.scalar(
        select(Engagement).join(Engagement.request).where(
            Engagement.offering_id == offering, Engagement.ended_on.is_(None),
            CoachingRequest.asker_code == holder.code).execution_options(populate_existing=True))
    if running is not None:
        running.ended_on, running.live_slot = dt.date.today(), None
        session.flush()
    offerings.release_slot(session, offering, holder)
    return Step(running.request if running is not None else None, call_up(session, offering))


def answered(found: CoachingRequest, state: str, words: str = "") -> None:
    """Ends a request in a state; it awaits no answer any more."""
    found.state, found.live_code, found.answer = state, None, words
    found.answered_at = dt.datetime.now(dt.UTC)


def _moved(session: Session, requests: tuple[CoachingRequest, ...], state: str) -> tuple[CoachingRequest, ...]:
    for found in requests:
        found.state = state
    session.flush()
    return requests
