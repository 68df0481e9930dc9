"""From evidence to an ordered list whose scores explain themselves.

The ranker is additive: one weight per channel times the standardised evidence for the whole text,
and one for how well the solution stands among the best of some single need. Each product is a
contribution, so the explanation (`explain.py`) is the score. The weights are learned by `train.py`;
none belongs to a solution.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from matcher.integrity import BROKEN, DamagedError
from matcher.retrieve import CHANNELS, Channels
from matcher.standard import standardise
from matcher.types import Contribution, Need, Ranked

EVIDENCE = ("meaning", "characters", "words", "cases", "judged", "learned")
"""The channels that carry a score. `nearest` is cited and tells whether anything fits, but beside
`meaning` it adds nothing: .737 nDCG@10 without it, .736 with."""

PARTS = (*EVIDENCE, "needs")
"""The contributions beside `base`, in the order of `features`."""

TAUGHT, UNTAUGHT = "ranker.json", "ranker-untaught.json"
"""An encoder other than the bundled one has no network, and its evidence weighs otherwise."""

SMALLEST_SHARE = 1e-6
"""Floor of a share under the logarithm: beyond it, worse is no longer different."""

SHORTLIST = 40
"""Candidates that reach the policy stage: four pages of ten."""


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


def load_weights(taught: bool = True) -> Weights:
    """The weights that ship with the code, for an index with the network or for one without.

    Raises:
        DamagedError: the file is not whole.
    """
    name = TAUGHT if taught else UNTAUGHT
    try:
        return Weights(**json.loads(files("matcher.weights").joinpath(name).read_text(encoding="utf-8")))
    except BROKEN as error:
        raise DamagedError(name) from error


def write_weights(weights: Weights, path: Path) -> None:
    """The weights as JSON that a person can read and a diff can show."""
    path.write_text(json.dumps(asdict(weights), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


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
    whole = evidence(channels.scores)[0]
    return np.column_stack([whole, standardise(np.log(share + SMALLEST_SHARE)[None], "needs", channels.typical)[0]])


def need_scores(channels: Channels, weights: Weights) -> np.ndarray:
    """Log-odds that a solution helps with each need by itself, shape (needs, solutions)."""
    rows = channels.levels[channels.first_need :]
    return weights.need_base + evidence(rows) @ vector(weights.need, EVIDENCE)


def evidence(standardised: np.ndarray) -> np.ndarray:
    """The columns of EVIDENCE out of CHANNELS in the last axis; nothing known counts as 0."""
    return np.nan_to_num(standardised[..., [CHANNELS.index(name) for name in EVIDENCE]])


def vector(weights: Mapping[str, float], order: Sequence[str]) -> np.ndarray:
    """Named weights as an array in the given order; a missing one weighs nothing."""
    return np.array([weights.get(name, 0.0) for name in order])


def rank(channels: Channels, needs: Sequence[Need], weights: Weights) -> list[Ranked]:
    """The best SHORTLIST solutions, best first, ties by slug, every score itemised, no sentence written yet."""
    if not needs or not channels.solutions:
        return []
    parts = features(channels, weights) * vector(weights.parts, PARTS)
    weighed = [at for at, name in enumerate(PARTS) if weights.parts.get(name)]
    known = np.ones(parts.shape, dtype=bool)
    known[:, : len(EVIDENCE)] = np.isfinite(channels.raw[0][:, [CHANNELS.index(name) for name in EVIDENCE]])
    order = np.lexsort((channels.solutions, -parts.sum(axis=1)))[:SHORTLIST]
    helps = need_scores(channels, weights) >= weights.need_threshold
    return [
        Ranked(
            solution=channels.solutions[at],
            contributions=(
                Contribution("base", weights.base),
                *(Contribution(PARTS[part], float(parts[at, part])) for part in weighed if known[at, part]),
            ),
            needs=tuple(np.flatnonzero(helps[:, at]).tolist()),
        )
        for at in order.tolist()
    ]


FIT_SIGNALS = ("best", "nearest", "margin", "answered")
"""What tells that something fits: the best solution's score and the nearest statement, both on a
scale that holds across texts, by how much a solution beats the matters that none relieves, and the
share of similar example statements that anything helps. Lead
over the next ones, words and characters added nothing."""


def assess(
    channels: Channels, needs: Sequence[Need], weights: Weights
) -> tuple[tuple[Need, ...], bool]:
    """The needs, marked where nothing proven fits them, and whether that holds for the whole text."""
    if not needs or not channels.solutions:
        return tuple(replace(need, abstained=True) for need in needs), True
    signals = fit_signals(channels, weights)
    if fit_score(signals.max(axis=0), weights) < weights.fit_threshold:
        return tuple(replace(need, abstained=True) for need in needs), True
    scores = fit_score(signals[channels.first_need :], weights)
    judged = tuple(
        replace(need, abstained=bool(score < weights.need_fit_threshold))
        for need, score in zip(needs, scores, strict=True)
    )
    if all(need.abstained for need in judged):  # the whole text fits: so does its clearest need
        clearest = int(scores.argmax())
        judged = tuple(replace(need, abstained=at != clearest) for at, need in enumerate(judged))
    return judged, False


def fit_score(signals: np.ndarray, weights: Weights) -> np.ndarray:
    """Log-odds that the catalogue has an answer, from FIT_SIGNALS in the last axis."""
    return weights.fit_base + signals @ vector(weights.fit, FIT_SIGNALS)


def fit_signals(channels: Channels, weights: Weights) -> np.ndarray:
    """FIT_SIGNALS for every text of the channels, shape (texts, len(FIT_SIGNALS))."""
    best = (weights.need_base + evidence(channels.levels) @ vector(weights.need, EVIDENCE)).max(axis=1)
    nearest = np.nan_to_num(channels.levels[..., CHANNELS.index("nearest")])
    meaning = channels.raw[..., CHANNELS.index("meaning")].max(axis=1)
    margin = meaning - channels.outside.max(axis=1) if channels.outside.size else np.zeros(len(meaning))
    return np.column_stack([best, nearest.max(axis=1), margin, channels.judged.answered])


def order(channels: Channels, weights: Weights) -> list[str]:
    """The solutions by score, ties by slug, without the sentences of `rank`."""
    scores = features(channels, weights) @ vector(weights.parts, PARTS)
    return [channels.solutions[at] for at in np.lexsort((channels.solutions, -scores))]


def answer(channels: Channels, weights: Weights) -> list[str]:
    """As `order`, but empty where nothing fits."""
    fits = fit_score(fit_signals(channels, weights).max(axis=0), weights) >= weights.fit_threshold
    return order(channels, weights) if fits else []
