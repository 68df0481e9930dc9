"""Who operates what now is derived from the deployments."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.changes import publish_solution, refresh_operations
from catalog.deployments import Operation
from catalog.revisions import current_version
from catalog.solutions import Solution
from tests.factories import a_deployment, a_municipality, a_solution


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A session with one municipality and one solution."""
    a_municipality(empty_session)
    a_solution(empty_session)
    return empty_session


def operations(session: Session) -> list[tuple[str, str, int | None, int | None, str]]:
    """The operations after refreshing them, as plain values."""
    refresh_operations(session)
    return [
        (row.municipality_code, row.solution_slug, row.since, row.as_of, row.deployment_id)
        for row in session.scalars(select(Operation).order_by(Operation.solution_slug))
    ]


def test_one_operation_per_pair(ground: Session) -> None:
    """Several deployments of a pair are one operation, since the first year known."""
    a_deployment(ground, id="dep-1", year=2021, as_of=2022)
    a_deployment(ground, id="dep-2", year=2019, as_of=2021)
    a_deployment(ground, id="dep-3", year=None, as_of=2020)

    assert operations(ground) == [("91110", "test-solution", 2019, 2022, "dep-1")]


@pytest.mark.parametrize("status", ["planned", "selected", "ended"])
def test_only_what_operates_counts(ground: Session, status: str) -> None:
    """A plan, an award and what has ended prove no operation."""
    a_deployment(ground, status=status)

    assert operations(ground) == []


@pytest.mark.parametrize(("ended_as_of", "runs"), [(2025, False), (2023, True), (None, True)])
def test_the_latest_statement_decides(ground: Session, ended_as_of: int | None, runs: bool) -> None:
    """An end reported after the last report of operation ends it; an older or undated one does not."""
    a_deployment(ground, status="operating", as_of=2024)
    a_deployment(ground, status="ended", as_of=ended_as_of)

    assert bool(operations(ground)) is runs


def test_a_scale_speaks_for_the_pair(ground: Session) -> None:
    """Of statements of the same year the one with a scale shows the operation, then the lowest id."""
    a_deployment(ground, id="dep-1", as_of=2024)
    a_deployment(ground, id="dep-3", as_of=2024, scale_ko="10곳", scale_en="10 sites")
    a_deployment(ground, id="dep-2", as_of=2024, scale_ko="20곳", scale_en="20 sites")

    assert operations(ground)[0][4] == "dep-2"


def test_withdrawn_deployments_and_ended_units_do_not_operate(ground: Session) -> None:
    """A withdrawn fact shows nothing, and a unit that is no more operates nothing."""
    a_municipality(ground, "91120", valid_until=dt.date(2026, 6, 30))
    a_deployment(ground, municipality="91120")
    a_deployment(ground, withdrawn_on=dt.date(2026, 1, 1))
    a_deployment(ground, municipality=None, place_ko="전국", place_en="Nationwide", level="national")

    assert operations(ground) == []


def test_refreshing_again_gives_the_same(session: Session) -> None:
    """On the project's seeds, refreshing is repeatable."""
    before = [tuple(row) for row in session.execute(select(Operation.__table__).order_by(
        Operation.municipality_code, Operation.solution_slug))]
    refresh_operations(session)

    assert before == [tuple(row) for row in session.execute(select(Operation.__table__).order_by(
        Operation.municipality_code, Operation.solution_slug))]
    assert len(before) > 900


def test_publishing_makes_a_version(ground: Session) -> None:
    """A solution published or changed is there at once, under a new version of the catalogue."""
    before = current_version(ground)
    published = Solution(**{
        column.name: getattr(ground.get_one(Solution, "test-solution"), column.name)
        for column in Solution.__table__.columns
    })
    published.name_en = "Test solution, corrected"

    publish_solution(ground, published)

    assert ground.get_one(Solution, "test-solution").name_en == "Test solution, corrected"
    assert current_version(ground) != before
