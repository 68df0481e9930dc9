"""The same index in memory and in a real PostgreSQL answers alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from matcher import retrieve
from matcher.learned import Learned
from matcher.network import Network
from matcher.recommend import Matcher
from matcher.retrieve import Channels, Index
from matcher.stores import building
from matcher.stores.postgres import PostgresStore, schema_of
from matcher.types import Catalogue, Passage, Query
from matcher.vectors import vectors_of
from tests.conftest import ON_ONE_PROCESS
from tests.matcher.keywords import KeywordEncoder, catalogue, facts, passages
from tests.matcher.test_judged import statement

pytestmark = ON_ONE_PROCESS
TEXTS = ("시장 주차 자리가 없다", "노인 고독사 elderly", "산불 감시")
CASE = Passage("c:1", "waste-watch", "case", "ko", "산불이 잦은 마을", "https://award")
STRAY = Passage("o:1", "law", "outside", "ko", "헌법 소송")
RECIPE = "test"


def grown(**changes: object) -> Catalogue:
    """The toy catalogue with an award case, a matter outside and two judged statements."""
    judged = [replace(statement(1, **{"shared-parking": 3}), text="주차 난"),
              replace(statement(2, **{"care-call": 3, "waste-watch": 2}), text="노인 쓰레기")]
    return catalogue(passages=(*passages(), CASE, STRAY, *judged), **changes)


def brought_up(engine: Engine, found: Catalogue, network: Network | None = None, **options: int) -> tuple[Index, int]:
    """The index of a catalogue in the database, and how many solutions had to be written."""
    encoder = KeywordEncoder()
    written = building.bring_up(
        engine, lambda: found, lambda read: vectors_of(read, encoder), Learned((), network), RECIPE, **options)
    return Index(encoder, PostgresStore(engine, RECIPE, (), network)), written


def alike(one: Channels, other: Channels) -> None:
    """Both say the same of every text and solution."""
    assert one.solutions == other.solutions
    assert np.allclose(one.raw, other.raw, atol=1e-4, equal_nan=True)
    assert np.allclose(one.outside, other.outside, atol=1e-4)
    assert np.array_equal(one.judged.helped, other.judged.helped)
    rows = np.arange(len(one.solutions))
    assert one.quotations.shared_words(TEXTS[0], rows) == other.quotations.shared_words(TEXTS[0], rows)
    for row in rows:
        assert one.quotations.nearest(1, row) == other.quotations.nearest(1, row)
        assert one.quotations.case(2, row) == other.quotations.case(2, row)


@pytest.fixture(name="engine")
def _engine(new_database: Callable[[str], Engine]) -> Engine:
    engine = new_database("postgresql")
    assert building.available(engine)
    return engine


def test_the_database_says_what_memory_says(engine: Engine) -> None:
    """Every channel, the reasons' passages and the words."""
    found = grown()
    index, written = brought_up(engine, found)

    assert written == 3
    alike(index.search(TEXTS), Index.of(KeywordEncoder(), found.passages).search(TEXTS))


def test_tables_are_found_that_another_process_made_meanwhile(engine: Engine) -> None:
    """Of two processes that find none at their first start, the second sees what it has waited for."""
    with engine.begin() as waiting:
        assert not building.find_tables(waiting, RECIPE)
        brought_up(engine, grown())

        assert building.find_tables(waiting, RECIPE)


def test_nothing_is_written_when_no_text_changed(engine: Engine) -> None:
    """A fact that is no text, a slot that was taken, moves the version only."""
    brought_up(engine, grown())

    assert brought_up(engine, grown(version="2"))[1] == 0
    assert building.built_version(engine, RECIPE) == "2"
    assert building.built_version(engine, "another model") is None


@pytest.mark.parametrize("exact_below", [1, 50_000], ids=["large", "small"])
def test_a_solution_published_later_is_found(engine: Engine, exact_below: int) -> None:
    """In a large catalogue its rows alone are written; either way the next question finds it."""
    index, _ = brought_up(engine, grown(), exact_below=exact_below)
    index.search(TEXTS)
    added = Passage("w:1", "wildfire-camera", "phrasing", "ko", "산불을 늦게 안다", None)
    later = grown()
    later = replace(later, version="2", passages=(*later.passages, added),
                    solutions={**later.solutions, "wildfire-camera": facts("wildfire-camera")})

    _, written = brought_up(engine, later, exact_below=exact_below)
    channels = index.search(["산불"])

    assert written == (1 if exact_below == 1 else 4)
    assert channels.solutions[int(channels.scores[0, :, 0].argmax())] == "wildfire-camera"
    assert channels.quotations.shared_words("산불을", np.arange(4))[channels.solutions.index("wildfire-camera")]


def test_a_solution_that_left_is_not_found(engine: Engine) -> None:
    """Its rows are taken out, those of the others stay."""
    brought_up(engine, grown(), exact_below=1)
    later = grown(version="2")
    later = replace(later, passages=tuple(each for each in later.passages if each.solution != "care-call"))

    index, written = brought_up(engine, later, exact_below=1)

    assert written == 0
    assert index.search(TEXTS).solutions == ("shared-parking", "waste-watch")


def test_a_changed_statement_is_learned(engine: Engine) -> None:
    """What was judged concerns every solution, so all rows are made anew, even in a large catalogue."""
    brought_up(engine, grown(), exact_below=1)
    later = grown(version="2")
    judged = replace(later.passages[-1], grades=(("care-call", 1),))

    _, written = brought_up(engine, replace(later, passages=(*later.passages[:-1], judged)), exact_below=1)

    assert written == 3


def test_a_question_never_sees_half_of_a_change(engine: Engine) -> None:
    """A snapshot that is open keeps the rows of its moment while others are written."""
    index, _ = brought_up(engine, grown())
    with index.store.snapshot() as before:
        later = grown(version="2")
        brought_up(engine, replace(later, passages=tuple(p for p in later.passages if p.solution != "care-call")))
        seen = before.learned.seen(before.learned.prepared(KeywordEncoder().encode_queries(TEXTS), ["ko"] * 3))
        assert before.candidates(np.arange(before.size), seen).slugs == ("care-call", "shared-parking", "waste-watch")

    assert index.search(TEXTS).solutions == ("shared-parking", "waste-watch")


def test_a_failure_in_the_middle_leaves_the_rows_of_before(engine: Engine) -> None:
    """All or nothing."""
    index, _ = brought_up(engine, grown())

    def fail(_read: object) -> np.ndarray:
        raise OSError("the model went away")

    with pytest.raises(OSError, match="went away"):
        building.bring_up(engine, lambda: replace(grown(version="2"), passages=passages(("care-call",))), fail,
                          Learned(), RECIPE)

    assert len(index.search(TEXTS).solutions) == 3
    assert building.built_version(engine, RECIPE) == "1"


def test_a_large_catalogue_looks_at_the_nearest_alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer candidates than solutions both stores choose the same."""
    monkeypatch.setattr(retrieve, "CANDIDATES", 2)
    index, _ = brought_up(engine, grown(), exact_below=1)
    ours = Index.of(KeywordEncoder(), grown().passages)

    assert index.search(TEXTS[:1]).solutions == ours.search(TEXTS[:1]).solutions
    indexes = inspect(engine).get_indexes("indexed_solution", schema_of(RECIPE))
    assert "indexed_solution_side" in [each["name"] for each in indexes]


def test_an_empty_catalogue(engine: Engine) -> None:
    """No solution, no evidence, no failure."""
    index, written = brought_up(engine, catalogue(passages=(), solutions={}))

    assert written == 0
    assert index.search(TEXTS).solutions == ()


def test_a_matcher_over_the_database_answers(engine: Engine) -> None:
    """The whole way, reasons and all, without a passage in the process."""
    found = grown()
    index, _ = brought_up(engine, found)
    here = Matcher(KeywordEncoder()).fit(found)
    there = Matcher(KeywordEncoder()).over(replace(found, passages=()), index)

    for problem in TEXTS:
        one, other = here.answer(Query(problem)), there.answer(Query(problem))
        assert [each.solution for each in one.recommendations] == [each.solution for each in other.recommendations]
        assert [each.contributions[1].reason for each in one.recommendations] == [
            each.contributions[1].reason for each in other.recommendations]


def test_a_lost_line_is_told_as_such(engine: Engine) -> None:
    """When the database ends the line under a question, the error is SQLAlchemy's and says that the line is lost."""
    index, _written = brought_up(engine, grown())
    with pytest.raises(DBAPIError) as raised, index.store.snapshot() as snapshot:
        number = snapshot._cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
        with engine.connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend({number}, 5000)"))
        snapshot._cursor.execute("SELECT 1")
    assert raised.value.connection_invalidated
    with index.store.snapshot() as snapshot:  # the next question gets a line that lives
        assert snapshot.size
