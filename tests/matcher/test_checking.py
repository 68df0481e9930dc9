"""Rows of an index in a real PostgreSQL that were damaged are named and written anew; whole ones stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from matcher.learned import Learned
from matcher.retrieve import Index
from matcher.stores import building, checking
from matcher.stores.checking import BEHIND, Differences
from matcher.stores.postgres import PostgresStore, schema_of
from matcher.types import Catalogue
from matcher.vectors import vectors_of
from tests.conftest import ON_ONE_PROCESS
from tests.matcher.keywords import KeywordEncoder
from tests.matcher.test_stores import RECIPE, TEXTS, alike, grown

pytestmark = ON_ONE_PROCESS
OWN = "(SELECT number FROM indexed_solution WHERE slug = 'care-call')"
A_PASSAGE = "(SELECT min(number) FROM indexed_passage WHERE solution = :own)"
"""What `:own` and `:passage` stand for below."""
OF_ONE = {
    "a vector": ("UPDATE indexed_passage SET vector = vector * '[-1,1,1,1,1]' WHERE number = :passage", ("vectors",)),
    "a vector of nothing": ("UPDATE indexed_passage SET vector = '[0,0,0,0,0]' WHERE number = :passage", ("vectors",)),
    "a text": ("UPDATE indexed_passage SET text = 'another' WHERE number = :passage", ("passages",)),
    "a passage gone": ("DELETE FROM indexed_passage WHERE number = :passage", ("passages",)),
    "no passage left": ("DELETE FROM indexed_passage WHERE solution = :own", ("passages",)),
    "the row gone": ("DELETE FROM indexed_solution WHERE slug = 'care-call'", ("missing",)),
    "a side": ("UPDATE indexed_solution SET side = side + side WHERE slug = 'care-call'", ("side",)),
    "what is said of it": ("UPDATE indexed_solution SET described = set_byte(described, 3, 255)"
                           " WHERE slug = 'care-call'", ("described",)),
    "half a row": ("UPDATE indexed_solution SET described = substr(described, 1, 5) WHERE slug = 'care-call'",
                   ("described",)),
    "votes": (r"UPDATE indexed_solution SET votes = '\x0000803f' WHERE slug = 'care-call'", ("votes",)),
    "words": ("UPDATE indexed_solution SET words = substr(words, 1, length(words) / 2) WHERE slug = 'care-call'",
              ("words",)),
    "characters": (r"UPDATE indexed_solution SET characters = characters || '\x00' WHERE slug = 'care-call'",
                   ("characters",)),
    "weights of words": ("UPDATE indexed_solution SET words = set_byte(words, length(words) - 1, 65)"
                         " WHERE slug = 'care-call'", ("words",)),
    "a digest": ("UPDATE indexed_solution SET digest = 'x' WHERE slug = 'care-call'", ("digest",)),
}
OF_ALL = {
    "no state": ("DELETE FROM index_state", "state"),
    "two states": ("INSERT INTO index_state SELECT * FROM index_state", "state"),
    "fewer than there are": ("UPDATE index_state SET solutions = 1", "state"),
    "other lessons": ("UPDATE index_state SET lessons = 'x'", "state"),
    "a bit of what was learned": ("UPDATE index_state SET learned = set_byte(learned, length(learned) / 2,"
                                  " get_byte(learned, length(learned) / 2) # 1)", "learned"),
    "half of what was learned": ("UPDATE index_state SET learned = substr(learned, 1, length(learned) / 2)", "learned"),
    "a term gone": ("DELETE FROM indexed_term WHERE kind = 'words' AND number = 1", "terms"),
    "a table gone": ("DROP TABLE indexed_passage", "tables"),
}


class Checked:
    """The index of the toy catalogue in a database, and what is done with it."""

    def __init__(self, engine: Engine, exact_below: int) -> None:
        self.engine, self.exact_below, self.catalogue = engine, exact_below, grown()
        self._with(building.bring_up)

    def _with(self, done: Callable[..., object], catalogue: Catalogue | None = None) -> object:
        return done(self.engine, lambda: catalogue or self.catalogue,
                    lambda read: vectors_of(read, KeywordEncoder()), Learned(), RECIPE, self.exact_below)

    def check(self) -> Differences:
        """Names what differs."""
        found = self._with(checking.check)
        assert isinstance(found, Differences)
        return found

    def mend(self, catalogue: Catalogue | None = None) -> Differences:
        """Writes it anew."""
        found = self._with(checking.mend, catalogue)
        assert isinstance(found, Differences)
        return found

    def damage(self, statement: str) -> None:
        """Does it to the tables."""
        with self.engine.begin() as connection:
            building.find_tables(connection, RECIPE)
            connection.exec_driver_sql(statement.replace(":passage", A_PASSAGE).replace(":own", OWN))

    def numbers(self) -> dict[str, int]:
        """The solutions' numbers, which change when they are written."""
        with self.engine.begin() as connection:
            building.find_tables(connection, RECIPE)
            return {slug: number for slug, number in connection.execute(
                text("SELECT slug, number FROM indexed_solution"))}

    def answers(self) -> None:
        """It answers as the index in memory does."""
        alike(Index(KeywordEncoder(), PostgresStore(self.engine, RECIPE)).search(TEXTS),
              Index.of(KeywordEncoder(), self.catalogue.passages).search(TEXTS))


@pytest.fixture(name="checked", params=[1, 50_000], ids=["large", "small"])
def _checked(request: pytest.FixtureRequest, new_database: Callable[[str], Engine]) -> Checked:
    engine = new_database("postgresql")
    assert building.available(engine)
    return Checked(engine, request.param)


def test_whole_rows_differ_in_nothing(checked: Checked) -> None:
    """Neither as they were written nor after a mending, which writes none."""
    before = checked.numbers()
    assert not checked.check() and not checked.mend() and not checked.check()
    assert checked.numbers() == before


def test_what_is_damaged_in_one_solution_is_named_and_written_anew(checked: Checked) -> None:
    """Each damage by itself; the others' rows are not touched, and the answers are those of before."""
    for what, (statement, named) in OF_ONE.items():
        before = checked.numbers()
        checked.damage(statement)
        found = checked.check()
        assert (found.everything, dict(found.solutions)) == ((), {"care-call": named}), what
        assert checked.mend() == found, what
        after = checked.numbers()
        assert not checked.check(), what
        assert {slug for slug in before if after[slug] != before[slug]} == {"care-call"}, what
        checked.answers()


def test_what_concerns_everything_is_written_anew(checked: Checked) -> None:
    """State, what was learned, terms and tables."""
    for what, (statement, named) in OF_ALL.items():
        checked.damage(statement)
        assert checked.check() == Differences((named,)), what
        assert checked.mend() == Differences((named,)), what
        assert not checked.check(), what
        checked.answers()


def test_a_solution_that_is_no_longer_there_is_taken_out(checked: Checked) -> None:
    """As a restore of the tables by hand could leave one."""
    checked.damage("INSERT INTO indexed_solution SELECT number + 1, 'left', digest, side, described, votes, characters,"
                   " words FROM indexed_solution ORDER BY number DESC LIMIT 1")
    checked.damage("UPDATE index_state SET solutions = solutions + 1")
    assert dict(checked.mend().solutions) == {"left": ("gone",)}
    assert not checked.check() and "left" not in checked.numbers()


def test_a_term_as_rare_as_another_is_noticed_where_rarity_is_exact(new_database: Callable[[str], Engine]) -> None:
    """In a larger catalogue rarity is of the day on which it was learned."""
    engine = new_database("postgresql")
    assert building.available(engine)
    checked = Checked(engine, 50_000)
    checked.damage("UPDATE indexed_term SET rarity = rarity + 1 WHERE kind = 'words' AND number = 0")
    assert checked.check().everything == ("terms",)


def test_rows_behind_the_catalogue_are_no_damage(checked: Checked) -> None:
    """They are told apart, and mending brings them up before it compares."""
    checked.damage(OF_ONE["a text"][0])
    checked.catalogue = replace(checked.catalogue, version="2")
    assert checked.check().everything == (BEHIND,)
    assert dict(checked.mend().solutions) == {"care-call": ("passages",)}
    assert not checked.check()
    assert building.built_version(checked.engine, RECIPE) == "2"


def test_a_process_that_answered_before_learns_of_a_rebuilding(checked: Checked) -> None:
    """What it remembers goes by a number that no later rebuilding takes again, even where the tables are new."""
    store = PostgresStore(checked.engine, RECIPE)
    with store.snapshot() as before:
        learned = before.learned
    checked.damage(f"DROP SCHEMA {schema_of(RECIPE)} CASCADE")
    checked.mend()
    with store.snapshot() as after:
        assert after.learned is not learned
