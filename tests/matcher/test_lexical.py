"""Words and characters, Korean and English."""

import numpy as np
import pytest

from matcher.lexical import LexicalIndex, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("횡단보도에서", "횡단보도를"), ("어르신들이", "어르신의"), ("crossings", "crossing"), ("parked", "parking")],
)
def test_forms_of_a_word_share_a_stem(one, other):
    """Particles, endings and suffixes come off."""
    assert stems(one) == stems(other) != []


def test_stop_words_and_figures_are_no_words():
    """Nothing that every text has."""
    assert stems("the 100 of it") == []


@pytest.mark.parametrize("analyzer", [stems, "char_wb"])
def test_the_document_with_the_words_wins(analyzer):
    """Cosines lie in 0..1 and are 0 without a common term."""
    index = LexicalIndex(analyzer).fit(["주차 자리 부족", "쓰레기 무단투기", "산불 감시"])
    found = index.search(["쓰레기를 몰래 버린다", "zzz"], np.arange(3))
    assert found[0].argmax() == 1
    assert not found[1].any()
    assert found.min() >= 0 and found.max() <= 1 + 1e-9


def test_shared_words_are_shown_as_the_text_says_them():
    """The stem is ours, the word is theirs."""
    index = LexicalIndex(stems).fit(["쓰레기 무단투기", "주차"])
    assert index.shared("쓰레기를 버린다", np.arange(2)) == [("쓰레기를",), ()]


def test_only_the_solutions_asked_for_are_compared():
    """Some of the documents give the same figures as all of them do for these."""
    index = LexicalIndex(stems).fit(["주차 자리 부족", "쓰레기 무단투기", "주차 쓰레기"])
    some = np.array([0, 2])
    assert index.search(["주차"], some).tolist() == index.search(["주차"], np.arange(3))[:, some].tolist()
    assert index.shared("주차", some) == [("주차",), ("주차",)]


def test_nothing_to_learn_from():
    """An empty catalogue, and texts without a single word."""
    assert LexicalIndex(stems).fit([]).search(["주차"], np.arange(0)).shape == (1, 0)
    assert np.array_equal(LexicalIndex(stems).fit(["!!", ""]).search(["주차"], np.arange(2)), np.zeros((1, 2)))
