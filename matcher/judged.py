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


@dataclass(frozen=True, slots=True)
class Said:
    """What similar statements say of the solutions that were ever judged, the columns of `gain` and `helped`."""

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
        """Learn from `judged` passages, those of one statement side by side.

        `place` is each solution's row in `described`, what is said of it.
        """
        self.vectors_ = vectors
        graded = {solution for passage in passages for solution, _ in passage.grades}
        self.solutions_ = tuple(sorted(graded & place.keys()))
        self.described_ = unit(described[[place[solution] for solution in self.solutions_]])
        column = {solution: at for at, solution in enumerate(self.solutions_)}
        self.grades_ = np.array([
            (row, column[solution], grade)
            for row, passage in enumerate(passages) for solution, grade in passage.grades if solution in column
        ], dtype=int).reshape(-1, 3)
        statements = [passage.solution for passage in passages]
        self.starts_ = np.array([at for at, own in enumerate(statements) if own != statements[at - 1] or not at], int)
        return self.ready()

    def ready(self) -> JudgedStatements:
        """The tables that are asked, from `grades_`: rows of statement, solution and grade."""
        rows, columns, grades = self.grades_.T
        shape = (len(self.vectors_), len(self.solutions_))
        self.columns_ = {solution: at for at, solution in enumerate(self.solutions_)}
        self.helps_ = sparse.csr_array((grades >= HELPS, (rows, columns)), shape, dtype=np.int32)
        self.answered_ = (self.helps_.sum(axis=1) > 0).astype(np.float32)
        self.gains_ = sparse.csr_array(((2.0**grades - 1) / 7, (rows, columns)), shape, dtype=np.float32)
        return self

    def search(self, vectors: np.ndarray) -> Said:
        """What similar statements say of each text; `gain` is NaN without statements."""
        similar = min(SIMILAR, len(self.starts_))
        if not similar or not len(vectors):
            shape = (len(vectors), len(self.solutions_))
            return Said(np.full(shape, np.nan), np.zeros(shape, dtype=int), np.zeros(len(vectors)), similar)
        cosines = vectors @ self.vectors_.T
        statements = np.maximum.reduceat(cosines, self.starts_, axis=1)
        nearest = np.argpartition(-statements, similar - 1, axis=1)[:, :similar]
        return Said(
            gain=_say(cosines, SHARPNESS) @ self.gains_,
            helped=np.stack([self.helps_[self.starts_[rows]].sum(axis=0) for rows in nearest]),
            answered=_say(cosines, FIT_SHARPNESS) @ self.answered_,
            similar=similar,
        )

    def of(self, said: Said, solutions: Sequence[str], described: np.ndarray) -> Neighbours:
        """What was said as it concerns these solutions, of each of which `described` has a row.

        One never judged has the say of its likest judged ones, LENDERS at most.
        """
        shape = (len(said.gain), len(solutions))
        if not said.similar:
            return Neighbours(np.full(shape, np.nan), np.zeros(shape, dtype=int), said.answered, 0)
        column = np.array([self.columns_.get(solution, -1) for solution in solutions], dtype=int)
        gain, helped = np.zeros(shape), np.zeros(shape, dtype=int)
        own, others = np.flatnonzero(column >= 0), np.flatnonzero(column < 0)
        gain[:, own], helped[:, own] = said.gain[:, column[own]], said.helped[:, column[own]]
        lenders = min(LENDERS, len(self.solutions_))
        if len(others) and lenders:
            alike = unit(described[others]) @ self.described_.T
            likest = np.argpartition(-alike, lenders - 1, axis=1)[:, :lenders]
            weights = neighbours(np.take_along_axis(alike, likest, axis=1))
            gain[:, others] = np.einsum("tol,ol->to", said.gain[:, likest], weights)
        return Neighbours(np.log(gain + FLOOR), helped, said.answered, said.similar)


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
