"""Requests to be coached and what became of them: the engagement, its sessions and both sides' reviews."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.coaching import FORMS, Offering
from catalog.db import Base, given, one_of
from catalog.municipalities import Municipality

STATES = ("sent", "proposed", "waiting", "accepted", "declined", "withdrawn")
LIVE = ("sent", "proposed", "waiting")
"""States in which a request still awaits an answer."""
SIDES = ("coach", "learner")


class CoachingRequest(Base):
    """A municipality asks for coaching under an offering, with the problem it wants to solve.

    `live_code` is the asker while the request awaits an answer and null afterwards: one live request per
    offering and asker. A request for a full offering is `waiting`; the oldest is served first.
    """

    __tablename__ = "coaching_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    asker_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)
    live_code: Mapped[str | None] = mapped_column(String(5))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    problem: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    answered_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    proposed_on: Mapped[dt.date | None]
    answer: Mapped[str] = mapped_column(default="")

    offering: Mapped[Offering] = relationship()
    asker: Mapped[Municipality] = relationship()
    engagement: Mapped[Engagement | None] = relationship(back_populates="request")

    __table_args__ = (
        given("problem"), one_of("state", STATES), UniqueConstraint("offering_id", "live_code"),
        CheckConstraint("live_code = asker_code", name="live_for_its_asker"),
        CheckConstraint(f"(live_code IS NOT NULL) = (state IN {LIVE})", name="live_or_answered"),
        CheckConstraint("(proposed_on IS NOT NULL) OR state <> 'proposed'", name="proposed_on_a_day"),
        CheckConstraint("answer <> '' OR state <> 'declined'", name="declined_with_a_reason"),
    )


class Engagement(Base):
    """An accepted coaching relation: it holds one slot of its offering until it ends."""

    __tablename__ = "engagement"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("coaching_request.id"), unique=True)
    offering_id: Mapped[int]
    slot: Mapped[int]
    live_slot: Mapped[int | None]
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    end_note: Mapped[str] = mapped_column(default="")

    request: Mapped[CoachingRequest] = relationship(back_populates="engagement")
    sessions: Mapped[list[CoachingSession]] = relationship(order_by="CoachingSession.held_on")
    reviews: Mapped[list[Review]] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(["offering_id", "live_slot"], ["offering_slot.offering_id", "offering_slot.number"]),
        UniqueConstraint("offering_id", "live_slot"),
        CheckConstraint("live_slot = slot", name="live_in_its_slot"),
        CheckConstraint("(live_slot IS NULL) = (ended_on IS NOT NULL)", name="live_or_ended"),
    )


class CoachingSession(Base):
    """One meeting of an engagement, logged by either side."""

    __tablename__ = "coaching_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    held_on: Mapped[dt.date]
    form: Mapped[str] = mapped_column(String(12))
    note: Mapped[str]
    logged_by: Mapped[str] = mapped_column(String(8))

    __table_args__ = (one_of("form", FORMS), one_of("logged_by", SIDES), given("note"))


class Review(Base):
    """What one side says of an engagement at its end: three questions from 1 (not at all) to 5 (fully), and a word."""

    __tablename__ = "review"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    useful: Mapped[int]
    prepared: Mapped[int]
    again: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    made_on: Mapped[dt.date]

    __table_args__ = (
        one_of("side", SIDES),
        *(CheckConstraint(f"{mark} BETWEEN 1 AND 5", name=f"{mark}_in_range")
          for mark in ("useful", "prepared", "again")),
    )
