"""The evidence for each text and solution."""

from dataclasses import replace

import numpy as np
import pytest

from matcher import retrieve
from matcher.retrieve import CHANNELS, Index
from matcher.standard import standardise
from matcher.types import Passage
from tests.matcher.keywords import KeywordEncoder, passages


@pytest.fixture(name="index", scope="module")
def _index():
    return Index.of(KeywordEncoder(), passages())


@pytest.mark.parametrize("text", ["주차 문제", "parking trouble"])
def test_every_channel_with_evidence_prefers_the_solution_stated(index, text):
    """Meaning works across languages."""
    channels = index.search([text])
    at = channels.solutions.index("shared-parking")
    for name in ("meaning", "nearest", "characters", "words"):
        assert channels.scores[0, :, CHANNELS.index(name)].argmax() == at


def test_the_cited_passage_is_the_nearest_one_in_each_language(index):
    """Explanations rest on real text of the right language."""
    channels = index.search(["노인 문제"])
    first, second = channels.quotations.nearest(0, channels.solutions.index("care-call"))
    assert {first.language, second.language} == {"ko", "en"}
    assert "노인" in next(passage.text for passage in (first, second) if passage.language == "ko")


def test_no_case_is_unknown_and_not_zero(index):
    """A solution without award cases has no evidence there, neither for nor against."""
    channels = index.search(["주차"])
    assert np.isnan(channels.raw[..., CHANNELS.index("cases")]).all()
    assert np.isnan(channels.scores[..., CHANNELS.index("cases")]).all()


def test_an_award_case_speaks_for_the_solution_chosen():
    """The stated problem of a real award is evidence in its own channel only."""
    case = Passage("c:1", "waste-watch", "case", "ko", "산불이 잦은 마을", "https://award")
    channels = Index.of(KeywordEncoder(), (*passages(), case)).search(["산불"])
    at = channels.solutions.index("waste-watch")
    assert channels.raw[0, at, CHANNELS.index("cases")] == pytest.approx(1.0, abs=0.2)
    assert channels.quotations.case(0, at) == [case]


def test_a_solution_added_later_is_found_at_once():
    """Nothing is trained per solution."""
    added = [Passage("w:1", "wildfire-camera", "phrasing", "ko", "산불을 늦게 안다", None)]
    channels = Index.of(KeywordEncoder(), (*passages(), *added)).search(["산불"])
    assert channels.solutions[int(channels.scores[0, :, 0].argmax())] == "wildfire-camera"


@pytest.mark.parametrize("slugs", [(), ("care-call",), ("care-call", "waste-watch")])
def test_small_catalogues(slugs):
    """None, one or two solutions give finite evidence of the right shape."""
    channels = Index.of(KeywordEncoder(), passages(slugs)).search(["노인", "😀"])
    assert channels.scores.shape == (2, len(slugs), len(CHANNELS))
    known = channels.scores[..., : CHANNELS.index("cases")]
    assert np.isfinite(known).all()
    if len(slugs) == 2:
        assert known[0, channels.solutions.index("care-call"), 0] > known[0, 1, 0]


def test_vectors_given_are_used_instead_of_encoding():
    """Stored vectors save the encoding; a wrong number of them is refused."""

    class Silent(KeywordEncoder):
        def encode_passages(self, texts):
            raise AssertionError("encoded again")

    vectors = KeywordEncoder().encode_passages([passage.text for passage in passages()])
    given = Index.of(Silent(), passages(), vectors).search(["주차"])
    encoded = Index.of(KeywordEncoder(), passages()).search(["주차"])
    assert np.array_equal(given.raw, encoded.raw, equal_nan=True)
    with pytest.raises(ValueError, match="3 vectors for 12 passages"):
        Index.of(Silent(), passages(), vectors[:3])


def test_standardised_scores_keep_order_and_forget_the_scale_of_a_large_catalogue():
    """Twice the values, the same standing."""
    values = np.random.default_rng(0).normal(size=(1, 5000))
    one, other = (standardise(each, "words", np.ones(5000, dtype=bool)) for each in (values, 2 * values + 3))
    assert np.array_equal(np.argsort(one), np.argsort(values))
    assert np.abs(one - other).max() < 0.05


def test_a_large_catalogue_is_searched_through_candidates(monkeypatch):
    """Only candidates are looked at in every way, and they get the very evidence that a full scan gives."""
    copies = [
        replace(passage, key=f"{number}:{passage.key}", solution=f"{passage.solution}-{number:03}")
        for number in range(40) for passage in passages()
    ]
    full = Index.of(KeywordEncoder(), copies).search(["시장 주차"])
    monkeypatch.setattr(retrieve, "CANDIDATES", 20)
    some = Index.of(KeywordEncoder(), copies).search(["시장 주차"])

    rows = [full.solutions.index(solution) for solution in some.solutions]
    assert len(rows) < 45 and some.typical.sum() == 20
    assert sum(solution.startswith("shared-parking") for solution in some.solutions) >= 10
    assert some.raw == pytest.approx(full.raw[:, rows], abs=1e-5, nan_ok=True)
    assert some.quotations.nearest(0, 0) == full.quotations.nearest(0, rows[0])
