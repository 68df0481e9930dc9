"""Named reads of coaching: what a municipality offers, was asked, asked itself, and coaches when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.accounts import Organisation
from catalog.coaching import Offering
from catalog.deployments import Operation
from catalog.engagements import CoachingRequest, Engagement
from catalog.proposals import OPEN, Proposal

MONTHS_BACK, MONTHS = 3, 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an offering: cities coached in it, and slots left (None: past, or outside its period)."""

    first: dt.date
    taken: int
    free: int | None


def offices(session: Session) -> Sequence[Organisation]:
    """The programme offices."""
    return session.scalars(select(Organisation).where(Organisation.kind == "programme-office")).all()


def offerings_of(session: Session, code: str) -> Sequence[Offering]:
    """A municipality's offerings, open ones first, then the newest."""
    return session.scalars(
        select(Offering).where(Offering.municipality_code == code)
        .options(joinedload(Offering.solution), selectinload(Offering.slots))
        .order_by(Offering.closed_on.is_not(None), Offering.id.desc())).all()


def operated_by(session: Session, code: str) -> Sequence[Operation]:
    """What a municipality operates now."""
    return session.scalars(
        select(Operation).where(Operation.municipality_code == code).order_by(Operation.solution_slug)).all()


def requests_to(session: Session, code: str) -> Sequence[CoachingRequest]:
    """Requests for a municipality's offerings, newest first."""
    return session.scalars(
        _requests().join(CoachingRequest.offering).where(Offering.municipality_code == code)).all()


def requests_by(session: Session, code: str) -> Sequence[CoachingRequest]:
    """Requests that a municipality made, newest first."""
    return session.scalars(_requests().where(CoachingRequest.asker_code == code)).all()


def proposals_of(session: Session, code: str) -> Sequence[Proposal]:
    """What a municipality proposed to put on record, newest first."""
    return session.scalars(
        select(Proposal).where(Proposal.municipality_code == code).order_by(Proposal.id.desc())).all()


def proposals(session: Session, decided: bool = False, most: int = 100) -> Sequence[Proposal]:
    """Proposals that await the office, oldest first, or those decided, newest first."""
    rows = select(Proposal).options(joinedload(Proposal.municipality), joinedload(Proposal.solution)).limit(most)
    if decided:
        return session.scalars(rows.where(Proposal.state.not_in(OPEN)).order_by(Proposal.decided_at.desc())).all()
    return session.scalars(rows.where(Proposal.state.in_(OPEN)).order_by(Proposal.made_at, Proposal.id)).all()


def calendar(session: Session, offering: Offering, today: dt.date) -> tuple[Month, ...]:
    """MONTHS months from MONTHS_BACK back: who is coached and what is free.

    An engagement lasts until it is ended, so a slot that is taken now counts as taken in every month to come.
    """
    held = sum(slot.taken_by is not None for slot in offering.slots)
    lasting = session.execute(
        select(Engagement.started_on, Engagement.ended_on).where(Engagement.offering_id == offering.id)).all()
    months = []
    for number in range(-MONTHS_BACK, MONTHS - MONTHS_BACK):
        first = _month(today, number)
        last = _month(today, number + 1) - dt.timedelta(days=1)
        within = offering.closed_on is None and offering.valid_from <= last and offering.valid_until >= first
        if number < 0:
            taken = sum(start <= last and (end is None or end >= first) for start, end in lasting)
            months.append(Month(first, taken, None))
        else:
            months.append(Month(first, held if within else 0, len(offering.slots) - held if within else None))
    return tuple(months)


def _month(day: dt.date, ahead: int) -> dt.date:
    years, month = divmod(day.month - 1 + ahead, 12)
    return dt.date(day.year + years, month + 1, 1)


def _requests() -> Select[Any]:
    return select(CoachingRequest).options(
        joinedload(CoachingRequest.offering).joinedload(Offering.solution),
        joinedload(CoachingRequest.offering).joinedload(Offering.municipality),
        joinedload(CoachingRequest.asker), joinedload(CoachingRequest.engagement),
    ).order_by(CoachingRequest.made_at.desc(), CoachingRequest.id.desc())
