"""What an official works on, saved as it grows, and the decision that closes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.accounts import Account, Organisation
from catalog.db import Base, given, one_of
from catalog.municipalities import Municipality
from catalog.programmes import Call
from catalog.readiness import ANSWERS, LONGEST_ID
from catalog.solutions import Solution

MARKS = ("shortlist", "force", "forbid")
OUTCOMES = ("chosen", "none-suitable")
LONGEST_NOTE = 2000


class Plan(Base):
    """One municipality's work on one problem: shortlist, package, readiness.

    `id` is 128 random bits: without an organisation the address is the key, and whoever has it may read and
    change the plan; with one only its people may. `version` counts the changes, so that two windows cannot
    silently overwrite each other.
    """

    __tablename__ = "plan"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"))
    problem: Mapped[str]
    needs: Mapped[list[str]]
    assumptions: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), index=True)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation | None] = relationship()
    maker: Mapped[Account | None] = relationship(foreign_keys=[made_by])
    municipality: Mapped[Municipality] = relationship()
    call: Mapped[Call] = relationship()
    entries: Mapped[list[PlanEntry]] = relationship(
        order_by="PlanEntry.position", cascade="all, delete-orphan", back_populates="plan")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.locked_at", viewonly=True)

    __table_args__ = (given("problem"),)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PlanEntry(Base):
    """One solution in a plan: how it is marked, what was noted, and the official's own figures (won)."""

    __tablename__ = "plan_entry"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), primary_key=True)
    position: Mapped[int]
    mark: Mapped[str] = mapped_column(String(12), default="shortlist")
    note: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int | None] = mapped_column(BigInteger)
    cost_krw: Mapped[int | None] = mapped_column(BigInteger)
    running_krw: Mapped[int | None] = mapped_column(BigInteger)

    plan: Mapped[Plan] = relationship(back_populates="entries")
    solution: Mapped[Solution] = relationship()
    answers: Mapped[list[ReadinessAnswer]] = relationship(
        cascade="all, delete-orphan", order_by="ReadinessAnswer.question")

    __table_args__ = (
        one_of("mark", MARKS),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("cost_krw > 0", name="cost_above_zero"),
        CheckConstraint("running_krw > 0", name="running_above_zero"),
    )


class ReadinessAnswer(Base):
    """One answer of the readiness check of a solution in a plan."""

    __tablename__ = "readiness_answer"

    plan_id: Mapped[str] = mapped_column(String(22), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    question: Mapped[str] = mapped_column(String(LONGEST_ID), primary_key=True)
    answer: Mapped[str] = mapped_column(String(12))

    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "solution_slug"], ["plan_entry.plan_id", "plan_entry.solution_slug"],
                             ondelete="CASCADE"),
        one_of("answer", ANSWERS),
    )


class Decision(Base):
    """A locked record: what was asked, shown and decided, as it was on the day; the database refuses to change it.

    `record` is everything that the page shows, `digest` its SHA-256, so that a copy can be compared.
    """

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    number: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    locked_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    catalog_version: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120))
    record: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))

    plan: Mapped[Plan] = relationship()
    maker: Mapped[Account | None] = relationship()

    __table_args__ = (one_of("outcome", OUTCOMES), given("reason"), UniqueConstraint("plan_id", "number"))
