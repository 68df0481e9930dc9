"""The best package, checked against every package there is."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.portfolio import A_NEED, COACH, ENTRY, LEVEL, Candidate, Infeasible, Limits, best_package

MILLION = 1_000_000


def one(solution: str, kind: str = "specialised", cost: int | None = None, **fit: float) -> Candidate:
    """A candidate; `n0=.5` is its fit to need 0."""
    return Candidate(
        solution, kind, {int(need[1:]): value for need, value in fit.items()},  # type: ignore[arg-type]
        cost=None if cost is None else (cost, cost),
    )


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Up to seven candidates for up to four needs; the fits differ, so that there is one best package."""
    return [
        Candidate(
            solution=f"s{at}",
            kind=draw(st.sampled_from(["distribution", "specialised"])),
            fit=draw(st.dictionaries(st.integers(0, 3), st.integers(1, 99).map(lambda n: n / 100), max_size=3)),
            evidence_level=draw(st.sampled_from([None, 1, 3])),
            has_coach=draw(st.booleans()),
            cost=draw(st.none() | st.integers(0, 30).map(lambda n: (n * MILLION, 2 * n * MILLION))),
        )
        for at in range(draw(st.integers(0, 7)))
    ]


limits = st.builds(
    Limits, budget=st.none() | st.integers(0, 60).map(lambda n: n * MILLION), most=st.none() | st.integers(0, 4),
    distribution_needed=st.booleans(), forced=st.sets(st.sampled_from(["s0", "s1", "s2"]), max_size=2),
    forbidden=st.sets(st.sampled_from(["s3", "s4"]), max_size=2),
)


def keeps(chosen: tuple[Candidate, ...], offered: list[Candidate], limit: Limits) -> bool:
    """Whether a package keeps every limit."""
    names = {each.solution for each in chosen}
    return (
        names.isdisjoint(limit.forbidden)
        and (limit.forced - limit.forbidden) & {each.solution for each in offered} <= names
        and (limit.most is None or len(chosen) <= limit.most)
        and (limit.budget is None or sum(each.cost[0] for each in chosen if each.cost) <= limit.budget)
        and (not limit.distribution_needed or any(each.kind == "distribution" for each in chosen))
    )


def worth(chosen: tuple[Candidate, ...]) -> float:
    """What the package is for: needs, fit, proof and a coach, less the paperwork of each entry."""
    values: dict[int, float] = {}
    for each in chosen:
        for need, fit in each.fit.items():
            value = A_NEED + fit + LEVEL * (each.evidence_level or 0) + COACH * each.has_coach
            values[need] = max(values.get(need, 0.0), value)
    return sum(values.values()) - ENTRY * len(chosen)


@given(candidates(), limits)
def test_no_package_is_better(offered: list[Candidate], limit: Limits) -> None:
    """Against all subsets: the found one keeps the limits and none that does is worth more."""
    every = chain.from_iterable(combinations(offered, size) for size in range(len(offered) + 1))
    allowed = [chosen for chosen in every if keeps(chosen, offered, limit)]
    found = best_package(offered, limit)
    if not allowed:
        assert found.infeasible is not None
        return
    assert found.infeasible is None
    assert keeps(found.chosen, offered, limit)
    assert worth(found.chosen) == pytest.approx(max(map(worth, allowed)), abs=1e-4)


def test_needs_come_before_fit() -> None:
    """Two needs covered poorly beat one covered well, when there is room for one."""
    found = best_package([one("wide", n0=0.2, n1=0.2), one("deep", n0=0.99)], Limits(most=1))
    assert [each.solution for each in found.chosen] == ["wide"]
    assert found.covers == {0: "wide", 1: "wide"}


def test_nothing_is_taken_that_adds_nothing() -> None:
    """A second, weaker answer to a covered need stays out, and the better one covers it."""
    found = best_package([one("good", n0=0.8), one("weak", n0=0.5)], Limits())
    assert [each.solution for each in found.chosen] == ["good"]


def test_an_unknown_cost_is_never_zero_in_what_is_said() -> None:
    """It is listed, and the total is not established."""
    found = best_package([one("a", cost=5 * MILLION, n0=0.8), one("b", n1=0.8)], Limits(budget=10 * MILLION))
    assert found.established == (5 * MILLION, 5 * MILLION)
    assert (found.unknown, found.fits) == (("b",), "not-established")


@pytest.mark.parametrize(("cost", "fits"), [((4, 6), "yes"), ((4, 16), "not-established")])
def test_a_range_fits_only_when_all_of_it_does(cost: tuple[int, int], fits: str) -> None:
    """A range that straddles the budget is not established."""
    each = Candidate("a", "distribution", {0: 0.9}, cost=(cost[0] * MILLION, cost[1] * MILLION))
    assert best_package([each], Limits(budget=10 * MILLION)).fits == fits


def test_what_cannot_be_kept_is_named_with_the_smallest_change() -> None:
    """Won too many, entries too many, or no distribution solution."""
    dear = one("dear", "distribution", cost=30 * MILLION, n0=0.9)
    cheap = one("cheap", cost=5 * MILLION, n1=0.9)
    both = frozenset({"dear", "cheap"})
    over = best_package([dear, cheap], Limits(budget=20 * MILLION, forced=both))
    assert (over.infeasible, over.fits) == (Infeasible("total-krw", 15 * MILLION), "no")
    many = best_package([dear, cheap], Limits(most=1, forced=both))
    assert many.infeasible == Infeasible("solutions-per-package", 1)
    none = best_package([cheap], Limits(distribution_needed=True))
    assert none.infeasible == Infeasible("distribution-list", None)
