"""`make faults`: trials on real processes, databases and disks: `python -m tests.faults [PAGE [SUBJECT ...]]`.

The figures go into a section of the page. With subjects (disks, models, imports, sqlite, postgresql, pooler) only those
are tried, and their rows replace the ones of before.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.faults import backups, clocks, disks, imports, kills, last_slot, models, outage, pooler
from tests.faults.ground import Ground, prepared
from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres, postgres
from tests.faults.running import serving
from tests.faults.traffic import Traffic
from tests.reliability_page import write_section

SECTION = """## Faults

Written by `make faults` on {day}: Python {python}, {cores} cores. Everything is real: `hwaksan serve` with two workers,
PostgreSQL from a package with its safety switched on, SQLite files, `kill -9`, file systems in memory that are full.
Under traffic means that people ask for coaching, are accepted and finish over HTTP, and every page that confirms a step
is remembered; afterwards the database is compared with what was confirmed, and with itself: slots, engagements,
revisions and notices of one transaction must agree. Seconds are the median and the longest until the next step is
confirmed, or the command or service is through. A subject can be tried by itself, so rows may come from several runs.

| fault | done | confirmed before | found afterwards | seconds |
|---|---|---|---|---|
{lines}

Not tried: a cut of power (what a killed process wrote is still in the system's memory), a disk that lies, a network
that swallows packets (a database that takes a connection and never answers holds the request until it answers), models
by name from Hugging Face whose bytes are damaged without a trace (its files carry no sums).
"""


SUBJECTS = ("disks", "models", "sqlite", "postgresql", "imports", "pooler")


def main() -> int:
    """Runs the trials and writes the page named by the first argument; 1 where something was not as it must be."""
    outcomes, page, subjects = [], sys.argv[1:2], sys.argv[2:] or SUBJECTS

    def tried(trial: Callable[..., Outcome], *arguments: Any) -> None:
        try:
            outcomes.append(trial(*arguments))
        except Exception as error:
            traceback.print_exc()
            outcomes.append(Outcome(trial.__name__, "–", "–", [f"the trial itself ended: {type(error).__name__}"]))
        print(outcomes[-1].line(), flush=True)

    with tempfile.TemporaryDirectory() as name, postgres() as database:
        folder = Path(name)
        whole, lasts = imports.loaded(f"sqlite:///{folder / 'whole.sqlite3'}", folder)
        if "disks" in subjects:
            _full_disks(tried, folder, database)
        if "models" in subjects:
            _models(tried, folder, database)
        for kind in [one for one in ("SQLite", "PostgreSQL") if one.lower() in subjects]:
            new = _maker(kind, folder, database)
            tried(imports.process_killed, new(), folder, whole, lasts, 6, kind)
            tried(imports.at_once, new(), folder, whole, 4, kind)
            _coaching(tried, kind, new, folder, database)
            tried(clocks.jumping, prepared(new(), 1, 5), kind)
        if "imports" in subjects:
            tried(imports.database_killed, database, folder, whole, lasts, 4)
        found = pooler.program() if "pooler" in subjects else None
        for kept, options in pooler.ways(found) if found else ():
            tried(pooler.pooled, found, kept, options, database, database.folder / f"pgbouncer-{kept}")
    for file in map(Path, page):
        rows = rows_of(file) | {one.fault: one.line() for one in outcomes}
        write_section(file, "faults", SECTION.format(
            day=date.today().isoformat(), python=platform.python_version(), cores=os.cpu_count(),
            lines="\n".join(rows[fault] for fault in sorted(rows))))
    return int(any(one.wrong for one in outcomes))


def rows_of(page: Path) -> dict[str, str]:
    """The rows of the table that the page holds, by their fault."""
    section = page.read_text(encoding="utf-8").partition("<!-- faults -->")[2].partition("<!-- /faults -->")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return {row.split(" | ")[0].removeprefix("| "): row for row in rows[1:]}


def _maker(kind: str, folder: Path, database: Postgres) -> Callable[[], str]:
    """What gives the address of a new database of a kind."""
    if kind == "PostgreSQL":
        return database.new_database
    return lambda: f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'hwaksan.sqlite3'}"


def _coaching(
    tried: Callable[..., None], kind: str, new: Callable[[], str], folder: Path, database: Postgres
) -> None:
    """Kills, the outage and backups under people who ask for coaching, then many for the last slot."""
    traffic = Traffic(prepared(new(), 3, 6))
    url = traffic.ground.url
    with serving(url, folder / f"{kind}-traffic") as server:
        tried(kills.worker_killed, traffic, server, 8)
        if kind == "PostgreSQL":
            tried(kills.database_killed, traffic, server, 5, database)
            tried(kills.backend_killed, traffic, server, 5, database)
            tried(outage.away, traffic, server, database, 30.0)
        places = [_maker(other, folder, database)() for other in ("SQLite", "PostgreSQL", kind)]
        tried(backups.made_under_traffic, traffic, server, places, folder)
    tried(kills.power_cut, traffic, folder / f"{kind}-traffic", 3)
    tried(backups.killed, url, new(), folder, 3, kind)
    ground = prepared(new(), 1, 60)
    with serving(ground.url, folder / f"{kind}-slots") as server:
        tried(last_slot.fought_for, ground, server, 10_000 if kind == "PostgreSQL" else 1_000, 64)


def _full_disks(tried: Callable[..., None], folder: Path, database: Postgres) -> None:
    """SQLite with all its files on the full disk, PostgreSQL with its tables there."""
    with disks.small_disk(folder / "small", 250) as disk:
        if disk is None:
            tried(_not_mounted)
            return
        ground = prepared(f"sqlite:///{disk / 'hwaksan.sqlite3'}", 1, 8)
        file = disk / "backup" / "backup.gz"
        file.parent.mkdir()
        backups.ran(ground.url, folder, "backup", str(file))
        with serving(ground.url, folder / "full-sqlite") as server:
            tried(disks.full, ground, server, disk, "SQLite", file, 200)
    with disks.small_disk(database.folder / "small", 250) as disk:
        if disk is not None:
            with database.database_on(disk) as url:
                ground = prepared(url, 1, 8)
                with serving(ground.url, folder / "full-postgresql") as server:
                    tried(disks.full, ground, server, disk, "PostgreSQL", None, 400)


def _not_mounted() -> Outcome:
    return Outcome("disk full", "not tried: only root may mount a small disk", "–", found="–")


def _models(tried: Callable[..., None], folder: Path, database: Postgres) -> None:
    """Damaged files and vectors, and their making anew under kills."""
    grounds: list[tuple[str, Ground, Postgres | None]] = [
        ("SQLite", prepared(_maker("SQLite", folder, database)(), 1, 1), None),
        ("PostgreSQL", prepared(database.new_database(), 1, 1), database)]
    for kind, ground, killed in grounds:
        tried(models.rebuild_killed, ground.url, folder / f"{kind}-vectors", 3, killed, kind, 600)
    tried(models.files_damaged, grounds[0][1].url, folder)
    tried(models.shipped_damaged, folder, 60)


if __name__ == "__main__":
    sys.exit(main())
