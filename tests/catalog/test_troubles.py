"""What a failing database means, asked of real failures."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from catalog.db import for_writing, make_engine
from catalog.models import Base
from catalog.troubles import AWAY, BUSY, FULL, in_doubt, trouble
from tests.conftest import ON_ONE_PROCESS

NOBODY = "postgresql+psycopg://postgres@/none?host=/nowhere"


def failure(fails: Callable[[], object]) -> SQLAlchemyError:
    """What something raises."""
    with pytest.raises(SQLAlchemyError) as raised:
        fails()
    return raised.value


def test_nobody_answers() -> None:
    """A server that is not there is away, and nothing is in doubt."""
    error = failure(lambda: make_engine(NOBODY).connect())
    assert trouble(error) is AWAY and not in_doubt(error)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A SQLite file in a folder that is not there is away too."""
    assert trouble(failure(lambda: make_engine(f"sqlite:///{tmp_path}/none/a.sqlite3").connect())) is AWAY


def test_a_full_and_a_locked_file(tmp_path: Path) -> None:
    """What SQLite says of no more pages, and of a writer that does not end."""
    engine = create_engine(f"sqlite:///{tmp_path}/a.sqlite3", connect_args={"timeout": 0.1})
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b TEXT)"))
        connection.execute(text("PRAGMA max_page_count = 4"))
        insert = text("INSERT INTO a VALUES (:b)")
        assert trouble(failure(lambda: connection.execute(insert, {"b": "x" * 99_999}))) is FULL
    holder = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        assert trouble(failure(lambda: connection.execute(text("INSERT INTO a VALUES ('c')")))) is BUSY


def test_our_own_mistakes_are_no_trouble_of_the_database(engine: Engine) -> None:
    """A table that does not exist is a mistake, not a moment to wait."""
    with engine.connect() as connection:
        assert trouble(failure(lambda: connection.execute(text("SELECT * FROM no_such_table")))) is None


@ON_ONE_PROCESS
def test_a_line_lost_at_the_commit_is_in_doubt(new_database: Callable[[str], Engine]) -> None:
    """Lost before, nothing was kept; lost with the commit, nobody knows; both are away."""
    engine = new_database("postgresql")
    made = make_engine(engine.url.render_as_string(hide_password=False))
    for statement, doubtful in ((True, False), (False, True)):
        with made.connect() as connection:
            connection.execute(text("SELECT 1"))
            number = connection.scalar(text("SELECT pg_backend_pid()"))
            with engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({number}, 5000)"))
            error = failure(partial(connection.execute, text("SELECT 1")) if statement else connection.commit)
            assert (trouble(error), in_doubt(error)) == (AWAY, doubtful)
            connection.invalidate()
    with made.connect() as connection:  # a dead line in the pool is found out before it is used
        number = connection.scalar(text("SELECT pg_backend_pid()"))
    with engine.connect() as other:
        other.execute(text(f"SELECT pg_terminate_backend({number}, 5000)"))
    with made.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    made.dispose()


@pytest.mark.slow
def test_migrations_at_once_build_the_schema_once(engine: Engine) -> None:
    """Of three processes that migrate an empty database at one moment each ends well."""
    url = engine.url.render_as_string(hide_password=False)
    code = f"from catalog import db, migrate; migrate.upgrade(db.make_engine({url!r}))"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate(timeout=60)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0, 0], said
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    with for_writing(engine).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
