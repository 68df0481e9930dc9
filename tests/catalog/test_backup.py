"""The whole database to one file and back, between both kinds of database."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from catalog import migrate
from catalog.backup import backup, restore
from catalog.deployments import Operation
from catalog.errors import HwaksanError
from catalog.loading import load_seeds
from catalog.models import Base
from catalog.revisions import Revision
from catalog.seed_files import read_seeds
from catalog.vectors import store_vectors
from tests import factories
from tests.conftest import DATABASES, ON_ONE_PROCESS, SEEDS

HEADER = b'{"format": "hwaksan-backup-1", "revision": "0001"}'


def content(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, moments as UTC."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(map(_utc, row)) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def _utc(value: Any) -> Any:
    aware = isinstance(value, dt.datetime) and value.tzinfo is not None
    return value.astimezone(dt.UTC).replace(tzinfo=None) if aware else value


@pytest.mark.slow
@ON_ONE_PROCESS
def test_a_backup_moves_to_the_other_database(
    seeded: Engine, new_database: Callable[[str], Engine], tmp_path: Path, database: str
) -> None:
    """What was saved from one kind of database is restored on the other, row for row, and goes on from there."""
    file = tmp_path / "backup.gz"
    before = content(seeded)
    restored = new_database(next(kind for kind in DATABASES if kind != database))

    saved, found = backup(seeded, file), restore(restored, file)

    assert saved == found == sum(map(len, before.values())) > 3_000
    after = content(restored)
    for table, rows in before.items():
        assert after[table] == rows, table
    with Session(restored) as session, session.begin():
        assert load_seeds(session, SEEDS).unchanged == len(read_seeds(SEEDS)[0])
        session.add(Revision(reason="the next one"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.gz"]


def test_rows_may_refer_to_later_rows_of_their_table(engine: Engine, tmp_path: Path) -> None:
    """A retired solution is restored although its successor comes after it in the alphabet; bytes come back too."""
    migrate.upgrade(engine)
    with Session(engine) as session, session.begin():
        factories.a_solution(session, "z-bench")
        factories.a_solution(session, "a-bench", replaced_by="z-bench")
        factories.a_municipality(session, "90002")
        factories.a_municipality(session, "90001", province_code="90002", kind="administrative-gu")
        store_vectors(session, "model", {"0" * 64: b"\x00\xff\x80"})
    before = content(engine)
    backup(engine, tmp_path / "backup.gz")
    migrate.downgrade(engine)

    restore(engine, tmp_path / "backup.gz")

    assert content(engine) == before


def test_offerings_come_back_with_their_slots(engine: Engine, tmp_path: Path) -> None:
    """Who holds which slot since when is restored, and the next offering takes the next number."""
    migrate.upgrade(engine)
    with Session(engine) as session, session.begin():
        for code in ("91110", "91120"):
            factories.a_municipality(session, code)
        factories.a_solution(session)
        operation = factories.an_operation(session, factories.a_deployment(session))
        offering = factories.an_offering(session, operation, open_slug=None, closed_on=dt.date(2026, 2, 1))
        factories.a_slot(session, offering, taken_by="91120", taken_at=dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC))
    before = content(engine)
    backup(engine, tmp_path / "backup.gz")
    migrate.downgrade(engine)

    restore(engine, tmp_path / "backup.gz")

    assert content(engine) == before
    with Session(engine) as session, session.begin():
        again = session.get_one(Operation, ("91110", "test-solution"))
        assert factories.an_offering(session, again).id == 2


def test_a_full_database_is_not_restored_over(engine: Engine, tmp_path: Path) -> None:
    """Restoring into a database that holds anything is refused and leaves it as it is."""
    migrate.upgrade(engine)
    with Session(engine) as session, session.begin():
        factories.a_municipality(session)
    backup(engine, tmp_path / "backup.gz")
    before = content(engine)

    with pytest.raises(HwaksanError, match="not empty"):
        restore(engine, tmp_path / "backup.gz")

    assert content(engine) == before


DAMAGED = {
    "empty": b"",
    "not compressed": b"no gzip",
    "compressed nothing": gzip.compress(b""),
    "no header": gzip.compress(b"[]\n"),
    "another format": gzip.compress(b'{"format": "other"}\n'),
    "cut short": gzip.compress(HEADER + b"\n")[:-9],
    "corrupted": gzip.compress(b"x" * 1000)[:20] + b"\0" * 40,
    "unknown table": gzip.compress(HEADER + b'\n["no_such_table", {}]\n'),
    "unknown column": gzip.compress(HEADER + b'\n["lesson", {"no_such_column": "a"}]\n'),
    "a row with holes": gzip.compress(HEADER + b'\n["lesson", {"id": "a"}]\n'),
    "no row": gzip.compress(HEADER + b"\n5\n"),
    "a schema to come": gzip.compress(HEADER.replace(b"0001", b"9999") + b"\n"),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused(new_database: Callable[[str], Engine], tmp_path: Path, damaged: bytes) -> None:
    """What is no whole backup is refused in both languages, and nothing of it is kept."""
    engine = new_database("sqlite")
    (tmp_path / "backup.gz").write_bytes(damaged)

    with pytest.raises(HwaksanError) as refused:
        restore(engine, tmp_path / "backup.gz")

    assert "backup.gz" in refused.value.ko and "backup.gz" in refused.value.en
    migrate.upgrade(engine)
    assert not any(content(engine).values())
