"""The discriminant: what is likeliest is nearest."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.discriminant import Discriminant, closeness, unit


@pytest.fixture(scope="module")
def passages() -> tuple[np.ndarray, np.ndarray]:
    """Sixty unit vectors of four solutions, scattered more in some directions than in others."""
    chance = np.random.default_rng(7)
    owner = np.repeat(np.arange(4), 15)
    scattered = chance.normal(size=(60, 6)) * [1.0, 0.8, 0.5, 0.3, 0.2, 0.1]
    return unit(chance.normal(size=(4, 6))[owner] + scattered).astype(np.float32), owner


def test_closeness_is_the_linear_discriminant(passages: tuple[np.ndarray, np.ndarray]) -> None:
    """x'S^-1m - m'S^-1m / 2 with the shared covariance S (Hastie, Tibshirani, Friedman, ESL 4.10), equal priors."""
    vectors, owner = passages
    view = Discriminant(slice(0, 6)).fit(vectors, owner, 4)
    means = view.means(vectors, owner, 4)

    found = closeness(view.seen(vectors), view.sides(means))

    directions = np.linalg.solve(view.within_, means.T)
    offsets = np.einsum("sd,ds->s", means, directions) / 2
    assert found == pytest.approx(view.share_ * ((vectors - view.middle_) @ directions - offsets), abs=1e-3)


def test_the_closest_side_is_the_nearest(passages: tuple[np.ndarray, np.ndarray]) -> None:
    """So that an index of nearest neighbours finds what the discriminant would."""
    vectors, owner = passages
    view = Discriminant(slice(0, 6)).fit(vectors, owner, 4)
    seen, sides = view.seen(vectors), view.sides(view.means(vectors, owner, 4))

    distances = np.linalg.norm(seen[:, None] - sides[None], axis=2)

    assert (closeness(seen, sides).argsort(axis=1)[:, ::-1] == distances.argsort(axis=1)).all()
