"""Capacity cannot be exceeded, whatever happens at once: many real connections on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from catalog import migrate, offerings
from catalog.changes import refresh_operations
from catalog.coaching import Offering, OfferingSlot
from catalog.db import for_writing, make_engine
from catalog.deployments import Deployment, Operation
from catalog.errors import (
    HwaksanError,
    OfferingFullError,
    OfferingRefusedError,
    UnknownOfferingError,
)
from catalog.municipalities import Municipality
from tests.catalog.test_offerings import TODAY, offer, prepare


@pytest.fixture
def crowd(engine: Engine) -> Iterator[Callable[[list[Callable[[Session], Any]]], list[Any]]]:
    """Runs writes at the same moment, each over an engine and a connection of its own."""
    migrate.upgrade(engine)

    def run(writes: list[Callable[[Session], Any]]) -> list[Any]:
        start = Barrier(len(writes))

        def one(write: Callable[[Session], Any]) -> Any:
            own = for_writing(make_engine(engine.url.render_as_string(hide_password=False)))
            try:
                with own.connect():
                    pass
                start.wait()
                with Session(own) as session, session.begin():
                    return write(session)
            except HwaksanError as error:
                return type(error)
            finally:
                own.dispose()

        with ThreadPoolExecutor(len(writes)) as threads:
            return list(threads.map(one, writes))

    yield run


def taking(offering: int, asker: str) -> Callable[[Session], Any]:
    """A session that reads before it takes a slot, as every caller does."""
    return lambda session: offerings.take_slot(session, offering, session.get_one(Municipality, asker), TODAY)


def opened(engine: Engine, capacity: int, learners: int) -> int:
    """The number of an offering that stands."""
    with Session(engine) as session, session.begin():
        prepare(session, learners)
        return offer(session, capacity).id


@pytest.mark.slow
def test_a_crowd_never_exceeds_the_capacity(engine: Engine, crowd: Any) -> None:
    """Of 24 that ask for 3 slots at once exactly 3 get one, and the others are told that it is full."""
    offering = opened(engine, 3, 24)

    answers = crowd([taking(offering, f"92{number:03}") for number in range(1, 25)])

    assert sorted(answer for answer in answers if isinstance(answer, int)) == [1, 2, 3]
    assert [answer for answer in answers if not isinstance(answer, int)] == [OfferingFullError] * 21
    with Session(engine) as session:
        held = session.scalars(select(OfferingSlot.taken_by)).all()
        assert len(set(held)) == 3 and None not in held


@pytest.mark.slow
@pytest.mark.parametrize(("kept", "number"), [(True, 2), (False, 1)])
def test_who_waits_gets_the_next_free_slot(engine: Engine, crowd: Any, kept: bool, number: int) -> None:
    """While one takes a slot the next waits, then gets the one after it, or that one if it was not kept."""
    offering = opened(engine, 2, 2)
    with ThreadPoolExecutor(1) as aside, Session(for_writing(engine)) as session:
        assert taking(offering, "92001")(session) == 1
        second = aside.submit(crowd, [taking(offering, "92002")])
        assert not wait([second], timeout=0.5).done
        session.commit() if kept else session.rollback()

        assert second.result() == [number]


@pytest.mark.slow
def test_one_asker_many_times_at_once_gets_one_slot(engine: Engine, crowd: Any) -> None:
    """A form sent eight times takes one slot, the others are told that it holds one."""
    offering = opened(engine, 5, 1)

    answers = crowd([taking(offering, "92001")] * 8)

    assert sorted(answers, key=str) == [1, *[OfferingRefusedError] * 7]


@pytest.mark.slow
def test_taking_releasing_changing_and_loading_at_once(engine: Engine, crowd: Any) -> None:
    """Whatever comes together, nothing waits for ever and no more hold a slot than there are slots."""
    offering = opened(engine, 4, 12)
    with Session(engine) as session, session.begin():
        for asker in ("92001", "92002"):
            offerings.take_slot(session, offering, session.get_one(Municipality, asker), TODAY)
    writes = [taking(offering, f"92{number:03}") for number in range(3, 13)]
    writes += [lambda session, code=code: offerings.release_slot(
        session, offering, session.get_one(Municipality, code)) for code in ("92001", "92002")]
    writes += [lambda session, capacity=capacity: offerings.change_capacity(session, offering, capacity)
               for capacity in (3, 6, 4)]
    writes.append(refresh_operations)

    answers = crowd(writes)

    taken = sum(isinstance(answer, int) for answer in answers)
    with Session(engine) as session:
        (found,) = offerings.open_offerings(session, TODAY)
        assert len(found.slots) in (3, 4, 6)
        assert sum(slot.taken_by is not None for slot in found.slots) == taken <= 6


@pytest.mark.slow
def test_closing_and_taking_at_once(engine: Engine, crowd: Any) -> None:
    """The end of the operation closes the offering beside those that ask; nobody gets a slot after it."""
    offering = opened(engine, 20, 12)
    with Session(engine) as session, session.begin():
        session.execute(update(Deployment).values(withdrawn_on=TODAY))

    answers = crowd([*(taking(offering, f"92{number:03}") for number in range(1, 13)), refresh_operations])

    assert set(map(type, answers[:12])) <= {int, type} and set(answers[:12]) - set(range(21)) <= {UnknownOfferingError}
    with Session(engine) as session:
        assert session.get_one(Offering, offering).closed_on is not None
        assert session.scalars(select(Operation)).all() == []
        assert 20 - offerings.free_slots(session, offering) == sum(isinstance(answer, int) for answer in answers)
