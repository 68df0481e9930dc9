"""The municipalities most alike to one, how alike in which trait, and the group's medians."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from matcher.fit import NUMERIC, Likeness, ProfileSpace
from matcher.types import Profile

BASIC = ("si", "gun", "gu")


@dataclass(frozen=True, slots=True)
class Peer:
    """One alike municipality."""

    profile: Profile
    likeness: Likeness


def peers(asker: Profile, profiles: Iterable[Profile], top: int = 10) -> tuple[Peer, ...]:
    """The `top` basic municipalities most alike to `asker`, ties by code; never the asker itself."""
    everyone = list(profiles)
    space = ProfileSpace().fit(everyone)
    found = [
        Peer(profile, space.likeness(asker, profile))
        for profile in everyone if profile.kind in BASIC and profile.code != asker.code
    ]
    found.sort(key=lambda peer: (-(peer.likeness.overall or 0.0), peer.profile.code))
    return tuple(found[:top])


def medians(group: Sequence[Peer]) -> Mapping[str, float | None]:
    """The group's median of each numeric trait over the members whose figure is known."""
    values = {trait: [getattr(peer.profile, trait) for peer in group] for trait in NUMERIC}
    known = {trait: [value for value in column if value is not None] for trait, column in values.items()}
    return {trait: median(column) if column else None for trait, column in known.items()}
