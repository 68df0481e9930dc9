"""Copies of example problems as people send them."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from matcher.types import Passage
from matcher.variants import crowded, mistaken, mistyped, variants

TWO_SENTENCES = "골목에 주차할 자리가 없다. 저녁마다 이웃끼리 다툰다."


def judged(text: str, **grades: int) -> Passage:
    """An example with its grades."""
    return Passage("s-1:ko", "s-1", "judged", "ko", text, grades=tuple(grades.items()))


def test_an_example_of_one_problem_gives_its_sentences_and_a_spoiled_copy() -> None:
    """All of them with the grades of the whole, each under a key of its own."""
    spoiled, *sentences = variants([judged(TWO_SENTENCES, parking=3, bus=1)])
    assert [one.text for one in sentences] == ["골목에 주차할 자리가 없다.", "저녁마다 이웃끼리 다툰다."]
    assert {one.grades for one in (spoiled, *sentences)} == {(("parking", 3), ("bus", 1))}
    assert len({one.key for one in (spoiled, *sentences)}) == 3


def test_sentences_of_several_problems_are_not_given_the_answers_of_all() -> None:
    """Which sentence states which problem is not known; texts of the catalogue are left as they are."""
    found = list(variants([judged(TWO_SENTENCES, parking=3, bus=3), Passage("k", "bus", "phrasing", "ko", "버스")]))
    assert len(found) == 1


def test_copies_are_the_same_every_time() -> None:
    """What the network reads can be made again."""
    passages = [judged(TWO_SENTENCES, parking=3)]
    assert list(variants(passages)) == list(variants(passages))


@given(st.text(max_size=80))
def test_a_crowded_copy_only_lacks_spaces(text: str) -> None:
    """No letter is touched."""
    assert crowded(text, random.Random(1)).replace(" ", "") == text.replace(" ", "")


def test_typing_errors_are_few_and_stay_in_their_writing() -> None:
    """A Korean syllable becomes another one, a Latin letter the key beside it."""
    spoiled = mistyped(TWO_SENTENCES * 20, random.Random(1))
    assert spoiled != TWO_SENTENCES * 20
    assert abs(len(spoiled) - len(TWO_SENTENCES * 20)) < 40
    assert (mistaken("개"), mistaken("로"), mistaken("q"), mistaken("!")) == ("게", "루", "w", "!")
