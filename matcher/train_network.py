"""Teaches the network what the catalogue says; `make quality` runs it, about a minute on two cores.

It learns from the statements of each solution, the example problems with judged answers and formalities of
letters and plans, never from the judgements that measure it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from matcher.discriminant import Discriminant, closeness, unit
from matcher.learned import Learned
from matcher.network import BUCKETS, STRETCH, Network, beside, counted
from matcher.types import HELPS, STATES_NO_PROBLEM, Passage

SEED = 0
NOBODYS = ("judged", "outside", "formality")
"""Kinds of passages that are no statement of one solution."""
SPELLING = 256
"""Directions kept of the spelling; 384 measured the same."""
HIDDEN = 768
"""Inner numbers; 1024 and 2048 measured the same."""
EPOCHS = 14
BATCH = 128
FORGET_INPUT, FORGET_INNER = 0.2, 0.4
"""Shares of the numbers withheld while learning, so that none becomes indispensable."""
WEIGHT = {"judged": 4.0, "formality": 2.0}
"""What a judged example and a formality count beside a statement of one solution; for the first 2, 4, 8
measured within .005."""


def learn(learned: Learned, fingerprint: str, passages: Sequence[Passage], vectors: np.ndarray) -> Network:
    """The network for the solutions of the passages; `vectors` (one row each) come from the encoder of `fingerprint`.

    Seeded and on one thread, whose sums have one order: the same texts and vectors give the same network.
    """
    import torch  # noqa: F401 - only libraries that are loaded by now can be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return _learn(learned, fingerprint, passages, vectors)


def _learn(learned: Learned, fingerprint: str, passages: Sequence[Passage], vectors: np.ndarray) -> Network:
    solutions = sorted({passage.solution for passage in passages if passage.kind not in NOBODYS})
    place = {solution: row for row, solution in enumerate(solutions)}
    taught = [row for row, passage in enumerate(passages) if passage.kind not in STATES_NO_PROBLEM]
    passages = [passages[row] for row in taught]
    targets, weight = _lessons(passages, place)
    prepared = learned.prepared(vectors[taught], [passage.language for passage in passages])
    counts = counted([passage.text for passage in passages])
    rarity, spelling = _spelling(counts)
    sight = beside(prepared, counts, rarity, spelling)
    first, first_bias, second, second_bias = _fit(sight, targets, weight)
    none = np.zeros(0, dtype=np.float32)
    network = Network(
        fingerprint, tuple(solutions), rarity, spelling, first, first_bias, second, second_bias,
        middle=none, within=none, scale=none,
    )
    stated = [row for row, passage in enumerate(passages) if passage.kind not in NOBODYS]
    owner = np.array([place[passages[row].solution] for row in stated])
    return _hospitable(network, network.inner(sight[stated]), owner)


def _hospitable(network: Network, inner: np.ndarray, owner: np.ndarray) -> Network:
    """The network with what it takes to admit others: the view of a discriminant on the trained one's scale."""
    view = Discriminant(slice(0, inner.shape[1]))
    view.fit(unit(inner), owner, len(network.solutions))
    sides = view.sides(view.means(inner, owner, len(network.solutions)))
    wanted, found = (inner @ network.second.T + network.second_bias)[:, :-2], closeness(view.seen(inner), sides)
    slope = wanted.std() / max(found.std(), 1e-12)
    scale = np.array([slope, wanted.mean() - slope * found.mean()], dtype=np.float32)
    return replace(network, middle=view.middle_, within=view.within_, scale=scale)


def _lessons(passages: Sequence[Passage], place: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Each passage's share of every solution, of none and of no problem (rows summing to 1), and its weight."""
    gains = np.zeros((len(passages), len(place) + 2))
    for row, passage in enumerate(passages):
        if passage.kind == "judged":
            for solution, grade in passage.grades:
                if solution in place:
                    gains[row, place[solution]] = 2.0**grade - 1
            if all(grade < HELPS for _, grade in passage.grades):
                gains[row] = 0.0
        elif passage.kind == "formality":
            gains[row, -1] = 1.0
        elif passage.kind != "outside":
            gains[row, place[passage.solution]] = 1.0
    gains[~gains.any(axis=1), -2] = 1.0
    weight = np.array([WEIGHT.get(passage.kind, 1.0) for passage in passages])
    return gains / gains.sum(axis=1, keepdims=True), weight


def _spelling(counts: Any) -> tuple[np.ndarray, np.ndarray]:
    """Inverse document frequencies (smoothed) and the main directions of the weighted counts."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    texts = counts.shape[0]
    found = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = (np.log((1 + texts) / (1 + found)) + 1).astype(np.float32)
    size = min(SPELLING, texts - 1)
    directions = TruncatedSVD(size, random_state=SEED).fit(normalize(counts.multiply(rarity).tocsr()))
    return rarity, np.ascontiguousarray(directions.components_.T, dtype=np.float32)


def _fit(sight: np.ndarray, targets: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    """Weights and biases of both layers, by the cross-entropy of the weighted lessons."""
    import torch
    from torch import nn

    torch.manual_seed(SEED)
    network = nn.Sequential(
        nn.Dropout(FORGET_INPUT), nn.Linear(sight.shape[1], HIDDEN), nn.GELU(),
        nn.Dropout(FORGET_INNER), nn.Linear(HIDDEN, targets.shape[1]),
    )
    inputs, wanted, weights = (
        torch.from_numpy(np.asarray(values, dtype=np.float32)) for values in (STRETCH * sight, targets, weight)
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):
            logs = torch.log_softmax(network(inputs[batch]), dim=1)
            loss = -(wanted[batch] * logs).sum(dim=1) @ weights[batch] / len(batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return [part.detach().numpy().copy() for part in network.parameters()]
