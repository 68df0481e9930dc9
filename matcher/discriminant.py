"""Which solution a vector belongs to, by a linear discriminant that no judgement trains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SHRINKAGE = 4.0
"""Ridge on the within-solution covariance in multiples of its mean variance; 4, 8, 15 measured .745,
.741, .737 nDCG@10: the more phrasings a solution has, the less is needed."""


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length one; an all-zero row stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


class Discriminant:
    """Linear discriminant between solutions in some columns of the vectors, in closed form.

    A solution is the mean of its passages, seen through the covariance all passages share within
    their solutions: a new one needs no training, only its passages. Several models side by side are
    independent witnesses: their discriminants add up, each by its share of the vectors' length.
    """

    def __init__(self, columns: slice) -> None:
        self.columns = columns

    def fit(
        self, vectors: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray | None = None
    ) -> Discriminant:
        """Learn from unit vectors and the solution (0 to size - 1) that each belongs to.

        `weight` says how many passages each counts for, 1 by default.
        """
        weight = np.ones(len(vectors), dtype=np.float32) if weight is None else weight.astype(np.float32)
        total = max(float(weight.sum()), 1.0)
        part = vectors[:, self.columns].astype(np.float32)
        self.share_ = float((part**2).sum() / max(len(part), 1))
        part = unit(part)
        self.middle_ = part.mean(axis=0) if len(part) else np.zeros(part.shape[1], dtype=np.float32)
        part -= self.middle_
        means = _means(part, owner, size, weight)
        part -= means[owner]
        within = ((part * weight[:, None]).T @ part).astype(np.float64) / total
        ridge = SHRINKAGE * (np.trace(within) + 1e-3) / max(len(within), 1)
        self.within_ = within + ridge * np.eye(len(within))
        return self._sided(means)

    def known(self, middle: np.ndarray, within: np.ndarray) -> Discriminant:
        """A view learned before: the middle of unit vectors and the covariance within, ridge included."""
        self.share_, self.middle_, self.within_ = 1.0, middle, within
        return self

    def of_others(self, vectors: np.ndarray, owner: np.ndarray, size: int) -> Discriminant:
        """The same view of other things, without a say in what the view is."""
        other = Discriminant(self.columns).known(self.middle_, self.within_)
        other.share_ = self.share_
        part = unit(vectors[:, self.columns]) - self.middle_
        return other._sided(_means(part, owner, size, np.ones(len(part), dtype=np.float32)))

    def _sided(self, means: np.ndarray) -> Discriminant:
        directions = np.linalg.solve(self.within_, means.T).T
        self.offsets_ = (-0.5 * np.einsum("sd,sd->s", means, directions)).astype(np.float32)
        self.directions_ = np.ascontiguousarray(directions, dtype=np.float32)
        self.means_ = means * np.float32(np.sqrt(self.share_))
        return self

    def scores(self, vectors: np.ndarray, chosen: np.ndarray | None = None) -> np.ndarray:
        """How far each vector lies on each solution's side, shape (vectors, solutions).

        `chosen` are the rows of some solutions, None stands for all.
        """
        part = unit(vectors[:, self.columns]) - self.middle_
        directions, offsets = self.directions_, self.offsets_
        if chosen is not None and len(chosen) < len(offsets):
            directions, offsets = directions[chosen], offsets[chosen]
        return self.share_ * (part.astype(np.float32) @ directions.T + offsets)


def total(views: Sequence[Discriminant], vectors: np.ndarray) -> np.ndarray:
    """What all views say together, shape (vectors, solutions); (vectors, 0) without views."""
    return np.sum([view.scores(vectors) for view in views], axis=0) if views else np.zeros((len(vectors), 0))


def _means(rows: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray) -> np.ndarray:
    """Weighted mean of each owner's rows, zero for one without rows; shape (size, dimensions)."""
    from scipy.sparse import csr_array

    counted = np.maximum(np.bincount(owner, weights=weight, minlength=size), 1e-12)
    shares = csr_array((weight, (owner, np.arange(len(rows)))), shape=(size, len(rows)))
    return ((shares @ rows) / counted[:, None]).astype(np.float32)
