"""Catalogues of any size, made by rule, no facts: copies of the real solutions, words left out and vectors moved."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.learned import BESIDE
from matcher.types import Catalogue, Passage

EACH = 5
"""Passages of a copy."""
MOVED = 0.02
"""Standard deviation of what is added to each number of a unit vector (896 numbers)."""
BLOCK = 5_000
"""Copies made at a time."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some copies: their passages by solution, and a vector for each passage by its key."""

    own: Mapping[str, Sequence[Passage]]
    vectors: Mapping[str, np.ndarray]

    def vectors_of(self, passages: Sequence[Passage]) -> np.ndarray:
        """A row for each."""
        return np.stack([self.vectors[passage.key] for passage in passages])


def first_solutions(catalogue: Catalogue, passages: int) -> Catalogue:
    """The catalogue with as few solutions, in the order of their names, as have this many passages."""
    kept: set[str] = set()
    found = 0
    for slug in sorted(catalogue.solutions):
        if found >= passages:
            break
        kept.add(slug)
        found += sum(passage.solution == slug for passage in catalogue.passages)
    return replace(
        catalogue, solutions={slug: facts for slug, facts in catalogue.solutions.items() if slug in kept},
        passages=tuple(each for each in catalogue.passages if each.kind in BESIDE or each.solution in kept),
    )


def copies(catalogue: Catalogue, vectors: np.ndarray, passages: int) -> Iterator[Block]:
    """Copies with this many passages in all; the same every time."""
    chance, noise = random.Random(0), np.random.default_rng(0)
    own: dict[str, list[int]] = {}
    for row, passage in enumerate(catalogue.passages):
        if passage.kind not in (*BESIDE, "case"):
            own.setdefault(passage.solution, []).append(row)
    slugs = sorted(own)
    for start in range(0, passages // EACH, BLOCK):
        made: dict[str, list[Passage]] = {}
        moved: dict[str, np.ndarray] = {}
        for number in range(start, min(start + BLOCK, passages // EACH)):
            slug = slugs[number % len(slugs)]
            name = f"{slug}-copy-{number}"
            for row in own[slug][:EACH]:
                copy = _copy(catalogue.passages[row], name, chance)
                made.setdefault(name, []).append(copy)
                moved[copy.key] = vectors[row] + noise.normal(0, MOVED, vectors.shape[1]).astype(np.float32)
        yield Block(made, moved)


def named(catalogue: Catalogue, slugs: Sequence[str]) -> Catalogue:
    """The catalogue with what is known of the originals said of these copies."""
    facts = dict(catalogue.solutions)
    for slug in slugs:
        facts[slug] = replace(facts[slug.rsplit("-copy-", 1)[0]], slug=slug)
    return replace(catalogue, solutions=facts)


def _copy(passage: Passage, solution: str, chance: random.Random) -> Passage:
    words = passage.text.split()
    kept = [word for word in words if chance.random() > 1 / 3] or words
    return replace(passage, key=f"{solution}:{passage.key}", solution=solution, text=" ".join(kept))
