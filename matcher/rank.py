"""From evidence to an ordered list whose scores explain themselves.

The ranker is additive: one weight per channel times the standardised evidence for the whole text,
and one for how well the solution stands among the best of some single need. Each product is a
contribution with its sentence, so the explanation is the score. The weights are learned by
`train.py`; none belongs to a solution.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from matcher.explain import BASE, Reasons
from matcher.retrieve import CHANNELS, Channels, standardise
from matcher.types import Catalogue, Contribution, Need, Ranked

PARTS = (*CHANNELS, "needs")
"""The contributions beside `base`, in the order of `features`."""

SMALLEST_SHARE = 1e-6
"""Floor of a share under the logarithm: beyond it, worse is no longer different."""

SHORTLIST = 40
"""Candidates that get sentences and reach the policy stage: four pages of ten."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training learned, all in log-odds.

    `base` and `parts` give a solution's score, `need_base` and `need` what one text by itself says;
    a need is answered from `need_threshold` on. `fit` weighs FIT_SIGNALS: below `fit_threshold` (or
    `need_fit_threshold` for a single need) the catalogue has no proven fit.
    """

    base: float
    parts: Mapping[str, float]
    need_base: float
    need: Mapping[str, float]
    need_threshold: float
    fit_base: float
    fit: Mapping[str, float]
    fit_threshold: float
    need_fit_threshold: float
    provenance: Mapping[str, object]


def load_weights() -> Weights:
    """The weights that ship with the code."""
    text = files("matcher.weights").joinpath("ranker.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def probability(score: float) -> float:
    """The calibrated chance that a solution with this score clearly helps (grade 2 or 3)."""
    return 1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, score))))


def features(channels: Channels, weights: Weights) -> np.ndarray:
    """What the ranker weighs, in the order of PARTS, shape (solutions, len(PARTS)); unknown is 0.

    The channels for the whole text, then the needs' share: every need divides one vote among the
    solutions in proportion to their odds, and the more decided need counts for more.
    """
    logits = need_scores(channels, weights)
    votes = np.exp(logits - logits.max(axis=1, keepdims=True))
    votes /= votes.sum(axis=1, keepdims=True)
    share = (votes * votes.max(axis=1, keepdims=True)).sum(axis=0)
    whole = np.nan_to_num(channels.scores[0])
    return np.column_stack([whole, standardise(np.log(share + SMALLEST_SHARE)[None], "needs")[0]])


def need_scores(channels: Channels, weights: Weights) -> np.ndarray:
    """Log-odds that a solution helps with each need by itself, shape (needs, solutions)."""
    rows = channels.levels[1:] if len(channels.levels) > 1 else channels.levels
    return weights.need_base + np.nan_to_num(rows) @ vector(weights.need, CHANNELS)


def vector(weights: Mapping[str, float], order: Sequence[str]) -> np.ndarray:
    """Named weights as an array in the given order; a missing one weighs nothing."""
    return np.array([weights.get(name, 0.0) for name in order])


def rank(
    channels: Channels, needs: Sequence[Need], catalogue: Catalogue, weights: Weights
) -> list[Ranked]:
    """The best SHORTLIST solutions, best first, ties by slug, every score itemised."""
    if not needs or not channels.solutions:
        return []
    parts = features(channels, weights) * vector(weights.parts, PARTS)
    known = np.column_stack([np.isfinite(channels.raw[0]), np.ones(len(parts), dtype=bool)])
    totals = weights.base + parts.sum(axis=1)
    order = np.lexsort((channels.solutions, -totals))[:SHORTLIST]
    helps = need_scores(channels, weights) >= weights.need_threshold
    telling = need_scores(channels, weights).argmax(axis=0)
    reasons = Reasons(channels, catalogue, needs, telling)
    ranked = []
    for solution in order:
        contributions = [Contribution("base", weights.base, BASE)]
        for at, name in enumerate(PARTS):
            if known[solution, at] and weights.parts.get(name):
                value = float(parts[solution, at])
                reason, source = reasons.of(name, int(solution), value > 0)
                contributions.append(Contribution(name, value, reason, source))
        ranked.append(
            Ranked(
                solution=channels.solutions[solution],
                contributions=tuple(contributions),
                needs=tuple(int(need) for need in np.flatnonzero(helps[:, solution])),
            )
        )
    return ranked


FIT_SIGNALS = ("best", "second", "nearest", "characters", "words")
"""What tells that something fits: the two best scores and the nearest raw evidence of the shortlist."""


def assess(
    channels: Channels, needs: Sequence[Need], weights: Weights
) -> tuple[tuple[Need, ...], bool]:
    """The needs, marked where nothing proven fits them, and whether that holds for the whole text."""
    if not needs or not channels.solutions:
        return tuple(replace(need, abstained=True) for need in needs), True
    fit = weights.fit_base + fit_signals(channels, weights) @ vector(weights.fit, FIT_SIGNALS)
    if fit.max() < weights.fit_threshold:
        return tuple(replace(need, abstained=True) for need in needs), True
    own = fit[1:] if len(fit) > 1 else fit
    return (
        tuple(
            replace(need, abstained=bool(value < weights.need_fit_threshold))
            for need, value in zip(needs, own, strict=True)
        ),
        False,
    )


def fit_signals(channels: Channels, weights: Weights) -> np.ndarray:
    """FIT_SIGNALS for every text of the channels, shape (texts, len(FIT_SIGNALS))."""
    logits = weights.need_base + np.nan_to_num(channels.levels) @ vector(weights.need, CHANNELS)
    top = np.sort(logits, axis=1)[:, ::-1]
    raw = np.nan_to_num(channels.raw)
    nearest, characters, words = (
        raw[..., CHANNELS.index(name)].max(axis=1) for name in ("nearest", "characters", "words")
    )
    second = top[:, 1] if top.shape[1] > 1 else top[:, 0]
    return np.column_stack([top[:, 0], second, 10 * nearest, 10 * characters, 10 * words])
