"""Array work behind the index: rows grouped by solution, the best of each group, likest others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

KIN_TEMPERATURE = 0.03
"""Sharpness of likeness between solutions: about the three most alike count."""


def columns(views: Sequence[int], dimensions: int) -> list[slice]:
    """The columns of each view; all of them when the encoder names none."""
    edges = np.cumsum([0, *views])
    if not views or edges[-1] != dimensions:
        return [slice(0, dimensions)]
    return [slice(int(start), int(end)) for start, end in pairwise(edges)]


def neighbours(alike: np.ndarray) -> np.ndarray:
    """Weights of the likest others from cosines (things, others), rows summing to 1."""
    weights = np.exp((alike - alike.max(axis=1, keepdims=True)) / KIN_TEMPERATURE)
    return weights / weights.sum(axis=1, keepdims=True)


def mean(vectors: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Mean of the rows, or of `otherwise` where a language has none, or zero."""
    rows = vectors if len(vectors) else otherwise
    return rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1:], dtype=np.float32)


def grouped(mask: np.ndarray, owner: np.ndarray, size: int) -> np.ndarray:
    """The masked passages of each solution, shape (size, most of one solution), filled up with -1."""
    rows = np.flatnonzero(mask)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    counts = np.bincount(owner[rows], minlength=size)
    table = np.full((size, int(counts.max(initial=0))), -1)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    table[owner[rows], within] = rows
    return table


def pool(cosines: np.ndarray, groups: np.ndarray, top: int) -> np.ndarray:
    """Mean of each solution's `top` best cosines, shape (texts, solutions), NaN without passages."""
    found = np.where(groups >= 0, cosines[:, groups], -np.inf)
    highest = np.sort(found, axis=2)[..., -top:]
    known = np.isfinite(highest)
    count = known.sum(axis=2)
    total = np.where(known, highest, 0.0).sum(axis=2)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def best(cosines: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Column of each solution's nearest passage, shape (texts, solutions), -1 without passages."""
    if groups.shape[1] == 0:
        return np.full((len(cosines), len(groups)), -1)
    at = np.where(groups >= 0, cosines[:, groups], -np.inf).argmax(axis=2)
    return groups[np.arange(len(groups)), at]
