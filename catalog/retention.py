"""How long texts and personal data are kept, and the erasing of what has stood longer; the caller commits.

What somebody saved on purpose for an organisation stays until it is removed there (`erasure.py` removes all of it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from catalog.accounts import Account, Mail, Notice, SignIn
from catalog.db import Base
from catalog.people import SIGN_IN_DAYS, UNCONFIRMED_DAYS
from catalog.plans import Plan

INVITATION_DAYS = 30
"""Days after which an invitation that nobody accepted is forgotten; its link served for the first seven."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Days that things are kept; 0 keeps them until somebody removes them.

    `plans` counts from the last change of a plan that belongs to no organisation, `accounts` from the day on which
    an account was shut, `notices` from the day of a notice or of a mail that no server took.
    """

    plans: int = 365
    accounts: int = 365
    notices: int = 180


def expired(session: Session, keep: Keep, moment: dt.datetime) -> dict[str, int]:
    """How many rows of each matter have stood longer than they should at `moment`."""
    return {matter: session.scalar(select(func.count()).select_from(model).where(due)) or 0
            for matter, (model, due) in _due(keep, moment).items()}


def erase_expired(session: Session, keep: Keep, moment: dt.datetime) -> dict[str, int]:
    """Erases them, and returns how many of each matter.

    With an account go its sign-ins, saved searches and waiting mails; with a plan its notes and answers. Plans,
    decisions and requests that a person made for an organisation stay without the person.
    """
    due = _due(keep, moment)
    for matter in due.keys() & {"accounts", "invitations"}:
        gone = select(Account.email).where(due[matter][1])
        session.execute(delete(Mail).where(Mail.recipient.in_(gone)).execution_options(synchronize_session=False))
    erased = {}
    for matter, (model, condition) in due.items():
        done = session.execute(delete(model).where(condition).execution_options(synchronize_session=False))
        erased[matter] = done.rowcount if isinstance(done, CursorResult) else 0
    session.expire_all()
    return erased


def _due(keep: Keep, moment: dt.datetime) -> Mapping[str, tuple[type[Base], ColumnElement[bool]]]:
    def before(days: int) -> dt.datetime:
        return moment - dt.timedelta(days=days)

    due: dict[str, tuple[type[Base], ColumnElement[bool]]] = {
        "sign_ins": (SignIn, SignIn.seen_at < before(SIGN_IN_DAYS)),
        "invitations": (Account, and_(Account.confirmed_at.is_(None), or_(
            and_(Account.organisation_id.is_(None), Account.made_at < before(UNCONFIRMED_DAYS)),
            Account.made_at < before(INVITATION_DAYS)))),
    }
    if keep.plans:
        due["plans"] = Plan, and_(Plan.organisation_id.is_(None), Plan.changed_at < before(keep.plans))
    if keep.accounts:
        due["accounts"] = Account, and_(Account.active.is_(False), Account.shut_at < before(keep.accounts))
    if keep.notices:
        due["notices"] = Notice, Notice.made_at < before(keep.notices)
        due["mails"] = Mail, Mail.made_at < before(keep.notices)
    return due
