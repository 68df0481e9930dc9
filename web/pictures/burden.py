"""Local money of a package, year by year, as stacked bars: what is unknown has a mark of its own, not a length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

FULL = 100.0
UNKNOWN = 12.0
"""Length of the hatched end that says something is missing; it stands for no amount."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a bar. `kind` is build, build-more (up to the upper figure), running or unknown."""

    kind: str
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What has been paid by the end of a year, in won; None where nothing of it is known."""

    year: int
    build: tuple[int, int] | None
    running: int | None
    segments: tuple[Segment, ...]


def burden_bars(
    build: Sequence[int] | None, by_year: Sequence[int] | None, years: int, gaps: bool,
) -> tuple[Bar, ...]:
    """A bar for the sum at the end of each year, all on one axis; none when no amount is known.

    `build` is the local share of building at least and at most, `by_year` what running costs in each of the years, and
    `gaps` says that some cost of the package is not known.
    """
    low, high = build or (0, 0)
    running = list(accumulate(by_year)) if by_year else [0] * years
    most = high + running[-1]
    if not most:
        return ()
    room = FULL - UNKNOWN if gaps else FULL
    found = []
    for year in range(1, years + 1):
        amounts = [("build", low), ("build-more", high - low), ("running", running[year - 1])]
        segments, start = [], 0.0
        for kind, amount in amounts:
            if amount:
                length = room * amount / most
                segments.append(Segment(kind, round(start, 2), round(length, 2)))
                start += length
        if gaps:
            segments.append(Segment("unknown", round(start, 2), UNKNOWN))
        found.append(Bar(year, (low, high) if build else None, running[year - 1] if by_year else None, tuple(segments)))
    return tuple(found)
