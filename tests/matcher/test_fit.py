"""How alike two municipalities are, trait by trait."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fit import NUMERIC, YES_NO, ProfileSpace, distance_km
from matcher.types import Profile, Text


def a_profile(code: str = "91110", **over: Any) -> Profile:
    """A municipality of which nothing but its kind is known."""
    return Profile(**{"code": code, "name": Text(f"가{code}시", f"Ga{code}-si"), "province": "90000",
                      "kind": "si", **over})


SMALL, MIDDLE, LARGE = (
    a_profile(str(91110 + number), population=people, density=people / 100, aged65_share=aged,
              population_change_pct=change, fiscal_independence=money, coastal=number == 0)
    for number, (people, aged, change, money) in enumerate(
        [(20_000, 40.0, -8.0, 8.0), (150_000, 20.0, 0.0, 25.0), (1_000_000, 12.0, 5.0, 50.0)])
)
SPACE = ProfileSpace().fit([SMALL, MIDDLE, LARGE])

numbers = st.none() | st.floats(0, 100, allow_nan=False)
profiles = st.builds(
    a_profile, code=st.sampled_from(["91110", "91120"]), kind=st.sampled_from(["si", "gun", "gu", "province"]),
    population=st.none() | st.integers(0, 12_000_000), density=st.none() | st.floats(0, 30_000),
    aged65_share=numbers, population_change_pct=st.none() | st.floats(-50, 50), fiscal_independence=numbers,
    coastal=st.none() | st.booleans(), depopulation_area=st.none() | st.booleans(),
)


def test_a_municipality_is_wholly_like_itself() -> None:
    """Every known trait of a municipality compared with itself is 1."""
    likeness = SPACE.likeness(SMALL, SMALL)

    assert set(likeness.traits.values()) == {1.0}
    assert likeness.overall == 1.0
    assert set(likeness.traits) == {*NUMERIC, "kind", "coastal"}


def test_nearer_figures_are_more_alike() -> None:
    """A middle-sized city is closer to either end than the ends are to each other."""
    ends = SPACE.likeness(SMALL, LARGE)
    for end in (SMALL, LARGE):
        half_way = SPACE.likeness(end, MIDDLE)
        assert all(half_way.traits[trait] > ends.traits[trait] for trait in NUMERIC)


def test_size_is_compared_by_its_ratio() -> None:
    """20,000 and 40,000 people are as unlike as 200,000 and 400,000."""
    def likeness(one: int, other: int) -> float:
        return SPACE.likeness(a_profile(population=one), a_profile(population=other)).traits["population"]

    assert likeness(20_000, 40_000) == pytest.approx(likeness(200_000, 400_000))
    assert likeness(20_000, 40_000) < likeness(380_000, 400_000)


@pytest.mark.parametrize("trait", [*NUMERIC, "coastal", "depopulation_area"])
def test_a_missing_figure_counts_neither_way(trait: str) -> None:
    """A trait unknown of one side is left out of the comparison, not taken as zero."""
    known = {"population": 50_000, "aged65_share": 20.0, "coastal": True}
    one, other = a_profile(**known), a_profile(**{**known, "aged65_share": 30.0})
    one_more, unknown = a_profile(**{**known, trait: known.get(trait, 0)}), a_profile(**{**known, trait: None})

    likeness = SPACE.likeness(one_more, unknown)

    assert trait not in likeness.traits
    assert likeness.overall == 1.0
    assert SPACE.likeness(one, other).overall < 1.0


def test_nobody_known_means_no_likeness() -> None:
    """Without a single profile to learn from, figures are left out and yes-or-no traits remain."""
    space = ProfileSpace().fit([])

    assert space.likeness(SMALL, LARGE).traits == {"kind": 1.0, "coastal": 0.0}


@given(one=profiles, other=profiles)
def test_likeness_is_mutual_and_bounded(one: Profile, other: Profile) -> None:
    """Likeness is the same both ways, from 0 to 1, over the traits known of both, and finite."""
    there, back = SPACE.likeness(one, other), SPACE.likeness(other, one)

    assert there.traits == back.traits
    assert all(0 <= value <= 1 for value in there.traits.values())
    assert there.overall is not None and 0 <= there.overall <= 1
    for trait in (*NUMERIC, *YES_NO):
        if getattr(one, trait) is None or getattr(other, trait) is None:
            assert trait not in there.traits
    assert there.closest() == sorted(there.traits, key=lambda trait: (-there.traits[trait], trait))[:2]


places = st.builds(a_profile, latitude=st.floats(33, 39), longitude=st.floats(124, 132))


@given(one=places, other=places, third=places)
def test_distance_is_a_distance(one: Profile, other: Profile, third: Profile) -> None:
    """Zero to itself, the same both ways, never shorter by a detour, and within the country."""
    assert distance_km(one, one) == pytest.approx(0)
    there = distance_km(one, other)
    assert there is not None and there == pytest.approx(distance_km(other, one))
    assert there <= (distance_km(one, third) or 0) + (distance_km(third, other) or 0) + 1e-6
    assert there < 1_000


def test_distance_of_two_known_cities() -> None:
    """Seoul and Busan are about 325 km apart as the crow flies; an unknown place has no distance."""
    seoul, busan = a_profile(latitude=37.5665, longitude=126.9780), a_profile(latitude=35.1796, longitude=129.0756)

    assert distance_km(seoul, busan) == pytest.approx(325, abs=3)
    assert distance_km(seoul, a_profile(latitude=35.0)) is None
    assert not math.isnan(distance_km(seoul, seoul) or 0.0)
