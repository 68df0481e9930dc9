"""Several problems in one text become several needs, each a span of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.needs import MAX_NEEDS, joined, split, texts_of


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("주차난", ["주차난"]),
        ("버스가 하루 세 번뿐이다. 약국도 없다.", ["버스가 하루 세 번뿐이다.", "약국도 없다."]),
        ("1. 주차난\n2. 쓰레기 투기\n- 빈집", ["주차난", "쓰레기 투기", "빈집"]),
        ("① 주차 부족 ②빈집", ["주차 부족", "빈집"]),
        (
            "아침마다 학교 앞에 차가 뒤엉켜 아이들이 위험하고, 골목에는 밤마다 누군가 쓰레기를 버리고 갑니다",
            ["아침마다 학교 앞에 차가 뒤엉켜 아이들이 위험하고", "골목에는 밤마다 누군가 쓰레기를 버리고 갑니다"],
        ),
        ("Buses are rare; shops are closing", ["Buses are rare", "shops are closing"]),
        ("안녕하세요. 주차 자리가 없습니다. 감사합니다.", ["주차 자리가 없습니다."]),
        ("Dear Sir, thank you.", ["Dear Sir, thank you."]),
        ("😀😀", []),
        ("", []),
    ],
)
def test_pieces(text, pieces):
    """Sentences, list items and long clauses are needs; greetings are not, unless there is nothing else."""
    assert [need.text for need in split(text)] == pieces


def test_a_comma_in_a_figure_or_a_short_list_does_not_split():
    """Numbers and enumerations stay whole."""
    assert len(split("약 7,200명이 홀로 살고, 돌볼 사람이 없음")) == 1


def test_more_pieces_than_the_cap_are_joined_without_losing_text():
    """Twenty sentences become MAX_NEEDS spans that still reach from the first to the last."""
    text = " ".join(f"{number}번 마을에 물이 없다." for number in range(20))
    needs = joined(split(text), text)
    assert len(split(text)) == 20 and len(needs) == MAX_NEEDS
    assert (needs[0].start, needs[-1].end) == (0, len(text))


def test_texts_of_repeats_nothing_for_a_single_need():
    """One need is the text itself: comparing it twice would only cost time."""
    assert texts_of("주차난", split("주차난")) == ("주차난",)
    assert texts_of("가 없다. 나 없다.", split("가 없다. 나 없다.")) == ("가 없다. 나 없다.", "가 없다.", "나 없다.")


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    """Whatever is typed: a span's characters are the need's text, and spans never overlap."""
    needs = split(text)
    assert len(joined(needs, text)) == min(len(needs), MAX_NEEDS)
    assert all(need.text == text[need.start : need.end] and need.text.strip() for need in needs)
    assert all(one.end <= other.start for one, other in pairwise(needs))
    assert bool(needs) == any(character.isalpha() for character in text)
