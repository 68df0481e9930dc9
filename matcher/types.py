"""The values that flow through the matcher: frozen in, frozen out.

Read this file first; every other module of the room works on these. Names follow information
retrieval (query, passage, candidate, score) and the vocabulary in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

HELPS = 2
DIRECT = 3
"""Grades of a judgement: from HELPS on a solution is an answer, with DIRECT it addresses a stated need
itself; 1 is related."""

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


@dataclass(frozen=True, slots=True)
class Query:
    """A stated problem; `asker` is the municipality that states it."""

    text: str
    asker: Profile | None = None
    top: int = 10


@dataclass(frozen=True, slots=True)
class Need:
    """One distinct problem inside the text; `start`/`end` are its characters in the query text."""

    text: str
    start: int
    end: int
    abstained: bool = False


UNSAID = Text("", "")
"""The reason of a part of the ranking until `explain` has written it, for what is shown."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One named part of a score, in log-odds, with the sentence and the source it rests on."""

    name: str
    value: float
    reason: Text = UNSAID
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score itemised: `score` is the sum of the contributions' values."""

    solution: str
    contributions: tuple[Contribution, ...]
    needs: tuple[int, ...] = ()

    @property
    def score(self) -> float:
        """Log-odds of being relevant: the plain sum, so that the explanation is the score."""
        return sum(part.value for part in self.contributions)


@dataclass(frozen=True, slots=True)
class Coach:
    """A municipality that operates a solution and could coach the asker in it.

    `gap` says which single part puts the one above ahead; the first has none.
    """

    municipality: str
    name: Text
    role: Literal["coach", "consultant"]
    contributions: tuple[Contribution, ...]
    capacity_left: int | None = None
    gap: Text | None = None

    @property
    def score(self) -> float:
        """Sum of the contributions' values."""
        return sum(part.value for part in self.contributions)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A ranked solution as the asker sees it."""

    solution: str
    name: Text
    contributions: tuple[Contribution, ...]
    score: float
    probability: float
    needs: tuple[int, ...]
    evidence_level: int | None
    already_operating: bool
    coaches: tuple[Coach, ...] = ()
    coaches_note: Text | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A solution that came close and why it was left out."""

    solution: str
    name: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a query; `abstained` means no proven fit was found."""

    catalog_version: str
    model: str
    needs: tuple[Need, ...]
    recommendations: tuple[Recommendation, ...]
    near_misses: tuple[NearMiss, ...]
    abstained: bool


class Encoder(Protocol):
    """Turns text into unit vectors; see encoder.py for the one implementation."""

    fingerprint: str

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimensions)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), dimensions)."""
        ...
