"""Rows of the catalogue as JSON for the API's read endpoints: facts with source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from catalog import queries
from catalog.db import MARKS, Base
from catalog.deployments import Deployment
from catalog.evidence import evidence
from catalog.municipalities import Municipality
from catalog.partners import partners_of
from catalog.programmes import Call
from catalog.solutions import Cost, Solution
from web.answers import check_json, outcome_json


def row_json(row: Base, leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """Every column of a fact as stored, without the marks of loading."""
    skipped = {*MARKS, *leave_out}
    return {
        column.key: _plain(getattr(row, column.key))
        for column in inspect(type(row)).columns if column.key not in skipped
    }


def checked_json(row: Cost | Deployment) -> dict[str, Any]:
    """A fact with how its last re-check came out."""
    return {**row_json(row), "check": check_json(row.check)}


def solution_summary(solution: Solution) -> dict[str, Any]:
    """What a list shows of a solution."""
    return {
        "slug": solution.slug,
        "name": {"ko": solution.name_ko, "en": solution.name_en},
        "summary": {"ko": solution.summary_ko, "en": solution.summary_en},
        "domain": solution.domain,
        "service_field": solution.service_field,
        "distribution_list_years": solution.distribution_list_years,
    }


def solution_detail(session: Session, solution: Solution) -> dict[str, Any]:
    """Everything on record about a solution."""
    outcomes = queries.outcomes(session, solution.slug)
    return {
        **row_json(solution),
        "evidence_level": evidence(outcomes).level,
        "costs": [checked_json(cost) for cost in solution.costs if cost.withdrawn_on is None],
        "pitfalls": [row_json(pitfall) for pitfall in solution.pitfalls if pitfall.withdrawn_on is None],
        "deployments": [checked_json(row) for row in queries.deployments_of(session, solution.slug)],
        "partners": [row_json(row) for row in partners_of(session, solution.slug)],
        "outcomes": [{**outcome_json(row), "check": check_json(row.check)} for row in outcomes],
        "context_figures": [row_json(row) for row in queries.context_figures(session, solution.slug)],
        "procedures": [row_json(row, ["solutions"]) for row in queries.procedures_for(session, solution.slug)],
    }


def municipality_json(unit: Municipality) -> dict[str, Any]:
    """A local government with its figures and their dates."""
    return row_json(unit)


def call_json(call: Call) -> dict[str, Any]:
    """A call with its rules, how each is known, and who was selected."""
    return {
        **row_json(call),
        "rules": [row_json(rule, ["call_id", "position"]) for rule in call.rules if rule.withdrawn_on is None],
        "selected": [row_json(chosen, ["call_id", "position"]) for chosen in call.selections
                     if chosen.withdrawn_on is None],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
