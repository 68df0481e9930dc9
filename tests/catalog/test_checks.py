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
from catalog.findings import KINDS, findings
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
    assert report.warnings["unchecked"] == facts - marks == 0, "every fact of the seeds was compared with a page"
    assert set(report.warnings) == set(KINDS)


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
    ("old", factories.a_deployment, {"as_of": 2022}),
    ("mirror", factories.an_outcome, {"source_quality": "mirror-or-blog"}),
    ("undated", factories.a_deployment, {"as_of": None}),
    ("unscoped", factories.an_outcome, {}),
    ("unchecked", factories.a_cost, {}),
    ("points", factories.an_outcome, {"before": "70.6", "after": "86", "change": "+15.4%", "unit_ko": "%"}),
    ("running", factories.a_cost, {"what_ko": "한 곳의 연간 운영비"}),
])
def test_what_is_thin_is_found(ground: Session, warning: str, make: Callable[..., Any], over: dict[str, Any]) -> None:
    """Each thin row is named once under its kind, with its solution and a sentence; withdrawn rows are not."""
    row = make(ground, **over)
    make(ground, **over, withdrawn_on=TODAY)

    (found,) = findings(ground, TODAY)[warning]

    assert (found.table, found.id, found.solution) == (row.__tablename__, row.id, "test-solution")
    assert found.ko and found.en
    assert check(ground, TODAY).warnings[warning] == 1


@pytest.mark.parametrize(("kind", "make", "over"), [
    ("old", factories.a_deployment, {"as_of": 2023}),
    ("stale", factories.a_deployment, {"status": "planned", "as_of": 2025}),
    ("stale", factories.a_deployment, {"as_of": 2020}),
    ("points", factories.an_outcome, {"before": "70.6", "after": "86", "change": "+15.4", "unit_ko": "%p"}),
    ("points", factories.an_outcome, {"before": "0.67", "after": "0.03", "change": "-96%", "unit_ko": "%"}),
    ("running", factories.a_cost, {"what_ko": "한 곳의 연간 운영비", "per": "year"}),
])
def test_what_is_sound_is_not_found(ground: Session, kind: str, make: Callable[..., Any], over: dict[str, Any]) -> None:
    """A recent year, points told as points, a true percentage and money of every year told as such are no findings."""
    make(ground, **over)

    assert findings(ground, TODAY)[kind] == ()


def test_a_mark_takes_a_fact_off_the_list(ground: Session) -> None:
    """A confirmed fact is neither unchecked nor unverifiable; one that nobody found is the latter alone."""
    confirmed, lost = factories.a_deployment(ground), factories.a_cost(ground)
    factories.a_fact_check(ground, confirmed.id)
    factories.a_fact_check(ground, lost.id, verdict="unverifiable", page=None, quote=None)
    ground.expire_all()

    found = findings(ground, TODAY)

    assert found["unchecked"] == ()
    assert [row.id for row in found["unverifiable"]] == [lost.id]


def test_statements_that_contradict_are_counted_by_pair(ground: Session) -> None:
    """A pair that one row says runs and another says ended is one contradiction."""
    for status in ("operating", "operating", "ended"):
        factories.a_deployment(ground, status=status)

    assert check(ground, TODAY).warnings["contradicting"] == 1


def test_figures_of_one_measure_that_differ_contradict(ground: Session) -> None:
    """Two figures of the same measure, place, time and scope that differ are one contradiction; of two years none."""
    rows = [factories.an_outcome(ground, period_ko=year, period_en=year, after=after)
            for year, after in (("2023", "5"), ("2024", "7"), ("2024", "8"), ("2024", "8"))]

    (found,) = findings(ground, TODAY)["contradicting"]

    assert found.id == rows[1].id and rows[2].id in found.en
