"""What was judged of similar stated problems: neighbours among the example statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.types import Passage

SHARPNESS = 0.03
"""Cosine by which a neighbour's say falls to a third: .02, .03, .04 measured within .005."""

FLOOR = 1e-4
"""Share of say under the logarithm that no neighbour has to give."""

FIT_SHARPNESS = 0.05
"""The same where it is asked whether anything helps at all; .03, .05, .1 measured within .03 of the
area under the curve (.86)."""

SIMILAR = 10
"""Neighbours that a reason counts."""

HELPS = 2
"""The lowest grade that counts as help."""


class JudgedStatements:
    """Example statements and their judged answers, ready to be asked.

    A solution that no statement knows yet, one published since, is given what was judged of the
    solutions most like it, so that it need not wait for judgements.
    """

    def fit(
        self, passages: Sequence[Passage], vectors: np.ndarray, place: Mapping[str, int], likeness: np.ndarray
    ) -> JudgedStatements:
        """Learn from `judged` passages; `place` is each solution's row, `likeness` its likest others."""
        self.vectors_ = vectors
        self.grades_ = np.zeros((len(passages), len(place)), dtype=np.int8)
        for row, passage in enumerate(passages):
            for solution, grade in passage.grades:
                if solution in place:
                    self.grades_[row, place[solution]] = grade
        gains = (2.0**self.grades_ - 1) / 7
        unknown = ~(self.grades_ > 0).any(axis=0)
        gains[:, unknown] = gains @ likeness[unknown].T
        self.gains_ = gains
        return self

    def search(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log of the gain that similar statements gave each solution, and how many of the SIMILAR
        nearest it was judged to help: both (texts, solutions), NaN and 0 without statements."""
        shape = (len(vectors), self.grades_.shape[1])
        if not len(self.grades_) or not len(vectors):
            return np.full(shape, np.nan), np.zeros(shape, dtype=int)
        cosines = vectors @ self.vectors_.T
        gain = _say(cosines, SHARPNESS) @ self.gains_
        near = np.argpartition(-cosines, min(SIMILAR, cosines.shape[1]) - 1, axis=1)[:, :SIMILAR]
        return np.log(gain + FLOOR), (self.grades_[near] >= HELPS).sum(axis=1)

    def answered(self, vectors: np.ndarray) -> np.ndarray:
        """Share of similar statements that some solution was judged to help, shape (texts,), NaN without."""
        if not len(self.grades_) or not len(vectors):
            return np.full(len(vectors), np.nan)
        return _say(vectors @ self.vectors_.T, FIT_SHARPNESS) @ (self.grades_ >= HELPS).any(axis=1)


def _say(cosines: np.ndarray, sharpness: float) -> np.ndarray:
    """How much each statement has to say on each text; rows sum to 1."""
    say = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / sharpness)
    return say / say.sum(axis=1, keepdims=True)
