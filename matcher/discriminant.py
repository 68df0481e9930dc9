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


def closeness(seen: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """The discriminant of each vector that was seen and each side, shape (vectors, sides).

    Half the squared distance between them taken from half of what is seen squared, which is the same for all
    sides: the nearest side is the likeliest, so that any index of nearest neighbours finds it.
    """
    return seen @ sides.T - 0.5 * np.einsum("sd,sd->s", sides, sides)


class Discriminant:
    """Linear discriminant between solutions in some columns of the vectors, in closed form.

    A solution is the mean of its passages, seen through the covariance all passages share within
    their solutions: a new one needs no training, only its passages. What is learned is small, whatever the
    catalogue: `middle_`, `within_` and `share_`. A solution's side and what is `seen` of a vector are points of
    one space, in which passages scatter equally in all directions around their solution (`closeness`).
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
        part -= _means(part, owner, size, weight)[owner]
        within = ((part * weight[:, None]).T @ part).astype(np.float64) / total
        ridge = SHRINKAGE * (np.trace(within) + 1e-3) / max(len(within), 1)
        return self.known(self.middle_, within + ridge * np.eye(len(within)), self.share_)

    def known(self, middle: np.ndarray, within: np.ndarray, share: float = 1.0) -> Discriminant:
        """A view learned before: the middle of unit vectors and the covariance within, ridge included."""
        self.middle_, self.within_, self.share_ = middle, within, share
        self._evenly = np.linalg.inv(np.linalg.cholesky(within.astype(np.float64))).T * np.sqrt(share)
        return self

    def means(self, vectors: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray | None = None) -> np.ndarray:
        """Means of other things in this view, without a say in what the view is; shape (size, dimensions)."""
        part = unit(vectors[:, self.columns]) - self.middle_
        return _means(part, owner, size, np.ones(len(part), dtype=np.float32) if weight is None else weight)

    def sides(self, means: np.ndarray) -> np.ndarray:
        """Where each mean stands, shape (things, dimensions), float32."""
        return (means @ self._evenly).astype(np.float32)

    def seen(self, vectors: np.ndarray) -> np.ndarray:
        """Where this view sees each vector, shape (vectors, dimensions), float32."""
        return ((unit(vectors[:, self.columns]) - self.middle_) @ self._evenly).astype(np.float32)

    def described(self, means: np.ndarray) -> np.ndarray:
        """Means on the scale of the vectors, for comparing things with each other."""
        return means * np.float32(np.sqrt(self.share_))


def beside(views: Sequence[np.ndarray]) -> np.ndarray:
    """What several views see, or the sides in them: independent witnesses, whose products add up."""
    return np.ascontiguousarray(np.hstack(views), dtype=np.float32)


def _means(rows: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray) -> np.ndarray:
    """Weighted mean of each owner's rows, zero for one without rows; shape (size, dimensions)."""
    from scipy.sparse import csr_array

    counted = np.maximum(np.bincount(owner, weights=weight, minlength=size), 1e-12)
    shares = csr_array((weight, (owner, np.arange(len(rows)))), shape=(size, len(rows)))
    return ((shares @ rows) / counted[:, None]).astype(np.float32)
