"""From texts to evidence: how near each solution is to each text, by several independent channels.

Nothing here is trained on the judgements that measure it, and no channel needs to have seen a solution
before: an index is fitted on the passages of the day, in about two seconds, and a solution published a
minute ago stands in it like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.discriminant import Discriminant, unit
from matcher.judged import JudgedStatements, Neighbours, lessons
from matcher.lexical import LexicalIndex, stems
from matcher.network import Network
from matcher.pooling import best, columns, grouped, mean, neighbours, pool
from matcher.types import STATES_NO_PROBLEM, Encoder, Language, Passage
from matcher.vectors import vectors_of

CHANNELS = ("meaning", "nearest", "characters", "words", "kin", "cases", "judged", "learned")
"""meaning: the side of a linear discriminant between solutions; nearest: mean cosine of the three
nearest passages; characters, words: TF-IDF cosines; kin: the meaning score of the solutions most
like this one; cases: cosine of the nearest problem for which a municipality chose it; judged: log of
the gain that it was judged to have in similar example statements; learned: log share of a small network's
vote (absent with an encoder it was not made for)."""

NEAREST = 3
"""Passages averaged: 1 follows a lucky phrase, 5 and 8 measured no better."""

PRIOR_STRENGTH = 8.0
"""Solutions' worth of prior in a text's mean and spread, so that a tiny catalogue has a scale too."""

LEVEL_STRENGTH = 150.0
"""The same where texts are compared with each other: a vague one must not look like a clear one."""

PRIOR = {  # mean and spread over solutions: medians over the development texts and the full catalogue
    "meaning": (-3.9, 2.04),
    "nearest": (0.133, 0.044),
    "characters": (0.033, 0.012),
    "words": (0.016, 0.015),
    "kin": (0.0, 0.94),
    "cases": (0.096, 0.058),
    "judged": (-4.15, 0.58),
    "learned": (-8.5, 2.55),
    "needs": (-7.1, 1.39),
}

LANGUAGES: tuple[Language, ...] = ("ko", "en")

_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Channels:
    """The evidence for every text and solution.

    `scores` is standardised per text and channel over the solutions (0 typical, 1 a spread above),
    `levels` mostly by what is typical of all texts, `raw` is on the channel's own scale; all have
    shape (texts, solutions, len(CHANNELS)) and NaN where nothing is known. `nearest` gives the
    passage and `cases` the award case that come nearest, per text, solution and language (ko, en):
    indices into `passages`, -1 for none. `kin` is the solution most like each one. `judged` is
    what similar example statements say. `outside` is the
    meaning channel, on its own scale, of the matters that no solution relieves: (texts, matters).
    """

    texts: tuple[str, ...]
    solutions: tuple[str, ...]
    scores: np.ndarray
    levels: np.ndarray
    raw: np.ndarray
    nearest: np.ndarray
    cases: np.ndarray
    kin: np.ndarray
    judged: Neighbours
    outside: np.ndarray
    passages: Sequence[Passage]
    words: LexicalIndex


class Index:
    """Passages and their vectors, ready to be asked. `fit` returns self; learned state ends in _."""

    def __init__(self, encoder: Encoder, network: Network | None = None) -> None:
        self.encoder = encoder
        self.network = network

    def fit(self, passages: Sequence[Passage], vectors: np.ndarray | None = None) -> Index:
        """Learn from the passages; `vectors` (one row each) saves encoding them again."""
        if vectors is None:
            vectors = vectors_of(passages, self.encoder)
        if len(vectors) != len(passages):
            raise ValueError(f"{len(vectors)} vectors for {len(passages)} passages")
        vectors = np.asarray(vectors, dtype=np.float32)
        (strays, stray_vectors), (judged, judged_vectors), (passages, vectors) = (
            _of_kinds(passages, vectors, wanted)
            for wanted in (lambda kind: kind == "outside", lambda kind: kind == "judged",
                           lambda kind: kind not in ("outside", "judged"))
        )
        self.passages_ = tuple(passages)
        self.solutions_ = tuple(sorted({passage.solution for passage in passages}))
        place = self.place_ = {solution: row for row, solution in enumerate(self.solutions_)}
        owner = np.array([place[passage.solution] for passage in passages], dtype=int)
        is_case = np.array([passage.kind == "case" for passage in passages], dtype=bool)
        language = np.array([passage.language for passage in passages])
        if not len(passages):
            vectors = np.zeros((0, 1), dtype=np.float32)
            judged, judged_vectors = [], vectors
        self.columns_ = columns(getattr(self.encoder, "views", ()), vectors.shape[1])
        own = np.flatnonzero(~is_case)
        self.centres_: dict[str, np.ndarray] = {
            tongue: mean(vectors[own[language[own] == tongue]], vectors[own]) for tongue in LANGUAGES
        }
        self.vectors_ = self.prepared(vectors, language)
        self.own_, self.cases_ = (grouped(mask, owner, len(place)) for mask in (~is_case, is_case))
        self.own_spoken_, self.cases_spoken_ = (
            [grouped(mask & (language == tongue), owner, len(place)) for tongue in LANGUAGES]
            for mask in (~is_case, is_case)
        )
        stated = np.flatnonzero([passage.kind not in STATES_NO_PROBLEM for passage in passages])
        judged_vectors = self.prepared(judged_vectors, np.array([passage.language for passage in judged]))
        rows, solutions, weight = lessons(judged, place)
        self.views_ = [
            Discriminant(view).fit(
                np.vstack([self.vectors_[stated], judged_vectors[rows]]),
                np.concatenate([owner[stated], solutions]),
                len(place),
                np.concatenate([np.ones(len(stated)), weight]),
            )
            for view in self.columns_
        ]
        if self.network is not None:
            self.network = self.network.admit(
                [self.passages_[row].text for row in stated], self.vectors_[stated],
                [self.passages_[row].solution for row in stated],
            )
        self._fit_outside(strays, stray_vectors)
        means = np.hstack([view.means_ for view in self.views_])
        self.alike_ = unit(means) @ unit(means).T
        self.likeness_ = neighbours(self.alike_)
        self.judged_ = JudgedStatements().fit(judged, judged_vectors, place, self.likeness_)
        documents = [
            "\n".join(self.passages_[row].text for row in rows[rows >= 0]) for rows in self.own_
        ]
        self.characters_ = LexicalIndex("char_wb").fit(documents)
        self.words_ = LexicalIndex(stems).fit(documents)
        return self

    def search(self, texts: Sequence[str]) -> Channels:
        """The evidence of every channel for each text, by an exact scan."""
        texts = tuple(texts)
        solutions = len(self.solutions_)
        raw = np.full((len(texts), solutions, len(CHANNELS)), np.nan)
        nearest = np.full((len(texts), solutions, len(LANGUAGES)), -1)
        cases = nearest
        outside = np.zeros((len(texts), len(self.matters_)))
        vectors = np.zeros((len(texts), 1), dtype=np.float32)
        if texts and solutions:
            language = np.array(["ko" if _HANGUL.search(text) else "en" for text in texts])
            vectors = self.prepared(self.encoder.encode_queries(texts), language)
        judged = self.judged_.search(vectors)
        if texts and solutions:
            cosines = vectors @ self.vectors_.T
            meaning = np.sum([view.scores(vectors) for view in self.views_], axis=0)
            raw[..., 0] = meaning
            if self.outside_:
                outside = np.sum([view.scores(vectors) for view in self.outside_], axis=0)
            raw[..., 1] = pool(cosines, self.own_, NEAREST)
            nearest, cases = (
                np.stack([best(cosines, spoken) for spoken in groups], axis=-1)
                for groups in (self.own_spoken_, self.cases_spoken_)
            )
            raw[..., 2] = self.characters_.search(texts)
            raw[..., 3] = self.words_.search(texts)
            raw[..., 4] = standardise(meaning, "meaning") @ self.likeness_.T
            raw[..., 5] = pool(cosines, self.cases_, 1)
            raw[..., 6] = judged.gain
            if self.network is not None:
                raw[..., 7] = self.network.search(texts, vectors, self.solutions_)
        scores, levels = (
            np.stack([standardise(raw[..., at], name, strength) for at, name in enumerate(CHANNELS)], -1)
            for strength in (PRIOR_STRENGTH, LEVEL_STRENGTH)
        )
        kin = self.likeness_.argmax(axis=1) if solutions else np.zeros(0, dtype=int)
        return Channels(
            texts, self.solutions_, scores, levels, raw, nearest, cases, kin, judged, outside,
            self.passages_, self.words_,
        )

    def _fit_outside(self, strays: Sequence[Passage], vectors: np.ndarray) -> None:
        """Places the matters that no solution relieves in the discriminants of the solutions."""
        self.matters_ = tuple(sorted({passage.solution for passage in strays}))
        place = {matter: row for row, matter in enumerate(self.matters_)}
        owner = np.array([place[passage.solution] for passage in strays], dtype=int)
        language = np.array([passage.language for passage in strays])
        prepared = self.prepared(vectors, language)
        self.outside_ = [view.of_others(prepared, owner, len(place)) for view in self.views_] if strays else []

    def alike(self, one: str, other: str) -> float:
        """Cosine of what the catalogue says of two solutions, 1 for the same, 0 for no likeness."""
        if one not in self.place_ or other not in self.place_:
            return float(one == other)
        return float(self.alike_[self.place_[one], self.place_[other]])

    def prepared(self, vectors: np.ndarray, language: Sequence[str] | np.ndarray) -> np.ndarray:
        """Unit vectors without what only tells the languages apart, every view keeping its share.

        The mean of e5 is nearly all of an e5 vector; taking it out must not let another view rule.
        """
        if not len(vectors):
            return vectors
        centred = vectors - np.vstack([self.centres_[str(tongue)] for tongue in language])
        shares = [np.linalg.norm(vectors[:, view], axis=1, keepdims=True) for view in self.columns_]
        return np.hstack([
            share * unit(centred[:, view]) for share, view in zip(shares, self.columns_, strict=True)
        ])


def _of_kinds(
    passages: Sequence[Passage], vectors: np.ndarray, wanted: Callable[[str], bool]
) -> tuple[list[Passage], np.ndarray]:
    """The passages whose kind is wanted, and their vectors."""
    mask = np.array([wanted(passage.kind) for passage in passages], dtype=bool)
    return [passage for passage, kept in zip(passages, mask, strict=True) if kept], vectors[mask]


def standardise(values: np.ndarray, channel: str, strength: float = PRIOR_STRENGTH) -> np.ndarray:
    """Each text's values over the solutions as distances from their mean, in spreads.

    Mean and spread lean on the channel's prior by `strength` solutions. NaN stays NaN.
    """
    prior_mean, prior_spread = PRIOR[channel]
    known = np.isfinite(values)
    count = known.sum(axis=1, keepdims=True)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=1, keepdims=True) / np.maximum(count, 1)
    squares = np.where(known, (values - mean) ** 2, 0.0).sum(axis=1, keepdims=True)
    spread = np.sqrt(squares / np.maximum(count, 1))
    own = count / (count + strength)
    return (values - own * mean - (1 - own) * prior_mean) / (own * spread + (1 - own) * prior_spread)
