"""Metrics on rankings small enough to do by hand."""

import json
import math
from pathlib import Path

import pytest

from matcher import evaluate as ev
from matcher.evaluate import Judged

JUDGED = Judged(
    id="q", text="주차", translation="parking", language="ko", kind="multi", needs=("a", "b"),
    grades={"x": 3, "y": 2, "z": 1}, answers={"x": (0,), "y": (1,), "z": (1,)},
)
HOPELESS = Judged(
    id="r", text="소송", translation="lawsuit", language="en", kind="out-of-scope", needs=("a",), grades={"z": 1}
)


def test_ndcg_by_hand():
    """Gains 7, 3, 1 under logarithmic discount."""
    ideal = 7 + 3 / math.log2(3) + 1 / 2
    assert ev.ndcg_at_k(["x", "y", "z"], JUDGED.grades) == pytest.approx(1.0)
    assert ev.ndcg_at_k(["y", "x"], JUDGED.grades) == pytest.approx((3 + 7 / math.log2(3)) / ideal)
    assert ev.ndcg_at_k([], JUDGED.grades) == 0
    assert ev.ndcg_at_k(["n"] * 10 + ["x"], JUDGED.grades) == 0
    assert math.isnan(ev.ndcg_at_k(["x"], {}))


def test_other_metrics_by_hand():
    """Strong recall, first hit, coverage and the two kinds of abstention."""
    assert ev.strong_recall(["y", "x"], JUDGED.grades) == 1
    assert ev.strong_recall(["y"], JUDGED.grades) == 0
    assert ev.first_hit(["y"], JUDGED.grades) == 1 and ev.first_hit(["z", "x"], JUDGED.grades) == 0
    assert ev.coverage(["x"], JUDGED) == 0.5 and ev.coverage(["z", "x", "y"], JUDGED) == 1
    assert ev.right_abstention([], HOPELESS) == 1 and ev.right_abstention(["z"], HOPELESS) == 0
    assert ev.false_abstention([], JUDGED) == 1 and math.isnan(ev.false_abstention([], HOPELESS))


def test_the_report_groups_and_serialises():
    """By language and kind, with the gap to the other language; JSON and Markdown of the same figures."""
    report = ev.evaluate(
        {"q": ["x", "y", "z"], "r": []}, [JUDGED, HOPELESS],
        stages={"reversed": {"q": ["z", "y", "x"]}}, translated={"q": ["y", "x", "z"], "r": []},
    )
    assert report.groups["ko"]["ndcg@10"].mean == pytest.approx(1.0)
    assert report.groups["all"]["right abstention"].mean == 1
    assert report.stages["reversed"]["ndcg@10"].mean < 1
    assert report.language_gap is not None and report.language_gap.mean > 0
    plain = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert plain["groups"]["en"]["ndcg@10"] is None
    assert "| kind: multi | 1.000" in report.as_markdown()


def test_the_interval_holds_the_mean():
    """Bootstrap, seeded."""
    figure = ev.figure([0.0, 1.0, 1.0, math.nan])
    assert figure.mean == pytest.approx(2 / 3)
    assert figure.low <= figure.mean <= figure.high
    assert figure.queries == 3 and figure == ev.figure([0.0, 1.0, 1.0])


def test_the_judgements_can_be_read():
    """Both languages, grades from 1 to 3, and 12 problems that nothing answers."""
    judged = ev.read_judgements(Path(__file__).parents[1] / "judgements")
    assert len(judged) == 120
    assert sum(not item.answerable for item in judged) == 12
    assert {grade for item in judged for grade in item.grades.values()} == {1, 2, 3}
