"""How alike two municipalities are, trait by trait."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matcher.types import Profile, Text

NUMERIC = ("population", "density", "aged65_share", "population_change_pct", "fiscal_independence")
SKEWED = ("population", "density")
"""Compared by their logarithm: 20,000 and 40,000 people differ as much as 200,000 and 400,000."""
YES_NO = ("kind", "coastal", "depopulation_area")
TRAITS = (*NUMERIC, *YES_NO)
"""Everything that likeness is made of, in the order in which it is shown."""

TRAIT_NAMES: Mapping[str, Text] = {
    "population": Text("인구", "population"),
    "density": Text("인구밀도", "density"),
    "aged65_share": Text("고령 비율", "share of people aged 65 or over"),
    "population_change_pct": Text("인구 증감", "population change"),
    "fiscal_independence": Text("재정자립도", "fiscal independence"),
    "kind": Text("시·군·구 구분", "kind of local government"),
    "coastal": Text("해안 여부", "coastal or inland"),
    "depopulation_area": Text("인구감소지역 여부", "depopulation-area status"),
}

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Likeness from 0 to 1 per trait known of both, and their mean (None when none is known)."""

    traits: Mapping[str, float]

    @property
    def overall(self) -> float | None:
        """Mean over the traits known of both; a missing figure counts neither for nor against."""
        return float(np.mean(list(self.traits.values()))) if self.traits else None

    def only(self, traits: Collection[str]) -> Likeness:
        """The same comparison by these traits alone."""
        return Likeness({trait: value for trait, value in self.traits.items() if trait in traits})

    def closest(self, count: int = 2) -> list[str]:
        """The traits in which the two are most alike."""
        return sorted(self.traits, key=lambda trait: (-self.traits[trait], trait))[:count]


class ProfileSpace:
    """Standardised traits of all municipalities: fit once on the profiles, compare often."""

    def fit(self, profiles: Iterable[Profile]) -> ProfileSpace:
        """Learns each trait's mean and spread from the basic municipalities; unknowns are left out."""
        from sklearn.preprocessing import StandardScaler  # half a second that other commands need not pay

        basic = [profile for profile in profiles if profile.kind in ("si", "gun", "gu")]
        table = np.array([[_number(profile, trait) for trait in NUMERIC] for profile in basic], dtype=float)
        with np.errstate(invalid="ignore"):  # a trait that nobody has a figure for stays unknown
            self.scaler_ = StandardScaler().fit(table.reshape(-1, len(NUMERIC))) if basic else None
        return self

    def likeness(self, one: Profile, other: Profile) -> Likeness:
        """Per trait exp(-|z1 - z2|) for figures, and 1 or 0 for yes-or-no traits."""
        traits: dict[str, float] = {}
        if self.scaler_ is not None:
            for trait, spread in zip(NUMERIC, self.scaler_.scale_, strict=True):
                gap = abs(_number(one, trait) - _number(other, trait)) / spread  # the means cancel out
                if not math.isnan(gap):
                    traits[trait] = math.exp(-gap)
        for trait in YES_NO:
            left, right = getattr(one, trait), getattr(other, trait)
            if left is not None and right is not None:
                traits[trait] = float(left == right)
        return Likeness(traits)


def distance_km(one: Profile, other: Profile) -> float | None:
    """Great-circle distance of the centroids, or None when either is unknown (haversine formula)."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    phi1, lambda1, phi2, lambda2 = (
        math.radians(degrees or 0.0)
        for degrees in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin((lambda2 - lambda1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _number(profile: Profile, trait: str) -> float:
    value = getattr(profile, trait)
    if value is None or (trait in SKEWED and value <= 0):
        return math.nan
    return math.log(value) if trait in SKEWED else float(value)
