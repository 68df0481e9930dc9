"""What a reason may quote: each candidate's nearest passage and award case, and the words it shares.

They are looked up when a reason is written, for the few solutions that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.lexical import LexicalIndex
from matcher.types import Passage


@dataclass(frozen=True, slots=True, eq=False)
class Quotations:
    """Passages of the candidate solutions beside their cosines with the texts.

    `own` and `cases` hold the rows of each candidate's passages, filled up with -1; `column` gives the
    place of a passage in `cosines` (texts, columns). `rows` are the candidates' rows in `words`.
    """

    passages: Sequence[Passage]
    own: np.ndarray
    cases: np.ndarray
    cosines: np.ndarray
    column: np.ndarray
    words: LexicalIndex
    rows: np.ndarray

    def nearest(self, text: int, solution: int) -> list[Passage]:
        """What the catalogue says of a candidate that comes nearest to a text, first the nearest, one per language."""
        return self._first(text, self.own[solution])

    def case(self, text: int, solution: int) -> list[Passage]:
        """The nearest stated problem for which a municipality chose it, in the same way."""
        return self._first(text, self.cases[solution])

    def shared_words(self, text: str, solutions: np.ndarray) -> list[tuple[str, ...]]:
        """The weightiest words that each of these candidates shares with a text."""
        return self.words.shared(text, self.rows[solutions])

    def _first(self, text: int, rows: np.ndarray) -> list[Passage]:
        rows = rows[rows >= 0]
        order = np.argsort(-self.cosines[text, self.column[rows]], kind="stable")
        found: dict[str, Passage] = {}
        for row in rows[order]:
            found.setdefault(self.passages[row].language, self.passages[row])
        return list(found.values())
