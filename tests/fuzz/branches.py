"""Chooses small inputs that together reach every line of a module that a target's inputs reach, for the corpus.

`python -m tests.fuzz.branches TARGET MODULE [--runs N] [--seed N]`, as in `... uploads web.extract`.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import CORPUS, Target, Watch

LARGEST = 4000
"""Bytes of an input that is kept."""


def lines_reached(check: Callable[[bytes], None], data: bytes, file: str) -> frozenset[int]:
    """The lines of a file that run while an input is checked."""
    reached: set[int] = set()

    def inside(frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            reached.add(frame.f_lineno)
        return inside

    def entered(frame: FrameType, _event: str, _argument: Any) -> Any:
        return inside if frame.f_code.co_filename == file else None

    sys.settrace(entered)
    try:
        with suppress(Exception):
            check(data)
    finally:
        sys.settrace(None)
    return frozenset(reached)


def chosen(target: Target, file: str, runs: int, seed: int) -> list[bytes]:
    """The smallest input for each line that is reached, each input once."""
    smallest: dict[int, bytes] = {}

    def notice(data: bytes) -> None:
        if len(data) <= LARGEST:
            for line in lines_reached(target.check, data, file):
                if line not in smallest or len(data) < len(smallest[line]):
                    smallest[line] = data

    target.drive(Watch(Target(target.name, target.words, notice, target.drive, seconds=20), loaded=True), runs, seed)
    return sorted(set(smallest.values()), key=len)


def main() -> None:
    """Writes the inputs as `branch-<number>.bin` in place of those chosen before."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.branches", description=__doc__)
    parser.add_argument("target", choices=[target.name for target in TARGETS])
    parser.add_argument("module")
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.disable()
    warnings.simplefilter("ignore")
    (target,) = [target for target in TARGETS if target.name == asked.target]
    folder = CORPUS / target.name
    folder.mkdir(exist_ok=True)
    for old in folder.glob("branch-*.bin"):
        old.unlink()
    file = str(importlib.import_module(asked.module).__file__)
    for number, data in enumerate(chosen(target, file, asked.runs, asked.seed), 1):
        (folder / f"branch-{number:02}.bin").write_bytes(data)


if __name__ == "__main__":
    main()
