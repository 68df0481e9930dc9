"""Backups made under traffic and restored into an empty place, compared; and both commands killed on the way."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

from sqlalchemy.exc import OperationalError

from catalog.db import make_engine
from tests.catalog.test_backup import content
from tests.faults.imports import counts
from tests.faults.outcome import Outcome
from tests.faults.running import Server, command, finished
from tests.faults.traffic import Traffic


def made_under_traffic(traffic: Traffic, server: Server, empty: list[str], folder: Path) -> Outcome:
    """Each backup, made while people write, is restored into an empty database and is of one moment.

    The last is made at rest and compared with its source, row for row and table for table.
    """
    wrong, rows, seconds = [], 0, []
    with traffic.through(server.port):
        traffic.seconds_until_confirmed(time.monotonic())
        for number in range(len(empty) - 1):
            wrong += ran(traffic.ground.url, folder, "backup", str(folder / f"{number}.gz"))
    wrong += ran(traffic.ground.url, folder, "backup", str(folder / "last.gz"))
    for target, name in zip(empty, [*map(str, range(len(empty) - 1)), "last"], strict=True):
        began = time.monotonic()
        wrong += ran(target, folder, "restore", str(folder / f"{name}.gz"))
        seconds.append(time.monotonic() - began)
        wrong += traffic.audit(restored=target)
    source, restored = make_engine(traffic.ground.url), make_engine(empty[-1])
    before, after = content(source), content(restored)
    for engine in (source, restored):
        engine.dispose()
    for found in (before, after):  # a backup notes its own time in the source once it is made
        found["upkeep"] = [row for row in found["upkeep"] if "backup" not in row]
    rows = sum(map(len, before.values()))
    wrong += [f"{table} differs" for table, found in before.items() if after[table] != found]
    return Outcome(f"{traffic.kind}: `hwaksan backup`, `restore`", f"{len(empty) - 1} under traffic, 1 at rest",
                   f"{rows:,} rows in {len(before)} tables", wrong, seconds,
                   "restored into empty databases of both kinds: each of one moment, the one at rest equal row for row")


def killed(url: str, empty: str, folder: Path, times: int, kind: str) -> Outcome:
    """kill -9 of `backup` leaves the file before it whole, of `restore` an empty database."""
    file, wrong = folder / "whole.gz", []
    wrong += ran(url, folder, "backup", str(file))
    whole = file.read_bytes()
    for number in range(times):
        started = command(url, folder, "backup", str(file))
        time.sleep(1 + number * 0.7)
        started.kill()
        finished(started)
        wrong += [] if file.read_bytes()[:4] == whole[:4] and _readable(file) else ["the backup before it was lost"]
        started = command(empty, folder, "restore", str(file))
        time.sleep(1 + number * 0.7)
        started.kill()
        finished(started)
        found = _rows(empty)
        wrong += [f"{found} rows after a restore that was killed"] if found else []
    began = time.monotonic()
    wrong += ran(empty, folder, "restore", str(file))
    return Outcome(f"{kind}: kill -9 of `hwaksan backup` and `restore`", f"{times} times each", "the backup before it",
                   wrong, [time.monotonic() - began],
                   "it stayed whole, the database empty; the next restore went through")


def _rows(url: str) -> int:
    try:
        return sum(counts(url).values())
    except OperationalError:
        return 0


def _readable(file: Path) -> bool:
    with gzip.open(file) as opened:
        return bool(opened.read())


def ran(url: str, folder: Path, *arguments: str) -> list[str]:
    """Runs a command; what it said where it did not end well."""
    code, said = finished(command(url, folder, *arguments))
    return [f"{arguments[0]}: exit {code} {said[-300:]}"] if code else []
