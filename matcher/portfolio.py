"""The best package of solutions within what a call allows and what is known of the money: an exact choice.

In this order: as many needs covered as possible, each by the solution that fits it best (proof and a coach
at hand decide between equals), and nothing in the package that covers no need better than the rest.
Unknown is no number: an entry whose cost nobody stated weighs nothing in the budget and makes the total
"not established".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Kind = Literal["distribution", "specialised"]
Fits = Literal["yes", "no", "not-established"]
Money = tuple[int, int]
"""Lowest and highest won."""

LEVEL = 0.02
"""Worth of an evidence level beside a fit between 0 and 1: decides between equals."""
COACH = 0.03
"""Worth of a coach at hand, likewise."""
ENTRY = 0.05
"""What an entry must add to be worth its own paperwork."""
A_NEED = 2.0
"""Worth of covering a need at all: more than any fit."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recommended solution: its fit (probability) to each need that it answers, and its cost where known."""

    solution: str
    kind: Kind
    fit: Mapping[int, float]
    evidence_level: int | None = None
    has_coach: bool = False
    cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the call and the official set: None is no limit that is known."""

    budget: int | None = None
    most: int | None = None
    distribution_needed: bool = False
    forced: Set[str] = field(default_factory=frozenset)
    forbidden: Set[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The limit that cannot be kept, and by how much it would have to give: won, entries, or a solution."""

    rule: Literal["total-krw", "solutions-per-package", "distribution-list"]
    change: int | str | None


@dataclass(frozen=True, slots=True)
class Package:
    """The chosen candidates in the order given, the entry that covers each need, and what the money says."""

    chosen: tuple[Candidate, ...]
    covers: Mapping[int, str]
    established: Money
    unknown: tuple[str, ...]
    fits: Fits
    infeasible: Infeasible | None = None


def best_package(candidates: Sequence[Candidate], limits: Limits) -> Package:
    """The best package; where the limits cannot be kept, what is forced and the smallest change that helps."""
    allowed = [one for one in candidates if one.solution not in limits.forbidden]
    wrong = _contradiction(allowed, limits)
    chosen = [one for one in allowed if one.solution in limits.forced] if wrong else _solved(allowed, limits)
    return _package(chosen, limits.budget, wrong)


def _contradiction(allowed: Sequence[Candidate], limits: Limits) -> Infeasible | None:
    """The first limit that no package can keep."""
    forced = [one for one in allowed if one.solution in limits.forced]
    distribution = [one for one in allowed if one.kind == "distribution"]
    if limits.distribution_needed and not distribution:
        return Infeasible("distribution-list", None)
    added = limits.distribution_needed and not any(one.kind == "distribution" for one in forced)
    count = len(forced) + added
    if limits.most is not None and count > limits.most:
        return Infeasible("solutions-per-package", count - limits.most)
    least = sum(_low(one) for one in forced) + (min(map(_low, distribution)) if added else 0)
    if limits.budget is not None and least > limits.budget:
        return Infeasible("total-krw", least - limits.budget)
    return None


def _solved(allowed: Sequence[Candidate], limits: Limits) -> list[Candidate]:
    """The exact optimum: a yes or no for each entry and for each entry as the one that covers a need.

    The formulation is that of the uncapacitated facility location problem with a budget (Cornuéjols,
    Nemhauser and Wolsey, 1990), solved by HiGHS.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    if not allowed:
        return []
    pairs = [(at, need) for at, one in enumerate(allowed) for need in sorted(one.fit)]
    needs = sorted({need for _, need in pairs})
    size = len(allowed) + len(pairs)
    worth = np.zeros(size)
    worth[: len(allowed)] = [-ENTRY - 1e-6 * at for at in range(len(allowed))]  # of equals, the first
    for column, (at, need) in enumerate(pairs, len(allowed)):
        worth[column] = A_NEED + _value(allowed[at], need)
    rows = lil_array((len(needs) + len(pairs) + 3, size))
    upper, lower = np.zeros(rows.shape[0]), np.full(rows.shape[0], -np.inf)
    for column, (at, need) in enumerate(pairs, len(allowed)):
        rows[needs.index(need), column] = 1  # a need is covered once
        rows[len(needs) + column - len(allowed), [column, at]] = [1, -1]  # and only by what is chosen
    upper[: len(needs)] = 1
    rows[-3, : len(allowed)] = [_low(one) / 1e6 for one in allowed]
    upper[-3] = np.inf if limits.budget is None else limits.budget / 1e6
    rows[-2, : len(allowed)] = 1
    upper[-2] = np.inf if limits.most is None else limits.most
    rows[-1, : len(allowed)] = [one.kind == "distribution" for one in allowed]
    upper[-1], lower[-1] = np.inf, float(limits.distribution_needed)
    least = np.array([float(one.solution in limits.forced) for one in allowed] + [0.0] * len(pairs))
    found = milp(
        -worth, integrality=np.ones(size), bounds=Bounds(least, np.ones(size)),
        constraints=LinearConstraint(rows.tocsr(), lower, upper), options={"mip_rel_gap": 0.0},
    )
    return [one for one, taken in zip(allowed, found.x, strict=False) if taken > 0.5]


def _value(one: Candidate, need: int) -> float:
    return one.fit[need] + LEVEL * (one.evidence_level or 0) + COACH * one.has_coach


def _low(one: Candidate) -> int:
    return one.cost[0] if one.cost else 0


def _package(chosen: Sequence[Candidate], budget: int | None, wrong: Infeasible | None) -> Package:
    known = [one.cost for one in chosen if one.cost]
    established = (sum(low for low, _ in known), sum(high for _, high in known))
    unknown = tuple(one.solution for one in chosen if one.cost is None)
    best: dict[int, Candidate] = {}
    for one in chosen:
        for need in one.fit:
            if need not in best or _value(one, need) > _value(best[need], need):
                best[need] = one
    return Package(
        chosen=tuple(chosen),
        covers={need: best[need].solution for need in sorted(best)},
        established=established,
        unknown=unknown,
        fits=_fits(established, unknown, budget),
        infeasible=wrong,
    )


def _fits(established: Money, unknown: Sequence[str], budget: int | None) -> Fits:
    """Whether the package keeps within the budget, as far as that is established."""
    if budget is not None and established[0] > budget:
        return "no"
    if budget is None or unknown or established[1] > budget:
        return "not-established"
    return "yes"
