"""Checks seed values against the columns and the named rules of their table."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, Float, Integer, create_engine, insert
from sqlalchemy.exc import IntegrityError

from catalog.db import MARKS, Base, table_of

BOOLEANS = {"true": True, "false": False, True: True, False: False}


def checked(model: type[Base], values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Values in their columns' types, and one sentence for each that breaks a rule of the table."""
    columns = {column.name: column for column in table_of(model).columns}
    wrong = [f"unknown column '{name}'" for name in values if name not in columns]
    typed: dict[str, Any] = {}
    for name in values.keys() & columns.keys():
        try:
            typed[name] = _typed(columns[name], values[name])
        except (ValueError, TypeError, KeyError):
            wrong.append(f"{name}: '{values[name]}' is not {_kind(columns[name])}")
    broken = {name for name in values.keys() & columns.keys() if name not in typed}
    wrong += [
        f"{name}: is missing"
        for name, column in columns.items()
        if not column.nullable and column.default is None and column.server_default is None
        and name not in broken and typed.get(name) in (None, "")
    ]
    for name in columns.keys() - typed.keys() - broken - set(MARKS):
        typed[name] = None
    for rule in table_of(model).constraints:
        allowed, name = rule.info.get("allowed"), rule.info.get("column", "")
        if allowed and typed.get(name) is not None and typed[name] not in allowed:
            wrong.append(f"{name}: '{typed[name]}' is not one of {', '.join(allowed)}")
    return typed, sorted(wrong)


def broken_rules(model: type[Base], rows: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """Rows (where, values) that a named constraint of the table refuses, asked of the table itself.

    A scratch database in memory judges, so that every bad line is known before anything is written.
    """
    if not rows:
        return []
    engine = create_engine("sqlite://")
    table_of(model).create(engine)
    try:
        with engine.begin() as connection:
            connection.execute(insert(model), [values for _, values in rows])
    except IntegrityError:
        return list(_refused(model, rows))
    finally:
        engine.dispose()
    return []


def _refused(model: type[Base], rows: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    engine = create_engine("sqlite://")
    table_of(model).create(engine)
    for where, values in rows:
        try:
            with engine.begin() as connection:
                connection.execute(insert(model), values)
        except IntegrityError as error:
            yield f"{where}: {error.orig}"
    engine.dispose()


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case JSON():
            return _jsonable(value)
        case Boolean():
            return BOOLEANS[value]
        case DateTime():
            return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        case Date():
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        case Integer() | BigInteger():
            return _whole(value, bits=63 if isinstance(column.type, BigInteger) else 31)
        case Float():
            return _finite(value)
    return _text(value, getattr(column.type, "length", None))


def _whole(value: Any, bits: int) -> int:
    if isinstance(value, bool | float):
        raise TypeError
    number = int(value)
    if abs(number) >= 2**bits:
        raise ValueError
    return number


def _finite(value: Any) -> float:
    number = float(value) + 0.0  # -0.0 would not survive a round trip through PostgreSQL
    if not math.isfinite(number):
        raise ValueError
    return number


def _text(value: Any, longest: int | None) -> str:
    """Text that both databases can hold: SQLite alone would take any length and a NUL."""
    if not isinstance(value, str):
        raise TypeError
    if "\0" in value or (longest is not None and len(value) > longest):
        raise ValueError
    return value


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _kind(column: Column[Any]) -> str:
    match column.type:
        case Boolean():
            return "true or false"
        case Date() | DateTime():
            return "a date such as 2025-03-16"
        case Integer() | BigInteger():
            return "a whole number"
        case Float():
            return "a number"
    longest = getattr(column.type, "length", None)
    return f"text in quotes of up to {longest} characters" if longest else "text in quotes"
