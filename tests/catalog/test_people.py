"""Organisations and the people in them, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from catalog import people
from catalog.accounts import Account, Notice, SignIn
from catalog.errors import HwaksanError, InvalidInputError
from catalog.municipalities import Municipality
from tests.factories import a_municipality


def confirmed(session: Session, email: str, code: str) -> Account:
    """A claim whose address was confirmed."""
    account = people.claim(session, a_unit(session, code), email, "김담당", "기획과", "ko")
    assert account is not None
    people.accept(account, "김담당", "기획과", "hash")
    session.flush()
    return account


def a_unit(session: Session, code: str) -> Municipality:
    """The municipality, made at its first use."""
    return session.get(Municipality, code) or a_municipality(session, code)


def test_the_first_of_a_municipality_may_invite(empty_session: Session) -> None:
    """Confirming a first claim makes the organisation and its first inviter; a second joins without that right."""
    first, second = (confirmed(empty_session, f"{name}@example.org", "91110") for name in "ab")
    assert people.waiting_claims(empty_session) == [first, second]

    organisation = people.confirm_claim(empty_session, first)
    again = people.confirm_claim(empty_session, second)

    assert organisation is again
    assert (first.invites, second.invites) == (True, False)
    assert people.active_people(empty_session, organisation) == [first, second]
    with pytest.raises(HwaksanError):
        people.waiting_claim(empty_session, first.id)


def test_an_address_belongs_to_whoever_confirmed_it(empty_session: Session) -> None:
    """Nobody claims or is invited with an address that somebody else confirmed; before that the newest word counts."""
    unit = a_unit(empty_session, "91110")
    asked = people.claim(empty_session, unit, "A@example.org", "김", "", "ko")
    assert asked is not None and asked.email == "a@example.org"
    key = asked.fs_uniquifier
    assert people.claim(empty_session, a_unit(empty_session, "91120"), "a@example.org", "이", "", "ko") is asked
    assert (asked.claimed_code, asked.name, asked.password) == ("91120", "이", None)
    assert asked.fs_uniquifier != key

    people.accept(asked, "이", "", "hash")
    office = people.make_organisation(empty_session, people.OFFICE, "운영기관", "Office")

    assert people.claim(empty_session, unit, "a@example.org", "박", "", "ko") is None
    with pytest.raises(InvalidInputError):
        people.invite(empty_session, office, "a@example.org", "박", "ko")


def test_claims_nobody_confirmed_are_forgotten(empty_session: Session) -> None:
    """After a week an unconfirmed claim frees its address; a confirmed one waits as long as it takes."""
    old = confirmed(empty_session, "old@example.org", "91110")
    lost = people.claim(empty_session, a_unit(empty_session, "91110"), "lost@example.org", "김", "", "ko")
    assert lost is not None
    old.made_at = lost.made_at = people.now() - dt.timedelta(days=8)
    empty_session.flush()

    people.forget_unconfirmed(empty_session)
    empty_session.expire_all()

    assert people.by_email(empty_session, "lost@example.org") is None
    assert people.waiting_claims(empty_session) == [old]


def test_ends_every_sign_in_but_one(empty_session: Session) -> None:
    """A shut account is signed in nowhere; a changed password keeps only the browser that changed it."""
    account = confirmed(empty_session, "a@example.org", "91110")
    for key in "abc":
        empty_session.add(SignIn(key_hash=key * 64, account_id=account.id, made_at=people.now(),
                                 seen_at=people.now(), browser="Chrome"))
    empty_session.flush()

    people.end_sign_ins(empty_session, account, but="b" * 64)
    assert [row.key_hash[0] for row in people.sign_ins(empty_session, account)] == ["b"]
    people.set_active(empty_session, account, False)
    assert people.sign_ins(empty_session, account) == []


def test_notices_are_counted_until_read(empty_session: Session) -> None:
    """One notice or all of them are marked, and only the organisation's own."""
    mine, other = (people.make_organisation(empty_session, "institution", f"기관{n}", f"Org {n}") for n in (1, 2))
    for organisation in (mine, mine, other):
        empty_session.add(Notice(organisation_id=organisation.id, made_at=people.now(), text_ko="알림",
                                 text_en="Notice", path="/"))
    empty_session.flush()
    first = people.notices(empty_session, mine)[0]

    people.mark_read(empty_session, other, first.id)
    assert people.unread(empty_session, mine) == 2
    people.mark_read(empty_session, mine, first.id)
    assert people.unread(empty_session, mine) == 1
    people.mark_read(empty_session, mine)
    assert (people.unread(empty_session, mine), people.unread(empty_session, other)) == (0, 1)
