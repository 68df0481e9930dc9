"""The whole way from a stated problem to recommendations with coaches; read it like the picture.

    problem text ─► understand (split, retrieve) ─► rank ─► rerank ─► explain ─► coaches
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import copy

import numpy as np

from matcher.coach_parts import CoachWeights
from matcher.coaches import CoachFinder, note_on_few
from matcher.explain import explain
from matcher.network import load_network
from matcher.rank import Weights, assess, load_weights, probability, rank
from matcher.rerank import already_operating, rerank
from matcher.retrieve import Index
from matcher.types import Answer, Catalogue, Coach, Encoder, NearMiss, Profile, Query, Ranked, Recommendation, Text
from matcher.understand import formality, understand

COACHES_EACH = 3
"""Coaches shown with a recommendation; the full list is one question away."""
NEAR_MISSES = 3
"""Close solutions named below the list."""
FAR_BELOW = 0.5
"""A solution outside the list counts as close when its score is within this of the last one in it."""


NOTHING_SHOWN = Text(
    "표현이 비슷한 부분은 있으나, 이 문제를 덜어 준다고 볼 근거가 부족합니다.",
    "Some of the wording is alike, but nothing shows that it relieves this problem.",
)


NOT_ASKED_FOR = Text(
    "적어 주신 문제에 맞을 수 있으나, 정해진 개수를 넘어 목록에 넣지 않았습니다.",
    "It may fit the problem, and was left out only because the list has an end.",
)


class Matcher:
    """Answers stated problems from one version of the catalogue: fit once, ask often."""

    def __init__(
        self, encoder: Encoder, weights: Weights | None = None, this_year: int | None = None,
        coach_weights: CoachWeights | None = None,
    ) -> None:
        self.encoder = encoder
        self.network = load_network(encoder.fingerprint)
        self.weights = weights or load_weights(taught=self.network is not None)
        self.coach_weights = coach_weights
        self.this_year = this_year or dt.date.today().year

    def fit(self, catalogue: Catalogue, vectors: np.ndarray | None = None) -> Matcher:
        """Indexes the catalogue; `vectors` (one row per passage) saves encoding its passages."""
        return self.over(catalogue, Index.of(self.encoder, catalogue.passages, vectors, self.network))

    def over(self, catalogue: Catalogue, index: Index) -> Matcher:
        """Answers from an index that was made before; of the catalogue no passage is needed."""
        self.catalogue, self.index_ = catalogue, index
        self.coaches_ = CoachFinder(self.this_year, self.coach_weights).fit(catalogue)
        return self

    def with_facts(self, catalogue: Catalogue) -> Matcher:
        """The same index over the same passages, with the other facts of a later catalogue."""
        return copy(self).over(catalogue, self.index_)

    def answer(self, query: Query) -> Answer:
        """Needs, ranked solutions with reasons and coaches, or no proven fit with near misses."""
        needs, channels = understand(query.text, self.index_, query.needs)
        needs, abstained = assess(channels, needs, self.weights)
        ranked = rerank(rank(channels, needs, self.weights), query, self.catalogue, channels.alike)
        shown = [] if abstained else ranked[: query.top]
        near = _near(ranked[len(shown) :], shown)
        explained = explain([*shown, *near], channels, needs, self.weights, self.catalogue)
        return Answer(
            catalog_version=self.catalogue.version,
            model=self.encoder.fingerprint,
            needs=needs,
            recommendations=tuple(self._recommendation(query, candidate) for candidate in explained[: len(shown)]),
            near_misses=tuple(self._near_miss(candidate, abstained) for candidate in explained[len(shown) :]),
            abstained=abstained,
        )

    def formality(self, passages: Sequence[str]) -> tuple[float, ...]:
        """How surely each passage of a document states no problem, from 0 to 1."""
        return formality(passages, self.index_)

    def coaches(self, solution: str, asker: Profile | None, top: int = 10) -> tuple[Coach, ...]:
        """Municipalities that can coach `asker` in a solution, best first."""
        return self.coaches_.coaches(solution, asker, top)

    def coaches_note(self, solution: str, asker: Profile | None) -> Text | None:
        """What to say when fewer than two others operate a solution."""
        return note_on_few(self.coaches_.operators(solution), asker)

    def _recommendation(self, query: Query, candidate: Ranked) -> Recommendation:
        facts = self.catalogue.solutions[candidate.solution]
        return Recommendation(
            solution=candidate.solution,
            name=facts.name,
            contributions=candidate.contributions,
            score=candidate.score,
            probability=probability(candidate.score),
            needs=candidate.needs,
            evidence_level=facts.evidence_level,
            already_operating=already_operating(query, candidate.solution, self.catalogue),
            coaches=self.coaches(candidate.solution, query.asker, COACHES_EACH),
            coaches_note=self.coaches_note(candidate.solution, query.asker),
        )

    def _near_miss(self, candidate: Ranked, abstained: bool) -> NearMiss:
        name = self.catalogue.solutions[candidate.solution].name
        return NearMiss(candidate.solution, name, NOTHING_SHOWN if abstained else _why_not(candidate))


def _near(left_out: Sequence[Ranked], shown: Sequence[Ranked]) -> list[Ranked]:
    """The first that were left out, as far as they come close to the last one shown."""
    return [one for one in left_out[:NEAR_MISSES] if not shown or shown[-1].score - one.score <= FAR_BELOW]


def _why_not(candidate: Ranked) -> Text:
    """The part that spoke most against a solution, or that no more were asked for."""
    if candidate.needs:
        return NOT_ASKED_FOR
    against = min(
        (part for part in candidate.contributions if part.name != "base"), key=lambda part: (part.value, part.name)
    )
    if against.value < 0:
        return against.reason
    chance = round(100 * probability(candidate.score))
    return Text(
        f"이 문제를 뚜렷이 덜어 줄 가능성이 {chance}%로 낮게 나왔습니다.",
        f"The chance that it clearly relieves this problem came out low ({chance}%).",
    )
