"""One contestant in a process of its own: quality, latency, build time and peak memory, as a JSON line.

`python -m tests.bench.measure NAME GROUPING` with GROUPING `rows` (a row for each statement) or `solutions`
(one long row for each solution).
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from matcher import evaluate
from matcher.documents import read_catalogue
from tests.bench.rivals import RIVALS, Row
from web.settings import Settings
from web.state import State

JUDGEMENTS = Path(__file__).parent.parent / "judgements"
HWAKSAN = "Hwaksan"


def state() -> State:
    """The catalogue of the seeds in a database of its own."""
    folder = tempfile.mkdtemp()
    made = State(Settings(database_url=f"sqlite:///{folder}/bench.sqlite3"))
    made.initialise()
    return made


def rows_of(made: State, grouping: str) -> list[Row]:
    """What the catalogue says of each solution: phrasings, descriptions and award cases, in both languages."""
    with made.sessions() as session:
        passages = read_catalogue(session).passages
    rows = [(one.solution, one.text.replace("\n", " ")) for one in passages if one.kind not in ("judged", "outside")]
    if grouping == "rows":
        return rows
    texts: dict[str, list[str]] = {}
    for solution, text in rows:
        texts.setdefault(solution, []).append(text)
    return [(solution, "\n".join(each)) for solution, each in texts.items()]


def measure(name: str, grouping: str) -> dict[str, float | str]:
    """Builds, asks one problem to warm up (counted as building) and then every one on the clock."""
    judgements = evaluate.read_judgements(JUDGEMENTS)
    made = state()
    search: Callable[[str], Sequence[str]]
    if name == HWAKSAN:
        from matcher.types import Query

        start = time.perf_counter()
        matcher = made.matcher()

        def search(text: str) -> Sequence[str]:
            return [one.solution for one in matcher.answer(Query(text, top=20)).recommendations]
    else:
        rows = rows_of(made, grouping)
        rival = RIVALS[name]()
        start = time.perf_counter()
        rival.build(rows)
        search = rival.search
    search(judgements[0].text)
    built = time.perf_counter() - start
    answers, seconds = {}, []
    for judged in judgements:
        start = time.perf_counter()
        answers[judged.id] = list(search(judged.text))
        seconds.append(time.perf_counter() - start)
    answered = evaluate.evaluate(answers, judgements).groups["all"]
    return {
        "name": name,
        "grouping": grouping,
        "ndcg": answered["ndcg@10"].mean,
        "recall": answered["strong recall@5"].mean,
        "p50": float(np.quantile(seconds, 0.5)),
        "p99": float(np.quantile(seconds, 0.99)),
        "built": built,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
