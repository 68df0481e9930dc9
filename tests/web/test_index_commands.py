"""`hwaksan index` over the real model and a real PostgreSQL: damage is named and mended, old schemas go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from catalog.vectors import store_vectors
from matcher.types import Query
from matcher.vectors import read_shipped
from tests.conftest import ON_ONE_PROCESS
from web.cli import hwaksan
from web.index_commands import index
from web.settings import Settings
from web.shared_index import schema_in_use
from web.state import State

PROBLEM = "시장 주변에 주차할 곳이 없습니다"


def run(url: str, folder: Path, *arguments: str) -> Result:
    """The command over a database."""
    return CliRunner().invoke(hwaksan, arguments, env={
        "HWAKSAN_DATABASE_URL": url, "HWAKSAN_INSTANCE": str(folder)})


def test_without_a_shared_index_there_is_nothing_to_look_after(seeded_database_url: str, tmp_path: Path) -> None:
    """On SQLite each command says so in a sentence."""
    for command in ("check", "list", "drop"):
        refused = run(seeded_database_url, tmp_path, "index", command)
        assert refused.exit_code == 2 and "프로세스마다" in refused.stderr and "Traceback" not in refused.stderr


@pytest.mark.model
@pytest.mark.slow
@ON_ONE_PROCESS
@pytest.mark.parametrize("database", ["postgresql"], indirect=True, scope="session")
def test_the_index_of_the_real_catalogue(
    seeded: Engine, new_database: Callable[..., Engine], loaded_state: State
) -> None:
    """Whole it differs in nothing; what is damaged is named, mended and answers as before; old schemas are dropped."""
    engine = new_database("postgresql", seeded)
    state = State(Settings(database_url=engine.url.render_as_string(hide_password=False)))
    state._encoder = loaded_state.encoder()  # the model is the same, and loading it takes seconds
    with state.writing.begin() as session:
        store_vectors(session, *read_shipped())
    schema = schema_in_use(state)

    def shown(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(index, arguments, obj=state)
        assert done.exit_code == code, done.output
        return done.stdout

    def told(*arguments: str, code: int = 0) -> Any:
        return json.loads(shown(*arguments, "--format", "json", code=code))

    before = state.matcher().answer(Query(PROBLEM))
    first, second = (before.recommendations[at].solution for at in (0, 1))
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL search_path = {schema}, public"))
        numbers = [connection.scalar(text(
            "SELECT min(said.number) FROM indexed_passage AS said"
            " JOIN indexed_solution AS own ON own.number = said.solution WHERE slug = :slug"), {"slug": slug})
            for slug in (first, second)]
        connection.execute(text("DELETE FROM indexed_passage WHERE number = :number"), {"number": numbers[0]})
        connection.execute(text("UPDATE indexed_passage SET vector = vector * vector WHERE number = :number"),
                           {"number": numbers[1]})
        connection.execute(text("DELETE FROM indexed_solution WHERE slug = 'clean-road'"))
    said = shown("check", "--mend", "--lang", "en")
    assert all(f"{slug}: {what}" in said for slug, what in (
        (first, "passages"), (second, "vectors"), ("clean-road", "missing")))
    assert told("check")["solutions"] == {}
    assert state.matcher().answer(Query(PROBLEM)).recommendations == before.recommendations

    with engine.begin() as connection:
        for old in ("aaaaaaaa", "bbbbbbbb"):
            connection.execute(text(f"CREATE SCHEMA hwaksan_index_{old}"))
    assert [row["use"] for row in told("list")] == ["own", "previous", "unused"]
    dropped = [row["schema"] for row in told("drop") if row["dropped"]]
    assert dropped == ["hwaksan_index_aaaaaaaa"]
    assert [row["dropped"] for row in told("drop", "--also-previous")] == [False, True]
    (left,) = told("list")
    assert (left["schema"], left["use"]) == (schema, "own") and left["bytes"] > 10_000_000
    state.engine.dispose()
