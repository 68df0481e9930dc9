"""What an index asks of the place where its rows lie."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from matcher.learned import Learned
from matcher.lexical import Analyzer, LexicalIndex, stems
from matcher.types import Passage

Spelled = Literal["characters", "words"]
ANALYZERS: dict[Spelled, Analyzer] = {"characters": "char_wb", "words": stems}


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Some solutions beside some texts: `meaning` has shape (texts, solutions), the others a row for each solution."""

    numbers: np.ndarray
    slugs: tuple[str, ...]
    meaning: np.ndarray
    described: np.ndarray
    votes: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Passages of candidates beside some texts: `cosines` has shape (texts, columns).

    `own` and `cases` hold the numbers of each candidate's passages in `passages`, filled up with -1; `column` gives the
    place of a passage in `cosines`, its last entry being that of -1. Of `passages` at least those can be had that are
    the nearest of their solution, kind and language to some text; `languages` tells all of them.
    """

    passages: Sequence[Passage]
    languages: np.ndarray
    own: np.ndarray
    cases: np.ndarray
    cosines: np.ndarray
    column: np.ndarray


class Snapshot(Protocol):
    """The rows of one moment. Solutions are asked for by their numbers, from 0 to `size` - 1."""

    learned: Learned
    size: int

    def nearest(self, seen: np.ndarray, each: int) -> np.ndarray:
        """Numbers of the `each` nearest solutions by meaning for every text, together; `seen` is what is seen of it."""
        ...

    def numbers(self, slugs: Sequence[str]) -> np.ndarray:
        """Numbers of these solutions, those that are not there left out."""
        ...

    def candidates(self, chosen: np.ndarray, seen: np.ndarray) -> Candidates:
        """Those of these solutions that are still there, beside the texts, in the order of their slugs."""
        ...

    def compared(self, chosen: np.ndarray, vectors: np.ndarray) -> Compared:
        """Their passages beside the texts (prepared vectors), solutions in the order of their slugs."""
        ...

    def spelled(self, kind: Spelled, chosen: np.ndarray, texts: Sequence[str]) -> tuple[LexicalIndex, np.ndarray]:
        """An index that knows the texts' terms, and the rows of these solutions in it, in the order of their slugs."""
        ...


class Store(Protocol):
    """Gives snapshots; what one of them says does not change while it is open."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The rows of now."""
        ...
