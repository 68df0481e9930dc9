"""Whom a source names beside a municipality: companies, institutes and others that took part in a deployment.

Shown as facts and never used to rank; see docs/data.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from catalog.db import Base, Fact, given, one_of
from catalog.deployments import Deployment
from catalog.solutions import SOURCE_QUALITIES

KINDS = ("company", "foundation", "institute", "public-body", "university")


class Partner(Fact, Base):
    """One organisation that a source names for one deployment; `role` is null where no source says it.

    `name_en` is the organisation's own Latin name or, where that is not known, our romanisation. `source_date`
    is as much of the page's date as is known: a year, a month or a day.
    """

    __tablename__ = "partner"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployment.id"), index=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    role_ko: Mapped[str | None]
    role_en: Mapped[str | None]
    source: Mapped[str]
    source_date: Mapped[str | None] = mapped_column(String(10))
    source_quality: Mapped[str] = mapped_column(String(16))

    deployment: Mapped[Deployment] = relationship()

    __table_args__ = (
        given("source"), given("name_ko"), given("name_en"),
        one_of("kind", KINDS),
        one_of("source_quality", SOURCE_QUALITIES),
        CheckConstraint("(role_ko IS NULL) = (role_en IS NULL)", name="role_in_both_languages"),
    )


def partners_of(session: Session, slug: str) -> Sequence[Partner]:
    """Whom sources name beside the deployments of one solution, in no order of merit: by deployment, then name."""
    return session.scalars(_standing().where(Deployment.solution_slug == slug)).all()


def partners_in(session: Session, code: str) -> Sequence[Partner]:
    """Whom sources name beside the deployments of one municipality, by deployment, then name."""
    return session.scalars(_standing().where(Deployment.municipality_code == code)).all()


def _standing() -> Select[Partner]:
    """Partners that stand, of deployments that stand, with both."""
    return (
        select(Partner).join(Partner.deployment)
        .where(Partner.withdrawn_on.is_(None), Deployment.withdrawn_on.is_(None))
        .options(contains_eager(Partner.deployment).options(joinedload(Deployment.municipality)))
        .order_by(Partner.deployment_id, Partner.name_ko, Partner.id)
    )
