"""How good the order of coaches is: where in it stands the municipality that was really visited.

A recorded visit says whom a learner chose for a solution. Each visit is ranked as if it had not happened:
the visits of the same learner and everything told by the same report (a joint trip) are left out. A visited
coach that the catalogue does not know to operate the solution is a miss.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matcher.coach_parts import PART_NAMES
from matcher.coaches import CoachFinder
from matcher.evaluate import BOOTSTRAP, Figure, plain, table
from matcher.types import Catalogue, Coach, Visit

FILE = "coach_visits.csv"
CUTS = (1, 3, 5)
Find = Callable[[Catalogue], CoachFinder]
Place = float
"""Place of the visited coach from 1 on; infinite when it is not among the operators."""


@dataclass(frozen=True, slots=True)
class CoachReport:
    """Figures by way of ranking and measure; intervals by drawing whole pairs of coach and solution.

    `unknown` counts the visited coaches that the catalogue does not know as operators.
    """

    visits: int
    pairs: int
    unknown: int
    rows: Mapping[str, Mapping[str, Figure]]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        rows = {name: {metric: plain(cell) for metric, cell in cells.items()} for name, cells in self.rows.items()}
        return {"visits": self.visits, "pairs": self.pairs, "unknown": self.unknown, "rows": rows}

    def as_markdown(self) -> str:
        """One sentence and a table."""
        return (f"{self.visits} visits to {self.pairs} pairs of coach and solution. In {self.unknown} of them the "
                "catalogue does not know the coach as an operator: a miss.\n\n" + table("coaches", self.rows) + "\n")


def read_visits(folder: Path) -> tuple[Visit, ...]:
    """The visits of `coach_visits.csv` (learner_code, coach_code, solution_slug, source) in a folder.

    Raises:
        OSError: the file cannot be read.
        ValueError: a column is missing.
    """
    with (folder / FILE).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = ("learner_code", "coach_code", "solution_slug", "source")
        if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
            raise ValueError(f"{FILE} has no column {', '.join(missing)}")
        return tuple(Visit(*(row[name] for name in columns)) for row in reader)


def evaluate_coaches(catalogue: Catalogue, judged: Sequence[Visit], find: Find) -> CoachReport:
    """The report on the judged visits; `find` fits the finder that is to be measured.

    Offerings are left out, and their part with them: who offers coaching today says nothing of a past visit.
    """
    catalogue = replace(catalogue, offerings=())
    finders = {source: find(without_report(catalogue, source)) for source in {visit.source for visit in judged}}
    undated = {source: find(without_report(catalogue, source, undated=True)) for source in finders}
    whole = find(catalogue)
    found = [_coaches(finders[visit.source], visit) for visit in judged]
    places = [_place(coaches, visit) for coaches, visit in zip(found, judged, strict=True)]
    pairs = [(visit.coach, visit.solution) for visit in judged]
    weights = [1 / pairs.count(pair) for pair in pairs]
    rows = {
        "as shipped": _figures(places, pairs),
        "each coach and solution once": _figures(places, pairs, weights),
        "the visit's own report dates nothing": _figures(
            [_place(_coaches(undated[visit.source], visit), visit) for visit in judged], pairs),
        "fellow travellers known": _figures([_place(_coaches(whole, visit), visit) for visit in judged], pairs),
        "random order": _random(found, judged, pairs),
    }
    for name in (name for name in PART_NAMES if name != "capacity"):
        rows[f"without {name}"] = _figures(
            [_place(coaches, visit, name) for coaches, visit in zip(found, judged, strict=True)], pairs)
    return CoachReport(len(judged), len(set(pairs)), sum(math.isinf(place) for place in places), rows)


def without_report(catalogue: Catalogue, source: str, undated: bool = False) -> Catalogue:
    """The catalogue without the visits that one report tells.

    With `undated` the operations that rest on the report alone have no year either: some were entered
    because of the visit, and an early year then follows from what is to be foretold.
    """
    operations = [
        replace(each, since=None, as_of=None) if undated and each.source == source else each
        for each in catalogue.operations
    ]
    return replace(catalogue, operations=operations, visits=[
        visit for visit in catalogue.visits if visit.source != source
    ])


def _coaches(finder: CoachFinder, visit: Visit) -> tuple[Coach, ...]:
    asker = finder.profiles_.get(visit.learner)
    return finder.coaches(visit.solution, asker, top=len(finder.operators(visit.solution)))


def _place(coaches: Sequence[Coach], visit: Visit, left_out: str | None = None) -> Place:
    """Place of the visited coach, with one part of the score left out."""
    def score(coach: Coach) -> float:
        return sum(part.value for part in coach.contributions if part.name != left_out)

    order = sorted(coaches, key=lambda coach: (coach.role == "consultant", -score(coach), coach.municipality))
    return next((place for place, coach in enumerate(order, 1) if coach.municipality == visit.coach), math.inf)


def _figures(
    places: Sequence[Place], pairs: Sequence[tuple[str, str]], weights: Sequence[float] | None = None
) -> dict[str, Figure]:
    found = {f"recall@{cut}": [float(place <= cut) for place in places] for cut in CUTS}
    found["MRR"] = [1 / place for place in places]
    return {name: clustered(values, pairs, weights) for name, values in found.items()}


def _random(
    found: Sequence[Sequence[Coach]], judged: Sequence[Visit], pairs: Sequence[tuple[str, str]]
) -> dict[str, Figure]:
    """What an order by lot would reach on average: min(k, n) / n, and the mean of 1 to 1/n."""
    sizes = [len(coaches) if any(coach.municipality == visit.coach for coach in coaches) else 0
             for coaches, visit in zip(found, judged, strict=True)]
    chances = {f"recall@{cut}": [min(cut, size) / size if size else 0.0 for size in sizes] for cut in CUTS}
    chances["MRR"] = [sum(1 / place for place in range(1, size + 1)) / size if size else 0.0 for size in sizes]
    return {name: clustered(values, pairs) for name, values in chances.items()}


def clustered(
    values: Sequence[float], groups: Sequence[tuple[str, str]], weights: Sequence[float] | None = None, seed: int = 0
) -> Figure:
    """Weighted mean with a 95 % bootstrap interval that draws whole groups: visits of one coach go together."""
    names = sorted(set(groups))
    if not names:
        return Figure(math.nan, math.nan, math.nan, 0)
    at = np.array([names.index(group) for group in groups])
    weight = np.ones(len(values)) if weights is None else np.array(weights)
    sums = np.bincount(at, weight * np.array(values), len(names))
    counts = np.bincount(at, weight, len(names))
    draws = np.random.default_rng(seed).integers(len(names), size=(BOOTSTRAP, len(names)))
    low, high = np.quantile(sums[draws].sum(axis=1) / counts[draws].sum(axis=1), (0.025, 0.975))
    return Figure(float(sums.sum() / counts.sum()), float(low), float(high), len(values))
