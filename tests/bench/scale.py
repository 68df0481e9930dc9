"""What a match costs in a larger catalogue, as a JSON line: `python -m tests.bench.scale`.

The larger catalogues are synthetic: the real solutions over and over, each copy with a third of its words
left out, moved vectors and five of its passages, under another name. Nothing is encoded for them. Each size
runs in a process of its own, `python -m tests.bench.scale SOLUTIONS`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matcher import evaluate
from matcher.recommend import Matcher
from matcher.types import Catalogue, Query
from tests.bench.measure import JUDGEMENTS, state
from tests.load.enlarging import EACH, copies, named

SIZES = (0, 10_000, 100_000)
"""Solutions; 0 stands for the real catalogue."""
def enlarged(catalogue: Catalogue, vectors: np.ndarray, size: int) -> tuple[Catalogue, np.ndarray]:
    """The catalogue with perturbed copies up to `size` solutions, and a vector for each passage."""
    blocks = list(copies(catalogue, vectors, EACH * (size - len(catalogue.solutions))))
    added = [passage for block in blocks for own in block.own.values() for passage in own]
    found = named(catalogue, [slug for block in blocks for slug in block.own])
    moved = [block.vectors_of([each for own in block.own.values() for each in own]) for block in blocks]
    return replace(found, passages=(*catalogue.passages, *added)), np.vstack([vectors, *moved])


def measured(size: int) -> dict[str, float]:
    """Solutions, passages, seconds of fitting, milliseconds of a match (p50) and peak memory in MiB."""
    made = state()
    catalogue, vectors = made.encoded_catalogue()
    if size:
        catalogue, vectors = enlarged(catalogue, vectors, size)
    start = time.perf_counter()
    matcher = Matcher(made.encoder()).fit(catalogue, vectors)
    fitted = time.perf_counter() - start
    problems = [judged.text for judged in evaluate.read_judgements(JUDGEMENTS)]
    matcher.answer(Query(problems[0]))
    return {
        "solutions": len(catalogue.solutions),
        "passages": len(catalogue.passages),
        "fit": fitted,
        "p50": 1000 * float(np.median(list(_seconds(matcher, problems)))),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "vectors": vectors.nbytes / 2**20,
    }


def _seconds(matcher: Matcher, problems: list[str]) -> Iterator[float]:
    for problem in problems:
        start = time.perf_counter()
        matcher.answer(Query(problem))
        yield time.perf_counter() - start


def main() -> None:
    """Every size in a process of its own."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]))))
        return
    sizes = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.scale", str(size)], check=True, stdout=subprocess.PIPE, text=True
        )
        sizes.append(json.loads(done.stdout.splitlines()[-1]))
    print(json.dumps(sizes))


if __name__ == "__main__":
    main()
