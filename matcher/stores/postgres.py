"""The rows of an index in PostgreSQL, read with pgvector: a process holds none of them.

What it keeps is what was learned of the whole catalogue, of a fixed size, until that is learned anew. Every snapshot is
one read-only transaction at REPEATABLE READ, so a question never sees half of a change.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from matcher.learned import LANGUAGES, Learned
from matcher.lexical import LexicalIndex
from matcher.network import Network
from matcher.pooling import best, grouped
from matcher.stores.packed import learned_from_bytes, terms_from_bytes
from matcher.stores.snapshots import ANALYZERS, Candidates, Compared, Spelled
from matcher.types import Passage

LOOKED_AT = 1000
"""Solutions that the vector index looks at for one text (hnsw.ef_search, at most 1000): recall before speed."""

SCHEMA_FIRST = "SELECT set_config('search_path', :schema || ',' || current_setting('search_path'), true)"
"""For one transaction the tables are found in the schema of their recipe, pgvector where it was installed."""


def schema_of(recipe: str) -> str:
    """The schema of a recipe's rows: versions of the software that differ in it can run side by side."""
    return f"hwaksan_index_{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"


@contextmanager
def past_sqlalchemy(connection: Connection) -> Iterator[Any]:
    """The driver's own connection, whose errors come as SQLAlchemy's: a lost line is told from a mistake.

    Raises:
        DBAPIError: what the driver raised.
    """
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except psycopg.Error as error:
        raise DBAPIError.instance(
            None, None, error, psycopg.Error, connection_invalidated=driver.closed, dialect=connection.dialect
        ) from error


def halved(dimensions: int) -> str:
    """The side of a solution as the vector index has it, in half the bytes: enough to find it."""
    return f"(side::halfvec({dimensions}))"


class PostgresStore:
    """Gives snapshots of the rows that `building` writes."""

    def __init__(self, engine: Engine, recipe: str, views: Sequence[int] = (), network: Network | None = None) -> None:
        """`recipe` says what the rows are made with (`building.recipe_of`); others may have other rows beside them."""
        self.engine, self.recipe, self.views, self.network = engine, recipe, tuple(views), network
        self._lock = threading.Lock()
        self._learned: tuple[int, Learned] | None = None

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        """The rows of now, which must have been built."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection:
            connection.execute(text(SCHEMA_FIRST), {"schema": schema_of(self.recipe)})
            connection.exec_driver_sql(f"SET LOCAL hnsw.ef_search = {LOOKED_AT}")
            with past_sqlalchemy(connection) as driver:
                cursor = driver.cursor(binary=True)
                build, size, indexed = cursor.execute(
                    "SELECT build, solutions, to_regclass('indexed_solution_side') IS NOT NULL FROM index_state"
                ).fetchone()
                yield PostgresSnapshot(cursor, self._learned_of(build, cursor), size, indexed)

    def _learned_of(self, build: int, cursor: Any) -> Learned:
        with self._lock:
            if self._learned is None or self._learned[0] != build:
                packed = cursor.execute("SELECT learned FROM index_state").fetchone()[0]
                self._learned = build, learned_from_bytes(packed, self.views, self.network)
            return self._learned[1]


class PostgresSnapshot:
    """Rows of one transaction. `size` counts the numbers ever given; of a withdrawn solution nothing is found."""

    def __init__(self, cursor: Any, learned: Learned, size: int, indexed: bool = False) -> None:
        self.learned, self.size = learned, size
        self._cursor, self._indexed = cursor, indexed

    def exactly(self) -> None:
        """From here on every scan of this snapshot is exact, as a vector index's finds can be measured by."""
        self._indexed = False

    def nearest(self, seen: np.ndarray, each: int) -> np.ndarray:
        """By the vector index where there is one, otherwise by an exact scan."""
        distance = f"{halved(seen.shape[1])} <-> %s::halfvec" if self._indexed else "side <-> %s::vector"
        nearest = SQL("SELECT number FROM indexed_solution ORDER BY {} LIMIT %s").format(SQL(distance))
        if self._indexed:  # the planner knows neither what unpacking a side costs nor what halving it does
            self._cursor.execute("SET LOCAL enable_seqscan = off")
        found = [row[0] for text in seen for row in self._cursor.execute(nearest, (_vector(text), each))]
        if self._indexed:
            self._cursor.execute("SET LOCAL enable_seqscan = on")
        return np.array(found, dtype=int)

    def numbers(self, slugs: Sequence[str]) -> np.ndarray:
        """By name."""
        return np.array([
            row[0] for row in self._cursor.execute(
                "SELECT number FROM indexed_solution WHERE slug = ANY(%s)", (list(slugs),))
        ], dtype=int)

    def candidates(self, chosen: np.ndarray, seen: np.ndarray) -> Candidates:
        """The products with the sides are made in the database, which keeps the sides."""
        rows = self._cursor.execute(
            SQL("SELECT slug, {}, described, votes, number FROM indexed_solution WHERE number = ANY(%s)").format(
                _closeness(len(seen))), (*map(_vector, seen), chosen.tolist()),
        ).fetchall()
        rows.sort(key=lambda row: row[0])
        meaning = np.array([row[1] for row in rows], dtype=np.float32).reshape(len(rows), len(seen)).T
        described, votes = (_stacked([row[at] for row in rows]) for at in (2, 3))
        numbers = np.array([row[4] for row in rows], dtype=int)
        return Candidates(numbers, tuple(row[0] for row in rows), meaning, described, votes)

    def compared(self, chosen: np.ndarray, vectors: np.ndarray) -> Compared:
        """One scan of the passages of these solutions gives their cosines with all texts.

        Texts of passages are fetched for those alone that may be quoted: all of them would take longer than the rest.
        """
        cosines = SQL(", ").join([SQL("array_agg((-(vector <#> %s::vector))::real)")] * len(vectors))
        rows = self._cursor.execute(
            SQL("SELECT array_agg(solution), array_agg(number), array_agg(kind = 'case'),"
                " array_agg(language = 'ko'), {} FROM indexed_passage WHERE solution = ANY(%s)").format(cosines),
            (*map(_vector, vectors), chosen.tolist()),
        ).fetchone()
        solutions, numbers, is_case, is_korean, *products = (np.array([] if each is None else each) for each in rows)
        named = [row[0] for row in sorted(self._named(chosen), key=lambda row: row[1])]
        place = np.empty(self.size, dtype=int)
        place[named] = np.arange(len(named))
        owner = place[solutions.astype(int)]
        order = np.lexsort((numbers, owner))
        owner, numbers, is_case = owner[order], numbers[order].astype(int), is_case[order].astype(bool)
        languages = np.where(is_korean[order].astype(bool), *LANGUAGES)
        found = np.array(products, dtype=np.float32).reshape(len(vectors), len(order))[:, order]
        own, cases = (grouped(mask, owner, len(named)) for mask in (~is_case, is_case))
        quotable = np.unique(np.concatenate([
            best(found, grouped(kind & (languages == tongue), owner, len(named))).ravel()
            for kind in (~is_case, is_case) for tongue in LANGUAGES
        ]))
        quotable = quotable[quotable >= 0]
        passages = self._passages(numbers[quotable])
        by_row = {int(row): passages[int(numbers[row])] for row in quotable}
        column = np.append(np.arange(len(order)), -1)
        return Compared(_Quotable(by_row, len(order)), languages, own, cases, found, column)

    def _named(self, chosen: np.ndarray) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = self._cursor.execute(
            "SELECT number, slug FROM indexed_solution WHERE number = ANY(%s)", (chosen.tolist(),)).fetchall()
        return found

    def _passages(self, numbers: np.ndarray) -> dict[int, Passage]:
        return {row[0]: Passage(*row[1:]) for row in self._cursor.execute(
            "SELECT said.number, key, slug, kind, language, text, source FROM indexed_passage AS said"
            " JOIN indexed_solution AS own ON own.number = said.solution WHERE said.number = ANY(%s)",
            (numbers.tolist(),))}

    def spelled(self, kind: Spelled, chosen: np.ndarray, texts: Sequence[str]) -> tuple[LexicalIndex, np.ndarray]:
        """Rarity of the texts' own terms, and what these solutions say of them."""
        said = LexicalIndex(ANALYZERS[kind]).terms_of(texts)
        terms = self._cursor.execute(
            "SELECT number, term, rarity FROM indexed_term WHERE kind = %s AND term = ANY(%s) ORDER BY number",
            (kind, said),
        ).fetchall()
        documents = self._cursor.execute(
            SQL("SELECT slug, {} FROM indexed_solution WHERE number = ANY(%s)").format(Identifier(kind)),
            (chosen.tolist(),),
        ).fetchall()
        documents.sort(key=lambda row: row[0])
        wanted = np.array([row[0] for row in terms], dtype=int)
        index = LexicalIndex.of(
            ANALYZERS[kind], [row[1] for row in terms], np.array([row[2] for row in terms], dtype=np.float32),
            terms_from_bytes([row[1] for row in documents], wanted),
        )
        return index, np.arange(len(documents))


class _Quotable(Sequence[Passage]):
    """The passages that may be quoted, by their place among all that were compared."""

    def __init__(self, passages: Mapping[int, Passage], size: int) -> None:
        self._passages, self._size = passages, size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: Any) -> Any:
        return self._passages[int(at)]


def _closeness(texts: int) -> Composed:
    """`discriminant.closeness` of a row with as many vectors as there are texts; <#> is the negative product."""
    one = SQL("0.5 * (side <#> side) - (side <#> %s::vector)")
    return SQL("ARRAY[{}]::real[]").format(SQL(", ").join([one] * texts))


def _vector(numbers: np.ndarray) -> str:
    """A vector as pgvector reads it: Python's figures are those of the float32, so nothing is lost."""
    return f"[{','.join(map(repr, numbers.tolist()))}]"


def _stacked(rows: Sequence[bytes]) -> np.ndarray:
    width = len(rows[0]) // 4 if rows else 0
    return np.frombuffer(b"".join(rows), dtype="<f4").reshape(len(rows), width)
