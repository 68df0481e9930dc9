"""The values that flow through the matcher: frozen in, frozen out.

Read this file first; every other module of the room works on these. Names follow information
retrieval (query, passage, candidate, score) and the vocabulary in docs/architecture.md. What is known before
any question, the catalogue, stands in known.py and is imported from here as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from matcher.known import (
    STATES_NO_PROBLEM,
    Catalogue,
    Language,
    Offering,
    Operation,
    Passage,
    PassageKind,
    Profile,
    SolutionFacts,
    Text,
    Visit,
)

__all__ = [
    "DIRECT", "HELPS", "STATES_NO_PROBLEM", "UNSAID", "Answer", "Catalogue", "Coach", "Contribution",
    "Encoder", "Language", "NearMiss", "Need", "Offering", "Operation", "Passage", "PassageKind", "Profile",
    "Query", "Ranked", "Recommendation", "SolutionFacts", "Text", "Visit",
]

HELPS = 2
DIRECT = 3
"""Grades of a judgement: from HELPS on a solution is an answer, with DIRECT it addresses a stated need
itself; 1 is related."""


@dataclass(frozen=True, slots=True)
class Query:
    """A stated problem; `asker` is the municipality that states it.

    `needs` are its distinct problems as a person corrected them; without any they are found in the text.
    """

    text: str
    asker: Profile | None = None
    top: int = 10
    needs: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Everything stated, the needs that a person added included."""
        return "\n".join((self.text, *self.needs))


@dataclass(frozen=True, slots=True)
class Need:
    """One distinct problem; `start`/`end` are its characters in the query text, equal where it does not stand there."""

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

    `offering` is its open offering, if it has one. `gap` says which single part puts the one above ahead;
    the first has none.
    """

    municipality: str
    name: Text
    role: Literal["coach", "consultant"]
    contributions: tuple[Contribution, ...]
    offering: Offering | None = None
    gap: Text | None = None

    @property
    def capacity_left(self) -> int | None:
        """How many more cities it can coach at once; None while it offers nothing."""
        return self.offering.free if self.offering else None

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
