"""Solutions: what trouble each ends, for whom it is and is not, what it costs, what went wrong."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from catalog.db import Base, Fact, given, one_of
from catalog.fact_checks import FactCheck

SOURCE_QUALITIES = ("official", "academic", "press-or-other", "mirror-or-blog")
SERVICE_FIELDS = (
    "administration", "transport", "health-welfare", "environment-energy-water",
    "crime-disaster-prevention", "facility-management", "education", "culture-tourism-sports",
    "logistics", "labour-employment", "housing", "other",
)
"""The fields of Article 2 of the smart-city act's enforcement decree."""


class Solution(Fact, Base):
    """A type of proven smart-city service, described in both languages.

    The slug is permanent; a retired solution names its successor in `replaced_by`.
    """

    __tablename__ = "solution"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("solution.slug"))
    name_ko: Mapped[str]
    name_en: Mapped[str]
    aliases_ko: Mapped[list[str]]
    aliases_en: Mapped[list[str]]
    domain: Mapped[str] = mapped_column(String(40))
    service_field: Mapped[str] = mapped_column(String(40))
    summary_ko: Mapped[str]
    summary_en: Mapped[str]
    problems_ko: Mapped[list[str]]
    problems_en: Mapped[list[str]]
    phrasings_ko: Mapped[list[str]]
    phrasings_en: Mapped[list[str]]
    components_ko: Mapped[list[str]]
    components_en: Mapped[list[str]]
    prerequisites_ko: Mapped[list[str]]
    prerequisites_en: Mapped[list[str]]
    suits_ko: Mapped[str]
    suits_en: Mapped[str]
    not_for_ko: Mapped[str]
    not_for_en: Mapped[str]
    distribution_list_years: Mapped[list[int]]
    """Years in which the ministry's list of distribution solutions named it."""
    sources: Mapped[list[str]]
    published_at: Mapped[dt.datetime | None]

    costs: Mapped[list[Cost]] = relationship(
        primaryjoin="and_(Cost.solution_slug == Solution.slug, Cost.withdrawn_on.is_(None))",
        order_by="Cost.id", viewonly=True,
    )
    pitfalls: Mapped[list[Pitfall]] = relationship(
        primaryjoin="and_(Pitfall.solution_slug == Solution.slug, Pitfall.withdrawn_on.is_(None))",
        order_by="Pitfall.id", viewonly=True,
    )

    __table_args__ = (
        given("name_ko"), given("name_en"), given("summary_ko"), given("summary_en"),
        one_of("service_field", SERVICE_FIELDS),
        CheckConstraint("replaced_by IS NULL OR replaced_by <> slug", name="not_replaced_by_itself"),
    )


class Cost(Fact, Base):
    """What one project or unit of a solution cost somewhere, in Korean won, as the source says.

    `price_year` is the year in which the sum was set or told; null: no page shows it.
    """

    __tablename__ = "cost"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    amount_krw: Mapped[int] = mapped_column(BigInteger)
    per: Mapped[str] = mapped_column(String(16))
    what_ko: Mapped[str]
    what_en: Mapped[str]
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))
    price_year: Mapped[int | None]

    check: Mapped[FactCheck | None] = relationship(
        primaryjoin=lambda: foreign(Cost.id) == FactCheck.id, viewonly=True, lazy="selectin")

    __table_args__ = (
        given("source"), given("what_ko"), given("what_en"),
        one_of("source_quality", SOURCE_QUALITIES),
        one_of("per", ("project", "unit", "site", "year", "m2", "house", "delivery", "event")),
        CheckConstraint("amount_krw >= 0", name="amount_not_negative"),
    )


class Pitfall(Fact, Base):
    """Something that went wrong with a solution somewhere."""

    __tablename__ = "pitfall"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    text_ko: Mapped[str]
    text_en: Mapped[str]
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))

    __table_args__ = (
        given("source"), given("text_ko"), given("text_en"),
        one_of("source_quality", SOURCE_QUALITIES),
    )


class Lesson(Fact, Base):
    """An audit lesson that holds for every solution."""

    __tablename__ = "lesson"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text_ko: Mapped[str]
    text_en: Mapped[str]
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))

    __table_args__ = (given("source"), one_of("source_quality", SOURCE_QUALITIES))


class OutsideMatter(Fact, Base):
    """A matter of municipal life that no solution of the catalogue relieves, as of a day.

    Its statements tell the matcher when to say that there is no proven fit.
    """

    __tablename__ = "outside_matter"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    topic_ko: Mapped[str]
    topic_en: Mapped[str]
    statements_ko: Mapped[list[str]]
    statements_en: Mapped[list[str]]
    as_of: Mapped[dt.date]

    __table_args__ = (given("topic_ko"), given("topic_en"))


class JudgedStatement(Fact, Base):
    """A problem written as an example, with the solutions that were judged to answer it.

    Grades by slug: 3 directly addresses a stated need, 2 clearly helps, 1 is related; absent does not
    help. `answers` has the needs (indices) that each answers. Figures and incidents in the texts are
    examples, not facts: they teach the matcher and are shown to nobody.
    """

    __tablename__ = "judged_statement"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    text_ko: Mapped[str]
    text_en: Mapped[str]
    needs: Mapped[list[str]]
    grades: Mapped[dict[str, int]]
    answers: Mapped[dict[str, list[int]]]
    as_of: Mapped[dt.date]

    __table_args__ = (given("text_ko"), given("text_en"), one_of("language", ("ko", "en")))


class Procedure(Fact, Base):
    """A procedure to go through before a project starts; `solutions` null means every solution."""

    __tablename__ = "procedure"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    text_ko: Mapped[str]
    text_en: Mapped[str]
    applies_when_ko: Mapped[str]
    applies_when_en: Mapped[str]
    solutions: Mapped[list[str] | None]
    source: Mapped[str]
    source_date: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (given("source"), given("name_ko"), given("name_en"))
