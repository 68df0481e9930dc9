"""What an index has learned of the whole catalogue: of a fixed size, however many solutions there are.

The rows of the solutions and their passages follow from it and from their own texts alone, so that they can lie in
memory or in a database (`stores/`), and one solution can be added without another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.discriminant import Discriminant, beside, unit
from matcher.judged import JudgedStatements, lessons
from matcher.network import Network
from matcher.pooling import columns, mean
from matcher.types import STATES_NO_PROBLEM, Language, Passage

LANGUAGES: tuple[Language, ...] = ("ko", "en")
BESIDE = ("outside", "judged")
"""Kinds of passages that are no solution's own."""


@dataclass(frozen=True, slots=True, eq=False)
class SolutionRows:
    """What an index holds of each solution, a row each.

    `sides` (see `Discriminant`), `described` for comparing solutions with each other, `votes` for the
    network, NaN where that has learned the solution.
    """

    slugs: tuple[str, ...]
    sides: np.ndarray
    described: np.ndarray
    votes: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class PassageRows:
    """The passages of solutions, each with the row of its solution and its prepared vector."""

    passages: tuple[Passage, ...]
    owner: np.ndarray
    vectors: np.ndarray

    @property
    def documents(self) -> list[str]:
        """Everything the catalogue itself says of each solution, as one text."""
        said: list[list[str]] = [[] for _ in range(int(self.owner.max(initial=-1)) + 1)]
        for passage, owner in zip(self.passages, self.owner, strict=True):
            if passage.kind != "case":
                said[owner].append(passage.text)
        return ["\n".join(texts) for texts in said]


class Learned:
    """Middles, covariances, judged statements and matters outside. `fit` returns self; learned state ends in _."""

    def __init__(self, views: Sequence[int] = (), network: Network | None = None) -> None:
        """`views` are the dimensions of the encoder's models side by side."""
        self.views, self.network = tuple(views), network

    def fit(self, passages: Sequence[Passage], vectors: np.ndarray) -> Learned:
        """Learn from all passages; `vectors` has a row for each."""
        vectors = np.asarray(vectors, dtype=np.float32)
        own, vectors_own = of_kinds(passages, vectors, lambda kind: kind not in BESIDE)
        judged, vectors_judged = by_solution(*of_kinds(passages, vectors, lambda kind: kind == "judged"))
        strays, vectors_strays = of_kinds(passages, vectors, lambda kind: kind == "outside")
        solutions = sorted({passage.solution for passage in own})
        place = {solution: row for row, solution in enumerate(solutions)}
        self.columns_ = columns(self.views, vectors.shape[1])
        said = np.array([passage.kind != "case" for passage in own], dtype=bool)
        language = np.array([passage.language for passage in own])
        self.centres_ = np.stack([mean(vectors_own[said & (language == tongue)], vectors_own[said])
                                  for tongue in LANGUAGES])
        prepared = self.prepared(vectors_own, language)
        prepared_judged = self.prepared(vectors_judged, [passage.language for passage in judged])
        rows, owners, weight = lessons(judged, place)
        stated = np.flatnonzero([passage.kind not in STATES_NO_PROBLEM for passage in own])
        owner = np.array([place[passage.solution] for passage in own], dtype=int)
        seen = np.vstack([prepared[stated], prepared_judged[rows]])
        owner, counted = np.concatenate([owner[stated], owners]), np.concatenate([np.ones(len(stated)), weight])
        self.views_ = [Discriminant(view).fit(seen, owner, len(place), counted) for view in self.columns_]
        described = self._described(self._means(seen, owner, len(place), counted))
        self.judged_ = JudgedStatements().fit(judged, prepared_judged, place, described)
        column = {solution: at for at, solution in enumerate(self.judged_.solutions_)}
        self.lessons_ = rows, np.array([column[solutions[at]] for at in owners], dtype=int), weight
        self.matters_ = tuple(sorted({passage.solution for passage in strays}))
        matter = {name: row for row, name in enumerate(self.matters_)}
        self.outside_ = self._sides(self._means(
            self.prepared(vectors_strays, [passage.language for passage in strays]),
            np.array([matter[passage.solution] for passage in strays], dtype=int), len(matter)))
        return self

    def rows(self, passages: Sequence[Passage], vectors: np.ndarray) -> tuple[SolutionRows, PassageRows]:
        """The rows of whole solutions, from all of their passages and a vector for each."""
        slugs = tuple(sorted({passage.solution for passage in passages}))
        place = {slug: row for row, slug in enumerate(slugs)}
        owner = np.array([place[passage.solution] for passage in passages], dtype=int)
        prepared = self.prepared(vectors, [passage.language for passage in passages])
        stated = np.flatnonzero([passage.kind not in STATES_NO_PROBLEM for passage in passages])
        judged, learners, weight = self.lessons_
        taught = np.array([place.get(slug, -1) for slug in self.judged_.solutions_], dtype=int)[learners]
        kept = taught >= 0
        means = self._means(
            np.vstack([prepared[stated], self.judged_.vectors_[judged[kept]]]),
            np.concatenate([owner[stated], taught[kept]]), len(slugs),
            np.concatenate([np.ones(len(stated)), weight[kept]]),
        )
        votes = np.full((len(slugs), 1), np.nan, dtype=np.float32)
        if self.network is not None:
            texts = [passages[row].text for row in stated.tolist()]
            votes = self.network.admit(texts, prepared[stated], owner[stated], slugs)
        solutions = SolutionRows(slugs, self._sides(means), self._described(means), votes)
        return solutions, PassageRows(tuple(passages), owner, prepared)

    def prepared(self, vectors: np.ndarray, language: Sequence[str] | np.ndarray) -> np.ndarray:
        """Unit vectors without what only tells the languages apart, every view keeping its share.

        The mean of e5 is nearly all of an e5 vector; taking it out must not let another view rule.
        """
        if not len(vectors):
            return vectors
        language = np.asarray(language)
        made = np.array(vectors, dtype=np.float32)
        for tongue, centre in zip(LANGUAGES, self.centres_, strict=True):
            made[language == tongue] -= centre
        for view in self.columns_:
            made[:, view] = np.linalg.norm(vectors[:, view], axis=1, keepdims=True) * unit(made[:, view])
        return made

    def seen(self, vectors: np.ndarray) -> np.ndarray:
        """Where all views see prepared vectors, to be compared with sides (`closeness`)."""
        return beside([view.seen(vectors) for view in self.views_])

    def _means(
        self, vectors: np.ndarray, owner: np.ndarray, size: int, weight: np.ndarray | None = None
    ) -> list[np.ndarray]:
        return [view.means(vectors, owner, size, weight) for view in self.views_]

    def _sides(self, means: Sequence[np.ndarray]) -> np.ndarray:
        return beside([view.sides(own) for view, own in zip(self.views_, means, strict=True)])

    def _described(self, means: Sequence[np.ndarray]) -> np.ndarray:
        return beside([view.described(own) for view, own in zip(self.views_, means, strict=True)])


def of_kinds(
    passages: Sequence[Passage], vectors: np.ndarray, wanted: Callable[[str], bool]
) -> tuple[list[Passage], np.ndarray]:
    """The passages whose kind is wanted, and their vectors."""
    rows = [row for row, passage in enumerate(passages) if wanted(passage.kind)]
    return [passages[row] for row in rows], vectors[rows]


def by_solution(passages: Sequence[Passage], vectors: np.ndarray) -> tuple[list[Passage], np.ndarray]:
    """Passages in the order of what they belong to, otherwise as they were."""
    rows = sorted(range(len(passages)), key=lambda row: passages[row].solution)
    return [passages[row] for row in rows], vectors[rows]
