"""Offering to coach and taking a slot; each write leaves a revision, and the caller commits.

Sessions that write come from `catalog.db.for_writing`. Who takes a slot locks the offering's row as a reader
and one free slot, who changes or closes the offering locks its row alone: always in this order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from catalog.coaching import FORMS, LANGUAGES, MOST_CITIES, Offering, OfferingSlot
from catalog.deployments import Operation
from catalog.errors import (
    NotOperatedError,
    OfferingFullError,
    OfferingRefusedError,
    UnknownOfferingError,
)
from catalog.municipalities import Municipality
from catalog.offering_terms import Terms, require_capacity, require_sound
from catalog.revisions import Revision
from catalog.solutions import Solution


def open_offerings(session: Session, on: dt.date | None = None) -> Sequence[Offering]:
    """The offerings that are neither closed nor over on a day (default: today), with their slots."""
    return session.scalars(
        select(Offering).where(Offering.closed_on.is_(None), Offering.valid_until >= (on or dt.date.today()))
        .options(joinedload(Offering.municipality), joinedload(Offering.solution), selectinload(Offering.slots))
        .order_by(Offering.solution_slug, Offering.municipality_code)
    ).all()


def free_slots(session: Session, offering: int) -> int:
    """How many more cities the offering can take."""
    return session.scalar(select(func.count()).select_from(OfferingSlot).where(
        OfferingSlot.offering_id == offering, OfferingSlot.taken_by.is_(None))) or 0


def offer(session: Session, coach: Municipality, solution: Solution, terms: Terms, capacity: int) -> Offering:
    """Opens an offering for as many cities at once as `capacity`.

    Raises:
        InvalidInputError: something in the terms or the capacity cannot be.
        NotOperatedError: the municipality is not known to operate the solution.
        OfferingRefusedError: it offers coaching in it already.
    """
    require_sound(terms, capacity)
    key = (coach.code, solution.slug)
    # Locked, so that the operation is not withdrawn before the offering stands.
    if session.get(Operation, key, with_for_update={"read": True, "key_share": True}) is None:
        raise NotOperatedError(
            f"{coach.name_ko}에는 ‘{solution.name_ko}’ 솔루션을 운영한다는 자료가 없어 코칭을 제공할 수 없습니다. "
            "운영 중이면 도입 사례를 출처와 함께 먼저 등록해 주세요.",
            f"{coach.name_en} is not on record as operating '{solution.name_en}' and cannot offer coaching in it. "
            "If it does, put its deployment on record first, with its source.",
        )
    offering = Offering(
        municipality_code=coach.code, solution_slug=solution.slug, open_slug=solution.slug, **_columns(terms))
    try:
        with session.begin_nested():
            session.add(offering)
    except IntegrityError as error:
        raise OfferingRefusedError(
            f"{coach.name_ko}의 ‘{solution.name_ko}’ 코칭 제공이 이미 열려 있습니다. "
            "정원을 바꾸거나, 닫은 뒤에 다시 등록해 주세요.",
            f"{coach.name_en} has an open offering for '{solution.name_en}' already. "
            "Change its capacity, or close it and register again.",
        ) from error
    _add_slots(session, offering, range(1, capacity + 1))
    _revise(session, offering, "opened")
    return offering


def change_terms(session: Session, offering: int, terms: Terms) -> None:
    """Puts other terms in the place of an open offering's; its slots stay as they are.

    Raises:
        InvalidInputError: something in the terms cannot be.
        UnknownOfferingError: no such offering is open.
    """
    require_sound(terms, 1)
    found = _open(session, offering)
    for name, value in _columns(terms).items():
        setattr(found, name, value)
    _revise(session, found, "terms")


def change_capacity(session: Session, offering: int, capacity: int) -> None:
    """Adds free slots, or removes as many free ones as the new capacity leaves over.

    Raises:
        InvalidInputError: the capacity is not from 1 to MOST_CITIES.
        UnknownOfferingError: no such offering is open.
        OfferingRefusedError: more cities hold a slot than would be left.
    """
    require_capacity(capacity)
    found = _open(session, offering)
    slots = {number: holder for number, holder in session.execute(
        select(OfferingSlot.number, OfferingSlot.taken_by).where(OfferingSlot.offering_id == offering))}
    free = sorted((number for number, holder in slots.items() if holder is None), reverse=True)
    taken = len(slots) - len(free)
    if capacity < taken:
        raise OfferingRefusedError(
            f"이미 {taken}곳이 자리를 쓰고 있어 정원을 {capacity}곳으로 줄일 수 없습니다. "
            f"{taken}곳 이상으로 정하거나 자리를 먼저 반납받아 주세요.",
            f"{taken} slots are taken, so the capacity cannot become {capacity}. "
            f"Set it to {taken} or more, or have slots released first.",
        )
    session.execute(delete(OfferingSlot).where(
        OfferingSlot.offering_id == offering, OfferingSlot.taken_by.is_(None),
        OfferingSlot.number.in_(free[: max(0, len(slots) - capacity)])))
    unused = [number for number in range(1, MOST_CITIES + 1) if number not in slots]
    _add_slots(session, found, unused[: max(0, capacity - len(slots))])
    _revise(session, found, f"capacity {capacity}")


def take_slot(session: Session, offering: int, asker: Municipality, on: dt.date | None = None) -> int:
    """Gives `asker` a free slot of the offering and returns its number, whoever else asks at the same time.

    One statement finds a free slot and takes it; the others wait for that slot and then look at the next.

    Raises:
        UnknownOfferingError: no such offering is open.
        OfferingRefusedError: its period is over, the asker is the coach itself or holds a slot already.
        OfferingFullError: every slot is taken.
    """
    found = _open(session, offering, shared=True)
    if found.valid_until < (on or dt.date.today()):
        raise OfferingRefusedError(
            f"{offering}번 코칭 제공은 {found.valid_until}에 끝났습니다. 다른 지자체의 코칭 제공을 골라 주세요.",
            f"Offering {offering} ended on {found.valid_until}. Choose the offering of another municipality.",
        )
    if asker.code == found.municipality_code:
        raise OfferingRefusedError(
            f"이 코칭은 {asker.name_ko}에서 제공합니다. 코칭을 받을 다른 지자체를 지정해 주세요.",
            f"{asker.name_en} is the coach of this offering itself. Name the municipality that wants to learn.",
        )
    free = aliased(OfferingSlot)
    first_free = (
        select(free.number).where(free.offering_id == offering, free.taken_by.is_(None))
        .order_by(free.number).limit(1).with_for_update().scalar_subquery()
    )
    try:
        with session.begin_nested():
            number = session.scalar(
                update(OfferingSlot)
                .where(OfferingSlot.offering_id == offering, OfferingSlot.number == first_free,
                       OfferingSlot.taken_by.is_(None))
                .values(taken_by=asker.code, taken_at=dt.datetime.now(dt.UTC)).returning(OfferingSlot.number)
            )
    except IntegrityError as error:
        raise _holds_one(found, asker) from error
    if number is None:
        if session.scalar(select(OfferingSlot.number).where(
                OfferingSlot.offering_id == offering, OfferingSlot.taken_by == asker.code)):
            raise _holds_one(found, asker)
        raise OfferingFullError(
            f"{offering}번 코칭 제공은 자리가 모두 찼습니다. "
            "다른 지자체의 코칭 제공을 고르거나, 자리가 난 뒤에 다시 신청해 주세요.",
            f"Every slot of offering {offering} is taken. "
            "Choose another municipality, or ask again once a slot is free.",
        )
    _revise(session, found, f"slot {number} taken")
    return number


def release_slot(session: Session, offering: int, holder: Municipality) -> None:
    """Frees the slot that `holder` has, also in an offering that was closed meanwhile.

    Raises:
        OfferingRefusedError: it holds none.
    """
    number = session.scalar(
        update(OfferingSlot).where(OfferingSlot.offering_id == offering, OfferingSlot.taken_by == holder.code)
        .values(taken_by=None, taken_at=None).returning(OfferingSlot.number)
    )
    if number is None:
        raise OfferingRefusedError(
            f"{holder.name_ko}에는 {offering}번 코칭 제공의 자리가 배정되어 있지 않습니다. "
            "번호와 지자체를 확인해 주세요.",
            f"{holder.name_en} holds no slot of offering {offering}. Check the number and the municipality.",
        )
    _revise(session, session.get_one(Offering, offering), f"slot {number} released")


def close(session: Session, offering: int) -> None:
    """Takes an offering off the list for good; who holds a slot keeps it on record.

    Raises:
        UnknownOfferingError: no such offering is open.
    """
    found = _open(session, offering)
    _shut(found)
    _revise(session, found, "closed")


def close_without(session: Session, operating: Collection[tuple[str, str]]) -> None:
    """Closes every offering whose pair of municipality and solution is not among those that operate."""
    for found in session.scalars(select(Offering).where(Offering.closed_on.is_(None)).with_for_update()):
        if (found.municipality_code, found.solution_slug) not in operating:
            _shut(found)
    session.flush()


def _open(session: Session, offering: int, shared: bool = False) -> Offering:
    found = session.scalar(
        select(Offering).where(Offering.id == offering, Offering.closed_on.is_(None))
        .with_for_update(read=shared).execution_options(populate_existing=True)
    )
    if found is None:
        raise UnknownOfferingError(
            f"{offering}번 코칭 제공은 없거나 닫혔습니다. 코칭 제공 목록에서 번호를 확인해 주세요.",
            f"There is no open offering {offering}. Look up its number in the list of offerings.",
        )
    return found


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        **{f"by_{form}": form in terms.forms for form in FORMS},
        **{f"in_{language}": language in terms.languages for language in LANGUAGES},
        "valid_from": terms.valid_from, "valid_until": terms.valid_until, "contact": terms.contact.strip(),
        "conditions_ko": terms.conditions_ko or None, "conditions_en": terms.conditions_en or None,
        "stated_on": terms.stated_on, "source": terms.source.strip(),
    }


def _holds_one(offering: Offering, asker: Municipality) -> OfferingRefusedError:
    return OfferingRefusedError(
        f"{asker.name_ko}에는 {offering.id}번 코칭 제공의 자리가 이미 배정되어 있습니다. "
        f"일정은 담당 부서({offering.contact})와 정해 주세요.",
        f"{asker.name_en} holds a slot of offering {offering.id} already. "
        f"Arrange the dates with its office ({offering.contact}).",
    )


def _shut(offering: Offering) -> None:
    offering.closed_on, offering.open_slug = dt.date.today(), None


def _add_slots(session: Session, offering: Offering, numbers: Iterable[int]) -> None:
    session.add_all(
        OfferingSlot(offering_id=offering.id, number=number, coach_code=offering.municipality_code)
        for number in numbers
    )


def _revise(session: Session, offering: Offering, what: str) -> None:
    session.add(Revision(reason=f"offering {offering.id}: {what}"))
    session.flush()
    session.expire(offering)  # its slots were written past it
