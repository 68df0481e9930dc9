"""Learns the ranker's weights from judgements: `python -m matcher.train JUDGEMENTS_DIR`.

Fifteen numbers are learned, none of which belongs to a solution: a weight per channel (listwise, so
that the judged gain of a ranking decides), the scale that turns scores into log-odds, and when to say
that nothing fits. Every judged problem is seen in both languages, always on the same side of a fold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression

from matcher.evaluate import HELPS, Judged
from matcher.needs import split, texts_of
from matcher.rank import FIT_SIGNALS, PARTS, Weights, features, fit_signals, vector
from matcher.retrieve import CHANNELS, Channels, Index
from matcher.types import Catalogue, Encoder

RIDGE = 0.01
"""L2 penalty of the listwise fit; .001 to .03 measured within .003."""

FALSE_ABSTENTION = 0.02
"""Share of answerable problems that may go unanswered: turning away a real one is the worse mistake."""

FOLDS = 5
SEED = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One judged text: its evidence, and the grade of every solution of the index (int array)."""

    query: str
    channels: Channels
    grades: np.ndarray

    @property
    def answerable(self) -> bool:
        """Whether some solution clearly helps."""
        return bool(len(self.grades)) and int(self.grades.max()) >= HELPS


def examples_of(index: Index, judged: Judged) -> tuple[Example, Example]:
    """The problem in its own language and in the other."""
    grades = np.array([judged.grades.get(solution, 0) for solution in index.solutions_], dtype=int)
    own, other = (
        Example(judged.id, index.search(texts_of(text, split(text))), grades)
        for text in (judged.text, judged.translation)
    )
    return own, other


def fit_weights(examples: Sequence[Example]) -> Weights:
    """All learned numbers, in three steps: one text alone, the whole ranking, whether anything fits."""
    grades = np.array([example.grades for example in examples])
    alone = np.array([np.nan_to_num(example.channels.levels[0]) for example in examples])
    need_base, need = _calibrated(alone, grades)
    weights = Weights(
        base=0.0, parts={}, need_base=need_base, need=dict(zip(CHANNELS, need, strict=True)),
        need_threshold=0.0, fit_base=0.0, fit={}, fit_threshold=0.0, need_fit_threshold=0.0, provenance={},
    )
    whole = np.array([features(example.channels, weights) for example in examples])
    base, parts = _calibrated(whole, grades)
    weights = replace(weights, base=base, parts=dict(zip(PARTS, parts, strict=True)))
    weights = replace(weights, need_threshold=_need_threshold(alone @ need + need_base, grades))
    return _fit_abstention(weights, examples)


def _calibrated(values: np.ndarray, grades: np.ndarray) -> tuple[float, list[float]]:
    """Intercept and weights as log-odds of grade 2 or 3.

    The listwise fit finds the direction, a logistic fit along it (Platt) the scale.
    """
    direction = _listwise(values, grades)
    scores = values @ direction
    scale = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), (grades >= HELPS).ravel())
    slope, intercept = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    return intercept, [round(float(weight * slope), 4) for weight in direction]


def _listwise(values: np.ndarray, grades: np.ndarray) -> np.ndarray:
    """Non-negative weights whose softmax over the solutions comes nearest to the judged gains."""
    gains = 2.0**grades - 1
    kept = gains.sum(axis=1) > 0
    gains, values = gains[kept] / gains[kept].sum(axis=1, keepdims=True), values[kept]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = values @ weights
        cost = -(gains * log_softmax(scores, axis=1)).sum() / len(values) + RIDGE * weights @ weights
        pull = np.einsum("qs,qsf->f", softmax(scores, axis=1) - gains, values) / len(values)
        return cost, pull + 2 * RIDGE * weights

    start = np.full(values.shape[2], 1 / values.shape[2])
    bounds = [(0.0, None)] * values.shape[2]  # evidence for a solution never speaks against it
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def _need_threshold(scores: np.ndarray, grades: np.ndarray) -> float:
    """The score from which calling a solution an answer is right most often (best F1)."""
    helps = (grades >= HELPS).ravel()
    order = np.argsort(-scores.ravel(), kind="stable")
    right = np.cumsum(helps[order])
    f1 = 2 * right / (np.arange(1, len(right) + 1) + helps.sum())
    return round(float(scores.ravel()[order][int(f1.argmax())]), 4)


def without_answers(example: Example) -> Example:
    """The same problem before a catalogue that lacks its answers: a true "no proven fit"."""
    kept = example.grades < HELPS
    channels = example.channels
    rows = {name: getattr(channels, name)[:, kept] for name in ("scores", "levels", "raw", "nearest", "cases")}
    solutions = tuple(np.array(channels.solutions)[kept])
    return replace(example, channels=replace(channels, solutions=solutions, **rows), grades=example.grades[kept])


def _fit_abstention(weights: Weights, examples: Sequence[Example]) -> Weights:
    """A logistic model of "something fits", and the thresholds that turn few real problems away."""
    answerable = [example for example in examples if example.answerable]
    others = [example for example in examples if not example.answerable]
    hollow = [without_answers(example) for example in answerable]
    signals = np.array([fit_signals(item.channels, weights)[0] for item in answerable + others + hollow])
    fits = np.repeat([1, 0], [len(answerable), len(others) + len(hollow)])
    model = LogisticRegression(C=1.0, class_weight="balanced").fit(signals, fits)
    scores = model.decision_function(signals)
    threshold = float(np.quantile(scores[: len(answerable)], FALSE_ABSTENTION))
    return replace(
        weights,
        fit_base=round(float(model.intercept_[0]), 4),
        fit={name: round(float(value), 4) for name, value in zip(FIT_SIGNALS, model.coef_[0], strict=True)},
        fit_threshold=round(threshold, 4),
        need_fit_threshold=round(threshold, 4),
    )


def write_weights(weights: Weights, path: Path) -> None:
    """The weights as JSON that a person can read and a diff can show."""
    path.write_text(json.dumps(asdict(weights), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
