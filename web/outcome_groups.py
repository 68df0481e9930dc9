"""Outcomes with a figure before and one after, as bars: one axis for one metric in one unit, never for two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from catalog.deployments import Outcome
from web.formats import quantity
from web.language import local
from web.pictures.bars import figure, lengths
from web.places import where
from web.words import BASIS, EVALUATOR


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome: where, both figures in words with the lengths of their bars, and what they rest on."""

    name: str
    before: str
    before_length: float
    after: str
    after_length: float
    basis: str
    source: str
    source_quality: str


@dataclass(frozen=True, slots=True)
class Group:
    """What shares an axis: the same metric in the same unit, from one place or several."""

    title: str
    rows: tuple[Row, ...]


def outcome_groups(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """The outcomes that can be drawn; ranges, and figures of a change alone, stay in the table."""
    drawn: dict[tuple[str, str | None], list[tuple[Outcome, float, float]]] = {}
    for one in outcomes:
        before, after = figure(one.before), figure(one.after)
        if before is not None and after is not None and max(before, after) > 0:
            drawn.setdefault((one.metric_ko, one.unit_ko), []).append((one, before, after))
    return tuple(_group(found) for found in drawn.values())


def _group(found: Sequence[tuple[Outcome, float, float]]) -> Group:
    sizes = lengths([value for _one, *values in found for value in values])
    return Group(local(found[0][0], "metric"), tuple(
        _row(one, sizes[2 * at], sizes[2 * at + 1]) for at, (one, _before, _after) in enumerate(found)
    ))


def _row(one: Outcome, before: float, after: float) -> Row:
    unit = local(one, "unit")
    evaluator = EVALUATOR[one.evaluator] if one.evaluator else None
    basis = (BASIS[one.basis], evaluator, local(one, "period") or _("시기 미상"), local(one, "scope"))
    return Row(
        where(one), quantity(one.before, one.unit_ko, unit), before, quantity(one.after, one.unit_ko, unit), after,
        " · ".join(str(part) for part in basis if part), one.source, one.source_quality,
    )
