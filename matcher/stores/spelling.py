"""The terms of each solution in PostgreSQL: writing them, and comparing them with what would be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from matcher.lexical import LexicalIndex
from matcher.stores.packed import terms_to_bytes
from matcher.stores.snapshots import ANALYZERS, Spelled

CLOSE = 1e-4
"""Difference of two computations of a weight or a rarity."""


def spell(driver: Any, kind: Spelled, documents: Sequence[str]) -> list[bytes]:
    """The documents' rows of terms. The first ones say how rare a term is; later a new term counts as met once."""
    index = LexicalIndex(ANALYZERS[kind])
    if driver.execute("SELECT 1 FROM indexed_term WHERE kind = %s LIMIT 1", (kind,)).fetchone() is None:
        index.fit(documents)
        if index.vectorizer_ is not None:
            known = list(zip(index.terms_.tolist(), range(len(index.terms_)), index.vectorizer_.idf_, strict=True))
            _copy_terms(driver, kind, known)
        return [terms_to_bytes(row) for row in index.documents_]
    said = index.terms_of(documents)
    known = driver.execute("SELECT term, number, rarity FROM indexed_term WHERE kind = %s AND term = ANY(%s)",
                           (kind, said)).fetchall()
    there, (last, rarest) = {row[0] for row in known}, driver.execute(
        "SELECT max(number), max(rarity) FROM indexed_term WHERE kind = %s", (kind,)).fetchone()
    new = [(term, last + 1 + at, rarest) for at, term in enumerate(term for term in said if term not in there)]
    _copy_terms(driver, kind, new)
    terms = sorted([*known, *new], key=lambda row: row[1])
    numbers = np.array([row[1] for row in terms])
    index = LexicalIndex.of(index.analyzer, [row[0] for row in terms], np.array([row[2] for row in terms]),
                            LexicalIndex(index.analyzer).fit([]).documents_)
    made = index.vectorizer_.transform(documents).tocsr()
    made.indices = numbers[made.indices].astype(np.int32)
    return [terms_to_bytes(row) for row in made]


def _copy_terms(driver: Any, kind: str, terms: Sequence[tuple[str, int, float]]) -> None:
    with driver.cursor().copy("COPY indexed_term (kind, term, number, rarity) FROM STDIN") as copy:
        for term, number, rarity in terms:
            copy.write_row((kind, term, number, float(rarity)))


@dataclass(frozen=True, slots=True, eq=False)
class SpelledRows:
    """For each kind the solutions' rows as they would be written, and the column of each number on record."""

    places: Mapping[str, int]
    rows: Mapping[Spelled, sparse.csr_matrix]
    columns: Mapping[Spelled, Mapping[int, int]]

    def same(self, kind: Spelled, slug: str, stored: bytes) -> bool:
        """Whether a row on record says what would be written."""
        if len(stored) % 8:
            return False
        half, columns = len(stored) // 2, self.columns[kind]
        numbers, weights = np.frombuffer(stored[:half], dtype="<i4"), np.frombuffer(stored[half:], dtype="<f4")
        written = dict(zip((columns.get(number, -1) for number in numbers.tolist()), weights.tolist(), strict=True))
        row = self.rows[kind][self.places[slug]]
        expected = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        return len(written) == len(numbers) and written.keys() == expected.keys() and all(
            abs(weight - expected[column]) <= CLOSE for column, weight in written.items())


def spelled_rows(driver: Any, documents: Mapping[str, str], exact: bool) -> SpelledRows | None:
    """The rows of these documents by solution; None where the terms on record are not what they must be.

    `exact` says that their rarity was learned of all documents; otherwise it is taken as it stands.
    """
    rows: dict[Spelled, sparse.csr_matrix] = {}
    columns: dict[Spelled, Mapping[int, int]] = {}
    for kind, analyzer in ANALYZERS.items():
        stored = driver.execute("SELECT term, number, rarity FROM indexed_term WHERE kind = %s ORDER BY number",
                                (kind,)).fetchall()
        rarity = {term: weight for term, _number, weight in stored}
        if exact:
            index = LexicalIndex(analyzer).fit(list(documents.values()))
            learned = {} if index.vectorizer_ is None else dict(
                zip(index.terms_.tolist(), index.vectorizer_.idf_.tolist(), strict=True))
            if learned.keys() != rarity.keys() or any(
                    not abs(weight - learned[term]) <= CLOSE for term, weight in rarity.items()):
                return None
            rows[kind] = index.documents_
        else:
            index = LexicalIndex.of(analyzer, list(rarity), np.array(list(rarity.values()), dtype=np.float32),
                                    sparse.csr_matrix((0, len(rarity)), dtype=np.float32))
            if not rarity.keys() >= set(index.terms_of(list(documents.values()))):
                return None
            rows[kind] = index.vectorizer_.transform(documents.values()).tocsr() if documents else index.documents_
        place = {term: at for at, term in enumerate(index.terms_.tolist())}
        columns[kind] = {number: place[term] for term, number, _rarity in stored}
        if len(columns[kind]) != len(stored):
            return None  # two terms of one number
    return SpelledRows({slug: at for at, slug in enumerate(documents)}, rows, columns)
