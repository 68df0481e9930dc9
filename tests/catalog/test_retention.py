"""What has stood its time is erased, and nothing else; of several processes one does it."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from catalog import migrate, people, upkeep
from catalog.accounts import Account, Mail, Organisation, SignIn
from catalog.db import for_writing
from catalog.errors import DoubtfulClockError
from catalog.people import now
from catalog.plans import Plan
from catalog.retention import Keep, check_clock, erase_expired, expired
from catalog.searches import SavedSearch
from tests.factories import a_call, a_municipality, a_programme
from tests.work_factories import (
    NOW,
    a_mail,
    a_notice,
    a_plan,
    a_saved_search,
    a_sign_in,
    an_account,
    an_organisation,
    an_upkeep,
)

KEEP = Keep(plans=100, accounts=50, notices=30)
NOTHING = dict.fromkeys(("sign_ins", "invitations", "plans", "accounts", "notices", "mails"), 0)


def days(count: int) -> dt.datetime:
    """So many days after everything was made."""
    return NOW + dt.timedelta(days=count)


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """One of everything that is kept for a time, made on the same day."""
    a_municipality(empty_session)
    call = a_call(empty_session, a_programme(empty_session).id).id
    organisation = an_organisation(empty_session)
    reader = an_account(empty_session, confirmed_at=NOW, organisation_id=organisation.id)
    shut = an_account(empty_session, email="shut@example.org", active=False, shut_at=NOW, confirmed_at=NOW,
                      organisation_id=organisation.id)
    an_account(empty_session, email="invited@example.org", organisation_id=organisation.id)
    an_account(empty_session, email="claims@example.org")
    a_saved_search(empty_session, account_id=shut.id)
    a_sign_in(empty_session, account_id=reader.id)
    a_notice(empty_session, organisation_id=organisation.id)
    a_mail(empty_session)
    a_plan(empty_session, call, id="nobodys")
    a_plan(empty_session, call, id="ours", organisation_id=organisation.id, made_by=shut.id)
    return empty_session


@pytest.mark.parametrize(("day", "due"), [
    (1, {}), (8, {"invitations": 1}), (15, {"invitations": 1, "sign_ins": 1}),
    (31, {"invitations": 2, "sign_ins": 1, "notices": 1, "mails": 1}),
    (51, {"invitations": 2, "sign_ins": 1, "notices": 1, "mails": 1, "accounts": 1}),
    (101, {"invitations": 2, "sign_ins": 1, "notices": 1, "mails": 1, "accounts": 1, "plans": 1}),
])
def test_each_matter_has_its_own_days(ground: Session, day: int, due: dict[str, int]) -> None:
    """What is counted as due is what is erased, and a second time finds nothing."""
    counted = expired(ground, KEEP, days(day))

    assert counted == {**NOTHING, **due}
    assert erase_expired(ground, KEEP, days(day)) == counted
    assert expired(ground, KEEP, days(day)) == NOTHING


def test_what_an_organisation_saved_outlives_the_person(ground: Session) -> None:
    """With a shut account go its searches and waiting mails; the organisation's plan stays without its maker."""
    a_mail(ground, recipient="shut@example.org", made_at=days(51))

    erase_expired(ground, KEEP, days(101))

    assert people.by_email(ground, "shut@example.org") is None
    assert ground.scalars(select(SavedSearch)).all() == []
    assert ground.scalars(select(Mail)).all() == []
    (plan,) = ground.scalars(select(Plan))
    assert (plan.id, plan.made_by) == ("ours", None)


def test_without_days_nothing_is_erased(ground: Session) -> None:
    """0 keeps plans, accounts, notices and mails; ended sign-ins and links that are dead go all the same."""
    due = expired(ground, Keep(plans=0, accounts=0, notices=0), days(10_000))

    assert due == {"sign_ins": 1, "invitations": 2}


def test_shutting_an_account_starts_its_days(empty_session: Session) -> None:
    """Opening it again ends them."""
    account = an_account(empty_session, confirmed_at=NOW)
    people.set_active(empty_session, account, False)
    empty_session.flush()
    assert expired(empty_session, KEEP, now() + dt.timedelta(days=51))["accounts"] == 1

    people.set_active(empty_session, account, True)
    empty_session.flush()

    assert expired(empty_session, KEEP, now() + dt.timedelta(days=51))["accounts"] == 0
    assert empty_session.scalars(select(SignIn)).all() == [] and empty_session.get(Account, account.id) is account


def test_the_newest_row_vouches_for_the_clock_before_the_first_erasing(ground: Session) -> None:
    """Up to 31 days after it and a day before it; an empty database doubts nothing."""
    for right in (-1, 0, 31):
        check_clock(ground, days(right))
    for wrong in (-2, 32, 4000):
        with pytest.raises(DoubtfulClockError, match=r"the newest record was at 2026-07-01.*--clock-is-right"):
            check_clock(ground, days(wrong))


def test_an_empty_database_doubts_no_clock(empty_session: Session) -> None:
    """There is nothing to compare with, and nothing to erase."""
    check_clock(empty_session, days(4000))


def test_the_last_erasing_vouches_whatever_rows_say(ground: Session) -> None:
    """Rows that were written under the wrong clock do not make it right; a quiet service is believed."""
    an_upkeep(ground, kind="retention", done_at=days(300))
    check_clock(ground, days(301))  # nobody did anything for 300 days
    a_notice(ground, organisation_id=ground.scalars(select(Organisation.id)).first(), made_at=days(4000))

    with pytest.raises(DoubtfulClockError, match="the last erasing was at 2027-04-27"):
        check_clock(ground, days(4000))


def test_of_several_processes_one_is_due(engine: Engine) -> None:
    """Eight ask at once, the first time and a day later: one each time is told to do it."""
    migrate.upgrade(engine)
    writing = for_writing(engine)

    def asked_at_once() -> int:
        told: list[bool] = []
        start = threading.Barrier(8)

        def ask() -> None:
            start.wait()
            with Session(writing) as session, session.begin():
                told.append(upkeep.claim(session, "retention", dt.timedelta(days=1)))

        threads = [threading.Thread(target=ask) for _number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 8
        return sum(told)

    assert asked_at_once() == 1
    assert asked_at_once() == 0
    with Session(writing) as session, session.begin():
        found = upkeep.last(session, "retention")
        assert found is not None
        found.done_at -= dt.timedelta(days=1)
    assert asked_at_once() == 1
