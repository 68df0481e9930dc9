"""Whom sources name: what was withdrawn never shows, and who is named stands in no order of merit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from catalog.checks import check
from catalog.errors import SeedError
from catalog.loading import load_seeds
from catalog.partners import Partner, partners_in, partners_of
from tests import factories
from tests.catalog.small_seeds import SmallSeeds

TODAY = dt.date(2026, 11, 30)


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    """The small seeds in a folder of the test's own."""
    return SmallSeeds(tmp_path)


def test_partners_of_a_solution_and_of_a_municipality(empty_session: Session) -> None:
    """By deployment and then by name; a partner is gone with its deployment."""
    for code in ("91110", "91120"):
        factories.a_municipality(empty_session, code)
    factories.a_solution(empty_session)
    here = factories.a_deployment(empty_session, id="dep-1")
    there = factories.a_deployment(empty_session, id="dep-2", municipality="91120")
    gone = factories.a_deployment(empty_session, id="dep-3", withdrawn_on=TODAY)
    for deployment, name in ((there, "가"), (here, "다"), (here, "나"), (gone, "라")):
        factories.a_partner(empty_session, deployment, name_ko=name)
    factories.a_partner(empty_session, here, name_ko="마", withdrawn_on=TODAY)

    assert [partner.name_ko for partner in partners_of(empty_session, "test-solution")] == ["나", "다", "가"]
    assert [partner.name_ko for partner in partners_in(empty_session, "91110")] == ["나", "다"]
    assert list(partners_of(empty_session, "another")) == []


def test_seeds_name_partners_of_deployments_that_exist(empty_session: Session, seeds: SmallSeeds) -> None:
    """A row refers to its deployment by id; one that leads nowhere is told with its line and nothing is written."""
    load_seeds(empty_session, seeds.folder)
    (partner,) = partners_in(empty_session, "41430")
    assert (partner.name_ko, partner.role_ko, partner.source_date) == ("보기회사", None, "2024")

    seeds.change("partners.csv", "partner-001,dep-0002", "partner-001,dep-0009")
    with pytest.raises(SeedError, match=r"partners\.csv:2: deployment_id: there is no deployment 'dep-0009'"):
        load_seeds(empty_session, seeds.folder)


def test_a_partner_gone_from_the_seeds_is_withdrawn(empty_session: Session, seeds: SmallSeeds) -> None:
    """It no longer shows and stays on record."""
    load_seeds(empty_session, seeds.folder)
    text = (seeds.folder / "partners.csv").read_text(encoding="utf-8")
    seeds.write("partners.csv", text.splitlines()[0] + "\n")
    load_seeds(empty_session, seeds.folder)

    assert list(partners_in(empty_session, "41430")) == []
    assert empty_session.get_one(Partner, "partner-001").withdrawn_on is not None


def test_a_partner_without_a_source_is_an_error(empty_session: Session) -> None:
    """Blanks alone pass the database and are found by the check."""
    factories.a_municipality(empty_session)
    factories.a_solution(empty_session)
    partner = factories.a_partner(empty_session, factories.a_deployment(empty_session), source=" ")

    assert f"partner {partner.id}: has no source" in check(empty_session, TODAY).errors
