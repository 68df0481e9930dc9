"""`make load`: what the service holds, written to a page: `python -m tests.load PAGE [PASSAGES]`.

PASSAGES, a million say, measures that one size of a catalogue alone and adds it to the page.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from catalog.changes import publish_solution
from matcher import evaluate
from matcher.types import Query
from tests import factories
from tests.load.asking import Asked, ask
from tests.load.servers import WORKERS, memory_of_workers, postgresql, serving
from tests.load.sizes import JUDGEMENTS
from tests.reliability_page import write_section
from web.settings import Settings
from web.state import SEEDS, State

PEOPLE = (1, 8, 64)
LASTING = 30.0
READING, READERS_LASTING = 10.0, 90.0
"""Seconds that somebody reads an answer before asking anew, on average, and seconds that readers are measured."""
SIZES = {"postgresql": (1_000, 10_000, 100_000), "sqlite": (1_000, 10_000, 100_000)}
REPEATED = 24
"""Problems that are asked over and over in the second run: their vectors are remembered."""
NEW = "별빛 보호 조명이 없어 은하수를 보러 오는 손님이 실망하고 돌아갑니다."


def problems() -> list[str]:
    """Some ten thousand stated problems, none twice: the example statements of the catalogue in both languages."""
    lines = (SEEDS / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)[f"text_{tongue}"] for line in lines for tongue in ("ko", "en")))


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """An empty database of either kind, by its name."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        server.psql("CREATE DATABASE served")
        yield {"postgresql": server.get_uri("served", driver="psycopg"),
               "sqlite": f"sqlite:///{folder}/served.sqlite3"}


def served(engine: str, url: str) -> str:
    """A server of several workers over the catalogue of the seeds, asked by 1, 8 and 64 at once."""
    state = State(Settings(database_url=url))
    state.initialise()
    texts, done = problems(), []
    with serving(url) as (port, process):
        ask(port, texts[:200], 4, 10)  # every worker has answered before it is measured
        position = 200
        for people in PEOPLE:
            done.append(("all different", ask(port, texts[position:], people, LASTING)))
            position += sum(done[-1][1].statuses.values())
        done.append((f"all different, each answer read for {READING:.0f} s",
                     ask(port, texts[position:], PEOPLE[-1], READERS_LASTING, READING)))
        done.append((f"{REPEATED} over and over", ask(port, texts[:REPEATED], PEOPLE[-1], LASTING)))
        memory = memory_of_workers(process)
        seen = _seconds_until_seen(state, port)
    state.engine.dispose()
    alone = done[0][1].quantile(0.5)
    rows = "\n".join(_row(what, asked, alone) for what, asked in done)
    return f"""### {"PostgreSQL" if engine == "postgresql" else "SQLite"}, {WORKERS} workers

| problems | people at once | matches/s | p50 s | p95 s | p99 s | p95 over p50 of one (goal 10) | failed (goal 0) |
|---|---|---|---|---|---|---|---|
{rows}

Memory of the workers after it: {" and ".join(f"{each:,.0f}" for each in memory)} MiB (PSS). A solution published by
another process was in the first answer that was asked for after it, which took {seen:.1f} s.
"""


def _row(what: str, asked: Asked, alone: float) -> str:
    p50, p95, p99 = (asked.quantile(share) for share in (0.5, 0.95, 0.99))
    return (f"| {what} | {asked.people} | {len(asked.seconds) / asked.lasted:.1f} | {p50:.2f} | {p95:.2f} | {p99:.2f}"
            f" | {p95 / alone:.1f} | {asked.failed} |")


def _seconds_until_seen(state: State, port: int) -> float:
    with state.writing.begin() as session:
        publish_solution(session, factories.a_solution(
            session, "star-light-shield", name_ko="별빛 보호 조명", name_en="Star-light shield",
            problems_ko=[NEW], problems_en=["Lamps hide the stars, and guests who came for the Milky Way leave."]))
    start = time.perf_counter()
    while True:
        (found,) = _first(port)
        if found == "star-light-shield":
            return time.perf_counter() - start


def _first(port: int) -> list[str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/match", json.dumps({"text": NEW, "top": 1}).encode(),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
        return [each["solution"] for each in json.load(answer)["recommendations"]] or [""]


def same_answers(url: str) -> str:
    """Whether the first ten are the same from PostgreSQL as from memory, for all development problems."""
    shared, alone = (State(Settings(database_url=url, index=index)) for index in (None, "memory"))
    different = []
    judgements = evaluate.read_judgements(JUDGEMENTS)
    for judged in judgements:
        told = [[each.solution for each in state.matcher().answer(Query(judged.text)).recommendations]
                for state in (shared, alone)]
        if told[0] != told[1]:
            different.append(judged.id)
    for state in (shared, alone):
        state.engine.dispose()
    said = f"differ for {', '.join(different)}" if different else "are the same"
    return (f"The first ten of all {len(judgements)} development problems {said}, in their order, from PostgreSQL"
            " and from memory.")


def sized(engine: str, passages: int) -> dict[str, Any]:
    """One size in a process of its own."""
    command = [sys.executable, "-m", "tests.load.sizes", engine, str(passages)]
    if engine == "sqlite":
        return _told(command)
    with postgresql() as server:
        server.psql("CREATE DATABASE sized")
        return _told([*command, server.get_uri("sized", driver="psycopg")])


def _told(command: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def size_rows(found: Sequence[dict[str, Any]]) -> str:
    """A table of sizes, each against the smallest of its engine."""
    first: dict[str, float] = {}
    lines = [
        "| index | passages | solutions | p50 ms of a match | over the smallest (goal 3) | p95 ms"
        " | recall@50 (goal .98) | built after s | database MiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        smallest = first.setdefault(each["engine"], each["p50"])
        where = "PostgreSQL" if each["engine"] == "postgresql" else "memory (SQLite)"
        database = f"{each['database']:,.0f}" if "database" in each else "–"
        recalled = f"{each['recall']:.3f}" if "recall" in each else "exact"
        lines.append(
            f"| {where} | {each['passages']:,} | {each['solutions']:,} | {1000 * each['p50']:.0f}"
            f" | {each['p50'] / smallest:.2f} | {1000 * each['p95']:.0f} | {recalled} | {each['built']:.0f}"
            f" | {database} |")
    return "\n".join(lines)


def main() -> None:
    """Measures and writes the section, or the one of the largest size."""
    page = Path(sys.argv[1])
    day = f"Measured on {date.today().isoformat()}, Python {platform.python_version()}, {os.cpu_count()} cores"
    if len(sys.argv) > 2:
        found = [sized("postgresql", 1_000), sized("postgresql", int(sys.argv[2]))]
        write_section(page, "largest", f"{day}, once.\n\n{size_rows(found)}")
        return
    with databases() as urls:
        parts = [served(engine, url) for engine, url in urls.items()]
        same = same_answers(urls["postgresql"])
    sizes = [sized(engine, passages) for engine, several in SIZES.items() for passages in several]
    told = [f"{day}; the asking program shares them.", *parts, same, size_rows(sizes)]
    write_section(page, "load", "\n\n".join(told))


if __name__ == "__main__":
    main()
