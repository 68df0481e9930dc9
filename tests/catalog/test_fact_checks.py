"""Marks of a re-check: what they stand for, and that what no page states weighs less."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog import queries
from catalog.changes import refresh_operations
from catalog.checks import check
from catalog.deployments import Deployment
from catalog.evidence import evidence
from catalog.fact_checks import doubtful
from matcher.documents import read_catalogue
from tests import factories


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A solution that runs somewhere since 2019, with an effect before and after."""
    factories.a_municipality(empty_session)
    factories.a_solution(empty_session)
    factories.a_deployment(empty_session, id="dep-1", year=2019, as_of=2024)
    factories.an_outcome(empty_session, id="out-1", kind="effect", before="10", after="5")
    refresh_operations(empty_session)
    return empty_session


def test_a_mark_is_the_facts(ground: Session) -> None:
    """It comes with the fact; a fact without one was not compared yet."""
    assert ground.get_one(Deployment, "dep-1").check is None
    factories.a_fact_check(ground, "dep-1", changed="year as_of")
    ground.expire_all()
    mark = ground.get_one(Deployment, "dep-1").check
    assert mark is not None and (mark.verdict, mark.changed) == ("confirmed", "year as_of")
    assert not doubtful(mark) and not doubtful(None)


def test_another_page_comes_with_what_it_says(ground: Session) -> None:
    """Where pages differ both are kept; an address without its words is not."""
    factories.a_fact_check(ground, "dep-1", other_page="https://example.org/b", other_ko="둘", other_en="two")
    ground.flush()
    with pytest.raises(IntegrityError), ground.begin_nested():
        factories.a_fact_check(ground, "out-1", other_page="https://example.org/b")
        ground.flush()


def test_what_no_page_states_proves_little(ground: Session) -> None:
    """The figure stays on record and counts as told only; a coach's year does not count."""
    assert evidence(queries.outcomes(ground, "test-solution")).level == 2
    (before,) = read_catalogue(ground).operations
    for fact in ("dep-1", "out-1"):
        factories.a_fact_check(ground, fact, verdict="unverifiable", page=None, quote=None)
    ground.expire_all()
    outcomes = queries.outcomes(ground, "test-solution")
    assert len(outcomes) == 1 and evidence(outcomes).level == 1
    (after,) = read_catalogue(ground).operations
    assert (before.since, after.since) == (2019, None)


def test_the_check_counts_marks(ground: Session) -> None:
    """What was not compared, what was not found, and a mark of nothing."""
    found = check(ground, date(2026, 7, 1))
    assert (found.warnings["unchecked"], found.warnings["unverifiable"], found.errors) == (2, 0, ())
    factories.a_fact_check(ground, "out-1", verdict="unverifiable", page=None, quote=None)
    factories.a_fact_check(ground, "out-9")
    ground.expire_all()
    found = check(ground, date(2026, 7, 1))
    assert (found.warnings["unchecked"], found.warnings["unverifiable"]) == (1, 1)
    assert found.errors == ("fact_check out-9: there is no such fact",)
