"""From texts to evidence: how near each solution is to each text, by several independent channels.

Nothing here is trained on the judgements that measure it, and no channel needs to have seen a solution
before: an index is fitted on the passages of the day, in about two seconds, and a solution published a
minute ago stands in it like any other. Where the rows lie, in memory or in a database, is the store's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.discriminant import closeness, unit
from matcher.judged import Neighbours, Said
from matcher.learned import Learned
from matcher.network import Network
from matcher.pooling import pool
from matcher.quotations import Quotations
from matcher.standard import LEVEL_STRENGTH, PRIOR_STRENGTH, standardise
from matcher.stores.memory import MemoryStore
from matcher.stores.snapshots import Snapshot, Store
from matcher.types import Encoder, Passage
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

_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Channels:
    """The evidence for every text and candidate solution.

    `scores` is standardised per text and channel over the `typical` solutions (0 typical, 1 a spread
    above), `levels` mostly by what is typical of all texts, `raw` is on the channel's own scale; all have
    shape (texts, solutions, len(CHANNELS)) and NaN where nothing is known. `formal` is the network's share
    of "states no problem" (texts,), 0 without one. `judged` is what similar example statements say.
    `outside` is the meaning channel, on its own scale, of the matters that no solution relieves:
    (texts, matters), in the order of `matters`. `quotations` has the passages that a reason may quote, `described`
    a row for each solution by which they are compared with each other.
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
    matters: tuple[str, ...]
    quotations: Quotations
    described: np.ndarray

    @property
    def first_need(self) -> int:
        """Row of the first need: the whole text stands before several needs, and is the only one of itself."""
        return int(len(self.texts) > 1)

    def alike(self, solutions: Sequence[str]) -> np.ndarray:
        """Cosines of what the catalogue says of each of these candidates with each: 1 the same, 0 no likeness."""
        place = {solution: row for row, solution in enumerate(self.solutions)}
        described = unit(self.described[[place[solution] for solution in solutions]])
        return described @ described.T


class Index:
    """The rows of a catalogue and what was learned of it, ready to be asked."""

    def __init__(self, encoder: Encoder, store: Store) -> None:
        self.encoder = encoder
        self.store = store

    @classmethod
    def of(
        cls, encoder: Encoder, passages: Sequence[Passage], vectors: np.ndarray | None = None,
        network: Network | None = None,
    ) -> Index:
        """An index in memory over the passages; `vectors` (one row each) saves encoding them again."""
        if vectors is None:
            vectors = vectors_of(passages, encoder)
        if len(vectors) != len(passages):
            raise ValueError(f"{len(vectors)} vectors for {len(passages)} passages")
        learned = Learned(getattr(encoder, "views", ()), network).fit(passages, vectors)
        return cls(encoder, MemoryStore(learned, passages, vectors))

    def search(self, texts: Sequence[str]) -> Channels:
        """The evidence of every channel for each text: a scan by meaning, the rest for its candidates."""
        texts = tuple(texts)
        vectors = self.encoder.encode_queries(texts)  # before the snapshot: it takes longest
        with self.store.snapshot() as rows:
            return _search(rows, texts, vectors)


def _search(rows: Snapshot, texts: tuple[str, ...], vectors: np.ndarray) -> Channels:
    learned = rows.learned
    if rows.size and texts:
        vectors = learned.prepared(vectors, ["ko" if _HANGUL.search(text) else "en" for text in texts])
    else:
        vectors = np.zeros((len(texts), learned.centres_.shape[1]), dtype=np.float32)
    seen, said = learned.seen(vectors), learned.judged_.search(vectors)
    chosen, spread = _candidates(rows, seen, said)
    found = rows.candidates(chosen, seen)
    typical = np.isin(found.numbers, spread)
    judged = learned.judged_.of(said, found.slugs, found.described)
    near = rows.compared(chosen, vectors)
    characters, spelled = rows.spelled("characters", chosen, texts)
    words, worded = rows.spelled("words", chosen, texts)
    raw = np.full((len(texts), len(found.slugs), len(CHANNELS)), np.nan)
    formal = np.zeros(len(texts))
    if found.slugs and texts:
        raw[..., 0] = found.meaning
        raw[..., 1] = pool(near.cosines, near.column[near.own], NEAREST)
        raw[..., 2] = characters.search(texts, spelled)
        raw[..., 3] = words.search(texts, worded)
        raw[..., 4] = pool(near.cosines, near.column[near.cases], 1)
        raw[..., 5] = judged.gain
        if learned.network is not None:
            raw[..., 6], formal = learned.network.search(texts, vectors, found.slugs, found.votes)
    scores, levels = (
        np.stack([standardise(raw[..., at], name, typical, strength) for at, name in enumerate(CHANNELS)], -1)
        for strength in (PRIOR_STRENGTH, LEVEL_STRENGTH)
    )
    return Channels(
        texts, found.slugs, typical, scores, levels, raw, formal, judged,
        closeness(seen, learned.outside_), learned.matters_, Quotations(near, words, worded), found.described,
    )


def _candidates(rows: Snapshot, seen: np.ndarray, said: Said) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the solutions worth looking at, ascending, and of those that stand for all the others.

    In a catalogue of a few hundred these are all. In a larger one: for each text the nearest by
    meaning and by what was judged, and evenly spread ones, against which "near" is measured.
    """
    if rows.size <= CANDIDATES:
        return np.arange(rows.size), np.arange(rows.size)
    each = CANDIDATES // (2 * max(len(seen), 1))
    judged = rows.learned.judged_.solutions_
    best = np.argsort(-said.gain, axis=1, kind="stable")[:, :each] if said.similar else np.zeros((0, 0), dtype=int)
    spread = np.linspace(0, rows.size - 1, CANDIDATES).astype(int)
    judged_best = rows.numbers([judged[at] for at in np.unique(best)])
    return np.unique(np.concatenate([rows.nearest(seen, each), judged_best, spread])), spread
