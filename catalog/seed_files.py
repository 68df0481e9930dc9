"""Reads the seed files into rows ready for the tables, remembering file and line of each.

Values are checked against the tables' own columns and named rules, so a rule is written once.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from catalog.db import Base, key_of, table_of
from catalog.deployments import Case, ContextFigure, Deployment, Outcome, Visit
from catalog.fact_checks import FactCheck
from catalog.municipalities import Municipality, Succession
from catalog.partners import Partner
from catalog.programmes import Call, CallRule, Programme, Selection
from catalog.seed_checks import checked
from catalog.solutions import Cost, JudgedStatement, Lesson, OutsideMatter, Pitfall, Procedure, Solution

MODELS: tuple[type[Base], ...] = (
    Municipality, Succession, Solution, Cost, Pitfall, Deployment, Outcome, ContextFigure, Case, Visit, Partner,
    FactCheck, Lesson, OutsideMatter, JudgedStatement, Procedure, Programme, Call, CallRule, Selection,
)
"""Every table that the seeds fill, parents first."""

REFERENCES = {"solution": "solution_slug", "municipality": "municipality_code",
              "programme": "programme_id", "learner": "learner_code", "coach": "coach_code",
              "deployment": "deployment_id"}
"""Seed columns that name another row, and the table column they fill where the table has it."""


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One fact of the seeds: the table, its values by column, where it stands and what is wrong with it."""

    model: type[Base]
    values: dict[str, Any]
    where: str
    wrong: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """Primary key, in the table's column order."""
        return tuple(self.values.get(name) for name in key_of(self.model))


class _LineLoader(yaml.CSafeLoader):
    """Safe YAML that notes in every mapping the line on which it starts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def read_seeds(folder: Path) -> tuple[list[SeedRow], list[str]]:
    """All rows of a seeds folder, the wrong ones too, and every problem as "file:line: what"."""
    problems: list[str] = []
    rows = [
        row
        for source in _sources(folder)
        for row in _guarded(source, folder, problems)
    ]
    return rows, problems


def _sources(folder: Path) -> list[tuple[Path, Callable[[Path], Iterator[SeedRow]]]]:
    """Every seed file with its reader, in an order in which references point backwards."""
    calls = sorted((folder / "programmes").glob("*-[0-9][0-9][0-9][0-9].yaml"))
    return [
        (folder / "municipalities.csv", lambda path: _csv(path, Municipality)),
        (folder / "succession.csv", lambda path: _csv(path, Succession)),
        *[(path, _solution) for path in sorted((folder / "solutions").glob("*.yaml"))],
        (folder / "deployments.csv", lambda path: _csv(path, Deployment)),
        (folder / "outcomes.csv", lambda path: _csv(path, Outcome)),
        (folder / "context_figures.csv", lambda path: _csv(path, ContextFigure)),
        (folder / "cases.yaml", lambda path: _yaml_list(path, Case)),
        (folder / "visits.csv", lambda path: _csv(path, Visit)),
        (folder / "partners.csv", lambda path: _csv(path, Partner)),
        (folder / "checks.csv", lambda path: _csv(path, FactCheck)),
        (folder / "lessons.csv", lambda path: _csv(path, Lesson)),
        (folder / "procedures.yaml", lambda path: _yaml_list(path, Procedure)),
        (folder / "outside.yaml", lambda path: _yaml_list(path, OutsideMatter)),
        (folder / "statements.jsonl", lambda path: _json_lines(path, JudgedStatement)),
        (folder / "programmes" / "programmes.yaml", lambda path: _yaml_list(path, Programme)),
        *[(path, _call) for path in calls],
    ]


def _guarded(
    source: tuple[Path, Callable[[Path], Iterator[SeedRow]]], folder: Path, problems: list[str]
) -> Iterator[SeedRow]:
    path, read = source
    try:
        for row in read(path):
            values, wrong = checked(row.model, row.values)
            where = f"{path.relative_to(folder)}:{row.where}"
            wrong = [*row.wrong, *wrong]
            problems.extend(f"{where}: {problem}" for problem in wrong)
            yield SeedRow(row.model, row.values if wrong else values, where, tuple(wrong))
    except FileNotFoundError:
        problems.append(f"{path.relative_to(folder)}:1: the file is missing")
    except UnicodeDecodeError as error:
        problems.append(f"{path.relative_to(folder)}:1: not UTF-8 at byte {error.start}")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(f"{path.relative_to(folder)}:{line}: not valid YAML ({getattr(error, 'problem', error)})")
    except (csv.Error, TypeError, AttributeError, KeyError, ValueError) as error:
        problems.append(f"{path.relative_to(folder)}:1: not in the expected shape ({error})")


def _csv(path: Path, model: type[Base]) -> Iterator[SeedRow]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        header = _renamed(model, dict.fromkeys(reader.fieldnames or ()))
        unknown = [name for name in header if name not in table_of(model).columns]
        if unknown or not header:
            raise ValueError(f"unknown columns {', '.join(unknown)}" if header else "empty")
        for record in reader:
            wrong = ["more cells than columns"] if record.pop(None, None) else []
            wrong += ["fewer cells than columns"] if None in record.values() else []
            values = {name: value or None for name, value in record.items()}
            yield SeedRow(model, _renamed(model, values), str(reader.line_num), tuple(wrong))


def _json_lines(path: Path, model: type[Base]) -> Iterator[SeedRow]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield _row(model, {**json.loads(line), "__line__": number})
        except (json.JSONDecodeError, TypeError) as error:
            yield SeedRow(model, {}, str(number), (f"not a JSON object ({error})",))


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506 (a safe loader)


def _yaml_list(path: Path, model: type[Base]) -> Iterator[SeedRow]:
    for entry in _yaml(path):
        yield _row(model, entry)


def _solution(path: Path) -> Iterator[SeedRow]:
    entry = _yaml(path)
    children = [(Cost, entry.pop("costs", None)), (Pitfall, entry.pop("pitfalls", None))]
    solution = _row(Solution, entry)
    misnamed = entry.get("slug") != path.stem
    yield replace(solution, wrong=(f"slug: must equal the file name '{path.stem}'",)) if misnamed else solution
    for model, entries in children:
        for child in entries or ():
            yield _row(model, child, solution_slug=path.stem)


def _call(path: Path) -> Iterator[SeedRow]:
    entry = _yaml(path)
    rules, selected = entry.pop("rules", None), entry.pop("selected", None)
    yield _row(Call, entry)
    for position, rule in enumerate(rules or ()):
        yield _row(CallRule, rule, call_id=entry["id"], position=position)
    for position, chosen in enumerate(selected or ()):
        yield _row(Selection, chosen, call_id=entry["id"], position=position)


def _row(model: type[Base], entry: dict[str, Any], **more: Any) -> SeedRow:
    values = dict(entry)
    line = str(values.pop("__line__"))
    return SeedRow(model, _renamed(model, {**_plain(values), **more}), line)


def _plain(value: Any) -> Any:
    """The value without the line notes of nested mappings."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if key != "__line__"}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _renamed(model: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    columns = table_of(model).columns
    return {
        REFERENCES[name] if REFERENCES.get(name, "") in columns else name: value
        for name, value in values.items()
    }
