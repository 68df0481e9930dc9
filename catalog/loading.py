"""Loads the seeds: idempotent, all or nothing, and never over a fact that was edited since."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.changes import refresh_operations
from catalog.db import MARKS, Base, alone, key_of, table_of
from catalog.errors import SeedError
from catalog.revisions import Revision, seeds_digest
from catalog.seed_checks import broken_rules
from catalog.seed_files import MODELS, SeedRow, read_seeds
from catalog.solutions import Solution


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did; `conflicts` names each fact kept as edited although the seeds differ."""

    added: int
    updated: int
    unchanged: int
    withdrawn: int
    conflicts: tuple[str, ...]


def load_seeds(session: Session, folder: Path) -> LoadReport:
    """Brings the catalogue up to the seeds in `folder`, inside the caller's transaction.

    A row whose values differ from what the seeds last wrote was edited since: it stays as it is and
    is reported. Rows gone from the seeds are withdrawn, not deleted.

    Raises:
        SeedError: lists every bad line with its file; nothing is written then.
    """
    rows, problems = read_seeds(folder)
    by_model: dict[type[Base], list[SeedRow]] = defaultdict(list)
    for row in rows:
        if not row.wrong:
            by_model[row.model].append(row)
    for model in MODELS:
        problems += broken_rules(model, [(row.where, row.values) for row in by_model[model]])
    problems += _broken_references(rows) + _circles(by_model[Solution])
    if problems:
        raise SeedError(sorted(problems))
    alone(session.connection())
    reports = [_load_table(session, model, _parents_first(by_model[model])) for model in MODELS]
    report = LoadReport(
        added=sum(part.added for part in reports),
        updated=sum(part.updated for part in reports),
        unchanged=sum(part.unchanged for part in reports),
        withdrawn=sum(part.withdrawn for part in reports),
        conflicts=tuple(conflict for part in reports for conflict in part.conflicts),
    )
    digest = digest_of(folder)
    if report.added or report.updated or report.withdrawn or seeds_digest(session) != digest:
        refresh_operations(session)
        session.add(Revision(reason="seeds loaded", seeds_digest=digest))
    session.flush()
    return report


def digest_of(folder: Path) -> str:
    """Digest of the names and bytes of all seed files: the same facts have the same digest anywhere."""
    digest = hashlib.sha256()
    for path in sorted(path for kind in ("csv", "jsonl", "yaml") for path in folder.rglob(f"*.{kind}")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _load_table(session: Session, model: type[Base], rows: Sequence[SeedRow]) -> LoadReport:
    keys = key_of(model)
    existing: dict[tuple[Any, ...], Any] = {
        tuple(getattr(found, key) for key in keys): found for found in session.scalars(select(model))
    }
    new = [row for row in rows if row.key not in existing]
    session.add_all(model(**row.values, seed_digest=_digest(_jsonable(row.values))) for row in new)
    session.flush()  # before a row changed below refers to one of them
    updated = unchanged = withdrawn = 0
    conflicts = []
    for row in rows:
        found = existing.pop(row.key, None)
        if found is None:
            continue
        digest = _digest(_jsonable(row.values))
        stands = _digest_of(found)
        if found.seed_digest == stands == digest:
            unchanged += 1
        elif stands in (found.seed_digest, digest) or _withdrawn_by_loading(found):
            if _withdrawn_by_loading(found):
                found.withdrawn_on = None
            for column in _own_columns(model):
                setattr(found, column, row.values.get(column))
            found.seed_digest = digest
            updated += 1
        else:
            conflicts.append(f"{row.where}: {model.__tablename__} {'/'.join(map(str, row.key))}")
    for key, gone in existing.items():
        if gone.seed_digest is None:
            continue
        if gone.seed_digest == _digest_of(gone):
            gone.withdrawn_on, gone.seed_digest = gone.withdrawn_on or dt.date.today(), None
            withdrawn += 1
        else:
            conflicts.append(f"(gone from the seeds): {model.__tablename__} {'/'.join(map(str, key))}")
    session.flush()
    return LoadReport(len(new), updated, unchanged, withdrawn, tuple(conflicts))


def _withdrawn_by_loading(found: Any) -> bool:
    return found.origin == "seed" and found.seed_digest is None and found.withdrawn_on is not None


def _parents_first(rows: Sequence[SeedRow]) -> list[SeedRow]:
    """Rows of one table, each after the row of the same table that it refers to."""
    by_key = {row.key: row for row in rows}
    ordered: dict[tuple[Any, ...], SeedRow] = {}

    def place(row: SeedRow, above: frozenset[tuple[Any, ...]]) -> None:
        for _, table, value in _foreign_keys(row):
            parent = by_key.get((value,)) if table == row.model.__tablename__ else None
            if parent is not None and parent.key not in above and parent.key not in ordered:
                place(parent, above | {row.key})
        ordered[row.key] = row

    for row in rows:
        if row.key not in ordered:
            place(row, frozenset({row.key}))
    return list(ordered.values())


def _own_columns(model: type[Base]) -> list[str]:
    """The columns that hold the fact itself, without the marks that loading keeps."""
    return [column.name for column in table_of(model).columns if column.name not in MARKS]


def _digest_of(found: Base) -> str:
    return _digest(_jsonable({name: getattr(found, name) for name in _own_columns(type(found))}))


def _jsonable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, dt.date) else value
            for name, value in values.items() if value is not None}


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _broken_references(rows: Sequence[SeedRow]) -> list[str]:
    """References to rows that the seeds do not hold, foreign keys and lists of slugs or codes alike.

    A line that refers to a wrong line is not wrong itself.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        known[row.model.__tablename__].add(str(row.key[0]))
    return [
        f"{row.where}: {name}: there is no {table} '{value}'"
        for row in rows if not row.wrong
        for name, table, value in _references(row)
        if str(value) not in known[table]
    ]


def _circles(solutions: Sequence[SeedRow]) -> list[str]:
    """Retired solutions whose successors lead back to them, so that nothing stands in their place."""
    successor = {row.values["slug"]: row.values.get("replaced_by") for row in solutions}
    problems = []
    for row in solutions:
        seen, slug = set(), row.values.get("replaced_by")
        while slug and slug not in seen:
            seen.add(slug)
            slug = successor.get(slug)
        if row.values["slug"] in seen:
            problems.append(f"{row.where}: replaced_by: leads back to '{row.values['slug']}'")
    return problems


def _foreign_keys(row: SeedRow) -> Iterable[tuple[str, str, Any]]:
    for column in table_of(row.model).columns:
        for key in column.foreign_keys:
            if row.values.get(column.key) is not None:
                yield column.key, key.column.table.name, row.values[column.key]


def _references(row: SeedRow) -> Iterable[tuple[str, str, Any]]:
    yield from _foreign_keys(row)
    tablename = row.model.__tablename__
    if tablename == "award_case":
        yield from (("municipalities", "municipality", code) for code in row.values["municipalities"])
        chosen = (entry.get("solution") for entry in row.values["solutions"])
        yield from (("solutions", "solution", slug) for slug in chosen if slug)
    if tablename == "judged_statement":
        yield from (("grades", "solution", slug) for slug in row.values["grades"])
    if tablename == "procedure":
        yield from (("solutions", "solution", slug) for slug in row.values.get("solutions") or ())
    if tablename == "call_rule" and row.values["key"] == "distribution-list":
        yield from (("value", "solution", slug) for slug in row.values.get("value") or ())
