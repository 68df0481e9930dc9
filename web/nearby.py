"""What neighbours run: for whom to share a control centre with, or to visit by bus."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Operation
from catalog.municipalities import Municipality
from catalog.solutions import Solution
from matcher.documents import profile
from matcher.neighbours import NEAR_KM, Neighbour, neighbours


@dataclass(frozen=True, slots=True)
class NearbyRun:
    """One neighbour that runs a solution: why it counts as one, how far it is, since when it runs it."""

    neighbour: Neighbour
    unit: Municipality
    operation: Operation
    why: str
    since: str


@dataclass(frozen=True, slots=True)
class NearbySolution:
    """A solution that neighbours run, the nearest first."""

    solution: Solution
    runs: tuple[NearbyRun, ...]


def runs_nearby(session: Session, asker: Municipality) -> Mapping[str, tuple[NearbyRun, ...]]:
    """Who of the neighbours of `asker` runs what, by solution, nearest first; operations on record only."""
    if asker.kind == "administrative-gu":
        asker = asker.province  # the city that it is a part of
    units = {unit.code: unit for unit in queries.municipalities(session)}
    operations: dict[str, list[Operation]] = {}
    for row in queries.operations(session):
        operations.setdefault(row.municipality_code, []).append(row)
    found: dict[str, list[NearbyRun]] = {}
    for one in neighbours(profile(asker), [profile(unit) for unit in units.values()]):
        for row in operations.get(one.profile.code, ()):
            found.setdefault(row.solution_slug, []).append(
                NearbyRun(one, units[one.profile.code], row, _why(one), _since(row)))
    return {slug: tuple(runs) for slug, runs in found.items()}


def solutions_nearby(session: Session, asker: Municipality) -> tuple[NearbySolution, ...]:
    """What neighbours run and `asker` is not known to run, most run first, then the nearest."""
    own = {row.solution_slug for row in queries.operations(session) if row.municipality_code == asker.code}
    runs = runs_nearby(session, asker)
    listed = [
        NearbySolution(solution, runs[solution.slug])
        for solution in queries.named_solutions(session) if solution.slug in runs and solution.slug not in own
    ]
    return tuple(sorted(listed, key=lambda entry: (-len(entry.runs), _distance(entry), entry.solution.slug)))


def _distance(entry: NearbySolution) -> float:
    nearest = entry.runs[0].neighbour.distance_km
    return math.inf if nearest is None else nearest


def _why(one: Neighbour) -> str:
    within = _("%(km)skm 이내", km=round(NEAR_KM))
    if one.same_province:
        return _("같은 시·도, %(within)s", within=within) if one.near else _("같은 시·도")
    return within


def _since(row: Operation) -> str:
    if row.since is not None:
        return _("%(year)s년부터", year=row.since)
    if row.as_of is not None:
        return _("%(year)s년 자료에서 운영 확인, 시작 연도 미상", year=row.as_of)
    return _("시작 연도 미상")
