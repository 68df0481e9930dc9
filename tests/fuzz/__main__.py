"""`make fuzz`: tries every target in a process of its own and writes the figures into the page on reliability.

`python -m tests.fuzz [page] [--runs N] [--seed N] [--target NAME]`. What goes wrong is put into the corpus.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Target, Watch, corpus_of, keep
from tests.reliability_page import write_section

RUNS = 2000
SECTION = "fuzz"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one target; seconds of the clock, the longest input in seconds of processor time."""

    name: str
    tried: int
    seconds: float
    longest: float
    findings: tuple[str, ...]


def in_process(target: Target, runs: int, seed: int, last: Path) -> Figures:
    """Tries a target here, keeps what went wrong, and tells the figures."""
    watch, begun = Watch(target, last), time.perf_counter()
    target.drive(watch, max(1, round(runs * target.share)), seed)
    kept = [f"{what} ({keep(target.name, data).name})" for what, data in watch.findings.items()]
    return Figures(target.name, watch.tried, time.perf_counter() - begun, watch.longest, tuple(kept))


def aside(target: Target, runs: int, seed: int) -> Figures:
    """The same in a process of its own: one that dies is a finding too, with the input that it died of."""
    with tempfile.TemporaryDirectory() as folder:
        last, begun = Path(folder) / "last", time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", "--runs", str(runs), "--seed", str(seed), "--one", target.name,
             "--last", str(last)], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            found = json.loads(done.stdout.splitlines()[-1])
            return Figures(**{**found, "findings": tuple(found["findings"])})
        where = keep(target.name, last.read_bytes()).name if last.exists() else "before the first input"
        return Figures(target.name, 0, time.perf_counter() - begun, 0.0, (f"the process ended ({where})",))


def table(results: list[Figures], runs: int, seed: int) -> str:
    """The section of the page."""
    words = {target.name: target for target in TARGETS}
    rows = [
        f"| {words[one.name].words} | {one.tried:,} | {one.seconds:.0f} | {1000 * one.longest:,.0f} "
        f"| {1000 * words[one.name].seconds:,.0f} | {len(one.findings)} |" for one in results
    ]
    kept = len({path for target in TARGETS for path in corpus_of(target.name)})
    return "\n".join([
        f"Written by `make fuzz` (`--runs {runs}`) on {dt.date.today().isoformat()}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, seed {seed}. "
        f"The corpus that every `make test` tries again holds {kept} inputs.", "",
        "| target | inputs tried | seconds | longest single input, ms | limit, ms | findings |",
        "|---|---|---|---|---|---|", *rows,
    ])


def main() -> int:
    """Tries all targets or one; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("page", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS, help="inputs of a quick target; slow ones get a share")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--target", choices=[target.name for target in TARGETS], action="append")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--last", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        logging.disable()  # libraries tell of every broken file
        warnings.simplefilter("ignore")
        (target,) = [target for target in TARGETS if target.name == asked.one]
        found = in_process(target, asked.runs, asked.seed, asked.last)
        print(json.dumps({name: getattr(found, name) for name in Figures.__slots__}))
        return 0
    results = []
    for target in TARGETS:
        if asked.target is None or target.name in asked.target:
            results.append(aside(target, asked.runs, asked.seed))
            print(f"{target.name}: {results[-1].tried:,} inputs, {results[-1].seconds:.0f} s, longest "
                  f"{results[-1].longest:.3f} s", *results[-1].findings, sep="\n    ", flush=True)
    if asked.page is not None:
        write_section(asked.page, SECTION, table(results, asked.runs, asked.seed))
    return int(any(one.findings for one in results))


if __name__ == "__main__":
    sys.exit(main())
