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
    their solutions: a new one needs no training, only its passages. What is learned is small, whatever the
    catalogue: `middle_`, `within_` and `share_`. A solution's side is one row, its direction and, last, its
    offset; the product with what is `seen` of a vector says how far the vector lies on that side.
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
        self.within_ = within + ridge * np.eye(len(within))
        return self

    def known(self, middle: np.ndarray, within: np.ndarray, share: float = 1.0) -> Discriminant:
        """A view learned before: the middle of unit vectors and the covariance within, ridge included."""
        self.middle_, self.within_, self.share_ = middle, within, share
        return self

    def means(self, vectors: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray | None = None) -> np.ndarray:
        """Means of other things in this view, without a say in what the view is; shape (size, dimensions)."""
        part = unit(vectors[:, self.columns]) - self.middle_
        return _means(part, owner, size, np.ones(len(part), dtype=np.float32) if weight is None else weight)

    def sides(self, means: np.ndarray) -> np.ndarray:
        """The side of each mean: its direction with its offset last, shape (things, dimensions + 1), float32."""
        directions = np.linalg.solve(self.within_, means.T).T
        offsets = -0.5 * np.einsum("sd,sd->s", means, directions)
        return np.column_stack([directions, offsets]).astype(np.float32)

    def seen(self, vectors: np.ndarray) -> np.ndarray:
        """What this view sees of each vector, to be multiplied with sides, shape (vectors, dimensions + 1)."""
        part = (unit(vectors[:, self.columns]) - self.middle_).astype(np.float32)
        return np.float32(self.share_) * np.column_stack([part, np.ones(len(part), dtype=np.float32)])

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
