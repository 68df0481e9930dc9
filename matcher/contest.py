"""The values of an assignment: a contest's cities, what coaches offer, who goes to whom."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.types import Text

FIT_UNIT = 1_000_000
"""A fit of 1: fits are whole millionths, so that sums and comparisons are exact."""


def fit_of(score: float) -> int:
    """The fit of a coach's score in millionths: the logistic 1 / (1 + e^-score), always above 0 and below 1.

    The typical operator has one half, because every part of the score is centred on it.
    """
    return min(max(round(FIT_UNIT / (1 + math.exp(-score))), 1), FIT_UNIT - 1)


@dataclass(frozen=True, slots=True)
class City:
    """A selected city and the solutions it will build; `main` None: not stated, so each counts as main."""

    code: str
    solutions: tuple[str, ...]
    main: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A government that coaches in any of the solutions, `capacity` cities at once."""

    coach: str
    solutions: frozenset[str]
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class Lock:
    """A pairing that stays; `solution` None: whichever is best."""

    city: str
    coach: str
    solution: str | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything an assignment depends on.

    `fits` holds millionths by (city, coach, solution) for every pairing that the offers allow;
    `conflicts` are pairs (city, coach) that must not meet; `advisers` advise but never coach (provinces);
    `at_most` bounds the cities of one coach over all its offers. Several offers of one coach add up.
    """

    cities: tuple[City, ...]
    offers: tuple[Offer, ...]
    fits: Mapping[tuple[str, str, str], int]
    conflicts: frozenset[tuple[str, str]] = frozenset()
    locks: tuple[Lock, ...] = ()
    advisers: frozenset[str] = frozenset()
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One city coached in one solution under one offer; `main`: for its main solution."""

    city: str
    offer: Offer
    solution: str
    fit: int
    main: bool

    @property
    def coach(self) -> str:
        """Code of the coach."""
        return self.offer.coach


@dataclass(frozen=True, slots=True, order=True)
class Objective:
    """What an assignment reaches, compared in this order; `worst` is 0 where nobody has a coach.

    Cities with a coach for their main solution, cities with any coach, the worst fit among these, the sum of
    fits; fits in millionths.
    """

    main: int = 0
    coached: int = 0
    worst: int = 0
    total: int = 0

    def above(self, other: Objective) -> Objective:
        """Part by part, how much more this is."""
        return Objective(self.main - other.main, self.coached - other.coached,
                         self.worst - other.worst, self.total - other.total)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Pairs and the cities left without, each with its reason, both by the city's code."""

    pairs: tuple[Pair, ...]
    without: tuple[tuple[str, Text], ...]
    objective: Objective

    @property
    def loads(self) -> dict[str, int]:
        """How many cities each coach that is used has, by code."""
        return dict(sorted(Counter(pair.coach for pair in self.pairs).items()))
