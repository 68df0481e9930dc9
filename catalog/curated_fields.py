"""The fields of a fact that the programme office may correct, and how what was typed becomes their values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BigInteger, Integer

from catalog.db import table_of
from catalog.deployments import Deployment, Outcome
from catalog.errors import InvalidInputError
from catalog.solutions import Cost
from catalog.worded import worded

Fact = Deployment | Outcome | Cost
FIELDS: Mapping[str, tuple[str, ...]] = {
    "deployment": ("status", "year", "as_of", "programme_ko", "programme_en", "scale_ko", "scale_en", "source",
                   "source_quality"),
    "outcome": ("metric_ko", "metric_en", "kind", "before", "after", "change", "unit_ko", "unit_en", "period_ko",
                "period_en", "scope_ko", "scope_en", "basis", "design", "evaluator", "source", "source_quality"),
    "cost": ("what_ko", "what_en", "amount_krw", "per", "price_year", "source", "source_quality"),
}
"""By table, in the order of the form."""
FIRST_YEAR = 1990
PLANNED_AHEAD = 5
"""Years from now within which a planned project may start."""


def choices(row: Fact, name: str) -> tuple[str, ...]:
    """The values that a field may have where it has only some; empty for a free text or a number."""
    rules = [rule.info for rule in table_of(type(row)).constraints if rule.info.get("column") == name]
    return next((tuple(rule["allowed"]) for rule in rules if "allowed" in rule), ())


def needed(row: Fact, name: str) -> bool:
    """Whether a field may not be left blank."""
    return not table_of(type(row)).columns[name].nullable


def read_fields(row: Fact, typed: Mapping[str, str], today: dt.date) -> dict[str, Any]:
    """The values of the fields; one that was not sent stays as it is, a blank one is unknown.

    Raises:
        InvalidInputError: a value cannot be used, or a text stands in one language alone.
    """
    values = {name: _value(row, name, typed[name], today) for name in FIELDS[row.__tablename__] if name in typed}
    whole = {name: values.get(name, getattr(row, name)) for name in FIELDS[row.__tablename__]}
    for name in whole:
        twin = f"{name.removesuffix('_ko')}_en"
        if name.endswith("_ko") and bool(whole[name]) != bool(whole[twin]):
            raise InvalidInputError(twin if whole[name] else name, "한국어와 영어를 함께 적어 주세요.",
                                    "Give both the Korean and the English.")
    if isinstance(row, Outcome) and not any(whole[name] for name in ("before", "after", "change")):
        raise InvalidInputError("after", "이전, 이후, 변화 가운데 하나는 적어 주세요.",
                                "Give at least one of before, after and change.")
    return values


def _value(row: Fact, name: str, text: str, today: dt.date) -> Any:
    """One value in its column's type."""
    text, allowed = worded(name, text, needed=False), choices(row, name)
    if not text and needed(row, name):
        raise InvalidInputError(name, "비워 둘 수 없는 칸입니다.", "This cannot be left blank.")
    if not text:
        return None
    if allowed:
        return _one_of(name, text, allowed)
    if isinstance(table_of(type(row)).columns[name].type, BigInteger):
        return _amount(name, text)
    if isinstance(table_of(type(row)).columns[name].type, Integer):
        return _year(name, text, today)
    return text


def _one_of(name: str, text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        raise InvalidInputError(name, "목록에서 하나를 골라 주세요.", "Choose one of the list.")
    return text


def _amount(name: str, text: str) -> int:
    plain = text.replace(",", "").removesuffix("원").strip()
    if not re.fullmatch(r"[0-9]{1,15}", plain):
        raise InvalidInputError(name, "금액을 원 단위 숫자로 적어 주세요. 예: 120000000",
                                "Give the sum in won as a number, as in 120000000.")
    return int(plain)


def _year(name: str, text: str, today: dt.date) -> int:
    """A year that has begun; a project may start some years on."""
    plain, latest = text.removesuffix("년").strip(), today.year + (PLANNED_AHEAD if name == "year" else 0)
    if not re.fullmatch(r"[0-9]{4}", plain) or not FIRST_YEAR <= int(plain) <= latest:
        raise InvalidInputError(name, f"연도를 {FIRST_YEAR}부터 {latest}까지의 네 자리 숫자로 적어 주세요.",
                                f"Give the year in four digits, from {FIRST_YEAR} to {latest}.")
    return int(plain)
