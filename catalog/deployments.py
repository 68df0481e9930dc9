"""Where solutions run, what came out and who came to see: deployments, outcomes, award cases, visits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from catalog.db import Base, Fact, given, one_of
from catalog.fact_checks import FactCheck
from catalog.municipalities import Municipality
from catalog.solutions import SOURCE_QUALITIES

STATUSES = ("planned", "selected", "operating", "ended")


class Deployment(Fact, Base):
    """One municipality and one solution in one project; several per pair are normal.

    `status` holds as of the year `as_of`. Planned and selected prove no completion: such a
    municipality is not yet a coach. `place_*` names the place as the source states it when it is
    no single municipality.
    """

    __tablename__ = "deployment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    place_ko: Mapped[str | None]
    place_en: Mapped[str | None]
    level: Mapped[str] = mapped_column(String(16))
    year: Mapped[int | None]
    programme: Mapped[str | None] = mapped_column(String(40))
    programme_ko: Mapped[str | None]
    programme_en: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[int | None]
    scale_ko: Mapped[str | None]
    scale_en: Mapped[str | None]
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))

    municipality: Mapped[Municipality | None] = relationship()
    check: Mapped[FactCheck | None] = relationship(
        primaryjoin=lambda: foreign(Deployment.id) == FactCheck.id, viewonly=True, lazy="selectin")

    __table_args__ = (
        given("source"),
        one_of("status", STATUSES),
        one_of("level", ("basic", "province", "national", "other", "abroad")),
        one_of("source_quality", SOURCE_QUALITIES),
        CheckConstraint("municipality_code IS NOT NULL OR place_ko IS NOT NULL", name="somewhere"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year_plausible"),
    )


class Operation(Base):
    """The one row per municipality and solution that operates now; coaches refer to it.

    Derived from the deployments whenever they change. `since` is the first year known.
    """

    __tablename__ = "operation"

    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), primary_key=True)
    since: Mapped[int | None]
    as_of: Mapped[int | None]
    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployment.id"))
    """The deployment that best shows it, for its scale and source."""

    municipality: Mapped[Municipality] = relationship()
    deployment: Mapped[Deployment] = relationship()


class Figure(Fact):
    """Columns of a figure as its source states it.

    `scope_*` is what it covers when that is not the whole municipality; null: nothing is known.
    """

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    place_ko: Mapped[str | None]
    place_en: Mapped[str | None]
    metric_ko: Mapped[str]
    metric_en: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    change: Mapped[str | None]
    unit_ko: Mapped[str | None]
    unit_en: Mapped[str | None]
    period_ko: Mapped[str | None]
    period_en: Mapped[str | None]
    scope_ko: Mapped[str | None]
    scope_en: Mapped[str | None]
    basis: Mapped[str] = mapped_column(String(16))
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))


def _figure_rules() -> tuple[CheckConstraint, ...]:
    return (
        given("source"), given("metric_ko"), given("metric_en"),
        one_of("basis", ("measured", "study", "reported", "survey", "vendor", "estimate")),
        one_of("source_quality", SOURCE_QUALITIES),
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL OR change IS NOT NULL",
                        name="has_a_figure"),
        CheckConstraint("municipality_code IS NOT NULL OR place_ko IS NOT NULL", name="somewhere"),
    )


class Outcome(Figure, Base):
    """What came out: a figure about a municipality and a solution, or national.

    `design` and `evaluator` are curated marks: null means none and self.
    """

    __tablename__ = "outcome"

    kind: Mapped[str] = mapped_column(String(16))
    design: Mapped[str | None] = mapped_column(String(16))
    evaluator: Mapped[str | None] = mapped_column(String(16))

    municipality: Mapped[Municipality | None] = relationship()
    check: Mapped[FactCheck | None] = relationship(
        primaryjoin=lambda: foreign(Outcome.id) == FactCheck.id, viewonly=True, lazy="selectin")

    __table_args__ = (
        *_figure_rules(),
        one_of("kind", ("effect", "usage", "satisfaction", "cost", "output")),
        one_of("design", ("none", "before-after", "comparison", "randomised")),
        one_of("evaluator", ("self", "vendor", "independent")),
    )


class ContextFigure(Figure, Base):
    """A figure that describes a problem, a price or a roll-out; it is no result."""

    __tablename__ = "context_figure"
    __table_args__ = _figure_rules()


class Case(Fact, Base):
    """A municipality chosen in a programme, the problem it stated and what it chose.

    `solutions` is a list of mappings name_ko, name_en, kind and, where the type is in the
    catalogue, solution (its slug). `problem_basis` is stated or inferred_from_purpose.
    """

    __tablename__ = "award_case"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    municipalities: Mapped[list[str]]
    place_ko: Mapped[str | None]
    place_en: Mapped[str | None]
    problem_ko: Mapped[str | None]
    problem_en: Mapped[str | None]
    problem_basis: Mapped[str | None] = mapped_column(String(32))
    solutions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state_funds_krw: Mapped[int | None] = mapped_column(BigInteger)
    local_match: Mapped[str | None] = mapped_column(String(16))
    outcomes_ko: Mapped[list[str]]
    note: Mapped[str | None]
    confidence: Mapped[str] = mapped_column(String(16))
    sources: Mapped[list[str]]

    __table_args__ = (
        one_of("problem_basis", ("stated", "inferred_from_purpose")),
        CheckConstraint("(problem_ko IS NULL) = (problem_en IS NULL)", name="problem_in_both_languages"),
    )


class Visit(Fact, Base):
    """One municipality went to another to learn how it runs a solution; `year` is null where not stated.

    A joint visit has one row per learner. Nothing follows for whether the learner took it over.
    """

    __tablename__ = "visit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    learner_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)
    coach_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), index=True)
    solution_slug: Mapped[str] = mapped_column(ForeignKey("solution.slug"), index=True)
    year: Mapped[int | None]
    source: Mapped[str]
    source_quality: Mapped[str] = mapped_column(String(16))

    __table_args__ = (
        given("source"),
        one_of("source_quality", SOURCE_QUALITIES),
        CheckConstraint("learner_code <> coach_code", name="not_itself"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year_plausible"),
    )
