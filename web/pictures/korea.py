"""The map of Korea: where a point on Earth lies in the picture, and the outline of the provinces."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTLINE = Path(__file__).with_name("korea.json")
"""Derived by `outline.py`; source and licence stand in `korea.md`."""
WEST, EAST, SOUTH, NORTH = 124.5, 132.0, 33.0, 38.75
"""Degrees that the picture spans: from Baengnyeongdo to Dokdo, from Marado to Goseong."""
MIDDLE = 36.0
"""Latitude at which a kilometre is as long east as north."""
WIDTH = 1000
SCALE = WIDTH / ((EAST - WEST) * math.cos(math.radians(MIDDLE)))
"""Units of the picture per degree of latitude; one unit is about 670 m."""
HEIGHT = round((NORTH - SOUTH) * SCALE)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """Provinces as SVG path data, the islands of one in the same path."""

    provinces: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


def project(latitude: float, longitude: float) -> Point:
    """Units from the upper left corner, by the plain rectangular projection at 36°N (off by under 4% here)."""
    return ((longitude - WEST) * math.cos(math.radians(MIDDLE)) * SCALE, (NORTH - latitude) * SCALE)


@cache
def outline() -> Outline:
    """The outline as it is drawn, read once."""
    return Outline(tuple(
        "".join("M" + " ".join(f"{x},{y}" for x, y in ring) + "Z" for ring in rings)
        for rings in json.loads(OUTLINE.read_text(encoding="utf-8"))
    ))


def spread(points: list[Point], gap: float) -> list[Point]:
    """Places for labels of these points, each at least about `gap` from every other; alone, a point keeps its place.

    Labels that come too near push each other apart along the line between them; of two in one place the later goes
    down. The picture's edges hold.
    """
    placed = list(points)
    for _step in range(80):
        calm = True
        for one in range(len(placed)):
            for other in range(one + 1, len(placed)):
                across, down = placed[other][0] - placed[one][0], placed[other][1] - placed[one][1]
                distance = math.hypot(across, down)
                if distance >= gap:
                    continue
                calm = False
                across, down = (across / distance, down / distance) if distance else (0.0, 1.0)
                push = (gap - distance) / 2 + 0.5
                placed[one] = _held(placed[one][0] - across * push, placed[one][1] - down * push, gap / 2)
                placed[other] = _held(placed[other][0] + across * push, placed[other][1] + down * push, gap / 2)
        if calm:
            break
    return placed


def _held(x: float, y: float, margin: float) -> Point:
    return min(max(x, margin), WIDTH - margin), min(max(y, margin), HEIGHT - margin)
