"""The scale on which channels are compared: distances from a text's mean over the solutions, in spreads."""

from __future__ import annotations

import numpy as np

PRIOR_STRENGTH = 8.0
"""Solutions' worth of prior in a text's mean and spread, so that a tiny catalogue has a scale too."""

LEVEL_STRENGTH = 150.0
"""The same where texts are compared with each other: a vague one must not look like a clear one."""

PRIOR = {  # mean and spread over solutions: medians over the development texts and the full catalogue
    "meaning": (-3.9, 2.04),
    "nearest": (0.133, 0.044),
    "characters": (0.033, 0.012),
    "words": (0.016, 0.015),
    "cases": (0.096, 0.058),
    "judged": (-4.15, 0.58),
    "learned": (-8.5, 2.55),
    "needs": (-7.1, 1.39),
}


def standardise(
    values: np.ndarray, channel: str, typical: np.ndarray, strength: float = PRIOR_STRENGTH
) -> np.ndarray:
    """Each text's values over the solutions as distances from their mean, in spreads.

    Mean and spread are those of the `typical` solutions (mask) and lean on the channel's prior by
    `strength` solutions. NaN stays NaN.
    """
    prior_mean, prior_spread = PRIOR[channel]
    measured = values[:, typical]
    known = np.isfinite(measured)
    count = known.sum(axis=1, keepdims=True)
    filled = np.where(known, measured, 0.0)
    mean = filled.sum(axis=1, keepdims=True) / np.maximum(count, 1)
    squares = np.where(known, (measured - mean) ** 2, 0.0).sum(axis=1, keepdims=True)
    spread = np.sqrt(squares / np.maximum(count, 1))
    own = count / (count + strength)
    return (values - own * mean - (1 - own) * prior_mean) / (own * spread + (1 - own) * prior_spread)
