"""How long texts and personal data are kept, and the erasing of what has stood longer; the caller commits.

What somebody saved on purpose for an organisation stays until it is removed there (`erasure.py` removes all of it).
A clock that is years ahead would make everything due at once, so the clock is compared with the database first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, union_all
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from catalog import upkeep
from catalog.accounts import Account, Mail, Notice, SignIn
from catalog.db import Base
from catalog.errors import DoubtfulClockError
from catalog.people import SIGN_IN_DAYS, UNCONFIRMED_DAYS, aware
from catalog.plans import Plan

INVITATION_DAYS = 30
"""Days after which an invitation that nobody accepted is forgotten; its link served for the first seven."""
PLAUSIBLE = dt.timedelta(days=31)
"""Longest time between two erasings, or since the newest row before the first, at which the clock is believed."""
BEHIND = dt.timedelta(days=1)
"""How far the clock may stand before them: servers differ, and a clock that was a little ahead is put right."""
DATED = (SignIn.seen_at, Account.made_at, Plan.changed_at, Notice.made_at, Mail.made_at)
"""When people last did something."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Days that things are kept; 0 keeps them until somebody removes them.

    `plans` counts from the last change of a plan that belongs to no organisation, `accounts` from the day on which
    an account was shut, `notices` from the day of a notice or of a mail that no server took.
    """

    plans: int = 365
    accounts: int = 365
    notices: int = 180


def check_clock(session: Session, moment: dt.datetime) -> None:
    """Compares the clock, which says `moment`, with the last erasing; before the first with the newest row.

    With the last erasing rather than with any row: under a wrong clock people go on writing rows that agree with it.

    Raises:
        DoubtfulClockError: it is more than a day before or 31 days after.
    """
    last = upkeep.last(session, "retention")
    known = [last.done_at] if last else session.scalars(
        union_all(*(select(func.max(column)) for column in DATED))).all()
    newest = max((aware(one) for one in known if one is not None), default=None)
    if newest is None or -BEHIND <= moment - newest <= PLAUSIBLE:
        return
    what = ("마지막으로 지운 때", "the last erasing") if last else ("가장 새로운 기록", "the newest record")
    says, then = (f"{one:%Y-%m-%d %H:%M}" for one in (moment, newest))
    raise DoubtfulClockError(
        f"이 서버의 시각은 {says}(UTC)인데 {what[0]}는 {then}(UTC)입니다. 시계가 틀렸을 수 있어 보관 기간이 지난 것을 "
        "지우지 않았습니다. 시각이 맞는지 확인한 뒤 `hwaksan retention --clock-is-right`를 한 번 실행해 주세요.",
        f"The clock says {says} UTC, and {what[1]} was at {then} UTC. The clock may be wrong, so nothing was erased. "
        "Make sure that it is right and run `hwaksan retention --clock-is-right` once.")


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
