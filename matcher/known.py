"""What the matcher knows, as values: the catalogue read from the tables.

Import these from types.py, which holds what flows on from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]
PassageKind = Literal["name", "problem", "phrasing", "summary", "suits", "case", "outside", "judged", "formality"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the product."""

    ko: str
    en: str


STATES_NO_PROBLEM = ("case", "suits")
"""Kinds of a solution's passages that say nothing of which problem it is for, or state a municipality's own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of catalogue text that a problem can be compared with.

    `key` is unique and stable; a `case` passage (the stated problem of a real award) appears once
    for each solution that the municipality chose. An `outside` passage states a matter that no
    solution relieves; its `solution` is the id of the matter. A `judged` passage is an example statement,
    its `solution` the id of the statement and `grades` the solutions judged to answer it (1 to 3). A
    `formality` states no problem at all; it teaches the network and stands in no catalogue.
    """

    key: str
    solution: str
    kind: PassageKind
    language: Language
    text: str
    source: str | None = None
    grades: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What the matcher compares of a municipality. None means unknown and never counts as zero."""

    code: str
    name: Text
    province: str
    kind: str
    population: int | None = None
    population_change_pct: float | None = None
    aged65_share: float | None = None
    density: float | None = None
    fiscal_independence: float | None = None
    coastal: bool | None = None
    depopulation_area: bool | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One municipality that runs one solution now, with what is known of its experience.

    `since` and `as_of` are years; `outcomes` counts its outcomes with a figure, `evidence_level` is what
    they amount to (catalog/evidence.py); `scale` is the source's own words; `awards` counts the programmes
    that selected the municipality, for whatever solution.
    """

    solution: str
    municipality: str
    since: int | None
    as_of: int | None
    outcomes: int
    outcomes_source: str | None
    scale: Text | None
    source: str
    evidence_level: int | None = None
    awards: int = 0
    awards_source: str | None = None

    @property
    def running_by(self) -> int | None:
        """Year by which it ran at the latest: its start, or the year of a statement that it runs."""
        return min((year for year in (self.since, self.as_of) if year), default=None)


@dataclass(frozen=True, slots=True)
class Visit:
    """One municipality went to another (the coach) to learn a solution."""

    learner: str
    coach: str
    solution: str
    source: str


@dataclass(frozen=True, slots=True)
class Offering:
    """What a municipality offers to those who want to learn a solution from it.

    `capacity` is how many cities it takes at once, `free` how many more it can take; `forms` are of visit,
    remote, documents, secondment.
    """

    id: int
    solution: str
    municipality: str
    forms: tuple[str, ...]
    languages: tuple[str, ...]
    valid_from: dt.date
    valid_until: dt.date
    capacity: int
    free: int
    contact: str
    conditions: Text | None
    stated_on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class SolutionFacts:
    """What ranking and policy need of a solution beside its passages."""

    slug: str
    name: Text
    domain: str
    suits: Text
    not_for: Text
    evidence_level: int | None
    evidence_source: str | None
    operating: int
    """Municipalities known to operate it."""
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the matcher knows, at one version."""

    version: str
    solutions: Mapping[str, SolutionFacts]
    passages: Sequence[Passage]
    operations: Sequence[Operation]
    profiles: Mapping[str, Profile]
    visits: Sequence[Visit] = ()
    offerings: Sequence[Offering] = ()
