"""Writes the rows of an index into PostgreSQL: all of them, or those of the solutions that changed.

The schema `hwaksan_index_…` holds nothing that cannot be made again: it may be dropped, and is no part of a backup.
Writers queue at an advisory lock; readers go on with the rows of before until the new ones are committed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from matcher.learned import BESIDE, Learned, PassageRows, SolutionRows
from matcher.network import Network
from matcher.stores.packed import learned_from_bytes, learned_to_bytes
from matcher.stores.postgres import SCHEMA_FIRST, halved, past_sqlalchemy, schema_of
from matcher.stores.spelling import spell
from matcher.types import Catalogue, Passage

EXACT_BELOW = 50_000
"""Passages up to which every change learns the whole catalogue anew (seconds) and every scan is exact. In a larger
one a change touches the rows of the solutions that changed, and solutions are found by a vector index."""

Vectors = Callable[[Sequence[Passage]], np.ndarray]
"""Gives passages their vectors, a row each."""


def available(engine: Engine) -> bool:
    """Whether the database is a PostgreSQL with pgvector 0.7 or later, which is installed here if the user may."""
    if engine.dialect.name != "postgresql":
        return False
    installed = text("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
    halves = text("SELECT 1 FROM pg_type WHERE typname = 'halfvec'")
    try:
        with engine.begin() as connection:
            if not connection.scalar(installed):
                locked(connection)
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            return connection.scalar(halves) is not None
    except DBAPIError:
        return False


def built_version(engine: Engine, recipe: str) -> str | None:
    """The catalogue version that the rows stand at, None without rows of this recipe."""
    with engine.connect() as connection:
        if not find_tables(connection, recipe):
            return None
        return connection.scalar(text("SELECT version FROM index_state"))


def recipe_of(fingerprint: str, network: Network | None) -> str:
    """What rows are made with beside the catalogue; rows of another recipe are of no use."""
    taught = hashlib.sha256(network.second.tobytes()).hexdigest()[:12] if network else "untaught"
    return f"3 {fingerprint} {taught}"


def bring_up(
    engine: Engine, read: Callable[[], Catalogue], vectors: Vectors, learned: Learned, recipe: str,
    exact_below: int = EXACT_BELOW,
) -> int:
    """Brings the rows up to the catalogue that `read` gives; returns how many solutions were written.

    All or nothing, one process at a time; `learned` is what to learn with, not yet fitted.
    """
    with engine.begin() as connection, past_sqlalchemy(connection):
        locked(connection)
        if not find_tables(connection, recipe):
            make_tables(connection, recipe, vectors([]).shape[1])
        catalogue = read()
        before = connection.scalar(text("SELECT lessons FROM index_state"))
        own, digests, lessons = said(catalogue)
        held = {slug: digest for slug, digest in connection.execute(text("SELECT slug, digest FROM indexed_solution"))}
        changed = sorted(slug for slug, digest in digests.items() if held.get(slug) != digest)
        gone = sorted(held.keys() - digests.keys())
        if before == lessons and not changed and not gone:
            connection.execute(text("UPDATE index_state SET version = :version"), {"version": catalogue.version})
            return 0
        if before == lessons and len(catalogue.passages) >= exact_below:
            packed = connection.scalar(text("SELECT learned FROM index_state"))
            known = learned_from_bytes(bytes(packed), learned.views, learned.network)
            remove(connection, [*changed, *gone])
            add(connection, known, {slug: own[slug] for slug in changed}, vectors, digests)
            connection.execute(text("UPDATE index_state SET version = :version"), {"version": catalogue.version})
        else:
            changed = sorted(own)
            rebuild(connection, learned, catalogue, own, vectors, digests, lessons)
        if len(catalogue.passages) >= exact_below:
            index_sides(connection)
        return len(changed)


def said(catalogue: Catalogue) -> tuple[dict[str, list[Passage]], dict[str, str], str]:
    """The passages of each solution, their digest, and the digest of all that is no solution's own."""
    own: dict[str, list[Passage]] = {}
    for passage in catalogue.passages:
        if passage.kind not in BESIDE:
            own.setdefault(passage.solution, []).append(passage)
    lessons = _digest([passage for passage in catalogue.passages if passage.kind in BESIDE])
    return own, {slug: _digest(passages) for slug, passages in own.items()}, lessons


def index_sides(connection: Connection) -> None:
    """Makes the vector index by which solutions are found, unless it is there."""
    dimensions = connection.scalar(text("SELECT max(vector_dims(side)) FROM indexed_solution"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
    connection.execute(text(
        f"CREATE INDEX IF NOT EXISTS indexed_solution_side ON indexed_solution"
        f" USING hnsw ({halved(dimensions)} halfvec_l2_ops)"))


def find_tables(connection: Connection, recipe: str) -> bool:
    """Whether tables of this recipe exist; from here on the transaction finds them first."""
    schema = schema_of(recipe)
    connection.execute(text(SCHEMA_FIRST), {"schema": schema})
    # Not by to_regclass: a connection that has looked in vain before remembers that, and goes on doing so while it
    # waits for whoever makes the schema.
    known = text("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = :schema AND tablename = 'index_state'")
    return bool(connection.scalar(known, {"schema": schema}))


def make_tables(connection: Connection, recipe: str, dimensions: int) -> None:
    """Makes the empty tables of a recipe in its schema."""
    connection.execute(text(f"CREATE SCHEMA {schema_of(recipe)}"))
    tables = files("matcher.stores").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.execute(text(tables.format(dimensions=dimensions)))


def rebuild(
    connection: Connection, learned: Learned, catalogue: Catalogue, own: Mapping[str, Sequence[Passage]],
    vectors: Vectors, digests: Mapping[str, str], lessons: str,
) -> None:
    """Learns the catalogue anew and writes all rows in the place of those that are there."""
    learned.fit(catalogue.passages, vectors(catalogue.passages))
    # Without one before it a number that nobody remembers: processes keep what was learned by its build.
    build = connection.scalar(text("SELECT coalesce(max(build), (random() * 1e9)::int) + 1 FROM index_state"))
    connection.execute(text("DROP INDEX IF EXISTS indexed_solution_side"))
    # Rows are deleted, not truncated: whoever reads meanwhile goes on with those of before.
    for statement in ("DELETE FROM index_state", "DELETE FROM indexed_solution", "DELETE FROM indexed_term"):
        connection.execute(text(statement))
    connection.execute(
        text("INSERT INTO index_state (build, version, lessons, learned, solutions, passages)"
             " VALUES (:build, :version, :lessons, :learned, 0, 0)"),
        {"build": build, "version": catalogue.version, "lessons": lessons, "learned": learned_to_bytes(learned)},
    )
    add(connection, learned, own, vectors, digests)


def add(
    connection: Connection, learned: Learned, own: Mapping[str, Sequence[Passage]], vectors: Vectors,
    digests: Mapping[str, str],
) -> None:
    """Writes the rows of solutions that are not there, from all passages of each."""
    passages = [passage for slug in sorted(own) for passage in own[slug]]
    if not passages:
        return
    solutions, rows = learned.rows(passages, vectors(passages))
    driver = driver_of(connection)
    first, first_passage = driver.execute("SELECT solutions, passages FROM index_state").fetchone()
    documents = rows.documents
    characters, words = spell(driver, "characters", documents), spell(driver, "words", documents)
    _copy_solutions(driver, first, solutions, characters, words, digests)
    _copy_passages(driver, first, first_passage, rows)
    driver.execute("UPDATE index_state SET solutions = %s, passages = %s",
                   (first + len(solutions.slugs), first_passage + len(passages)))
    driver.execute("ANALYZE indexed_solution, indexed_passage, indexed_term")


def remove(connection: Connection, slugs: Sequence[str]) -> None:
    """Takes out the rows of these solutions; their numbers are not given again."""
    connection.execute(text("DELETE FROM indexed_solution WHERE slug = ANY(:slugs)"), {"slugs": list(slugs)})


def _copy_solutions(
    driver: Any, first: int, rows: SolutionRows, characters: Sequence[bytes], words: Sequence[bytes],
    digests: Mapping[str, str],
) -> None:
    with driver.cursor().copy(
        "COPY indexed_solution (number, slug, digest, side, described, votes, characters, words)"
        " FROM STDIN WITH (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["int4", "text", "text", "vector", "bytea", "bytea", "bytea", "bytea"])
        for at, slug in enumerate(rows.slugs):
            copy.write_row((
                first + at, slug, digests[slug], rows.sides[at], rows.described[at].astype("<f4").tobytes(),
                rows.votes[at].astype("<f4").tobytes(), characters[at], words[at],
            ))


def _copy_passages(driver: Any, first: int, first_passage: int, rows: PassageRows) -> None:
    with driver.cursor().copy(
        "COPY indexed_passage (solution, number, key, kind, language, text, source, vector)"
        " FROM STDIN WITH (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["int4", "int4", "text", "text", "text", "text", "text", "vector"])
        for at, (passage, owner, vector) in enumerate(zip(rows.passages, rows.owner, rows.vectors, strict=True)):
            copy.write_row((
                first + int(owner), first_passage + at, passage.key, passage.kind, passage.language, passage.text,
                passage.source, vector,
            ))


def driver_of(connection: Connection) -> Any:
    """The driver's connection, which can copy vectors in."""
    from pgvector.psycopg import register_vector

    driver: Any = connection.connection.driver_connection
    register_vector(driver)
    return driver


def locked(connection: Connection) -> None:
    """Waits for whoever else writes, and keeps others waiting until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('hwaksan_index'))"))


def _digest(passages: Sequence[Passage]) -> str:
    """Changes when any of the passages does."""
    said = "\n".join(
        f"{passage.key}\t{passage.kind}\t{passage.language}\t{passage.text}\t{passage.source}\t{passage.grades}"
        for passage in passages
    )
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
