"""Problems that a person wants to hear about when something new answers them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from catalog.accounts import Account
from catalog.db import Base, given
from catalog.errors import InvalidInputError
from catalog.municipalities import Municipality

MOST = 20
"""Saved searches of one person."""
MATTERS = ("solutions", "offerings", "calls")
"""What a search hears of: solutions that answer it, coaching offered for them, calls."""


class SavedSearch(Base):
    """A problem as it was stated; `known` lists by matter what its owner has already seen or been told of.

    `problem_hash` stands for the text in the unique key, where a long text would not fit; `checked_version` is
    the version of the catalogue that the search was last compared with.
    """

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    problem: Mapped[str]
    problem_hash: Mapped[str] = mapped_column(String(64))
    known: Mapped[dict[str, list[str]]]
    checked_version: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    told_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship()
    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (given("problem"), UniqueConstraint("account_id", "municipality_code", "problem_hash"))


def searches_of(session: Session, account: int) -> Sequence[SavedSearch]:
    """A person's saved searches, the newest first."""
    return session.scalars(
        select(SavedSearch).where(SavedSearch.account_id == account).order_by(SavedSearch.id.desc())
        .options(joinedload(SavedSearch.municipality))
    ).all()


def save(
    session: Session, account: int, problem: str, municipality: str | None, known: Mapping[str, Iterable[str]],
    version: str,
) -> SavedSearch:
    """Saves a search with what it answers today; the same one twice is one, brought up to date.

    Raises:
        InvalidInputError: the person has MOST already.
    """
    digest = hashlib.sha256(problem.encode()).hexdigest()
    same = session.scalar(select(SavedSearch).where(
        SavedSearch.account_id == account, SavedSearch.problem_hash == digest,
        SavedSearch.municipality_code.is_not_distinct_from(municipality)))
    held = session.scalar(select(func.count()).select_from(SavedSearch).where(SavedSearch.account_id == account)) or 0
    if same is None and held >= MOST:
        raise InvalidInputError(
            "text", f"검색은 {MOST}개까지 저장할 수 있습니다. 쓰지 않는 것을 먼저 지워 주세요.",
            f"You can save up to {MOST} searches. Remove one first.",
        )
    row = same or SavedSearch(account_id=account, municipality_code=municipality, problem=problem,
                              problem_hash=digest, made_at=dt.datetime.now(dt.UTC))
    row.known, row.checked_version = {matter: list(known[matter]) for matter in MATTERS}, version
    session.add(row)
    session.flush()
    return row


def remove(session: Session, account: int, search: int) -> bool:
    """Removes one of the person's searches; false where it was not theirs or is gone."""
    done = session.execute(delete(SavedSearch).where(SavedSearch.id == search, SavedSearch.account_id == account))
    return isinstance(done, CursorResult) and done.rowcount == 1


def unchecked(session: Session, version: str) -> Sequence[SavedSearch]:
    """The searches of active people that were not compared with this version of the catalogue yet."""
    return session.scalars(
        select(SavedSearch).join(SavedSearch.account)
        .where(SavedSearch.checked_version != version, Account.active, Account.confirmed_at.is_not(None))
        .order_by(SavedSearch.id).options(joinedload(SavedSearch.account), joinedload(SavedSearch.municipality))
    ).all()


def checked(
    session: Session, search: SavedSearch, known: Mapping[str, Iterable[str]], version: str, told: bool,
) -> bool:
    """Notes what the owner now knows; false where another process did so first, which then also told them."""
    values: dict[str, Any] = {"known": {matter: list(known[matter]) for matter in MATTERS}, "checked_version": version}
    if told:
        values["told_at"] = dt.datetime.now(dt.UTC)
    done = session.execute(
        update(SavedSearch).where(SavedSearch.id == search.id, SavedSearch.checked_version == search.checked_version)
        .values(**values))
    return isinstance(done, CursorResult) and done.rowcount == 1
