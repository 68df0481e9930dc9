"""Checks of the whole catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.checks import check
from catalog.deployments import Deployment, Outcome
from catalog.fact_checks import FactCheck
from catalog.solutions import Cost
from tests import factories

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A session with one municipality and one solution, sound as they are."""
    factories.a_municipality(empty_session)
    factories.a_solution(empty_session)
    return empty_session


def test_the_seeds_are_sound(session: Session) -> None:
    """The project's own catalogue has no error, and its thin places are counted."""
    report = check(session, TODAY)

    assert report.errors == ()
    facts = sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in (Deployment, Outcome, Cost))
    marks = session.scalar(select(func.count()).select_from(FactCheck)) or 0
    assert report.warnings["unchecked"] == facts - marks > 0
    assert set(report.warnings) == {
        "stale", "mirror", "undated", "unscoped", "unchecked", "unverifiable", "contradicting"}


@pytest.mark.parametrize(("make", "over", "error"), [
    (factories.a_deployment, {"scale_ko": "3곳"}, "scale_ko and scale_en must both be given"),
    (factories.a_deployment, {"source": "  "}, "has no source"),
    (factories.an_outcome, {"scope_en": "the town"}, "scope_ko and scope_en must both be given"),
    (factories.a_deployment, {"as_of": 2999}, "in the future"),
    (factories.a_case, {"solutions": [{"solution": "no-such"}]}, "there is no 'no-such'"),
    (factories.a_case, {"municipalities": ["99999"]}, "there is no '99999'"),
])
def test_an_error_names_the_row(ground: Session, make: Callable[..., Any], over: dict[str, Any], error: str) -> None:
    """Missing twins and sources, impossible years and broken references are errors; withdrawn rows are not."""
    row = make(ground, **over)
    make(ground, **over, withdrawn_on=TODAY)

    (found,) = check(ground, TODAY).errors

    assert row.id in found and error in found


@pytest.mark.parametrize(("code", "figures", "error"), [
    ("91120", {"fiscal_independence": 120.0}, "impossible"),
])
def test_impossible_figures_are_errors(ground: Session, code: str, figures: dict[str, Any], error: str) -> None:
    """A share of more than a whole is wrong whatever its source says."""
    factories.a_municipality(ground, code, **figures)

    (found,) = check(ground, TODAY).errors

    assert code in found and error in found


@pytest.mark.parametrize(("warning", "make", "over"), [
    ("stale", factories.a_deployment, {"status": "planned", "as_of": 2023}),
    ("stale", factories.a_deployment, {"status": "selected", "year": 2020}),
    ("mirror", factories.an_outcome, {"source_quality": "mirror-or-blog"}),
    ("undated", factories.a_deployment, {"as_of": None}),
    ("unscoped", factories.an_outcome, {}),
])
def test_what_is_thin_is_counted(ground: Session, warning: str, make: Callable[..., Any], over: dict[str, Any]) -> None:
    """Old plans, mirrored sources, undated and unscoped facts are warnings, each counted once."""
    before = check(ground, TODAY).warnings[warning]
    make(ground, **over)
    make(ground, **over, withdrawn_on=TODAY)

    assert check(ground, TODAY).warnings[warning] == before + 1


def test_statements_that_contradict_are_counted_by_pair(ground: Session) -> None:
    """A pair that one row says runs and another says ended is one contradiction."""
    for status in ("operating", "operating", "ended"):
        factories.a_deployment(ground, status=status)

    assert check(ground, TODAY).warnings["contradicting"] == 1
