"""A small network that has read every statement of the catalogue: which solutions answer a text.

It sees the text's vector and its spelling, and divides one vote among the solutions of its day, "none of
them" and "states no problem" (the formalities of letters and plans). A solution published since is admitted
by its own statements, in closed form, so that it needs no training. `train_network.py` makes the network;
here it is only asked, with numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from matcher.discriminant import Discriminant, closeness, unit
from matcher.integrity import whole

SHIPPED = Path(__file__).parent / "weights" / "network.npz"

BUCKETS = 2**14
"""Character sequences are counted by hash, so that no vocabulary has to be kept."""

SPELLING_WEIGHT = 0.5
"""Length of the spelling beside a vector of length 1.2; .5 and 1 measured within .003, without .012 lower."""

BLOCK = 4096
"""Texts read at a time when many solutions are admitted at once."""

STRETCH = 5.0
"""Brings unit vectors to the range in which the first layer starts."""


@dataclass(frozen=True, eq=False)
class Network:
    """Two layers of numbers, the solutions they answer with, and the encoder whose vectors they read."""

    fingerprint: str
    solutions: tuple[str, ...]
    rarity: np.ndarray = field(repr=False)
    """Inverse document frequency of each bucket, shape (BUCKETS,)."""
    spelling: np.ndarray = field(repr=False)
    """What each bucket says in the directions of spelling, shape (BUCKETS, dimensions), contiguous."""
    first: np.ndarray = field(repr=False)
    first_bias: np.ndarray = field(repr=False)
    second: np.ndarray = field(repr=False)
    second_bias: np.ndarray = field(repr=False)
    middle: np.ndarray = field(repr=False)
    """Mean of the inner numbers of the statements it learned, as unit vectors."""
    within: np.ndarray = field(repr=False)
    """How they vary within a solution, as `Discriminant` has it."""
    scale: np.ndarray = field(repr=False)
    """Slope and intercept that give a discriminant of `within` the mean and spread of the trained answers."""

    def search(
        self, texts: Sequence[str], vectors: np.ndarray, solutions: Sequence[str], votes: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Log share of each solution in the vote on each text, and the share of "states no problem".

        `vectors` are the texts' unit vectors; `votes` has a row for each solution, what `admit` gave one that
        the network has not learned. The shapes are (texts, solutions), NaN for one that is neither learned nor
        admitted, and (texts,). What is missing to a sum of one is "none of them".
        """
        from scipy.special import log_softmax

        inner = self.inner(self.sight(texts, vectors))
        answers = inner @ self.second.T + self.second_bias
        voted = {solution: row for row, solution in enumerate(self.solutions)}
        guests = [at for at, solution in enumerate(solutions) if solution not in voted and not np.isnan(votes[at, 0])]
        if guests:
            found = closeness(self.view.seen(inner), votes[guests])
            voted |= {solutions[guest]: answers.shape[1] + at for at, guest in enumerate(guests)}
            answers = np.hstack([answers, self.scale[0] * found + self.scale[1]])
        logs = log_softmax(answers, axis=1)
        shares = np.full((len(texts), len(solutions)), np.nan)
        known = [at for at, solution in enumerate(solutions) if solution in voted]
        shares[:, known] = logs[:, [voted[solutions[at]] for at in known]]
        return shares, np.exp(logs[:, len(self.solutions) + 1])

    def admit(
        self, texts: Sequence[str], vectors: np.ndarray, owner: np.ndarray, solutions: Sequence[str]
    ) -> np.ndarray:
        """What lets solutions vote that it has not learned, shape (solutions, inner numbers); NaN for the others.

        `owner` is the row in `solutions` that each text and vector belongs to. A new class set to the mean
        of its examples' inner numbers, "imprinting" (Qi, Brown and Lowe, Low-Shot Learning with Imprinted
        Weights, CVPR 2018), here through their shared covariance.
        """
        known = set(self.solutions)
        guests = np.array([at for at, solution in enumerate(solutions) if solution not in known], dtype=int)
        votes = np.full((len(solutions), len(self.middle)), np.nan, dtype=np.float32)
        rows = np.flatnonzero(np.isin(owner, guests))
        if not len(rows):
            return votes
        inner = np.vstack([
            self.inner(self.sight([texts[row] for row in block], vectors[block]))
            for block in np.array_split(rows, len(rows) // BLOCK + 1)
        ])
        means = self.view.means(inner, np.searchsorted(guests, owner[rows]), len(guests))
        stated = np.unique(owner[rows])
        votes[stated] = self.view.sides(means)[np.searchsorted(guests, stated)]
        return votes

    @cached_property
    def view(self) -> Discriminant:
        """What is seen of the inner numbers, for solutions that were not learned."""
        return Discriminant(slice(0, len(self.middle))).known(self.middle, self.within)

    def inner(self, sight: np.ndarray) -> np.ndarray:
        """What the first layer makes of each text it sees, shape (texts, inner numbers)."""
        from scipy.special import erf

        inner = STRETCH * sight @ self.first.T + self.first_bias
        return inner * 0.5 * (1 + erf(inner / np.sqrt(2)))  # GELU

    def sight(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """What the network sees of each text: its vector and its spelling side by side."""
        return beside(vectors, counted(texts), self.rarity, self.spelling)


def beside(vectors: np.ndarray, counts: Any, rarity: np.ndarray, spelling: np.ndarray) -> np.ndarray:
    """Vectors with the spelling of their texts, from its counts, in the columns after them."""
    return np.hstack([vectors, SPELLING_WEIGHT * unit(counts.multiply(rarity).tocsr() @ spelling)])


def counted(texts: Sequence[str]) -> Any:
    """Sparse (texts, BUCKETS): 1 + log of how often each sequence of one to four characters stands in a text."""
    counts = _counter().transform(texts)
    counts.data = 1 + np.log(counts.data)
    return counts


@cache
def _counter() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), n_features=BUCKETS, alternate_sign=False, norm=None,
        dtype=np.float32,
    )


def load_network(fingerprint: str, path: Path = SHIPPED) -> Network | None:
    """The network that ships with the code, or None when it was made for another encoder.

    Raises:
        DamagedError: the file is not whole.
    """
    with whole(path) as file:
        if str(file["fingerprint"]) != fingerprint:
            return None
        return Network(
            fingerprint=fingerprint,
            solutions=tuple(str(solution) for solution in file["solutions"]),
            spelling=np.ascontiguousarray((file["spelling"] * file["spelling_scale"]).T),
            **{name: file[name].astype(np.float32) for name in _PLAIN},
        )


def write_network(network: Network, path: Path = SHIPPED) -> None:
    """Half-size numbers, and a byte for each of the many of the spelling."""
    spelling = network.spelling.T
    scale = np.abs(spelling).max(axis=1, keepdims=True) / 127
    np.savez_compressed(
        path,
        fingerprint=np.array(network.fingerprint),
        solutions=np.array(network.solutions),
        spelling=np.round(spelling / scale).astype(np.int8),
        spelling_scale=scale.astype(np.float32),
        **{name: getattr(network, name).astype(np.float16 if name != "within" else np.float32) for name in _PLAIN},
    )


_PLAIN = ("rarity", "first", "first_bias", "second", "second_bias", "middle", "scale", "within")
