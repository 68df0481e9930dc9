"""What a reason may quote: each candidate's nearest passage and award case, and the words it shares.

They are looked up when a reason is written, for the few solutions that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.lexical import LexicalIndex
from matcher.stores.snapshots import Compared
from matcher.types import Passage


@dataclass(frozen=True, slots=True, eq=False)
class Quotations:
    """Passages of the candidate solutions beside the texts. `rows` are the candidates' rows in `words`."""

    near: Compared
    words: LexicalIndex
    rows: np.ndarray

    def nearest(self, text: int, solution: int) -> list[Passage]:
        """What the catalogue says of a candidate that comes nearest to a text, first the nearest, one per language."""
        return self._first(text, self.near.own[solution])

    def case(self, text: int, solution: int) -> list[Passage]:
        """The nearest stated problem for which a municipality chose it, in the same way."""
        return self._first(text, self.near.cases[solution])

    def shared_words(self, text: str, solutions: np.ndarray) -> list[tuple[str, ...]]:
        """The weightiest words that each of these candidates shares with a text."""
        return self.words.shared(text, self.rows[solutions])

    def _first(self, text: int, rows: np.ndarray) -> list[Passage]:
        rows = rows[rows >= 0]
        order = np.argsort(-self.near.cosines[text, self.near.column[rows]], kind="stable")
        found: dict[str, Passage] = {}
        for row in rows[order]:
            language = str(self.near.languages[row])
            if language not in found:
                found[language] = self.near.passages[row]
        return list(found.values())
