"""Named reads and writes of organisations, the people in them and what they are told; the caller commits."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from catalog.accounts import LONGEST_EMAIL, Account, Notice, Organisation, SignIn
from catalog.errors import HwaksanError, InvalidInputError
from catalog.municipalities import Municipality
from catalog.naming import full_name

UNCONFIRMED_DAYS = 7
"""Days after which an account whose mail address was never confirmed no longer holds that address."""
SIGN_IN_DAYS = 14
"""Days without a visit after which a sign-in ends by itself."""
LONGEST_NAME = 60
OFFICE = "programme-office"


def now() -> dt.datetime:
    """This moment, with its zone."""
    return dt.datetime.now(dt.UTC)


def aware(moment: dt.datetime) -> dt.datetime:
    """A moment from the database with its zone, which SQLite does not keep."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def new_key() -> str:
    """A value nobody can guess, for `fs_uniquifier`."""
    return secrets.token_hex(32)


def organisations(session: Session) -> Sequence[Organisation]:
    """All organisations, the programme office first, then by kind and name."""
    return session.scalars(
        select(Organisation).order_by(Organisation.kind.desc(), Organisation.name_ko, Organisation.id)).all()


def organisation_of(session: Session, code: str) -> Organisation | None:
    """The organisation of a municipality."""
    return session.scalar(select(Organisation).where(Organisation.municipality_code == code))


def people_of(session: Session, organisation: Organisation) -> Sequence[Account]:
    """Everyone with an account in an organisation, those who have not accepted yet last."""
    return session.scalars(
        select(Account).where(Account.organisation_id == organisation.id)
        .order_by(Account.confirmed_at.is_(None), Account.name, Account.id)).all()


def by_email(session: Session, email: str) -> Account | None:
    """The account with this address."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def make_organisation(
    session: Session, kind: str, name_ko: str, name_en: str, municipality: Municipality | None = None,
    is_example: bool = False,
) -> Organisation:
    """A new organisation; a municipality's is named by its register entry.

    Raises:
        InvalidInputError: a name is missing, or the municipality already has its organisation.
    """
    if municipality is not None:
        if organisation_of(session, municipality.code):
            raise InvalidInputError("municipality", "이미 등록된 지자체입니다. 기관 목록에서 찾아 초대해 주세요.",
                                    "This municipality is already registered; find it in the list and invite there.")
        name_ko, name_en = full_name(municipality)
    if not name_ko.strip() or not name_en.strip():
        raise InvalidInputError("name_ko", "기관 이름을 한국어와 영어로 적어 주세요.",
                                "State the organisation's name in Korean and in English.")
    made = Organisation(
        kind=kind, municipality_code=municipality.code if municipality else None,
        name_ko=name_ko.strip(), name_en=name_en.strip(), is_example=is_example, made_at=now())
    session.add(made)
    session.flush()
    return made


def new_account(email: str, name: str, language: str) -> Account:
    """An account without organisation, password or confirmation; the caller adds it.

    Raises:
        InvalidInputError: the name or the address is missing or too long.
    """
    email, name = email.strip().lower(), name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInputError("name", f"이름을 {LONGEST_NAME}자 안으로 적어 주세요.",
                                f"State the name in at most {LONGEST_NAME} characters.")
    if not email or len(email) > LONGEST_EMAIL:
        raise InvalidInputError("email", "전자우편 주소를 적어 주세요.", "State the mail address.")
    return Account(email=email, name=name, active=True, invites=False, language=language,
                   fs_uniquifier=new_key(), made_at=now())


def invite(
    session: Session, organisation: Organisation, email: str, name: str, language: str, invites: bool = False,
) -> Account:
    """An account for somebody who is invited; inviting again renews the invitation of one who did not accept yet.

    Raises:
        InvalidInputError: somebody else uses the address already.
    """
    fresh = new_account(email, name, language)
    known = by_email(session, email)
    if known is not None:
        if known.confirmed_at is not None or known.organisation_id not in (None, organisation.id):
            raise InvalidInputError("email", "이미 계정이 있는 주소입니다. 다른 주소를 적어 주세요.",
                                    "This address already has an account; use another.")
        known.fs_uniquifier, known.made_at, known.claimed_code = new_key(), now(), None
        known.name, known.organisation_id, known.invites = fresh.name, organisation.id, known.invites or invites
        return known
    fresh.organisation_id, fresh.invites = organisation.id, invites
    session.add(fresh)
    session.flush()
    return fresh


def claim(
    session: Session, unit: Municipality, email: str, name: str, department: str, language: str,
) -> Account | None:
    """An account that asks to belong to a municipality; None when the address already has a confirmed account.

    What was asked before with an address that nobody confirmed is replaced, and its link is void.
    """
    fresh = new_account(email, name, language)
    known = by_email(session, email)
    if known is not None and (known.confirmed_at is not None or known.organisation_id is not None):
        return None
    account = known or fresh
    account.name, account.department, account.claimed_code = fresh.name, department.strip() or None, unit.code
    account.fs_uniquifier, account.made_at = new_key(), now()
    session.add(account)
    session.flush()
    return account


def accept(account: Account, name: str, department: str, password_hash: str) -> None:
    """The person confirms the address by the mailed link and sets a password; the link serves no second time."""
    account.name = new_account(account.email, name, account.language).name
    account.department = department.strip()[:LONGEST_NAME] or None
    account.password, account.confirmed_at, account.fs_uniquifier = password_hash, now(), new_key()


def forget_unconfirmed(session: Session) -> None:
    """Deletes claims whose address was not confirmed in time, so that nobody's address stays taken."""
    session.execute(delete(Account).where(
        Account.confirmed_at.is_(None), Account.organisation_id.is_(None),
        Account.made_at < now() - dt.timedelta(days=UNCONFIRMED_DAYS)))


def waiting_claims(session: Session) -> Sequence[Account]:
    """Claims with a confirmed address that the programme office has not answered, oldest first."""
    return session.scalars(
        select(Account).where(Account.organisation_id.is_(None), Account.claimed_code.is_not(None),
                              Account.confirmed_at.is_not(None)).order_by(Account.made_at, Account.id)).all()


def waiting_claim(session: Session, number: int) -> Account:
    """One of the waiting claims.

    Raises:
        HwaksanError: it was answered already, or never made.
    """
    found = session.get(Account, number)
    if found is None or found.organisation_id is not None or found.confirmed_at is None or not found.claimed_code:
        raise HwaksanError("이미 처리했거나 없는 신청입니다. 목록을 다시 확인해 주세요.",
                           "This request was answered already or does not exist; see the list again.")
    return found


def confirm_claim(session: Session, account: Account) -> Organisation:
    """The claimant joins the municipality's organisation, which is made if there is none; the first may invite.

    Raises:
        HwaksanError: the organisation is an example of the demonstration.
    """
    unit = session.get_one(Municipality, account.claimed_code)
    organisation = organisation_of(session, unit.code) or make_organisation(session, "municipality", "", "", unit)
    if organisation.is_example:
        raise HwaksanError("시연용 예시 기관이 등록된 지자체입니다. 시연 자료가 아닌 곳에서 처리해 주세요.",
                           "An example of the demonstration stands for this municipality; answer it elsewhere.")
    first = not session.scalar(select(func.count()).select_from(Account).where(
        Account.organisation_id == organisation.id, Account.active, Account.confirmed_at.is_not(None)))
    account.organisation_id, account.claimed_code, account.invites = organisation.id, None, first
    return organisation


def active_people(session: Session, organisation: Organisation) -> Sequence[Account]:
    """Those in an organisation who can sign in."""
    return [row for row in people_of(session, organisation) if row.active and row.confirmed_at is not None]


def set_active(session: Session, account: Account, active: bool) -> None:
    """Shuts the account of somebody who left, or opens it again; every sign-in ends."""
    account.active, account.shut_at, account.fs_uniquifier = active, None if active else now(), new_key()
    end_sign_ins(session, account)


def forget_second_factor(session: Session, account: Account) -> None:
    """For somebody who lost phone and recovery codes: the password alone opens the account until a new set-up."""
    account.tf_primary_method = account.tf_totp_secret = account.totp_counter = None
    account.mf_recovery_codes, account.fs_uniquifier = None, new_key()
    end_sign_ins(session, account)


def sign_ins(session: Session, account: Account) -> Sequence[SignIn]:
    """Where a person is signed in, last seen first."""
    return session.scalars(
        select(SignIn).where(SignIn.account_id == account.id).order_by(SignIn.seen_at.desc(), SignIn.key_hash)).all()


def end_sign_ins(session: Session, account: Account, but: str | None = None) -> None:
    """Ends every sign-in of a person except the one with this key hash."""
    session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.key_hash != (but or "")))


def notices(session: Session, organisation: Organisation, most: int = 100) -> Sequence[Notice]:
    """What an organisation was told, newest first."""
    return session.scalars(select(Notice).where(Notice.organisation_id == organisation.id)
                           .order_by(Notice.made_at.desc(), Notice.id.desc()).limit(most)).all()


def unread(session: Session, organisation: Organisation) -> int:
    """How many notices of an organisation nobody has marked as read."""
    return session.scalar(select(func.count()).select_from(Notice).where(
        Notice.organisation_id == organisation.id, Notice.read_at.is_(None))) or 0


def mark_read(session: Session, organisation: Organisation, number: int | None = None) -> None:
    """Marks one notice of an organisation, or all of them, as read."""
    chosen = update(Notice).where(Notice.organisation_id == organisation.id, Notice.read_at.is_(None))
    session.execute(chosen.where(Notice.id == number) if number is not None else chosen, {"read_at": now()})
