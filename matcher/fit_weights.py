"""Learns the ranker's weights from judgements.

Some twenty numbers are learned, none of which belongs to a solution: a weight per channel (listwise, so
that the judged gain of a ranking decides), the scale that turns scores into log-odds, and when to say
that nothing fits. Every judged problem is seen in both languages, always on the same side of a fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression

from matcher.evaluate import Judged
from matcher.rank import (
    EVIDENCE,
    FIT_SIGNALS,
    PARTS,
    Weights,
    evidence,
    features,
    fit_score,
    fit_signals,
)
from matcher.retrieve import Channels, Index
from matcher.types import HELPS, Passage
from matcher.understand import understand

RIDGE = 0.01
"""L2 penalty of the listwise fit; .001 to .03 measured within .003."""

FALSE_ABSTENTION = 0.01
"""Share of the answerable training problems that may go unanswered (on unseen ones it is two to three
times as many): turning away a real problem is the worse mistake."""

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
    return example_of(index, judged, judged.text), example_of(index, judged, judged.translation)


def example_of(index: Index, judged: Judged, text: str) -> Example:
    """The evidence of a problem put in these words, and its grades."""
    _, channels = understand(text, index)
    grades = np.array([judged.grades.get(solution, 0) for solution in channels.solutions], dtype=int)
    return Example(judged.id, channels, grades)


def strays_of(index: Index, passages: Sequence[Passage]) -> Channels | None:
    """Statements of matters that no solution relieves, each judged as if its matter were not known."""
    strays = [passage for passage in passages if passage.kind == "outside"]
    if not strays:
        return None
    channels = index.search([passage.text for passage in strays])
    own = np.array([channels.matters.index(passage.solution) for passage in strays])
    outside = channels.outside.copy()
    outside[np.arange(len(strays)), own] = -np.inf
    return replace(channels, outside=outside)


def fit_weights(examples: Sequence[Example], strays: Channels | None = None) -> Weights:
    """All learned numbers, in three steps: one text alone, the whole ranking, whether anything fits."""
    grades = np.array([example.grades for example in examples])
    alone = np.array([evidence(example.channels.levels[0]) for example in examples])
    need_base, need = _calibrated(alone, grades)
    weights = Weights(
        base=0.0, parts={}, need_base=need_base, need=dict(zip(EVIDENCE, need, strict=True)),
        need_threshold=0.0, fit_base=0.0, fit={}, fit_threshold=0.0, need_fit_threshold=0.0, provenance={},
    )
    whole = np.array([features(example.channels, weights) for example in examples])
    base, parts = _calibrated(whole, grades)
    weights = replace(weights, base=base, parts=dict(zip(PARTS, parts, strict=True)))
    weights = replace(weights, need_threshold=_need_threshold(alone @ need + need_base, grades))
    return _fit_abstention(weights, examples, strays)


def _calibrated(values: np.ndarray, grades: np.ndarray) -> tuple[float, list[float]]:
    """Intercept and weights as log-odds of grade 2 or 3.

    The listwise fit finds the direction, a logistic fit along it (Platt) the scale.
    """
    direction = _listwise(values, grades)
    scores = values @ direction
    scale = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), (grades >= HELPS).ravel())
    slope, intercept = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    return round(intercept, 4), [round(float(weight * slope), 4) for weight in direction]


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
    rows = {name: getattr(channels, name)[:, kept] for name in ("scores", "levels", "raw")}
    solutions = tuple(np.array(channels.solutions)[kept])
    channels = replace(channels, solutions=solutions, typical=channels.typical[kept], **rows)
    return replace(example, channels=channels, grades=example.grades[kept])


def _fit_abstention(weights: Weights, examples: Sequence[Example], strays: Channels | None) -> Weights:
    """A logistic model of "something fits", and the thresholds that turn few real problems away.

    Problems that nothing answers are rare in the judgements, so every other problem serves once more
    with its answers taken out of the catalogue, and so do the matters that no solution relieves; the
    sources weigh the same.
    """
    answerable = [example for example in examples if example.answerable]
    unanswerable = [example for example in examples if not example.answerable]
    hollow = [without_answers(example) for example in answerable]
    every = [*answerable, *unanswerable, *hollow]
    signals = np.array([fit_signals(item.channels, weights).max(axis=0) for item in every])
    beside = fit_signals(strays, weights) if strays else np.zeros((0, len(FIT_SIGNALS)))
    signals = np.vstack([signals, beside])
    sizes = (len(answerable), len(unanswerable), len(hollow), len(beside))
    fits = np.repeat([1, 0, 0, 0], sizes)
    weight = np.repeat([3.0 / max(sizes[0], 1), *(1.0 / max(size, 1) for size in sizes[1:])], sizes)
    model = LogisticRegression(C=1.0).fit(signals, fits, sample_weight=weight * len(every))
    weights = replace(
        weights,
        fit_base=round(float(model.intercept_[0]), 4),
        fit={name: round(float(value), 4) for name, value in zip(FIT_SIGNALS, model.coef_[0], strict=True)},
    )
    scores = fit_score(signals, weights)
    fitting, lacking = scores[: len(answerable)], scores[len(answerable) :]
    single = np.array([len(item.channels.texts) == 1 for item in answerable], dtype=bool)
    return replace(
        weights,
        fit_threshold=_fit_threshold(fitting, lacking),
        need_fit_threshold=_fit_threshold(fitting[single], lacking),
    )


def _fit_threshold(fitting: np.ndarray, lacking: np.ndarray) -> float:
    """Halfway from the lowest score that must pass down to the next one that need not."""
    if not len(fitting):
        return 0.0
    passing = float(np.quantile(fitting, FALSE_ABSTENTION))
    below = lacking[lacking < passing]
    return round((passing + float(below.max())) / 2 if len(below) else passing, 4)
