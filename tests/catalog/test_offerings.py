"""Offering to coach: what may be offered, and slots that many ask for at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog import offerings
from catalog.changes import refresh_operations
from catalog.coaching import Offering
from catalog.deployments import Deployment, Operation
from catalog.errors import (
    InvalidInputError,
    NotOperatedError,
    OfferingFullError,
    OfferingRefusedError,
    UnknownOfferingError,
)
from catalog.municipalities import Municipality
from catalog.offering_terms import Terms
from catalog.revisions import current_version
from catalog.solutions import Solution
from tests import factories

TODAY = dt.date(2026, 6, 1)
COACH = "91110"


def terms(**over: Any) -> Terms:
    """Visits and remote advice in Korean for half a year."""
    return Terms(**{
        "forms": ["visit", "remote"], "languages": ["ko"], "valid_from": TODAY, "valid_until": dt.date(2099, 12, 31),
        "contact": "교통과", "stated_on": TODAY, "source": "교통과", **over,
    })


def prepare(session: Session, learners: int = 3) -> None:
    """One coach that operates the solution, and learners 92001 and on."""
    factories.a_municipality(session, COACH)
    for number in range(1, learners + 1):
        factories.a_municipality(session, f"92{number:03}")
    factories.a_solution(session)
    factories.a_deployment(session)
    refresh_operations(session)


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A session with a coach and three learners."""
    prepare(empty_session)
    return empty_session


def offer(session: Session, capacity: int = 2, coach: str = COACH, **over: Any) -> Offering:
    """The coach's offering."""
    return offerings.offer(session, session.get_one(Municipality, coach),
                           session.get_one(Solution, "test-solution"), terms(**over), capacity)


def take(session: Session, offering: Offering, asker: str, on: dt.date = TODAY) -> int:
    """A slot for the asker."""
    return offerings.take_slot(session, offering.id, session.get_one(Municipality, asker), on)


def test_an_offering_is_open_with_its_slots(ground: Session) -> None:
    """It is listed with its terms and as many free slots as its capacity, until its period is over."""
    offering = offer(ground, 3, conditions_ko="버스 1대까지")

    (found,) = offerings.open_offerings(ground, TODAY)
    assert (found.id, found.forms, found.languages) == (offering.id, ("visit", "remote"), ("ko",))
    assert (found.conditions_ko, found.conditions_en, found.municipality.code) == ("버스 1대까지", None, COACH)
    assert [slot.number for slot in found.slots] == [1, 2, 3]
    assert offerings.free_slots(ground, offering.id) == 3
    assert offerings.open_offerings(ground, dt.date(2100, 1, 1)) == []


def test_only_who_operates_it_coaches(ground: Session) -> None:
    """Who is not on record as operating the solution is told so and what to do."""
    with pytest.raises(NotOperatedError) as refused:
        offer(ground, coach="92001")

    assert "운영한다는 자료가 없어" in refused.value.ko and "put its deployment on record" in refused.value.en


@pytest.mark.parametrize(("capacity", "over", "field"), [
    (0, {}, "capacity"), (21, {}, "capacity"), (1, {"forms": []}, "forms"), (1, {"forms": ["visit", "party"]}, "forms"),
    (1, {"languages": ["fr"]}, "languages"), (1, {"valid_until": dt.date(2026, 5, 31)}, "until"),
    (1, {"contact": " "}, "contact"), (1, {"source": ""}, "source"),
])
def test_terms_that_cannot_be_are_refused(ground: Session, capacity: int, over: dict[str, Any], field: str) -> None:
    """The field is named, and nothing is written."""
    with pytest.raises(InvalidInputError) as refused:
        offer(ground, capacity, **over)

    assert refused.value.field == field
    assert ground.scalars(select(Offering)).all() == []


def test_a_second_offering_waits_for_the_first_to_close(ground: Session) -> None:
    """A pair has one open offering; after it is closed the next may be opened, and the old one stays on record."""
    first = offer(ground)
    with pytest.raises(OfferingRefusedError, match="close it"):
        offer(ground)

    offerings.close(ground, first.id)
    second = offer(ground)

    assert [found.id for found in offerings.open_offerings(ground, TODAY)] == [second.id]
    assert ground.get_one(Offering, first.id).closed_on is not None
    with pytest.raises(UnknownOfferingError):
        offerings.close(ground, first.id)


def test_slots_are_taken_until_none_is_left(ground: Session) -> None:
    """Each learner gets one; then the offering is full, and a released slot goes to the next."""
    offering = offer(ground, 2)

    assert [take(ground, offering, "92001"), take(ground, offering, "92002")] == [1, 2]
    with pytest.raises(OfferingFullError):
        take(ground, offering, "92003")
    offerings.release_slot(ground, offering.id, ground.get_one(Municipality, "92001"))
    assert take(ground, offering, "92003") == 1
    assert offerings.free_slots(ground, offering.id) == 0


@pytest.mark.parametrize("capacity", [1, 3])
def test_nobody_holds_two_slots(ground: Session, capacity: int) -> None:
    """A learner that asks again is told that it holds one, whether or not others are free."""
    offering = offer(ground, capacity)
    take(ground, offering, "92001")

    with pytest.raises(OfferingRefusedError, match="holds a slot"):
        take(ground, offering, "92001")
    assert offerings.free_slots(ground, offering.id) == capacity - 1


def test_who_cannot_take_a_slot(ground: Session) -> None:
    """The coach itself, anyone after the period, and anyone once it is closed; who holds none releases none."""
    offering = offer(ground)

    with pytest.raises(OfferingRefusedError, match="coach of this offering itself"):
        take(ground, offering, COACH)
    with pytest.raises(OfferingRefusedError, match="ended on 2099-12-31"):
        take(ground, offering, "92001", dt.date(2100, 1, 1))
    with pytest.raises(OfferingRefusedError, match="holds no slot"):
        offerings.release_slot(ground, offering.id, ground.get_one(Municipality, "92001"))
    offerings.close(ground, offering.id)
    with pytest.raises(UnknownOfferingError):
        take(ground, offering, "92001")


def test_capacity_grows_and_shrinks_around_who_is_there(ground: Session) -> None:
    """Growing adds free slots, shrinking removes free ones only and never one that is taken."""
    offering = offer(ground, 3)
    for asker in ("92001", "92002", "92003"):
        take(ground, offering, asker)
    offerings.release_slot(ground, offering.id, ground.get_one(Municipality, "92001"))

    with pytest.raises(OfferingRefusedError, match="2 slots are taken"):
        offerings.change_capacity(ground, offering.id, 1)
    offerings.change_capacity(ground, offering.id, 2)
    assert [(slot.number, slot.taken_by) for slot in offering.slots] == [(2, "92002"), (3, "92003")]
    offerings.change_capacity(ground, offering.id, 20)
    assert [slot.number for slot in offering.slots] == list(range(1, 21))
    assert offerings.free_slots(ground, offering.id) == 18
    with pytest.raises(InvalidInputError):
        offerings.change_capacity(ground, offering.id, 21)


def test_the_end_of_an_operation_closes_its_offering(ground: Session) -> None:
    """Loading goes on when a deployment is withdrawn; the offering is closed and who holds a slot stays on record."""
    offering = offer(ground)
    take(ground, offering, "92001")
    ground.execute(update(Deployment).values(withdrawn_on=TODAY))

    refresh_operations(ground)

    assert ground.scalars(select(Operation)).all() == []
    assert offerings.open_offerings(ground, TODAY) == []
    assert (offering.open_slug, offering.closed_on) == (None, dt.date.today())
    assert [slot.taken_by for slot in offering.slots] == ["92001", None]


def test_an_operation_that_stays_keeps_its_offering(ground: Session) -> None:
    """Another deployment that now shows the operation changes nothing for its offering."""
    offering = offer(ground)
    factories.a_deployment(ground, id="dep-new", as_of=2026)

    refresh_operations(ground)

    assert ground.scalars(select(Operation.deployment_id)).all() == ["dep-new"]
    assert [found.id for found in offerings.open_offerings(ground, TODAY)] == [offering.id]


def test_every_write_makes_a_version(ground: Session) -> None:
    """Whoever holds a copy of the catalogue notices each change of an offering and of its slots."""
    learner = ground.get_one(Municipality, "92001")
    versions = [current_version(ground)]
    offering = offer(ground)
    for write in (lambda: take(ground, offering, "92001"), lambda: offerings.change_capacity(ground, offering.id, 5),
                  lambda: offerings.release_slot(ground, offering.id, learner),
                  lambda: offerings.close(ground, offering.id)):
        versions.append(current_version(ground))
        write()
    versions.append(current_version(ground))

    assert len(set(versions)) == len(versions)
