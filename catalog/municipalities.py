"""Local governments, the period each unit existed, and what became of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base, Fact, one_of

BASIC_KINDS = ("si", "gun", "gu")
UPPER_KINDS = (
    "special-city", "metropolitan-city", "special-autonomous-city", "province",
    "special-autonomous-province",
)
ADMINISTRATIVE_KINDS = ("administrative-si", "administrative-gu")
"""Units of another government: they elect no head and apply for nothing themselves."""
PROVINCE_KINDS = ("province", "special-autonomous-province")


class Municipality(Fact, Base):
    """One unit of local government for the time it existed; figures carry their own dates.

    `province_code` names the government it belongs to: the province or metropolitan city, itself for
    those, and the city for an administrative district. Unknown figures are null.
    """

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    province_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    kind: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    population: Mapped[int | None]
    population_date: Mapped[str | None] = mapped_column(String(10))
    population_change_pct: Mapped[float | None]
    aged65_share: Mapped[float | None]
    area_km2: Mapped[float | None]
    density: Mapped[float | None]
    fiscal_independence: Mapped[float | None]
    fiscal_year: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    coastal: Mapped[bool | None]
    depopulation_area: Mapped[bool | None]

    province: Mapped[Municipality] = relationship(remote_side=[code], lazy="joined", join_depth=1)

    __table_args__ = (
        one_of("kind", (*BASIC_KINDS, *UPPER_KINDS, *ADMINISTRATIVE_KINDS)),
        CheckConstraint("population >= 0", name="population_not_negative"),
        CheckConstraint("aged65_share BETWEEN 0 AND 100", name="aged65_share_percent"),
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_from <= valid_until",
                        name="validity_in_order"),
        Index(None, "name_ko"),
    )

    def in_force(self, on: dt.date) -> bool:
        """Whether the unit existed on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


class Succession(Fact, Base):
    """What a unit became; many-to-many, because units split and merge."""

    __tablename__ = "succession"

    predecessor_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[dt.date]

    __table_args__ = (
        one_of("kind", ("recode", "rename", "merge", "split", "transfer")),
        CheckConstraint("predecessor_code <> successor_code", name="not_itself"),
    )
