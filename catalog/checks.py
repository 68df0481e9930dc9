"""Checks of the whole catalogue: errors must not be, warnings count what is thin (findings.py has the rows)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db import Base, Fact, key_of, table_of
from catalog.deployments import Case, ContextFigure, Deployment, Outcome, Visit
from catalog.fact_checks import FactCheck
from catalog.findings import findings
from catalog.municipalities import Municipality
from catalog.partners import Partner
from catalog.programmes import CallRule, Programme, Selection
from catalog.solutions import Cost, Lesson, Pitfall, Procedure, Solution

SOURCED = (Cost, Pitfall, Lesson, Procedure, Deployment, Outcome, ContextFigure, Programme, CallRule, Selection, Visit,
           Partner)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`errors` as sentences "table id: what"; `warnings` as counts by kind."""

    errors: tuple[str, ...]
    warnings: dict[str, int]


def check(session: Session, today: dt.date) -> CheckReport:
    """Reads every fact that stands and reports what is wrong or thin."""
    errors = [problem for model in _fact_tables() for problem in _row_errors(session, model)]
    errors += [*_case_errors(session), *_check_errors(session)]
    warnings = {kind: len(rows) for kind, rows in findings(session, today).items()}
    return CheckReport(tuple(errors), warnings)


def _fact_tables() -> list[type[Base]]:
    models: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted((model for model in models if issubclass(model, Fact)), key=lambda model: model.__tablename__)


def _standing(session: Session, model: type[Any]) -> Sequence[Any]:
    return session.scalars(select(model).where(model.withdrawn_on.is_(None))).all()


def _row_errors(session: Session, model: type[Base]) -> Iterator[str]:
    columns = [column.name for column in table_of(model).columns]
    pairs = [(name, f"{name[:-3]}_en") for name in columns if name.endswith("_ko") and f"{name[:-3]}_en" in columns]
    keys = key_of(model)
    for row in _standing(session, model):
        where = f"{model.__tablename__} {'/'.join(str(getattr(row, key)) for key in keys)}"
        if model in SOURCED and not (row.source or "").strip():
            yield f"{where}: has no source"
        for korean, english in pairs:
            if bool(getattr(row, korean)) != bool(getattr(row, english)):
                yield f"{where}: {korean} and {english} must both be given"
        yield from (f"{where}: {problem}" for problem in _impossible(row))


def _impossible(row: Any) -> Iterator[str]:
    if isinstance(row, Solution) and not row.sources:
        yield "has no source"
    if isinstance(row, Deployment) and row.as_of and row.status == "operating" and row.as_of > dt.date.today().year:
        yield f"operates as of {row.as_of}, which is in the future"
    if isinstance(row, Municipality) and row.fiscal_independence is not None and not (
        0 <= row.fiscal_independence <= 100
    ):
        yield f"fiscal independence of {row.fiscal_independence} % is impossible"


def _case_errors(session: Session) -> list[str]:
    slugs = set(session.scalars(select(Solution.slug)))
    codes = set(session.scalars(select(Municipality.code)))
    return [
        f"award_case {case.id}: there is no '{name}'"
        for case in _standing(session, Case)
        for name, known in (
            [(entry["solution"], slugs) for entry in case.solutions if entry.get("solution")]
            + [(code, codes) for code in case.municipalities]
        )
        if name not in known
    ]


def _check_errors(session: Session) -> list[str]:
    """Marks of a re-check whose fact is not there; one whose fact was withdrawn since says why it was."""
    known = {key for model in (Deployment, Outcome, Cost) for key in session.scalars(select(model.id))}
    return [f"fact_check {mark.id}: there is no such fact" for mark in _standing(session, FactCheck)
            if mark.id not in known]
