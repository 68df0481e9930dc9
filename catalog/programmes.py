"""Funding programmes, one year's call of each, and its rules with how each rule is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base, Fact, given, one_of
from catalog.municipalities import Municipality

PROGRAMMES = ("base", "strong-small", "solution-diffusion", "specialised-complex")


class Programme(Fact, Base):
    """A funding programme of the land ministry."""

    __tablename__ = "programme"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    purpose_ko: Mapped[str]
    purpose_en: Mapped[str]
    source: Mapped[str]

    __table_args__ = (given("source"),)


class Call(Fact, Base):
    """One year's call, `<programme>-<year>`; `none-found` records that a search found no call."""

    __tablename__ = "call"

    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    name_ko: Mapped[str]
    name_en: Mapped[str]
    announced_on: Mapped[dt.date | None]
    as_of: Mapped[dt.date]
    note_ko: Mapped[str | None]
    note_en: Mapped[str | None]

    programme: Mapped[Programme] = relationship()
    rules: Mapped[list[CallRule]] = relationship(
        primaryjoin="and_(CallRule.call_id == Call.id, CallRule.withdrawn_on.is_(None))",
        order_by="CallRule.position", viewonly=True,
    )
    selections: Mapped[list[Selection]] = relationship(
        primaryjoin="and_(Selection.call_id == Call.id, Selection.withdrawn_on.is_(None))",
        order_by="Selection.position", viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("programme_id", "year"),
        one_of("state", ("held", "none-found")),
    )


class CallRule(Fact, Base):
    """One rule of a call, with how it is known: known (a source states it), assumed, or unknown."""

    __tablename__ = "call_rule"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[str] = mapped_column(String(16))
    text_ko: Mapped[str]
    text_en: Mapped[str]
    source: Mapped[str]

    __table_args__ = (
        given("source"),
        one_of("status", ("known", "assumed", "unknown")),
        CheckConstraint("status <> 'unknown' OR value IS NULL", name="unknown_has_no_value"),
    )


class Selection(Fact, Base):
    """A municipality chosen in a call."""

    __tablename__ = "selection"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    place_ko: Mapped[str | None]
    place_en: Mapped[str | None]
    note_ko: Mapped[str | None]
    note_en: Mapped[str | None]
    source: Mapped[str]

    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (given("source"),)
