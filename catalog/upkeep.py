"""What is done for the service itself, e.g. a backup: when it was last done, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import DateTime, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.db import Base, one_of
from catalog.people import aware, now

KINDS = ("backup", "retention")


class Upkeep(Base):
    """The last time of one kind of upkeep; `result` counts what it wrote or erased."""

    __tablename__ = "upkeep"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    done_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    result: Mapped[dict[str, int]]

    __table_args__ = (one_of("kind", KINDS),)


def last(session: Session, kind: str) -> Upkeep | None:
    """When it was last done; None where it never was, or not since this is noted."""
    return session.get(Upkeep, kind)


def note(session: Session, kind: str, result: Mapping[str, int]) -> None:
    """It was done now."""
    session.merge(Upkeep(kind=kind, done_at=now(), result=dict(result)))


def claim(session: Session, kind: str, every: dt.timedelta) -> bool:
    """Whether it is due and nobody else does it: of several processes one is told so until its transaction ends.

    Needs a session that writes (`catalog.db.for_writing`).
    """
    found = session.get(Upkeep, kind, with_for_update=True, populate_existing=True)
    if found is not None and now() - aware(found.done_at) < every:
        return False
    if found is not None:
        found.done_at = now()
        session.flush()
        return True
    try:
        with session.begin_nested():
            session.add(Upkeep(kind=kind, done_at=now(), result={}))
    except IntegrityError:
        return False
    return True
