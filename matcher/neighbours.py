"""Who is near enough to share a control centre with or to visit by bus.

The catalogue holds a centroid for each territory and no borders. So a neighbour is said to be near by the
distance between centroids, or to belong to the same province; that two of them touch is never claimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.coach_parts import CONSULTANTS
from matcher.fit import distance_km
from matcher.types import Profile

NEAR_KM = 60.0
"""A choice, not a finding: as far as a group goes there and back by bus, with a visit, within a day."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A municipality of the same province or within reach; `distance_km` lies between the centroids."""

    profile: Profile
    distance_km: float | None
    same_province: bool
    near: bool


def neighbours(asker: Profile, profiles: Iterable[Profile], near_km: float = NEAR_KM) -> tuple[Neighbour, ...]:
    """Who belongs to the province of `asker` or has its centroid within `near_km` of the asker's, nearest first.

    An unknown centroid leaves the province to decide, and comes last. Left out are the asker, the government
    it belongs to, and provinces: their centroid says nothing of where they run a thing.
    """
    found = []
    for profile in profiles:
        if profile.code in (asker.code, asker.province) or profile.kind in CONSULTANTS:
            continue
        distance = distance_km(asker, profile)
        near = distance is not None and distance <= near_km
        same = profile.province == asker.province
        if near or same:
            found.append(Neighbour(profile, distance, same, near))
    return tuple(sorted(found, key=lambda one: (
        one.distance_km is None, one.distance_km or 0.0, one.profile.code)))
