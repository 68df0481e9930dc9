"""How facts are written in a document: whole sums, names with their province, figures with their unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from catalog.deployments import Outcome
from catalog.municipalities import Municipality
from catalog.naming import full_name
from web.exports.report import Cell, cell
from web.formats import change, number, quantity
from web.language import current, local, say
from web.plan_words import won as whole_won

PLAIN = re.compile(r"-?\d+(?:\.\d+)?")


def won(amounts: int | tuple[int, ...] | list[int]) -> str:
    """A sum to the last won, or the range between two: 1억 2,000만 원~3억 원."""
    low, high = (amounts, amounts) if isinstance(amounts, int) else (amounts[0], amounts[-1])
    told = [whole_won(amount) for amount in dict.fromkeys((low, high))]
    if current() == "en":
        return " to ".join(one.en for one in told)
    return "~".join(one.ko for one in told)


def name_of(unit: Municipality) -> str:
    """경상남도 고성군; in English with the Hangul beside it."""
    ko, en = full_name(unit)
    return ko if current() == "ko" else f"{en} ({unit.name_ko})"


def whose(row: Outcome) -> str:
    """Whose figure it is: the municipality, or the place as the source states it."""
    return name_of(row.municipality) if row.municipality is not None else str(local(row, "place") or "")


def plain_number(value: str | None) -> int | float | None:
    """The figure in a cell of the catalogue that holds nothing else."""
    if value is None or not PLAIN.fullmatch(value):
        return None
    return float(value) if "." in value else int(value)


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome's figures as its source states them, from a row or from stored JSON."""

    before: str | None
    after: str | None
    change: str | None
    unit_ko: str | None
    unit: str | None

    @classmethod
    def of(cls, row: Outcome) -> Measured:
        """The figures of a row."""
        return cls(row.before, row.after, row.change, row.unit_ko, local(row, "unit"))

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> Measured:
        """The figures of an outcome in JSON (web.answers.outcome_json)."""
        return cls(row["before"], row["after"], row["change"], row["unit"]["ko"], say(row["unit"]) or None)

    def cells(self) -> list[Cell]:
        """Before, after, change and unit; what the source does not state says so."""
        nothing = _("자료 없음")
        ends = [cell(self._short(value) if value else nothing, plain_number(value))
                for value in (self.before, self.after)]
        return [*ends, cell(self._difference() if self.change else nothing), cell(self.unit or nothing)]

    def told(self) -> str:
        """Before, after and change as far as the source states them."""
        ends = " → ".join(self._end(value) for value in (self.before, self.after) if value)
        if not self.change:
            return ends
        return f"{ends} ({self._difference()})" if ends else self._difference()

    def _short(self, value: str) -> str:
        """Without its unit, which has a column of its own; a sum stays short enough for one."""
        amount = plain_number(value)
        return won(amount) if self.unit_ko == "원" and isinstance(amount, int) else number(value)

    def _end(self, value: str) -> str:
        amount = plain_number(value)
        if self.unit_ko == "원" and isinstance(amount, int):
            return won(amount)  # pages round; a document has the whole sum
        return quantity(value, self.unit_ko, self.unit)

    def _difference(self) -> str:
        sign, amount = (self.change or " ")[0], plain_number((self.change or "").lstrip("+-"))
        if self.unit_ko == "원" and sign in "+-" and isinstance(amount, int):
            size = won(amount)
            return _("%(amount)s 증가", amount=size) if sign == "+" else _("%(amount)s 감소", amount=size)
        return change(self.change, self.unit_ko, self.unit)


def people(count: int) -> str:
    """A number of residents."""
    return _("%(count)s명", count=number(count))
