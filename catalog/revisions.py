"""The version of the catalogue: every write of a fact makes a new revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import DateTime, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.db import Base


class Revision(Base):
    """One change of the catalogue; `seeds_digest` is set when it came from loading the seeds."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    reason: Mapped[str]
    seeds_digest: Mapped[str | None] = mapped_column(String(64))


def current_version(session: Session) -> str:
    """The catalogue version that every answer carries, e.g. "7-1a2b3c4d"; "0" when empty.

    The second part is the digest of the seeds last loaded, so two machines with the same seeds
    and no further edits can tell. The first counts the revisions: the highest number would not change
    when a transaction that took a lower one commits later.
    """
    made = count(session)
    digest = seeds_digest(session)
    return f"{made}-{digest[:8]}" if digest else str(made)


def seeds_digest(session: Session) -> str | None:
    """Digest of the seeds that were loaded last, or None before the first load."""
    return session.scalar(
        select(Revision.seeds_digest)
        .where(Revision.seeds_digest.is_not(None))
        .order_by(Revision.id.desc())
        .limit(1)
    )


def revisions(session: Session, limit: int, offset: int = 0) -> Sequence[Revision]:
    """The changes of the catalogue, newest first."""
    return session.scalars(select(Revision).order_by(Revision.id.desc()).limit(limit).offset(offset)).all()


def count(session: Session) -> int:
    """How many changes were made; the first part of the version."""
    return session.scalar(select(func.count()).select_from(Revision)) or 0
