"""Offerings to coach and their slots: one row for each city that an offering takes at once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base, given
from catalog.municipalities import Municipality
from catalog.solutions import Solution

FORMS = ("visit", "remote", "documents", "secondment")
LANGUAGES = ("ko", "en")
MOST_CITIES = 20
"""Cities that one offering may take at once."""


class Offering(Base):
    """What a municipality offers to those who want to learn a solution that it operates.

    `open_slug` is the solution while the offering is open and null once it is closed: through it an open
    offering needs its operation, of which it is the only one, and a closed one stays on record without.
    """

    __tablename__ = "offering"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    open_slug: Mapped[str | None] = mapped_column(String(80))
    by_visit: Mapped[bool]
    by_remote: Mapped[bool]
    by_documents: Mapped[bool]
    by_secondment: Mapped[bool]
    in_ko: Mapped[bool]
    in_en: Mapped[bool]
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date]
    conditions_ko: Mapped[str | None]
    conditions_en: Mapped[str | None]
    contact: Mapped[str]
    stated_on: Mapped[dt.date]
    source: Mapped[str]
    closed_on: Mapped[dt.date | None]

    municipality: Mapped[Municipality] = relationship()
    solution: Mapped[Solution] = relationship()
    slots: Mapped[list[OfferingSlot]] = relationship(order_by="OfferingSlot.number", viewonly=True)

    __table_args__ = (
        given("contact"), given("source"),
        ForeignKeyConstraint(["municipality_code", "open_slug"],
                             ["operation.municipality_code", "operation.solution_slug"]),
        UniqueConstraint("municipality_code", "open_slug"),
        UniqueConstraint("id", "municipality_code"),
        CheckConstraint("open_slug = solution_slug", name="open_for_its_solution"),
        CheckConstraint("(open_slug IS NULL) = (closed_on IS NOT NULL)", name="open_or_closed"),
        CheckConstraint("by_visit OR by_remote OR by_documents OR by_secondment", name="some_form"),
        CheckConstraint("in_ko OR in_en", name="some_language"),
        CheckConstraint("valid_from <= valid_until", name="period_in_order"),
    )

    @property
    def forms(self) -> tuple[str, ...]:
        """In which of FORMS it coaches."""
        return tuple(form for form in FORMS if getattr(self, f"by_{form}"))

    @property
    def languages(self) -> tuple[str, ...]:
        """In which of LANGUAGES it coaches."""
        return tuple(language for language in LANGUAGES if getattr(self, f"in_{language}"))


class OfferingSlot(Base):
    """Room for one city in an offering: its capacity is these rows, so it cannot be exceeded.

    `coach_code` repeats the offering's municipality, so that the table itself refuses it as a learner.
    """

    __tablename__ = "offering_slot"

    offering_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    coach_code: Mapped[str] = mapped_column(String(5))
    taken_by: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    taken_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    learner: Mapped[Municipality | None] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(["offering_id", "coach_code"], ["offering.id", "offering.municipality_code"]),
        UniqueConstraint("offering_id", "taken_by"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_CITIES}", name="number_in_range"),
        CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taken_at_some_moment"),
        CheckConstraint("taken_by <> coach_code", name="not_the_coach"),
    )
