"""Scores that are the sum of their explanations."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.explain import explain
from matcher.rank import EVIDENCE, PARTS, Weights, assess, load_weights, probability, rank
from matcher.retrieve import Index
from matcher.understand import understand
from tests.matcher.keywords import KeywordEncoder, catalogue, passages

INDEX = Index.of(KeywordEncoder(), passages())
EQUAL = Weights(
    base=-2.0, parts=dict.fromkeys(PARTS, 0.5), need_base=-2.0, need=dict.fromkeys(EVIDENCE, 0.5),
    need_threshold=0.0, fit_base=0.0, fit={"best": 1.0}, fit_threshold=0.0, need_fit_threshold=0.0, provenance={},
)

DOUBTFUL = replace(EQUAL, need_threshold=99.0)
"""With these nothing answers a need clearly."""


def ranked(text, weights=EQUAL):
    needs, channels = understand(text, INDEX)
    return explain(rank(channels, needs, weights), channels, needs, weights, catalogue())


@given(st.text(alphabet="주차 쓰레기.노인,\nparking waste!", max_size=80))
def test_the_contributions_are_the_score(text):
    """Itemised, ordered, and the same every time."""
    first = ranked(text)
    assert first == ranked(text)
    for candidate in first:
        assert candidate.score == pytest.approx(sum(part.value for part in candidate.contributions))
        assert all(part.reason.ko and part.reason.en for part in candidate.contributions)
        assert candidate.contributions[0].name == "base"
    scores = [candidate.score for candidate in first]
    assert scores == pytest.approx(sorted(scores, reverse=True))


def test_the_stated_problem_wins_and_says_which_need_it_answers():
    """Two problems, two solutions, each with its need; the third answers none."""
    first, second, third = ranked("주차 자리가 없다. 쓰레기 투기가 심하다.")
    assert {(first.solution, first.needs), (second.solution, second.needs)} == {
        ("shared-parking", (0,)), ("waste-watch", (1,)),
    }
    assert third.needs == ()
    clear, unclear = (part.reason for candidate in (first, ranked("주차 자리가 없다.", DOUBTFUL)[0])
                      for part in candidate.contributions if part.name == "needs")
    assert "잘 맞는 솔루션" in clear.ko and "뚜렷한 답은 아니지만" in unclear.ko and "No clear answer" in unclear.en


def test_a_reason_cites_the_passage_it_rests_on():
    """The nearest statement is quoted in both languages, with the solution's source."""
    best = ranked("노인 안부")[0]
    meaning = next(part for part in best.contributions if part.name == "meaning")
    assert "노인" in meaning.reason.ko and "elderly" in meaning.reason.en
    assert meaning.source == "https://s/care-call"


def test_unknown_evidence_is_left_out():
    """No award case, no contribution of cases."""
    assert all(part.name != "cases" for part in ranked("주차")[0].contributions)


def test_equal_candidates_are_ordered_by_slug():
    """A text that says nothing must not shuffle."""
    even = replace(EQUAL, parts={}, need={})
    assert [candidate.solution for candidate in ranked("주차", even)] == ["care-call", "shared-parking", "waste-watch"]


def test_nothing_asked_nothing_ranked():
    """No words, no candidates, and an abstention."""
    assert ranked("😀") == []
    assert assess(INDEX.search(["😀"]), (), EQUAL) == ((), True)


def test_abstention_looks_at_the_text_and_at_each_need():
    """A need that nothing fits is marked even where the text as a whole has an answer."""
    text = "주차 parking 자리가 모자란다. 헌법을 고치고 싶다."
    needs, channels = understand(text, INDEX)
    judged, abstained = assess(channels, needs, EQUAL)
    assert not abstained
    assert [need.abstained for need in judged] == [False, True]
    judged, abstained = assess(channels, needs, replace(EQUAL, fit_threshold=99.0))
    assert abstained and all(need.abstained for need in judged)


@given(st.floats(allow_nan=False))
def test_probability_is_one(score):
    """Any score has a chance between 0 and 1."""
    assert 0 <= probability(score) <= 1


def test_the_weights_that_ship():
    """Every weight belongs to a part that exists, none to a solution, and none is negative."""
    for taught, leading in ((True, "learned"), (False, "meaning")):
        weights = load_weights(taught)
        assert set(weights.parts) == set(PARTS) and set(weights.need) == set(EVIDENCE)
        assert min(weights.parts.values()) >= 0
        assert weights.parts[leading] > 0
