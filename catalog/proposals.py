"""What a municipality proposes to put on record about itself, until the programme office has decided on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.accounts import Account
from catalog.db import Base, given, one_of
from catalog.deployments import Deployment
from catalog.municipalities import Municipality
from catalog.solutions import Solution

SUBJECTS = ("confirm", "correct", "add", "outcome")
STATES = ("proposed", "reviewed", "published", "returned", "withdrawn")
OPEN = ("proposed", "reviewed")
"""States in which the programme office has not decided."""


class Proposal(Base):
    """A confirmation, correction or addition of a deployment, or an outcome, with its source.

    `content` holds the fields of the fact as they were typed, `before` the row as it stood before publication:
    the history of the fact. `live_key` names what it is about while it is open and is null afterwards, so that
    the same thing is not proposed twice at once. `fact_id` is the row that was published.
    """

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(12))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"))
    deployment_id: Mapped[str | None] = mapped_column(ForeignKey("deployment.id"))
    content: Mapped[dict[str, Any]]
    source: Mapped[str]
    state: Mapped[str] = mapped_column(String(12))
    live_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    review_note: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    fact_id: Mapped[str | None] = mapped_column(String(32))

    municipality: Mapped[Municipality] = relationship()
    solution: Mapped[Solution] = relationship()
    deployment: Mapped[Deployment | None] = relationship()
    maker: Mapped[Account | None] = relationship(foreign_keys=[made_by])

    __table_args__ = (
        one_of("subject", SUBJECTS), one_of("state", STATES), given("source"),
        CheckConstraint("(deployment_id IS NOT NULL) OR subject NOT IN ('confirm', 'correct')",
                        name="about_a_deployment"),
        CheckConstraint(f"(live_key IS NOT NULL) = (state IN {OPEN})", name="live_or_decided"),
        CheckConstraint("reason <> '' OR state <> 'returned'", name="returned_with_a_reason"),
        CheckConstraint("(fact_id IS NOT NULL) = (state = 'published')", name="published_as_a_fact"),
    )
