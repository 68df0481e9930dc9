"""The municipalities most alike to one, how alike in which trait, the group's medians, what they run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from matcher.fit import NUMERIC, TRAITS, YES_NO, Likeness, ProfileSpace
from matcher.types import Profile

BASIC = ("si", "gun", "gu")
SEVERAL = 2
"""One peer that runs something may be chance; from so many on it is worth a look."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One alike municipality."""

    profile: Profile
    likeness: Likeness

    def closest(self, count: int = 2) -> tuple[str, ...]:
        """The traits in which it comes closest: figures first, for a yes or no is shared by half the country."""
        shared = [trait for trait, value in self.likeness.traits.items() if value > 0]
        shared.sort(key=lambda trait: (trait in YES_NO, -self.likeness.traits[trait], trait))
        return tuple(shared[:count])


@dataclass(frozen=True, slots=True)
class RunElsewhere:
    """A solution that several peers run and the asker does not, as far as is on record."""

    solution: str
    peers: tuple[Peer, ...]


def peers(
    asker: Profile, profiles: Iterable[Profile], top: int = 10, traits: Collection[str] = TRAITS
) -> tuple[Peer, ...]:
    """The `top` basic municipalities most alike to `asker` by these traits; never the asker itself.

    Ties go by code. One of which none of the traits is known is no peer: unknown is not alike. Each figure
    is standardised over all basic municipalities (`ProfileSpace`), so that one figure more or less of one
    municipality moves the others by a fraction of a percentage point.
    """
    everyone = list(profiles)
    space = ProfileSpace().fit(everyone)
    compared = [
        (profile, space.likeness(asker, profile).only(traits))
        for profile in everyone if profile.kind in BASIC and profile.code != asker.code
    ]
    found = [
        (-likeness.overall, profile.code, Peer(profile, likeness))
        for profile, likeness in compared if likeness.overall is not None
    ]
    return tuple(peer for *_order, peer in sorted(found, key=lambda entry: entry[:2])[:top])


def medians(group: Sequence[Peer]) -> Mapping[str, float | None]:
    """The group's median of each numeric trait over the members whose figure is known."""
    values = {trait: [getattr(peer.profile, trait) for peer in group] for trait in NUMERIC}
    known = {trait: [value for value in column if value is not None] for trait, column in values.items()}
    return {trait: median(column) if column else None for trait, column in known.items()}


def run_elsewhere(
    asker: Profile, group: Sequence[Peer], runs: Mapping[str, Collection[str]], least: int = SEVERAL
) -> tuple[RunElsewhere, ...]:
    """The solutions that at least `least` of the group run and the asker does not, most run first.

    `runs` holds the solutions on record as operating by the code of who runs them; whoever is missing runs
    nothing that is known.
    """
    own = runs.get(asker.code, ())
    operators: dict[str, list[Peer]] = {}
    for peer in group:
        for solution in runs.get(peer.profile.code, ()):
            if solution not in own:
                operators.setdefault(solution, []).append(peer)
    several = [RunElsewhere(solution, tuple(some)) for solution, some in operators.items() if len(some) >= least]
    return tuple(sorted(several, key=lambda entry: (-len(entry.peers), entry.solution)))
