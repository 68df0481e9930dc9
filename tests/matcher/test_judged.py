"""Similar example statements pass on what was judged of them."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.judged import JudgedStatements
from matcher.types import Passage

PLACE = {"bench": 0, "bus": 1, "lamp": 2}
ALONE = np.zeros((3, 3))


def statement(number: int, **grades: int) -> Passage:
    """A judged passage with its grades by solution."""
    return Passage(f"s-{number}:ko", f"s-{number}", "judged", "ko", "문제", grades=tuple(grades.items()))


def test_the_nearest_statement_has_the_most_say() -> None:
    """A text like one statement gets that statement's answers, in the order of their grades."""
    judged = JudgedStatements().fit(
        [statement(1, bench=3, lamp=1), statement(2, bus=3)], np.eye(2, dtype=np.float32), PLACE, ALONE
    )

    gains, helped = judged.search(np.array([[0.95, 0.05]], dtype=np.float32))

    assert gains[0, 0] > gains[0, 2] > gains[0, 1]
    assert helped.tolist() == [[1, 1, 0]], "grade 1 is related, not help"


def test_a_solution_without_judgements_borrows_from_its_likest() -> None:
    """What was judged of a solution counts for a new one as far as they are alike."""
    likeness = np.array([[0, 1, 0], [1, 0, 0], [0.9, 0.1, 0]])
    judged = JudgedStatements().fit(
        [statement(1, bench=3), statement(2, bus=3)], np.eye(2, dtype=np.float32), PLACE, likeness
    )

    gains, helped = judged.search(np.array([[1, 0]], dtype=np.float32))

    assert np.exp(gains[0, 2]) == pytest.approx(0.9 * np.exp(gains[0, 0]), rel=0.01)
    assert helped[0, 2] == 0


def test_no_statements_say_nothing() -> None:
    """Without statements the evidence is unknown, not bad."""
    judged = JudgedStatements().fit([], np.zeros((0, 2), dtype=np.float32), PLACE, ALONE)

    gains, helped = judged.search(np.ones((1, 2), dtype=np.float32))

    assert np.isnan(gains).all()
    assert not helped.any()


def test_a_solution_that_the_catalogue_lacks_is_ignored() -> None:
    """A grade for a withdrawn solution leaves the others as they are."""
    judged = JudgedStatements().fit(
        [statement(1, bench=3, gone=3)], np.ones((1, 1), dtype=np.float32), PLACE, ALONE
    )

    assert judged.search(np.ones((1, 1), dtype=np.float32))[1].tolist() == [[1, 0, 0]]
