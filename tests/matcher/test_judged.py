"""Similar example statements pass on what was judged of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.judged import JudgedStatements, Neighbours, lessons
from matcher.types import Passage

PLACE = {"bench": 0, "bus": 1, "lamp": 2}
ALONE = np.eye(3)
"""What is said of three solutions that have nothing in common."""


def statement(number: int, **grades: int) -> Passage:
    """A judged passage with its grades by solution."""
    return Passage(f"s-{number}:ko", f"s-{number}", "judged", "ko", "문제", grades=tuple(grades.items()))


def asked(passages: list[Passage], vectors: np.ndarray, texts: np.ndarray, described: np.ndarray = ALONE) -> Neighbours:
    """What the statements say of the texts and every solution of PLACE."""
    judged = JudgedStatements().fit(passages, vectors, PLACE, described)
    return judged.of(judged.search(texts), tuple(PLACE), described)


def test_the_nearest_statement_has_the_most_say() -> None:
    """A text like one statement gets that statement's answers, in the order of their grades."""
    found = asked(
        [statement(1, bench=3, lamp=1), statement(2, bus=3)], np.eye(2, dtype=np.float32),
        np.array([[0.95, 0.05]], dtype=np.float32),
    )

    assert found.gain[0, 0] > found.gain[0, 2] > found.gain[0, 1]
    assert found.helped.tolist() == [[1, 1, 0]], "grade 1 is related, not help"


def test_a_solution_without_judgements_borrows_from_its_likest() -> None:
    """What was judged of a solution counts for a new one as far as they are alike."""
    described = np.array([[1, 0, 0], [0, 1, 0], [0.9, 0.1, 0]])
    found = asked(
        [statement(1, bench=3), statement(2, bus=3)], np.eye(2, dtype=np.float32),
        np.array([[1, 0]], dtype=np.float32), described,
    )

    assert np.exp(found.gain[0, 2]) == pytest.approx(np.exp(found.gain[0, 0]), rel=0.01)
    assert found.helped[0, 2] == 0


def test_no_statements_say_nothing() -> None:
    """Without statements the evidence is unknown, not bad."""
    found = asked([], np.zeros((0, 2), dtype=np.float32), np.ones((1, 2), dtype=np.float32))

    assert np.isnan(found.gain).all()
    assert not found.helped.any()
    assert found.similar == 0


def test_a_solution_that_the_catalogue_lacks_is_ignored() -> None:
    """A grade for a withdrawn solution leaves the others as they are."""
    ones = np.ones((1, 1), dtype=np.float32)

    assert asked([statement(1, bench=3, gone=3)], ones, ones).helped.tolist() == [[1, 0, 0]]


def test_a_statement_and_its_translation_count_once() -> None:
    """The reason counts problems, not texts, and says of how many."""
    twice = [replace(statement(1, bench=3), key=f"s-1:{tongue}") for tongue in ("ko", "en")]
    found = asked(
        [*twice, statement(2, bus=3)], np.eye(3, dtype=np.float32), np.array([[0.7, 0.7, 0.1]], dtype=np.float32)
    )

    assert found.helped.tolist() == [[1, 1, 0]]
    assert found.similar == 2


def test_what_nothing_helped_is_told_from_what_something_did() -> None:
    """`answered` is high beside a statement with an answer and low beside one without."""
    eye = np.eye(2, dtype=np.float32)

    beside, away = asked([statement(1, bench=3), statement(2, bench=1)], eye, eye).answered

    assert beside > 0.99
    assert away < 0.01


def test_a_statement_with_several_direct_answers_teaches_the_discriminant_nothing() -> None:
    """One direct answer and its helpers are learned, the better ones more; several would blur each other."""
    rows, solutions, weight = lessons([statement(1, bench=3, bus=3), statement(2, bus=3, lamp=2, bench=1)], PLACE)

    assert rows.tolist() == [1, 1]
    assert solutions.tolist() == [PLACE["bus"], PLACE["lamp"]]
    assert weight[0] > weight[1] > 0
