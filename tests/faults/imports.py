"""Loading the seeds, killed at any moment or started several times at once: all of it or nothing."""

from __future__ import annotations

import random
import time
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from catalog.db import make_engine
from catalog.models import Base
from catalog.revisions import Revision
from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres
from tests.faults.running import command, finished, until

Counts = dict[str, int]
_drawn = random.Random(5)


def counts(url: str) -> Counts:
    """How many rows each table holds; {} before there are tables."""
    engine = make_engine(url)
    with Session(engine) as session:
        found = _counts(engine, session)
    engine.dispose()
    return found


def _counts(engine: Engine, session: Session) -> Counts:
    standing = set(inspect(engine).get_table_names())
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables if table.name in standing}


def loaded(url: str, folder: Path) -> tuple[Counts, float]:
    """What an undisturbed `hwaksan init` leaves, and the seconds that it takes."""
    began = time.monotonic()
    code, said = finished(command(url, folder, "init"))
    assert code == 0, said
    return counts(url), time.monotonic() - began


def wrong_in(found: Counts, whole: Counts) -> list[str]:
    """Half an import: neither nothing nor all."""
    if not any(found.values()) or found == whole:
        return []
    return [f"{table}: {found.get(table)} of {rows}" for table, rows in whole.items() if found.get(table) != rows][:3]


def process_killed(url: str, folder: Path, whole: Counts, lasts: float, times: int, kind: str) -> Outcome:
    """`hwaksan init` into one database, killed again and again, and at the end left alone."""
    wrong, complete = [], 0
    for _kill in range(times):
        started = command(url, folder, "init")
        time.sleep(_drawn.uniform(0.2, lasts))
        started.kill()
        finished(started)
        found = counts(url)
        complete += found == whole
        wrong += wrong_in(found, whole)
    after, seconds = loaded(url, folder)
    wrong += ["the last one did not finish it"] if after != whole else []
    return Outcome(f"{kind}: kill -9 of `hwaksan init`", f"{times} times, within {lasts:.0f} s of its start",
                   f"{complete} had finished before", wrong, [seconds],
                   f"nothing or all of it each time; the next run wrote all {sum(whole.values()):,} rows")


def database_killed(database: Postgres, folder: Path, whole: Counts, lasts: float, times: int) -> Outcome:
    """PostgreSQL is killed while `hwaksan init` writes; the command says so in a sentence."""
    wrong, sentences, url = [], 0, database.new_database()
    for _kill in range(times):
        started = command(url, folder, "init")
        time.sleep(_drawn.uniform(0.5, lasts))
        database.kill()
        code, said = finished(started)
        sentences += code == 1
        if code not in (0, 1) or "Traceback" in said:
            wrong.append(f"exit {code}: {said[-300:]}")
        database.start()
        wrong += wrong_in(counts(url), whole)
    after, seconds = loaded(url, folder)
    wrong += ["the last one did not finish it"] if after != whole else []
    return Outcome(
        "PostgreSQL: killed under `hwaksan init`", f"{times} times", f"{times - sentences} had finished before", wrong,
        [seconds], f"nothing or all of it; {sentences} times one sentence and exit 1, then a whole run")


def at_once(url: str, folder: Path, whole: Counts, commands: int, kind: str) -> Outcome:
    """Several `hwaksan init` at one moment over an empty database: each migrates and loads, or finds it done."""
    began = time.monotonic()
    started = [command(url, folder, "init") for _command in range(commands)]
    ended = [finished(one) for one in started]
    wrong = [f"exit {code}: {said[-300:]}" for code, said in ended if code]
    wrong += wrong_in(counts(url), whole)
    engine = make_engine(url)
    with Session(engine) as session:
        if (times := session.scalar(select(func.count()).select_from(Revision))) != 1:
            wrong.append(f"{times} revisions")
    engine.dispose()
    until(lambda: all(one.poll() is not None for one in started))
    return Outcome(f"{kind}: migrations and imports at once", f"{commands} times `hwaksan init` at one moment", "–",
                   wrong, [time.monotonic() - began], "every one ended well, the catalogue is there once")
