"""What a running process notices of a changing catalogue."""

from __future__ import annotations

import datetime as dt
import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalog import naming, queries
from catalog.changes import publish_solution
from catalog.offering_terms import Terms
from catalog.offerings import offer, take_slot
from catalog.solutions import Solution
from catalog.vectors import PassageVector, store_vectors
from matcher.evaluate import read_judgements
from matcher.stores.postgres import PostgresStore
from matcher.types import Query
from matcher.vectors import read_shipped
from tests.conftest import ON_ONE_PROCESS
from tests.factories import a_solution
from web.memory import everything_stays
from web.settings import Settings
from web.shared_index import shared_index
from web.state import State

JUDGEMENTS = Path(__file__).parents[1] / "judgements"
PROBLEMS_APART = 24
"""Every how many of the development problems are asked here; `make load` asks all."""
DARK_SKY = Query("은하수를 보러 오는 관광객이 가로등 불빛 때문에 별을 못 봅니다")


def dark_sky_lighting(session: Session) -> Solution:
    """A solution that answers DARK_SKY and that nothing has learned."""
    return a_solution(
        session, "dark-sky-lighting", name_ko="밤하늘 보호 조명", name_en="Dark-sky lighting",
        summary_ko="별을 볼 수 있게 가로등 불빛을 가린다.", summary_en="Shields street lights so that stars show.",
        problems_ko=["가로등 불빛 때문에 별과 은하수가 보이지 않는다"],
        problems_en=["Street lights hide the stars and the Milky Way"],
    )


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_a_solution_published_a_minute_ago_is_found(running_state: State) -> None:
    """The running matcher finds it with the next question; only its own texts are encoded."""
    before = running_state.matcher()
    assert "dark-sky-lighting" not in before.catalogue.solutions
    with running_state.sessions.begin() as session:
        encoded = session.scalar(select(func.count()).select_from(PassageVector))
        publish_solution(session, dark_sky_lighting(session))

    answer = running_state.matcher().answer(DARK_SKY)

    assert answer.recommendations[0].solution == "dark-sky-lighting"
    assert answer.catalog_version != before.catalogue.version
    with running_state.sessions() as session:
        assert session.scalar(select(func.count()).select_from(PassageVector)) == encoded + 6


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_a_slot_that_is_taken_needs_no_new_index(running_state: State) -> None:
    """The next question sees the slots of now over the index of before."""
    before = running_state.matcher()
    start, end = dt.date(2026, 1, 1), dt.date(2099, 12, 31)
    terms = Terms(("visit",), ("ko",), start, end, "교통과", start, "교통과")
    with running_state.writing.begin() as session:
        coach = naming.resolve(session, "청주시")
        offered = offer(session, coach, queries.solution(session, "demand-responsive-bus"), terms, 3)
        session.flush()
        take_slot(session, offered.id, naming.resolve(session, "합천군"))

    after = running_state.matcher()

    assert after.index_ is before.index_
    assert after.catalogue.version != before.catalogue.version
    first = after.coaches("demand-responsive-bus", None, 1)[0]
    assert (first.municipality, first.capacity_left) == ("43110", 2)


def test_a_failed_start_leaves_the_search_for_garbage_running() -> None:
    """It is off only while the matcher loads."""
    with pytest.raises(ValueError, match="no matcher"), everything_stays():
        assert not gc.isenabled()
        raise ValueError("no matcher")

    assert gc.isenabled()


@pytest.mark.model
@ON_ONE_PROCESS
@pytest.mark.parametrize("database", ["postgresql"], indirect=True, scope="session")
def test_processes_that_share_a_database_share_its_index(
    seeded: Engine, new_database: Callable[..., Engine], loaded_state: State
) -> None:
    """On PostgreSQL both answer as one with an index in memory does; each sees at once what the other publishes."""
    url = new_database("postgresql", seeded).url.render_as_string(hide_password=False)
    one, other = (State(Settings(database_url=url)) for _ in range(2))
    with one.writing.begin() as session:
        store_vectors(session, *read_shipped())
    one._encoder = other._encoder = loaded_state.encoder()  # the model is the same, and loading it takes seconds
    assert isinstance(one.matcher().index_.store, PostgresStore)
    assert one.matcher().catalogue.passages == ()
    problems = [Query(judged.text) for judged in read_judgements(JUDGEMENTS)[::PROBLEMS_APART]]
    for problem in problems:
        told = [[each.solution for each in state.matcher().answer(problem).recommendations]
                for state in (one, other, loaded_state)]
        assert told[0] == told[1] == told[2]

    with one.writing.begin() as session:
        publish_solution(session, dark_sky_lighting(session))
    found = other.matcher().answer(DARK_SKY)

    assert found.recommendations[0].solution == "dark-sky-lighting"
    assert one.matcher().answer(DARK_SKY).catalog_version == found.catalog_version
    for state in (one, other):
        state.engine.dispose()


def test_without_pgvector_every_process_keeps_its_own_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has none, and the settings may say so for PostgreSQL."""
    assert shared_index(State(Settings(database_url="sqlite://"))) is False
    far = State(Settings(database_url="postgresql+psycopg://nobody@nowhere/none", index="memory"))
    assert shared_index(far) is False


def test_rows_that_only_a_cycle_holds_do_not_end_the_process(seeded_database_url: str) -> None:
    """As a template leaves them; on CPython 3.11 a later search for garbage ended with a segmentation fault."""
    code = (
        "import gc, sys\n"
        "from catalog import queries\n"
        "from web.settings import Settings\n"
        "from web.state import State\n"
        "state = State(Settings(database_url=sys.argv[1]))\n"
        "for _time in range(8):\n"
        "    session = state.sessions()\n"
        "    cycle = {'rows': list(queries.solutions(session))}\n"
        "    cycle['self'] = cycle\n"
        "    del cycle\n"
        "    session.close()\n"
        "    gc.collect()\n")
    done = subprocess.run([sys.executable, "-c", code, seeded_database_url], check=False)
    assert done.returncode == 0
