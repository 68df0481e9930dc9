"""All rows of an index in the memory of one process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from matcher.discriminant import closeness
from matcher.learned import BESIDE, Learned, of_kinds
from matcher.lexical import LexicalIndex
from matcher.pooling import grouped
from matcher.stores.snapshots import ANALYZERS, Candidates, Compared, Spelled
from matcher.types import Passage


class MemoryStore:
    """Everything at hand: solutions by slug, and a snapshot that is the store itself."""

    def __init__(self, learned: Learned, passages: Sequence[Passage], vectors: np.ndarray) -> None:
        """The rows of all solutions among the passages, each of which has a row in `vectors`."""
        self.learned = learned
        own, vectors = of_kinds(passages, np.asarray(vectors, dtype=np.float32), lambda kind: kind not in BESIDE)
        self.solutions, self.passages = learned.rows(own, vectors)
        self.size = len(self.solutions.slugs)
        self.place = {slug: number for number, slug in enumerate(self.solutions.slugs)}
        self._languages = np.array([passage.language for passage in own])
        is_case = np.array([passage.kind == "case" for passage in own], dtype=bool)
        self._own, self._cases = (grouped(mask, self.passages.owner, self.size) for mask in (~is_case, is_case))
        documents = self.passages.documents
        self._spelled = {kind: LexicalIndex(analyzer).fit(documents) for kind, analyzer in ANALYZERS.items()}

    @contextmanager
    def snapshot(self) -> Iterator[MemoryStore]:
        """Nothing here ever changes."""
        yield self

    def nearest(self, seen: np.ndarray, each: int) -> np.ndarray:
        """An exact scan of all sides."""
        return np.argpartition(-closeness(seen, self.solutions.sides), each - 1, axis=1)[:, :each].ravel()

    def numbers(self, slugs: Sequence[str]) -> np.ndarray:
        """From the names that are known."""
        return np.array([self.place[slug] for slug in slugs if slug in self.place], dtype=int)

    def candidates(self, chosen: np.ndarray, seen: np.ndarray) -> Candidates:
        """Rows of the tables; all of them are not copied."""
        rows = self.solutions
        slugs, sides, described, votes = rows.slugs, rows.sides, rows.described, rows.votes
        if len(chosen) < self.size:
            slugs = tuple(slugs[number] for number in chosen)
            sides, described, votes = sides[chosen], described[chosen], votes[chosen]
        return Candidates(chosen, slugs, closeness(seen, sides), described, votes)

    def compared(self, chosen: np.ndarray, vectors: np.ndarray) -> Compared:
        """Cosines with the passages of these solutions alone."""
        own, cases, held = self._own[chosen], self._cases[chosen], self.passages.vectors
        column = np.full(len(held) + 1, -1)
        rows = np.arange(len(held))
        if len(chosen) < self.size:
            rows = np.concatenate([own.ravel(), cases.ravel()])
            rows = np.unique(rows[rows >= 0])
        column[rows] = np.arange(len(rows))
        cosines = vectors @ (held if len(rows) == len(held) else held[rows]).T
        return Compared(self.passages.passages, self._languages, own, cases, cosines, column)

    def spelled(self, kind: Spelled, chosen: np.ndarray, texts: Sequence[str]) -> tuple[LexicalIndex, np.ndarray]:
        """The one index of all solutions."""
        return self._spelled[kind], chosen
