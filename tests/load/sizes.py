"""What a match costs in a catalogue of some size, as a JSON line: `python -m tests.load.sizes ENGINE PASSAGES [URL]`.

ENGINE is `postgresql`, with the URL of an empty database with pgvector, or `sqlite`, whose index lies in memory.
Passages are those of solutions; beyond the real ones they are copies made by rule.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from matcher import evaluate
from matcher.learned import BESIDE, Learned
from matcher.network import load_network
from matcher.recommend import Matcher
from matcher.retrieve import Index
from matcher.stores import building
from matcher.stores.postgres import PostgresStore
from matcher.types import Catalogue, Query
from tests.load.enlarging import copies, first_solutions, named
from web.settings import Settings
from web.state import State

JUDGEMENTS = Path(__file__).parents[1] / "judgements"
NEAREST = 50


def prepared(url: str, passages: int) -> tuple[State, Catalogue, int]:
    """The catalogue of the seeds, cut to a size below its own, and how many passages of copies are to be added."""
    state = State(Settings(database_url=url))
    state.initialise()
    catalogue, _ = state.encoded_catalogue()
    own = sum(each.kind not in BESIDE for each in catalogue.passages)
    return state, first_solutions(catalogue, passages) if passages < own else catalogue, max(passages - own, 0)


def in_memory(state: State, catalogue: Catalogue, added: int) -> tuple[Matcher, dict[str, Any]]:
    """The index of a process, over everything."""
    vectors = state.vectors(catalogue.passages)
    blocks = list(copies(catalogue, vectors, added))
    found = named(catalogue, [slug for block in blocks for slug in block.own])
    more = [passage for block in blocks for own in block.own.values() for passage in own]
    moved = [block.vectors_of([each for own in block.own.values() for each in own]) for block in blocks]
    start = time.perf_counter()
    matcher = Matcher(state.encoder()).fit(
        replace(found, passages=(*catalogue.passages, *more)), np.vstack([vectors, *moved]))
    return matcher, {"solutions": len(found.solutions), "built": time.perf_counter() - start}


def in_database(state: State, catalogue: Catalogue, added: int) -> tuple[Matcher, dict[str, Any]]:
    """The rows in PostgreSQL: the real ones learned from, the copies added block by block as a change would be."""
    encoder = state.encoder()
    network = load_network(encoder.fingerprint)
    recipe = building.recipe_of(encoder.fingerprint, network)
    assert building.available(state.engine)
    start = time.perf_counter()
    building.bring_up(state.engine, lambda: catalogue, lambda read: state.vectors(read) if read else np.zeros((0, 896)),
                      Learned(encoder.views, network), recipe)
    learned_in = time.perf_counter() - start
    store = PostgresStore(state.engine, recipe, encoder.views, network)
    with store.snapshot() as rows:
        learned = rows.learned
    slugs: list[str] = []
    for block in copies(catalogue, state.vectors(catalogue.passages), added):
        with state.engine.begin() as connection:
            building.find_tables(connection, recipe)
            building.add(connection, learned, block.own, block.vectors_of, dict.fromkeys(block.own, "copy"))
        slugs += block.own
    copied_in = time.perf_counter() - start - learned_in
    with state.engine.begin() as connection:
        building.find_tables(connection, recipe)
        if added:
            building.index_sides(connection)
        size = connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    found = named(replace(catalogue, passages=()), slugs)
    matcher = Matcher(encoder).over(found, Index(encoder, store))
    return matcher, {
        "solutions": len(found.solutions), "built": time.perf_counter() - start, "learned": learned_in,
        "copied": copied_in, "database": size / 2**20, "recall": recall(store, matcher) if added else 1.0,
    }


def recall(store: PostgresStore, matcher: Matcher) -> float:
    """Share of the 50 nearest solutions by an exact scan that the vector index finds, over the development problems."""
    problems = evaluate.read_judgements(JUDGEMENTS)
    vectors = matcher.encoder.encode_queries([judged.text for judged in problems])
    found = []
    with store.snapshot() as rows:
        languages = [judged.language for judged in problems]
        seen = rows.learned.seen(rows.learned.prepared(vectors, languages))
        by_index = [set(rows.nearest(each[None], NEAREST).tolist()) for each in seen]
        rows.exactly()
        for quick, each in zip(by_index, seen, strict=True):
            exact = set(rows.nearest(each[None], NEAREST).tolist())
            found.append(len(quick & exact) / len(exact))
    return float(np.mean(found))


def timed(matcher: Matcher, problems: Sequence[str]) -> list[float]:
    """Seconds of each match, encoding included, nothing remembered."""
    seconds = []
    for problem in problems:
        start = time.perf_counter()
        matcher.answer(Query(problem))
        seconds.append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Builds, warms up with the first problems, asks the others."""
    engine, passages = sys.argv[1], int(sys.argv[2])
    url = sys.argv[3] if len(sys.argv) > 3 else f"sqlite:///{tempfile.mkdtemp()}/load.sqlite3"
    state, catalogue, added = prepared(url, passages)
    matcher, told = (in_database if engine == "postgresql" else in_memory)(state, catalogue, added)
    problems = [judged.text for judged in evaluate.read_judgements(JUDGEMENTS)]
    if engine == "postgresql":
        problems = [problem + "." for problem in problems]  # none that `recall` has had encoded
    timed(matcher, problems[:20])
    seconds = timed(matcher, problems[20:])
    print(json.dumps({
        "engine": engine, "passages": passages, **told,
        "p50": float(np.quantile(seconds, 0.5)), "p95": float(np.quantile(seconds, 0.95)),
    }))


if __name__ == "__main__":
    main()
