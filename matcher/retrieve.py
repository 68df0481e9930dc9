"""From texts to evidence: how near each solution is to each text, by several independent channels.

Nothing here is trained on the judgements that measure it, and no channel needs to have seen a solution
before: an index is fitted on the passages of the day, in about two seconds, and a solution published a
minute ago stands in it like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.discriminant import Discriminant, total, unit
from matcher.judged import JudgedStatements, Neighbours, lessons
from matcher.lexical import LexicalIndex, stems
from matcher.network import Network
from matcher.pooling import columns, grouped, mean, pool
from matcher.quotations import Quotations
from matcher.standard import LEVEL_STRENGTH, PRIOR_STRENGTH, standardise
from matcher.types import STATES_NO_PROBLEM, Encoder, Language, Passage
from matcher.vectors import vectors_of

CHANNELS = ("meaning", "nearest", "characters", "words", "cases", "judged", "learned")
"""meaning: the side of a linear discriminant between solutions; nearest: mean cosine of the three
nearest passages; characters, words: TF-IDF cosines; cases: cosine of the nearest problem for which a
municipality chose it; judged: log of the gain that it was judged to have in similar example statements;
learned: log share of a small network's vote (absent with an encoder it was not made for)."""

NEAREST = 3
"""Passages averaged: 1 follows a lucky phrase, 5 and 8 measured no better."""

CANDIDATES = 400
"""Solutions that every channel looks at; a catalogue up to this size is looked at as a whole."""

LANGUAGES: tuple[Language, ...] = ("ko", "en")

_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Channels:
    """The evidence for every text and candidate solution.

    `scores` is standardised per text and channel over the `typical` solutions (0 typical, 1 a spread
    above), `levels` mostly by what is typical of all texts, `raw` is on the channel's own scale; all have
    shape (texts, solutions, len(CHANNELS)) and NaN where nothing is known. `formal` is the network's share
    of "states no problem" (texts,), 0 without one. `judged` is what similar example statements say.
    `outside` is the meaning channel, on its own scale, of the matters that no solution relieves:
    (texts, matters). `quotations` has the passages that a reason may quote.
    """

    texts: tuple[str, ...]
    solutions: tuple[str, ...]
    typical: np.ndarray
    scores: np.ndarray
    levels: np.ndarray
    raw: np.ndarray
    formal: np.ndarray
    judged: Neighbours
    outside: np.ndarray
    quotations: Quotations

    @property
    def first_need(self) -> int:
        """Row of the first need: the whole text stands before several needs, and is the only one of itself."""
        return int(len(self.texts) > 1)


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
        self.solutions_ = np.array(sorted({passage.solution for passage in passages}), dtype=object)
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
        self.judged_ = JudgedStatements().fit(judged, judged_vectors, place, self._described(np.arange(len(place))))
        documents = [
            "\n".join(self.passages_[row].text for row in rows[rows >= 0]) for rows in self.own_
        ]
        self.characters_ = LexicalIndex("char_wb").fit(documents)
        self.words_ = LexicalIndex(stems).fit(documents)
        return self

    def search(self, texts: Sequence[str]) -> Channels:
        """The evidence of every channel for each text: an exact scan by meaning, the rest for its candidates."""
        texts = tuple(texts)
        vectors = np.zeros((len(texts), self.vectors_.shape[1]), dtype=np.float32)
        if texts and self.place_:
            language = np.array(["ko" if _HANGUL.search(text) else "en" for text in texts])
            vectors = self.prepared(self.encoder.encode_queries(texts), language)
        judged = self.judged_.search(vectors)
        meaning = total(self.views_, vectors)
        chosen, typical = self._candidates(meaning, judged)
        solutions = tuple(self.solutions_[chosen])
        judged = replace(judged, gain=judged.gain[:, chosen], helped=judged.helped[:, chosen])
        cosines, column = self._cosines(vectors, chosen)
        own, cases = column[self.own_[chosen]], column[self.cases_[chosen]]
        raw = np.full((len(texts), len(solutions), len(CHANNELS)), np.nan)
        formal = np.zeros(len(texts))
        if solutions and texts:
            raw[..., 0] = meaning[:, chosen]
            raw[..., 1] = pool(cosines, own, NEAREST)
            raw[..., 2] = self.characters_.search(texts, chosen)
            raw[..., 3] = self.words_.search(texts, chosen)
            raw[..., 4] = pool(cosines, cases, 1)
            raw[..., 5] = judged.gain
            if self.network is not None:
                raw[..., 6], formal = self.network.search(texts, vectors, solutions)
        scores, levels = (
            np.stack([standardise(raw[..., at], name, typical, strength) for at, name in enumerate(CHANNELS)], -1)
            for strength in (PRIOR_STRENGTH, LEVEL_STRENGTH)
        )
        return Channels(
            texts, solutions, typical, scores, levels, raw, formal, judged, total(self.outside_, vectors),
            Quotations(self.passages_, self.own_[chosen], self.cases_[chosen], cosines, column, self.words_, chosen),
        )

    def _candidates(self, meaning: np.ndarray, judged: Neighbours) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the solutions worth looking at, and which of them stand for all the others (mask).

        In a catalogue of a few hundred these are all. In a larger one: for each text the nearest by
        meaning and by what was judged, and evenly spread ones, against which "near" is measured.
        """
        size = len(self.place_)
        if size <= CANDIDATES:
            return np.arange(size), np.ones(size, dtype=bool)
        each = CANDIDATES // (2 * max(len(meaning), 1))
        nearest = [np.argpartition(-values, each - 1, axis=1)[:, :each].ravel() for values in (meaning, judged.gain)]
        spread = np.linspace(0, size - 1, CANDIDATES).astype(int)
        chosen = np.unique(np.concatenate([*nearest, spread]))
        return chosen, np.isin(chosen, spread)

    def _cosines(self, vectors: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cosines with the passages of these solutions, and the column of each passage among them (-1: none)."""
        column = np.full(len(self.passages_) + 1, -1)
        rows = np.arange(len(self.passages_))
        if len(chosen) < len(self.place_):
            rows = np.concatenate([self.own_[chosen].ravel(), self.cases_[chosen].ravel()])
            rows = np.unique(rows[rows >= 0])
        column[rows] = np.arange(len(rows))
        return vectors @ (self.vectors_ if len(rows) == len(self.vectors_) else self.vectors_[rows]).T, column

    def _fit_outside(self, strays: Sequence[Passage], vectors: np.ndarray) -> None:
        """Places the matters that no solution relieves in the discriminants of the solutions."""
        self.matters_ = tuple(sorted({passage.solution for passage in strays}))
        place = {matter: row for row, matter in enumerate(self.matters_)}
        owner = np.array([place[passage.solution] for passage in strays], dtype=int)
        language = np.array([passage.language for passage in strays])
        prepared = self.prepared(vectors, language)
        self.outside_ = [view.of_others(prepared, owner, len(place)) for view in self.views_] if strays else []

    def _described(self, rows: np.ndarray) -> np.ndarray:
        """What is said of these solutions as one vector each."""
        return np.hstack([view.means_[rows] for view in self.views_])

    def alike(self, solutions: Sequence[str]) -> np.ndarray:
        """Cosines of what the catalogue says of each of these solutions with each: 1 the same, 0 no likeness."""
        described = unit(self._described(np.array([self.place_[solution] for solution in solutions], dtype=int)))
        return described @ described.T

    def prepared(self, vectors: np.ndarray, language: Sequence[str] | np.ndarray) -> np.ndarray:
        """Unit vectors without what only tells the languages apart, every view keeping its share.

        The mean of e5 is nearly all of an e5 vector; taking it out must not let another view rule.
        """
        if not len(vectors):
            return vectors
        language = np.asarray(language)
        made = vectors.copy()
        for tongue in LANGUAGES:
            made[language == tongue] -= self.centres_[tongue]
        for view in self.columns_:
            made[:, view] = np.linalg.norm(vectors[:, view], axis=1, keepdims=True) * unit(made[:, view])
        return made


def _of_kinds(
    passages: Sequence[Passage], vectors: np.ndarray, wanted: Callable[[str], bool]
) -> tuple[list[Passage], np.ndarray]:
    """The passages whose kind is wanted, and their vectors."""
    mask = np.array([wanted(passage.kind) for passage in passages], dtype=bool)
    return [passage for passage, kept in zip(passages, mask, strict=True) if kept], vectors[mask]
