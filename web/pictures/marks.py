"""Marks on the map: a shape for each kind, so that colour never says it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.pictures.korea import Point

SHAPES = {
    "operating": "M-10,0a10,10 0 1,0 20,0a10,10 0 1,0 -20,0Z",
    "selected": "M0,-13L12,9L-12,9Z",
    "planned": "M-9,-9L9,-9L9,9L-9,9Z",
    "unconfirmed": "M0,-12L12,0L0,12L-12,0Z",
    "ended": "M-9,-9L9,9M-9,9L9,-9",
}
"""Path of each kind about its middle, in units of the picture: disc, triangle, square, diamond, cross."""
ORDER = tuple(SHAPES)
"""Of several kinds in one place the first is drawn; the first is also drawn last, above the others."""
CAPITAL = (276.0, 162.0, 94.0, 94.0)
"""Left, top, width and height of Seoul and around, which is drawn larger when crowded."""
CROWD = 3
"""Marks about Seoul from which the larger drawing helps."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on the map: where, of what kind, and what is to be read at it."""

    x: float
    y: float
    kind: str
    words: str

    @property
    def shape(self) -> str:
        """Its path about its middle."""
        return SHAPES[self.kind]


def mark(point: Point, kinds: Sequence[str], words: str) -> Mark:
    """The mark of a place where these kinds meet: it looks like the foremost of them."""
    x, y = rounded(point)
    return Mark(x, y, min(kinds, key=ORDER.index), words)


def layered(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """In the order of drawing: what operates lies above what ended."""
    return tuple(sorted(marks, key=lambda one: -ORDER.index(one.kind)))


def crowded(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks about Seoul, when they are so many that the larger drawing helps."""
    left, top, width, height = CAPITAL
    inside = tuple(one for one in marks if 0 <= one.x - left <= width and 0 <= one.y - top <= height)
    return inside if len(inside) >= CROWD else ()


def rounded(point: Point) -> Point:
    """A tenth of a unit is far below what can be seen."""
    return round(point[0], 1), round(point[1], 1)
