"""What was judged of similar stated problems: neighbours among the example statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.discriminant import unit
from matcher.pooling import neighbours
from matcher.types import DIRECT, HELPS, Passage

SHARPNESS = 0.03
"""Cosine by which a neighbour's say falls to a third: .02, .03, .04 measured within .005."""

FLOOR = 1e-2
"""Gain under the logarithm that no neighbour has to give: 1e-4, 1e-3, .01, .03 measured .785, .783, .786, .781;
lower ones let a single stray example speak loudly."""

FIT_SHARPNESS = 0.05
"""The same where it is asked whether anything helps at all; .03, .05, .1 measured within .03 of the
area under the curve (.86)."""

GRADE_WEIGHT = {3: 3.0, 2: 1.5}
"""What a judged statement counts in the discriminant beside a solution's own passage; strong recall@5 .82,
and .80 when statements with several direct answers count too (nDCG@10 .786 both)."""

SIMILAR = 10
"""Neighbours that a reason counts."""

LENDERS = 5
"""Judged solutions that speak for one that was never judged; the likeness of further ones is next to nothing."""

BLOCK = 4096
"""Solutions compared at a time, so that a large catalogue needs no matrix of all with all."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the statements most like each text say.

    `gain`: log of the mean gain that each solution was judged to have in them (texts, solutions), NaN
    when there are no statements. `helped`: in how many of the `similar` nearest statements it was
    judged to help, a statement and its translation counting once. `answered`: share of them that any
    solution helps (texts,), 0 without statements.
    """

    gain: np.ndarray
    helped: np.ndarray
    answered: np.ndarray
    similar: int


class JudgedStatements:
    """Example statements and their judged answers, ready to be asked.

    A solution that no statement knows yet, one published since, is given what was judged of the
    solutions most like it, so that it need not wait for judgements.
    """

    def fit(
        self, passages: Sequence[Passage], vectors: np.ndarray, place: Mapping[str, int], described: np.ndarray
    ) -> JudgedStatements:
        """Learn from `judged` passages; `place` is each solution's row in `described`, what is said of it."""
        order = sorted(range(len(passages)), key=lambda row: passages[row].solution)
        self.vectors_ = vectors[order]
        found = np.array([
            (at, place[solution], grade)
            for at, row in enumerate(order) for solution, grade in passages[row].grades if solution in place
        ], dtype=int).reshape(-1, 3)
        rows, columns, grades = found.T
        shape = (len(passages), len(place))
        statements = np.array([passages[row].solution for row in order], dtype=object)
        self.starts_ = np.flatnonzero(np.r_[True, statements[1:] != statements[:-1]]) if order else np.zeros(0, int)
        self.helps_ = sparse.csr_array((grades >= HELPS, (rows, columns)), shape, dtype=np.int32)
        self.answered_ = (self.helps_.sum(axis=1) > 0).astype(np.float32)
        self.gains_ = sparse.csr_array(((2.0**grades - 1) / 7, (rows, columns)), shape, dtype=np.float32)
        self.lent_ = _lent(np.bincount(columns, minlength=len(place)) > 0, described)
        return self

    def search(self, vectors: np.ndarray) -> Neighbours:
        """What similar statements say of each text."""
        similar = min(SIMILAR, len(self.starts_))
        if not similar or not len(vectors):
            shape = (len(vectors), self.helps_.shape[1])
            return Neighbours(np.full(shape, np.nan), np.zeros(shape, dtype=int), np.zeros(len(vectors)), similar)
        cosines = vectors @ self.vectors_.T
        statements = np.maximum.reduceat(cosines, self.starts_, axis=1)
        nearest = np.argpartition(-statements, similar - 1, axis=1)[:, :similar]
        gain = _say(cosines, SHARPNESS) @ self.gains_
        return Neighbours(
            gain=np.log(gain @ self.lent_.T + FLOOR),
            helped=np.stack([self.helps_[self.starts_[rows]].sum(axis=0) for rows in nearest]),
            answered=_say(cosines, FIT_SHARPNESS) @ self.answered_,
            similar=similar,
        )


def _lent(judged: np.ndarray, described: np.ndarray) -> sparse.csr_array:
    """Each solution's own say (1), or for one never judged the say of its likest judged ones, LENDERS at most."""
    own, others = np.flatnonzero(judged), np.flatnonzero(~judged)
    size, lenders = len(judged), min(LENDERS, len(own))
    rows, columns, weights = [own], [own], [np.ones(len(own))]
    for block in np.array_split(others, len(others) // BLOCK + 1) if lenders else ():
        alike = unit(described[block]) @ unit(described[own]).T
        likest = np.argpartition(-alike, lenders - 1, axis=1)[:, :lenders]
        rows.append(np.repeat(block, lenders))
        columns.append(own[likest].ravel())
        weights.append(neighbours(np.take_along_axis(alike, likest, axis=1)).ravel())
    found = np.concatenate(weights).astype(np.float32), (np.concatenate(rows), np.concatenate(columns))
    return sparse.csr_array(found, (size, size))


def lessons(
    judged: Sequence[Passage], place: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row of the statement, row of the solution and weight of every judgement the discriminant learns.

    A statement with several direct answers states several needs and would blur each of them.
    """
    found = [
        (row, place[solution], GRADE_WEIGHT[grade])
        for row, passage in enumerate(judged)
        if sum(grade == DIRECT for _, grade in passage.grades) <= 1
        for solution, grade in passage.grades
        if grade >= HELPS and solution in place
    ]
    table = np.array(found, dtype=float).reshape(-1, 3)
    return table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2]


def _say(cosines: np.ndarray, sharpness: float) -> np.ndarray:
    """How much each statement has to say on each text; rows sum to 1."""
    say = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / sharpness)
    return say / say.sum(axis=1, keepdims=True)
