"""Index schemas of other versions are told apart and dropped, in a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from matcher.learned import Learned
from matcher.stores import building, schemas
from matcher.stores.postgres import schema_of
from matcher.stores.schemas import IndexSchema
from matcher.vectors import vectors_of
from tests.conftest import ON_ONE_PROCESS
from tests.matcher.keywords import KeywordEncoder
from tests.matcher.test_stores import grown

pytestmark = ON_ONE_PROCESS
OLDEST, BEFORE, OWN = "oldest", "before", "own"


@pytest.fixture(name="engine")
def _engine(new_database: Callable[[str], Engine]) -> Engine:
    """Three recipes have written, and somebody else's schema is there too."""
    engine = new_database("postgresql")
    assert building.available(engine)
    for recipe in (OLDEST, BEFORE, OWN):
        building.bring_up(engine, grown, lambda read: vectors_of(read, KeywordEncoder()), Learned(), recipe)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA hwaksan_index_of_somebody"))
        connection.execute(text("CREATE SCHEMA hwaksan_index_00000000"))  # an interrupted restore by hand
    return engine


def listed(engine: Engine) -> list[IndexSchema]:
    """What there is."""
    with engine.begin() as connection:
        return schemas.index_schemas(connection)


def test_each_schema_is_listed_with_what_it_holds(engine: Engine) -> None:
    """Size, version and time; the one learned last first, one without tables last, other schemas not at all."""
    found = listed(engine)
    assert [each.name for each in found] == [*map(schema_of, (OWN, BEFORE, OLDEST)), "hwaksan_index_00000000"]
    assert [each.version for each in found] == ["1", "1", "1", None]
    assert all(each.size > 50_000 and each.made_at for each in found[:3]) and found[3].size == 0


def test_of_no_use_is_what_neither_this_version_nor_the_one_before_needs(engine: Engine) -> None:
    """The one before is kept unless that is said too; this version's own always is."""
    found = listed(engine)
    names = [each.name for each in found]
    assert [each.name for each in schemas.unused(found, names[0])] == names[2:]
    assert [each.name for each in schemas.unused(found, names[0], also_previous=True)] == names[1:]
    assert [each.name for each in schemas.unused(found, names[1])] == names[2:], "gone back to the one before"
    assert schemas.unused(found[:1], names[0]) == schemas.unused([], names[0]) == []


def test_dropping_leaves_the_others_as_they_are(engine: Engine) -> None:
    """Both versions that are kept still have their rows."""
    found = listed(engine)
    with engine.begin() as connection:
        schemas.drop(connection, schemas.unused(found, schema_of(OWN)))
    assert [each.name for each in listed(engine)] == [schema_of(OWN), schema_of(BEFORE)]
    assert building.built_version(engine, OWN) == building.built_version(engine, BEFORE) == "1"
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = 'hwaksan_index_of_somebody'"))


def test_who_reads_is_not_waited_for_without_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is being answered from a schema keeps it; nothing is dropped by half."""
    monkeypatch.setattr(schemas, "PATIENCE", "200ms")
    before = listed(engine)
    with engine.connect() as reader:
        building.find_tables(reader, OLDEST)
        reader.execute(text("SELECT version FROM index_state"))
        with pytest.raises(DBAPIError, match="lock timeout"), engine.begin() as connection:
            schemas.drop(connection, before)
    assert [each.name for each in listed(engine)] == [each.name for each in before]
