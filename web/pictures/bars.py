"""Lengths of bars: in proportion to the figures, from zero, and only where a figure is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

FULL = 100.0
"""Length of the longest bar of an axis."""
PLAIN = re.compile(r"\d+(?:\.\d+)?")


def figure(text: str | None) -> float | None:
    """A figure as a source states it, or None where it is a range, a sign or words: that is not drawn."""
    return float(text) if text and PLAIN.fullmatch(text) else None


def lengths(values: Sequence[float]) -> tuple[float, ...]:
    """Lengths (0 to FULL) of the bars that share an axis; all zero when nothing is above zero."""
    largest = max(values, default=0.0)
    return tuple(round(FULL * value / largest, 2) if largest > 0 else 0.0 for value in values)
