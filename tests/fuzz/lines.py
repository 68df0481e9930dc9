"""Spoilt files for the terminal and the office: batches, contests, seeds, backups and weights."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import math
import shutil
import tempfile
import zlib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from click.testing import CliRunner
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalog import migrate, queries
from catalog.backup import backup, restore
from catalog.checks import check as check_catalogue
from catalog.db import make_engine
from catalog.errors import HwaksanError, SeedError
from catalog.loading import load_seeds
from catalog.models import Base
from matcher.coaches import CoachFinder
from tests.catalog.small_seeds import FILES, SmallSeeds
from tests.fuzz import served
from tests.fuzz.mutations import json_lines, spoilt
from web.assigning import assignment_json
from web.assignment_lines import read_lines
from web.cli import hwaksan
from web.settings import Settings
from web.state import State

CALL = "solution-diffusion-2025"
BATCH = """\
{"id": "q-1", "text": "마을에 버스가 하루 두 번뿐이라 병원에 가기 어렵습니다.", "municipality": "의령군"}
{"id": 2, "text": "The underpass floods whenever it rains", "municipality": null}

{"id": null, "text": "버스가 없다", "municipality": "고성군"}
{"text": "주차 자리가 없고, 골목이 어둡다"}
"""
CONTEST = """\
{"municipality": "의령군", "solutions": ["smart-crosswalk", "smart-pole"], "main": "smart-pole"}
{"municipality": "48820", "main": "smart-crosswalk"}
{"coach": "의왕시", "solutions": ["smart-crosswalk"], "capacity": 2}
{"coach": "세종", "solutions": ["smart-pole", "smart-crosswalk"]}
{"lock": {"city": "의령군", "coach": "의왕시", "solution": "smart-crosswalk"}}
{"conflict": {"city": "48820", "coach": "세종"}}
"""
WEIGHTS = json.dumps({"pioneer": 1.2, "experience": 0, "visits": 0.5, "capacity": 3})


def seeds() -> tuple[bytes, ...]:
    """Every file of a small catalogue, after a line with its name."""
    return tuple(f"{name}\n{text}".encode() for name, text in FILES.items())


def mutated_file(rng: Random, data: bytes) -> bytes:
    """The file spoilt, its name kept."""
    name, _, content = data.partition(b"\n")
    return name + b"\n" + spoilt(rng, content)


def mutated_backup(rng: Random, data: bytes) -> bytes:
    """A backup whose lines, or now and then whose packed bytes, are spoilt."""
    if rng.random() < 0.1:
        return spoilt(rng, data)
    try:
        return gzip.compress(json_lines(rng, gzip.decompress(data)), mtime=0)
    except (OSError, EOFError, zlib.error):  # a round before has broken it
        return spoilt(rng, data)


def match_batch(data: bytes) -> None:
    """Every line that is not blank has its answer or its error, as JSON that UTF-8 can carry."""
    file = scratch() / "batch.jsonl"
    file.write_bytes(data)
    state = served.answering_state()
    result = CliRunner().invoke(hwaksan.commands["match"], ["--batch", str(file), "--top", "2"], obj=state)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == sum(bool(line.strip()) for line in data.split(b"\n"))


def read_contest(data: bytes) -> None:
    """Each line is used or named as wrong, and a contest that is read is solved or refused in a sentence."""
    from web.assignments import MOST_CITIES, MOST_LINES

    state = served.answering_state()
    with state.sessions() as session:
        lines, wrong = read_lines(session, data)
        assert all(error.ko and error.en for error in wrong)
        if wrong or len(lines.cities) > MOST_CITIES or data.count(b"\n") >= MOST_LINES:
            return
        if not lines.cities:
            return  # whoever is on record is assigned; the input says nothing of it
        with mock.patch("matcher.documents.read_catalogue", lambda _session: state.matcher().catalogue):
            try:
                found = assignment_json(session, queries.call(session, CALL), lines, None, state.coach_weights())
            except HwaksanError as error:
                assert error.ko and error.en
                return
        json.dumps(found, allow_nan=False)


def load(data: bytes) -> None:
    """Seeds are loaded and can be checked, or refused with every line named and nothing written."""
    name, _, content = data.partition(b"\n")
    folder = scratch() / "seeds"
    shutil.rmtree(folder, ignore_errors=True)
    small = SmallSeeds(folder)
    (path,) = [one for one in FILES if one.encode() == name] or ["cases.yaml"]
    small.write(path, content)
    with _empty_memory().connect() as connection:
        outer = connection.begin()
        try:
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                load_seeds(session, folder)
                check_catalogue(session, dt.date(2026, 11, 30))
        except SeedError as error:
            assert error.problems and all(":" in problem for problem in error.problems)
            assert not _rows(connection)
        finally:
            outer.rollback()


def restored(data: bytes) -> None:
    """A backup is restored whole, or refused in a sentence with the database as empty as before."""
    folder = scratch()
    database, file = folder / "restored.sqlite3", folder / "backup.gz"
    for rest in folder.glob("restored.sqlite3*"):
        rest.unlink()
    shutil.copy(_migrated(), database)
    file.write_bytes(data)
    engine = make_engine(f"sqlite:///{database}")
    try:
        try:
            count = restore(engine, file)
        except HwaksanError as error:
            assert error.ko and error.en
            count = 0
        with engine.connect() as connection:
            assert _rows(connection) == count
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    finally:
        engine.dispose()


def weigh(data: bytes) -> None:
    """A file of weights gives finite scores, or a sentence."""
    file = scratch() / "weights.json"
    file.write_bytes(data)
    try:
        weights = State(Settings("sqlite://", coach_weights=file)).coach_weights()
    except HwaksanError as error:
        assert error.ko and error.en
        return
    catalogue = served.answering_state().matcher().catalogue
    finder = CoachFinder(2026, weights).fit(catalogue)
    asker = catalogue.profiles["48720"]
    assert all(math.isfinite(coach.score) for coach in finder.coaches("smart-crosswalk", asker, 5))


@cache
def scratch() -> Path:
    """A folder of this process for what is tried."""
    folder = tempfile.TemporaryDirectory(prefix="hwaksan-fuzz-")
    _FOLDERS.append(folder)
    return Path(folder.name)


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""They go with the process."""


@cache
def a_backup() -> bytes:
    """What `hwaksan backup` makes of a small catalogue."""
    with_rows = scratch() / "full.sqlite3"
    shutil.copy(_migrated(), with_rows)
    engine = make_engine(f"sqlite:///{with_rows}")
    with Session(engine) as session, session.begin():
        load_seeds(session, SmallSeeds(scratch() / "whole").folder)
    backup(engine, scratch() / "made.gz")
    engine.dispose()
    return gzip.compress(gzip.decompress((scratch() / "made.gz").read_bytes()), mtime=0)


@cache
def _migrated() -> Path:
    """A database file with every table and no row."""
    path = scratch() / "empty.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@cache
def _empty_memory() -> Engine:
    engine = make_engine("sqlite://")
    migrate.upgrade(engine)
    return engine


def _rows(connection: Any) -> int:
    return sum(connection.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables)
