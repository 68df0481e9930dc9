"""The best choice among possible pairs as a mixed-integer programme, solved exactly by HiGHS."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matcher.contest import Pair

Key = TypeVar("Key")

INFEASIBLE = 2
"""HiGHS's status in scipy's numbering."""


def best_choice(
    pairs: Sequence[Pair], worth: Callable[[Pair], int], at_most: int | None = None,
    must: Collection[str] = (), counts: tuple[int, int] | None = None,
) -> list[Pair] | None:
    """The pairs of greatest total worth: one per city at most, no offer beyond its capacity.

    `at_most` bounds the cities of one coach, `must` are cities that get one of their pairs, `counts` fixes
    how many pairs are for a main solution and how many there are. None: there is no such choice.

    Cities, offers and coaches are levels of a network, and `counts` is only ever the greatest that can be
    reached, so the relaxation has whole-numbered corners: HiGHS hardly ever branches.
    """
    if not set(must) <= {pair.city for pair in pairs}:
        return None
    if not pairs:
        return [] if counts in (None, (0, 0)) else None
    rows, low, high = _limits(pairs, at_most, must)
    if counts is not None:
        rows += [[place for place, pair in enumerate(pairs) if pair.main], list(range(len(pairs)))]
        low += counts
        high += counts
    matrix = csr_array((
        np.ones(sum(map(len, rows))), (np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
                                       np.array([place for row in rows for place in row], dtype=int)),
    ), shape=(len(rows), len(pairs)))
    solved = milp(
        -np.array([worth(pair) for pair in pairs], dtype=float), integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, low, high), options={"mip_rel_gap": 0.0},
    )
    if solved.status == INFEASIBLE:
        return None
    if solved.x is None or solved.status != 0:
        raise RuntimeError(f"HiGHS gave no optimum: {solved.message}")
    return [pair for pair, share in zip(pairs, solved.x, strict=True) if share > 0.5]


def _limits(
    pairs: Sequence[Pair], at_most: int | None, must: Collection[str]
) -> tuple[list[list[int]], list[int], list[int]]:
    """Rows of pairs with the least and the most that may be chosen of each."""
    by_city = _places(pair.city for pair in pairs)
    by_offer = _places(pair.offer for pair in pairs)
    by_coach = _places(pair.coach for pair in pairs) if at_most is not None else {}
    rows = [*by_city.values(), *by_offer.values(), *by_coach.values()]
    low = [int(city in must) for city in by_city] + [0] * (len(by_offer) + len(by_coach))
    high = [1] * len(by_city) + [offer.capacity for offer in by_offer] + [at_most or 0] * len(by_coach)
    return rows, low, high


def _places(keys: Iterable[Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return found
