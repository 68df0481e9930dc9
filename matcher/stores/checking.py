"""Compares the rows of an index with what would be written now from the catalogue, and writes anew what differs.

What was learned is taken as it was stored: its archive carries sums of its own, by which damage shows when it is read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, text

from matcher.learned import Learned, PassageRows, SolutionRows
from matcher.stores import building
from matcher.stores.building import Vectors
from matcher.stores.packed import learned_from_bytes
from matcher.stores.postgres import past_sqlalchemy, schema_of
from matcher.stores.spelling import SpelledRows, spelled_rows
from matcher.types import Catalogue, Passage

TABLES = ("index_state", "indexed_solution", "indexed_passage", "indexed_term")
BEHIND = "version"
AT_ONCE = 20_000
"""Passages whose vectors are held at once (some 70 MB)."""
TOLERANCE = 1e-4
"""Share of a vector's largest number by which two computations of it may differ."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What is not as it would be written now.

    `everything` names what concerns all rows ("tables", "state", "learned", "terms", or that they are BEHIND the
    catalogue); then no solution was looked at. `solutions` names for each solution what of it differs.
    """

    everything: tuple[str, ...] = ()
    solutions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.everything or self.solutions)


def check(
    engine: Engine, read: Callable[[], Catalogue], vectors: Vectors, learned: Learned, recipe: str,
    exact_below: int = building.EXACT_BELOW,
) -> Differences:
    """Compares and writes nothing; the arguments are those of `building.bring_up`."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, past_sqlalchemy(connection):
        connection.execute(text("SELECT 1"))  # the rows are those of before the catalogue is read
        return compare(connection, read(), vectors, learned, recipe, exact_below)


def mend(
    engine: Engine, read: Callable[[], Catalogue], vectors: Vectors, learned: Learned, recipe: str,
    exact_below: int = building.EXACT_BELOW,
) -> Differences:
    """Writes anew the solutions that differ, or everything where that is what differs; returns what did.

    All or nothing; writers of other processes wait, readers go on with the rows of before.
    """
    with engine.begin() as connection, past_sqlalchemy(connection):
        building.locked(connection)
        catalogue = read()
        found = compare(connection, catalogue, vectors, learned, recipe, exact_below)
        own, digests, lessons = building.said(catalogue)
        if found.everything and found.everything != (BEHIND,):
            if "tables" in found.everything:
                connection.execute(text(f"DROP SCHEMA IF EXISTS {schema_of(recipe)} CASCADE"))
                building.make_tables(connection, recipe, vectors([]).shape[1])
            building.rebuild(connection, learned, catalogue, own, vectors, digests, lessons)
        elif found.solutions:
            known = _learned(connection, learned)
            building.remove(connection, list(found.solutions))
            building.add(connection, known, {slug: own[slug] for slug in found.solutions if slug in own}, vectors,
                         digests)
        if found.everything != (BEHIND,):
            if len(catalogue.passages) >= exact_below:
                building.index_sides(connection)
            return found
    building.bring_up(engine, read, vectors, learned, recipe, exact_below)
    return mend(engine, read, vectors, learned, recipe, exact_below)


def compare(
    connection: Connection, catalogue: Catalogue, vectors: Vectors, learned: Learned, recipe: str, exact_below: int,
) -> Differences:
    """What the rows of this transaction have that differs from what the catalogue would give."""
    building.find_tables(connection, recipe)
    there = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"),
                               {"schema": schema_of(recipe)}).all()
    if not set(TABLES) <= set(there):
        return Differences(("tables",))
    own, digests, lessons = building.said(catalogue)
    states = connection.execute(text("SELECT version, lessons, solutions, passages FROM index_state")).all()
    last = connection.execute(text(
        "SELECT (SELECT coalesce(max(number), -1) FROM indexed_solution),"
        " (SELECT coalesce(max(number), -1) FROM indexed_passage)")).one()
    if len(states) != 1 or states[0].solutions <= last[0] or states[0].passages <= last[1]:
        return Differences(("state",))
    if states[0].version != catalogue.version:
        return Differences((BEHIND,))
    if states[0].lessons != lessons:
        return Differences(("state",))
    try:
        known = _learned(connection, learned)
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return Differences(("learned",))
    driver = building.driver_of(connection)
    spelled = spelled_rows(driver, documents_of(own), len(catalogue.passages) < exact_below)
    if spelled is None:
        return Differences(("terms",))
    held = connection.scalars(text("SELECT slug FROM indexed_solution")).all()
    found: dict[str, tuple[str, ...]] = {slug: ("gone",) for slug in sorted(set(held) - own.keys())}
    for block in blocks(own):
        passages = [passage for slug in block for passage in own[slug]]
        solutions, rows = known.rows(passages, vectors(passages))
        found |= _block(driver, solutions, rows, spelled, digests)
    return Differences(solutions=found)


def documents_of(own: Mapping[str, Sequence[Passage]]) -> dict[str, str]:
    """What the catalogue says of each solution, as one text."""
    passages = [(at, passage) for at, slug in enumerate(sorted(own)) for passage in own[slug]]
    rows = PassageRows(tuple(each for _at, each in passages), np.array([at for at, _each in passages], dtype=int),
                       np.zeros((0, 0), dtype=np.float32))
    return dict(zip(sorted(own), rows.documents, strict=True))


def blocks(own: Mapping[str, Sequence[Passage]]) -> Iterator[list[str]]:
    """Solutions in the order of their names, as many together as have AT_ONCE passages."""
    block: list[str] = []
    size = 0
    for slug in sorted(own):
        block.append(slug)
        size += len(own[slug])
        if size >= AT_ONCE:
            yield block
            block, size = [], 0
    if block:
        yield block


def alike(stored: np.ndarray, expected: np.ndarray) -> bool:
    """Whether numbers are the same, up to what two computations of them may differ by."""
    if stored.shape != expected.shape:
        return False
    largest = float(np.nanmax(np.abs(expected), initial=0.0))
    return bool(np.allclose(stored, expected, rtol=0, atol=TOLERANCE * largest, equal_nan=True))


def _learned(connection: Connection, learned: Learned) -> Learned:
    packed = connection.scalar(text("SELECT learned FROM index_state"))
    return learned_from_bytes(bytes(packed), learned.views, learned.network)


def _block(
    driver: Any, solutions: SolutionRows, rows: PassageRows, spelled: SpelledRows, digests: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    slugs, cursor = list(solutions.slugs), driver.cursor(binary=True)
    held = {row[0]: row[1:] for row in cursor.execute(
        "SELECT slug, digest, side, described, votes, characters, words FROM indexed_solution WHERE slug = ANY(%s)",
        (slugs,))}
    said: dict[str, list[Any]] = {slug: [] for slug in slugs}
    for slug, *row in cursor.execute(
        "SELECT slug, key, kind, language, text, source, vector FROM indexed_passage AS said"
        " JOIN indexed_solution AS own ON own.number = said.solution WHERE slug = ANY(%s) ORDER BY said.number",
        (slugs,),
    ):
        said[slug].append(row)
    found: dict[str, tuple[str, ...]] = {}
    for at, slug in enumerate(slugs):
        if slug not in held:
            found[slug] = ("missing",)
            continue
        digest, side, described, votes, characters, words = held[slug]
        passages = [rows.passages[row] for row in np.flatnonzero(rows.owner == at)]
        expected = [[each.key, each.kind, each.language, each.text, each.source] for each in passages]
        as_said = [row[:5] for row in said[slug]] == expected
        same = {
            "digest": digest == digests[slug],
            "side": alike(side.to_numpy(), solutions.sides[at]),
            "described": alike(_numbers(described), solutions.described[at]),
            "votes": alike(_numbers(votes), solutions.votes[at]),
            "characters": spelled.same("characters", slug, characters),
            "words": spelled.same("words", slug, words),
            "passages": as_said,
            "vectors": not as_said or all(
                alike(row[5].to_numpy(), vector)
                for row, vector in zip(said[slug], rows.vectors[rows.owner == at], strict=True)),
        }
        if not all(same.values()):
            found[slug] = tuple(what for what, fits in same.items() if not fits)
    return found


def _numbers(stored: bytes) -> np.ndarray:
    return np.frombuffer(stored[:len(stored) // 4 * 4], dtype="<f4")
