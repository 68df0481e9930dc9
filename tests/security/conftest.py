"""One application for all attacks, with something of each kind that an organisation owns."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.security.things import Things, made
from tests.web.coaching_ground import Ground, a_ground
from tests.web.conftest import app, client, compiled_translations, token
from web.security import limiter

__all__ = ["app", "client", "compiled_translations", "token"]


@pytest.fixture(scope="session")
def ground(copied: Callable[[], str], compiled_translations: None) -> Iterator[Ground]:
    """The application with a coach, a learner, a third municipality and the office."""
    yield from a_ground(copied())


@pytest.fixture(scope="session")
def things(ground: Ground) -> Things:
    """What the coach owns."""
    return made(ground)


def pytest_addoption(parser: pytest.Parser) -> None:
    """For `make attacks`."""
    parser.addoption("--thorough", action="store_true", help="write into each field alone too (minutes)")


@pytest.fixture
def unlimited(ground: Ground) -> None:
    """Nobody's attempts are counted yet."""
    limiter.reset()


@pytest.fixture(scope="session")
def walk(copied: Callable[[], str], compiled_translations: None, pytestconfig: pytest.Config) -> dict[str, Any]:
    """What a walk that writes into every form found, with the columns in which what it wrote stands afterwards."""
    url = copied()
    more = ["--thorough"] if pytestconfig.getoption("thorough", False) else []
    done = subprocess.run([sys.executable, "-m", "tests.security.walk", url, *more], capture_output=True, text=True,
                          check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "columns": written(url.removeprefix("sqlite:///"))}


def written(file: str) -> set[str]:
    """The columns, as table.column, that hold a mark of the walk."""
    with closing(sqlite3.connect(file)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {f"{table}.{column[1]}" for table in tables if table not in ("passage_vector", "judged_statement")
                for column in database.execute(f"PRAGMA table_info({table})").fetchall()
                if database.execute(f"SELECT 1 FROM {table} WHERE CAST({column[1]} AS TEXT) LIKE '%qzx%'"  # noqa: S608
                                    ).fetchone()}
