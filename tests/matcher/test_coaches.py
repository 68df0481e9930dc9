"""Which municipalities could coach the asker, each part of the order shown."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.coach_parts import CoachWeights
from matcher.coaches import CoachFinder, note_on_few
from matcher.types import Catalogue, Coach, Offering, Operation, Profile, Text, Visit
from tests.matcher.test_fit import a_profile

THIS_YEAR = 2026
SOLUTION = "smart-bench"
ASKER = a_profile("90001", population=50_000, latitude=36.0, longitude=128.0)


def an_operation(municipality: str, **over: Any) -> Operation:
    """An operation of which only the source is known."""
    return Operation(**{
        "solution": SOLUTION, "municipality": municipality, "since": None, "as_of": None, "outcomes": 0,
        "outcomes_source": None, "scale": None, "source": f"https://example.org/{municipality}", **over,
    })


def an_offering(municipality: str, free: int, **over: Any) -> Offering:
    """An offering of visits for five cities at once, of which some can still come."""
    return Offering(**{
        "id": int(municipality), "solution": SOLUTION, "municipality": municipality, "forms": ("visit",),
        "languages": ("ko",), "valid_from": dt.date(2026, 1, 1), "valid_until": dt.date(2026, 12, 31), "capacity": 5,
        "free": free, "contact": "교통과", "conditions": None, "stated_on": dt.date(2026, 1, 1),
        "source": "교통과", **over,
    })


def coaches(
    operations: list[Operation], profiles: list[Profile] | None = None, asker: Profile | None = ASKER, top: int = 10,
    visits: Sequence[Visit] = (), weights: CoachWeights | None = None,
    offerings: Sequence[Offering] = (),
) -> list[Coach]:
    """The coaches among the operations; municipalities without a profile given are plain cities."""
    known = {profile.code: profile for profile in [ASKER, *(profiles or [])]}
    for operation in operations:
        known.setdefault(operation.municipality, a_profile(operation.municipality))
    catalogue = Catalogue("1", {}, (), tuple(operations), known, visits, offerings)
    return list(CoachFinder(THIS_YEAR, weights).fit(catalogue).coaches(SOLUTION, asker, top))


def codes(found: list[Coach]) -> list[str]:
    """The municipalities in their order."""
    return [coach.municipality for coach in found]


def part(coach: Coach, name: str) -> float | None:
    """Value of one contribution, or None when it is not there."""
    return next((each.value for each in coach.contributions if each.name == name), None)


def test_only_those_who_run_it_and_never_the_asker() -> None:
    """Coaches operate the solution asked for; a municipality does not coach itself."""
    found = coaches([an_operation("90001"), an_operation("90002"), an_operation("90003", solution="other")])

    assert codes(found) == ["90002"]


def test_without_an_asker_everyone_who_runs_it_is_listed() -> None:
    """Without an asker nobody is left out, and nothing is said of likeness or distance."""
    found = coaches([an_operation("90001"), an_operation("90002")], asker=None)

    assert codes(found) == ["90001", "90002"]
    assert {each.name for coach in found for each in coach.contributions} == {"experience", "outcomes"}


def test_nobody_runs_it() -> None:
    """A solution that nobody operates has no coaches, whatever it is called."""
    assert coaches([an_operation("90002", solution="other")]) == []


def test_provinces_come_last_as_consultants() -> None:
    """However long a province has run it, every city comes before it, and it is called a consultant."""
    province = a_profile("41000", kind="province", population=50_000, latitude=36.0, longitude=128.0)
    own = a_profile("51000", kind="special-autonomous-province")
    found = coaches([
        an_operation("41000", since=2010, outcomes=3, scale=Text("10곳", "10 sites")), an_operation("51000"),
        an_operation("90002"),
    ], [province, own])

    assert [(coach.municipality, coach.role) for coach in found] == [
        ("90002", "coach"), ("41000", "consultant"), ("51000", "consultant"),
    ]
    assert found[1].score > found[0].score


@pytest.mark.parametrize("kind", ["special-city", "metropolitan-city", "special-autonomous-city", "province",
                                  "special-autonomous-province"])
def test_upper_level_governments_are_labelled(kind: str) -> None:
    """A reader sees in both languages that a coach is no city, county or district; it costs nothing."""
    upper, plain = coaches([an_operation("11000"), an_operation("90002")], [a_profile("11000", kind=kind)],
                           asker=None)[::1 if kind not in ("province", "special-autonomous-province") else -1]

    label = next(each for each in upper.contributions if each.name == "role")
    assert label.value == 0.0 and label.reason.ko and label.reason.en
    assert part(plain, "role") is None


def test_alike_and_near_come_first() -> None:
    """Of equals, the more alike and the nearer come first, with the reason in both languages."""
    near = a_profile("90009", population=52_000, latitude=36.1, longitude=128.1)
    far = a_profile("90002", population=900_000, latitude=37.9, longitude=124.7, province="80000")

    found = coaches([an_operation("90002"), an_operation("90009")], [near, far])

    assert codes(found) == ["90009", "90002"]
    for coach in found:
        assert {"similarity", "nearness"} <= {each.name for each in coach.contributions}
    assert "같은 시·도" in next(each.reason.ko for each in found[0].contributions if each.name == "nearness")


def test_an_unknown_start_is_not_a_late_one() -> None:
    """Who may have run it for years is not put below who started this year."""
    unknown, new, old = an_operation("90009"), an_operation("90002", since=THIS_YEAR), an_operation("90003", since=2015)

    order = codes(coaches([unknown, new, old]))

    assert order.index("90009") < order.index("90002")


def test_unknown_figures_are_not_the_worst_ones() -> None:
    """A coach of whom no figure is known is not put below one whose figures are as unlike as can be."""
    asker = a_profile("90001", population=20_000, density=20.0, aged65_share=45.0, latitude=33.2, longitude=126.5)
    unlike = a_profile("90002", population=9_000_000, density=16_000.0, aged65_share=10.0, province="80000",
                       latitude=38.5, longitude=128.4, kind="gu")
    unknown = a_profile("90009", province="80000")

    found = coaches([an_operation("90002"), an_operation("90009")], [asker, unlike, unknown], asker)

    assert codes(found) == ["90009", "90002"]
    assert part(found[0], "nearness") is None


def test_ties_never_flicker() -> None:
    """Equals are listed by code, in whatever order the catalogue holds them."""
    operations = [an_operation(str(90010 + number)) for number in range(20)]
    expected = codes(coaches(operations, top=20))

    for seed in range(5):
        shuffled = random.Random(seed).sample(operations, len(operations))
        assert codes(coaches(shuffled, top=20)) == expected == sorted(expected)
    assert codes(coaches(operations, top=3)) == expected[:3]


@pytest.mark.parametrize(("operators", "note"), [
    ([], True), (["90001"], True), (["90002"], True), (["90001", "90002"], True), (["90002", "90003"], False),
])
def test_fewer_than_two_others_is_said(operators: list[str], note: bool) -> None:
    """With no other or only one other operator the reader is told, in both languages."""
    found = note_on_few([an_operation(code) for code in operators], ASKER)

    assert (found is not None) is note
    if found is not None:
        assert found.ko and found.en


some_operations = st.lists(st.builds(
    an_operation, municipality=st.integers(90001, 90030).map(str), since=st.none() | st.integers(1990, THIS_YEAR),
    outcomes=st.integers(0, 5), scale=st.none() | st.builds(Text, st.sampled_from(["3곳", "여러 곳"]), st.just("some")),
), max_size=8, unique_by=lambda operation: operation.municipality)
some_profiles = st.lists(st.builds(
    a_profile, code=st.integers(90002, 90030).map(str), kind=st.sampled_from(["si", "gu", "province", "special-city"]),
    population=st.none() | st.integers(0, 10**7), coastal=st.none() | st.booleans(),
    latitude=st.none() | st.floats(33, 39), longitude=st.none() | st.floats(124, 132),
), max_size=8)


@given(operations=some_operations, profiles=some_profiles)
def test_the_explanation_is_the_score(operations: list[Operation], profiles: list[Profile]) -> None:
    """Scores are the sum of finite parts, each with a sentence in both languages, and decide the order."""
    found = coaches(operations, profiles)

    assert {coach.municipality for coach in found} == {each.municipality for each in operations} - {"90001"}
    for coach in found:
        assert coach.score == pytest.approx(sum(each.value for each in coach.contributions), abs=1e-12)
        assert all(abs(each.value) < 3 and each.reason.ko and each.reason.en for each in coach.contributions)
        assert coach.capacity_left is None
    keys = [(coach.role == "consultant", -coach.score, coach.municipality) for coach in found]
    assert keys == sorted(keys)
