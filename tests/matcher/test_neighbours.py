"""Who counts as a neighbour: the same province, or centroids within reach, and nothing made up."""

from __future__ import annotations

from matcher.neighbours import neighbours
from matcher.types import Profile
from tests.matcher.test_fit import a_profile

ASKER = a_profile("91110", province="91000", latitude=36.0, longitude=128.0)
PROVINCE = a_profile("91000", province="91000", kind="province", latitude=36.1, longitude=128.0)
OTHER_PROVINCE = a_profile("92000", province="92000", kind="special-autonomous-province",
                           latitude=36.0, longitude=128.1)


def a_neighbour(code: str, north_km: float | None, province: str = "92000") -> Profile:
    """A municipality so many kilometres north of the asker; a degree of latitude is 111.2 km."""
    latitude = None if north_km is None else 36.0 + north_km / 111.195
    return a_profile(code, province=province, latitude=latitude, longitude=128.0)


def test_same_province_or_within_reach() -> None:
    """Each says which of the two it is; far away in another province is no neighbour."""
    found = neighbours(ASKER, [
        ASKER, a_neighbour("92110", 59), a_neighbour("92120", 61), a_neighbour("91120", 20, "91000"),
        a_neighbour("91130", 150, "91000"),
    ])

    assert [(one.profile.code, round(one.distance_km or 0), one.same_province, one.near) for one in found] == [
        ("91120", 20, True, True), ("92110", 59, False, True), ("91130", 150, True, False)]


def test_unknown_centroid_leaves_the_province_to_decide() -> None:
    """Without a centroid nobody is near: the same province still counts and comes last."""
    found = neighbours(ASKER, [a_neighbour("91120", None, "91000"), a_neighbour("92110", None),
                               a_neighbour("91130", 90, "91000")])

    assert [(one.profile.code, one.distance_km, one.near) for one in found][-1] == ("91120", None, False)
    assert [one.profile.code for one in found] == ["91130", "91120"]


def test_provinces_and_the_government_above_are_no_neighbours() -> None:
    """A province runs things all over its territory; a district's own city is not next door to it."""
    city = a_profile("93000", province="93000", kind="metropolitan-city", latitude=36.0, longitude=128.2)
    district = a_profile("93110", province="93000", kind="gu", latitude=36.0, longitude=128.21)

    assert [one.profile.code for one in neighbours(ASKER, [PROVINCE, OTHER_PROVINCE, city])] == ["93000"]
    assert [one.profile.code for one in neighbours(district, [city, ASKER])] == ["91110"]
