"""The maps on a solution's page: where it runs, and where those are who can coach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.deployments import Deployment
from catalog.municipalities import PROVINCE_KINDS, Municipality
from matcher.documents import profile
from matcher.fit import distance_km
from web.pictures.korea import Point, project, spread
from web.pictures.marks import ORDER, SHAPES, Mark, crowded, layered, mark, rounded
from web.places import place

LABEL_GAP = 58.0
"""Units of the picture between the middles of two numbered discs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A deployment as the map takes it: its row, the kind of mark, and its status in words."""

    row: Deployment
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Legend:
    """One kind of mark, its shape and how many are drawn."""

    kind: str
    shape: str
    count: int


@dataclass(frozen=True, slots=True)
class DeploymentMap:
    """Marks in drawing order, those about Seoul once more, the legend, and what no point can stand for."""

    marks: tuple[Mark, ...]
    capital: tuple[Mark, ...]
    legend: tuple[Legend, ...]
    unplaced: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A coach on the map: its number in the list, its true point, the place of its number, the straight distance."""

    number: int
    unit: Municipality
    point: Point
    label: Point
    km: float | None


@dataclass(frozen=True, slots=True)
class CoachMap:
    """The asker's point and the coaches' stops."""

    asker: Point
    stops: tuple[Stop, ...]


def deployment_map(standings: Sequence[Standing]) -> DeploymentMap | None:
    """One mark for each municipality; whole provinces and places that are none are named instead."""
    spots: dict[tuple[Point, str], list[Standing]] = {}
    unplaced = []
    for one in standings:
        unit = one.row.municipality
        point = _point(unit) if unit is not None and unit.kind not in PROVINCE_KINDS else None
        if unit is None or point is None:
            unplaced.append(one)
        else:
            spots.setdefault((point, place(unit).striptags()), []).append(one)
    marks = layered([
        mark(point, [one.kind for one in group], f"{name}: {' · '.join(dict.fromkeys(one.words for one in group))}")
        for (point, name), group in spots.items()
    ])
    if not marks:
        return None
    counts = Counter(one.kind for one in marks)
    return DeploymentMap(
        marks, crowded(marks), tuple(Legend(kind, SHAPES[kind], counts[kind]) for kind in ORDER if counts[kind]),
        tuple(unplaced),
    )


def coach_map(asker: Municipality, coaches: Sequence[Municipality | None]) -> CoachMap | None:
    """The coaches about the asker, numbered as they are listed; provinces advise and have no point."""
    home = _point(asker)
    if home is None:
        return None
    found = [
        (number, unit, point) for number, unit in enumerate(coaches, start=1)
        if unit is not None and unit.kind not in PROVINCE_KINDS and (point := _point(unit))
    ]
    if not found:
        return None
    labels = spread([home, *(point for _number, _unit, point in found)], LABEL_GAP)[1:]
    return CoachMap(rounded(home), tuple(
        Stop(number, unit, rounded(point), rounded(label), distance_km(profile(asker), profile(unit)))
        for (number, unit, point), label in zip(found, labels, strict=True)
    ))


def _point(unit: Municipality) -> Point | None:
    if unit.latitude is None or unit.longitude is None:
        return None
    return project(unit.latitude, unit.longitude)
