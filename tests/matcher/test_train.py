"""What is learned, on a world where the answer is known."""

import numpy as np
import pytest

from matcher.evaluate import Judged
from matcher.fit_weights import examples_of, fit_weights, without_answers
from matcher.rank import order, write_weights
from matcher.retrieve import Index
from matcher.train import train
from tests.matcher.keywords import KeywordEncoder, catalogue, passages

TOLD = {
    "shared-parking": ("주차", "parking"), "waste-watch": ("쓰레기", "waste"), "care-call": ("노인", "elderly"),
}


def a_problem(number, korean, english, solution=None):
    """A judged problem with one answer, or with none."""
    return Judged(
        id=f"{korean}{number}", text=f"{korean} 문제 {number}", translation=f"{english} trouble", language="ko",
        kind="short", needs=("a",), grades={solution: 3} if solution else {}, answers={solution: (0,)},
    )


def judgements():
    """Twelve problems with one answer each and three with none."""
    answered = [a_problem(number, *words, slug) for slug, words in TOLD.items() for number in range(4)]
    return [*answered, *(a_problem(number, "소송", "lawsuit") for number in range(3))]


def test_learned_weights_find_the_answers_and_abstain_without():
    """Cross-validated on the toy world: every answer first, every lawsuit turned away."""
    vectors = KeywordEncoder().encode_passages([passage.text for passage in passages()])
    report = train(catalogue(), judgements(), KeywordEncoder(), vectors).report
    assert report.groups["all"]["ndcg@10"].mean == pytest.approx(1.0)
    assert report.groups["all"]["right abstention"].mean == 1
    assert report.groups["all"]["false abstention"].mean == 0


def test_training_is_reproducible_and_knows_no_solution(tmp_path):
    """The same numbers twice; weights learned without a solution rank it all the same."""
    known = Index.of(KeywordEncoder(), passages(("shared-parking", "waste-watch")))
    seen = [item for item in judgements() if "care-call" not in item.grades]
    weights = fit_weights([example for item in seen for example in examples_of(known, item)])
    again = fit_weights([example for item in seen for example in examples_of(known, item)])
    assert weights == again
    later = Index.of(KeywordEncoder(), passages())
    assert order(later.search(["노인"]), weights)[0] == "care-call"
    write_weights(weights, tmp_path / "w.json")
    assert "care-call" not in (tmp_path / "w.json").read_text(encoding="utf-8")


def test_without_answers_takes_out_what_helps():
    """The catalogue that lacks the answers keeps everything else."""
    index = Index.of(KeywordEncoder(), passages())
    own, _ = examples_of(index, judgements()[0])
    hollow = without_answers(own)
    assert hollow.channels.solutions == ("care-call", "waste-watch")
    assert np.array_equal(hollow.channels.raw[0], own.channels.raw[0][[0, 2]], equal_nan=True)
    assert own.answerable and not hollow.answerable
