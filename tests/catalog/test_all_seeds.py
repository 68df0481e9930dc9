"""Every entry of the project's own seeds arrives in the database."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.deployments import Case, ContextFigure, Deployment, Outcome
from catalog.fact_checks import FactCheck
from catalog.models import Base
from catalog.municipalities import Municipality, Succession
from catalog.programmes import Call, Programme
from catalog.solutions import Cost, JudgedStatement, Lesson, OutsideMatter, Pitfall, Procedure, Solution
from tests.catalog.data_page import lines
from tests.conftest import SEEDS


def entries(name: str) -> int:
    """How many entries a file of the project's seeds has, read without the loader."""
    text = (SEEDS / name).read_text(encoding="utf-8")
    if name.endswith(".yaml"):
        return len(yaml.load(text, Loader=yaml.CSafeLoader))
    return len(list(csv.DictReader(text.splitlines()))) if name.endswith(".csv") else len(text.splitlines())


def of_solutions(name: str) -> int:
    """How many costs or pitfalls the files of the solutions list."""
    return sum(text.count(f"  - id: {name}-") for text in (
        path.read_text(encoding="utf-8") for path in (SEEDS / "solutions").glob("*.yaml")))


@pytest.mark.parametrize(("model", "count"), [
    (Municipality, lambda: entries("municipalities.csv")), (Succession, lambda: entries("succession.csv")),
    (Solution, lambda: len(list((SEEDS / "solutions").glob("*.yaml")))), (Cost, lambda: of_solutions("cost")),
    (Pitfall, lambda: of_solutions("pitfall")), (Deployment, lambda: entries("deployments.csv")),
    (Outcome, lambda: entries("outcomes.csv")), (ContextFigure, lambda: entries("context_figures.csv")),
    (Case, lambda: entries("cases.yaml")), (FactCheck, lambda: entries("checks.csv")),
    (Lesson, lambda: entries("lessons.csv")), (Procedure, lambda: entries("procedures.yaml")),
    (OutsideMatter, lambda: entries("outside.yaml")), (JudgedStatement, lambda: entries("statements.jsonl")),
    (Programme, lambda: entries("programmes/programmes.yaml")),
    (Call, lambda: len(list((SEEDS / "programmes").glob("*-20??.yaml")))),
])
def test_all_seeds_arrive(session: Session, model: type[Base], count: Callable[[], int]) -> None:
    """Every entry of the project's seeds is in the database."""
    assert session.scalar(select(func.count()).select_from(model)) == count() > 0


def test_the_data_page_tells_how_the_re_check_stands(session: Session) -> None:
    """Each line of the two tables in docs/data.md is what the catalogue counts; data_page.py prints them."""
    page = (SEEDS.parent / "docs" / "data.md").read_text(encoding="utf-8").splitlines()
    missing = [line for line in lines(session) if not any(told.startswith(line) for told in page)]

    assert missing == []
