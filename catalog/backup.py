"""The whole database to and from one file, the same for both databases.

The file is gzipped JSON lines: a header with the schema's revision, then every row of every table in
an order in which references point backwards.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Column, Connection, Engine, RowMapping, Table, func, insert, inspect, select, text
from sqlalchemy.exc import CompileError, OperationalError, StatementError

from catalog import migrate
from catalog.db import LONG_PATIENCE, alone, for_writing
from catalog.errors import HwaksanError
from catalog.models import Base

FORMAT = "hwaksan-backup-1"
CHUNK = 500
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, EOFError, gzip.BadGzipFile,
           zlib.error, CommandError, CompileError, StatementError)
"""What reading and inserting the lines of a file raises that is no whole backup."""


def backup(engine: Engine, path: Path) -> int:
    """Writes every row to `path` in one consistent read; returns how many.

    Replaces the file whole, once all of it lies on the disk: what was there before stays until then.

    Raises:
        HwaksanError: the file cannot be written, mostly because the disk is full.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        count = _write(engine, partial)
        _keep(partial, path)
    except OSError as error:
        raise HwaksanError(
            f"백업 파일을 쓸 수 없습니다: {path.name}. 저장 공간과 폴더 권한을 확인해 주세요. "
            "이전 백업은 그대로 있습니다.",
            f"{path.name} cannot be written. Check the disk's space and the folder's permissions. "
            "The backup before it is still there.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def _keep(partial: Path, path: Path) -> None:
    """Puts a file in its place so that neither a crash nor a cut of power leaves half of it there."""
    with open(partial, "rb") as written:
        os.fsync(written.fileno())
    os.replace(partial, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(engine: Engine, partial: Path) -> int:
    count = 0
    with engine.connect() as connection, gzip.open(partial, "wt", encoding="utf-8") as file:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        revision = MigrationContext.configure(connection).get_current_revision()
        file.write(json.dumps({"format": FORMAT, "revision": revision}) + "\n")
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            for row in _parents_first(table, rows):
                values = {name: _plain(table.c[name], value) for name, value in row.items()}
                file.write(json.dumps([table.name, values], ensure_ascii=False) + "\n")
                count += 1
    return count


def restore(engine: Engine, path: Path) -> int:
    """Fills an empty database from `path`, all or nothing; returns how many rows it holds then.

    Raises:
        HwaksanError: the file is no backup, or the database already holds a catalogue.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            header = json.loads(file.readline())
            if not isinstance(header, dict) or header.get("format") != FORMAT:
                raise ValueError
            with engine.connect() as connection:  # before anything is changed
                _require_empty(connection)
            migrate.upgrade(engine, header["revision"])
            with for_writing(engine, LONG_PATIENCE).begin() as connection:
                alone(connection)
                _require_empty(connection)
                tables = Base.metadata.tables
                count, numbered = 0, set()
                for name, rows in _chunks(file):
                    connection.execute(insert(tables[name]), [_typed(tables[name], row) for row in rows])
                    count += len(rows)
                    if tables[name].autoincrement_column is not None:
                        numbered.add(name)
                if engine.dialect.name == "postgresql":
                    for name in numbered:  # the next row's number comes after those restored
                        sequence = func.pg_get_serial_sequence(name, "id")
                        connection.execute(select(func.setval(sequence, func.max(tables[name].c.id))))
    except OperationalError:
        raise  # the database failed, not the file
    except DAMAGED as error:
        raise HwaksanError(
            f"백업 파일이 아니거나 손상되었습니다: {path.name}. `hwaksan backup`으로 만든 파일을 지정해 주세요.",
            f"{path.name} is no backup file or is damaged. Give a file made by `hwaksan backup`.",
        ) from error
    migrate.upgrade(engine)
    return count


def _parents_first(table: Table, rows: Iterable[RowMapping]) -> Iterable[RowMapping]:
    """Rows in an order in which references within the table point backwards too."""
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    if not own:
        return rows
    (key,) = table.primary_key
    waiting = {row[key.name]: row for row in rows}
    ordered: list[RowMapping] = []
    while waiting:
        ready = [
            row for code, row in waiting.items()
            if not any(row[name] != code and row[name] in waiting for name in own)
        ] or list(waiting.values())  # a circle: no order serves, so the database will tell
        ordered += ready
        for row in ready:
            del waiting[row[key.name]]
    return ordered


def _require_empty(connection: Connection) -> None:
    standing = set(inspect(connection).get_table_names())
    held = [
        table.name for table in Base.metadata.sorted_tables
        if table.name in standing
        and connection.scalar(select(func.count()).select_from(table))
    ]
    if held:
        raise HwaksanError(
            "복원할 데이터베이스가 비어 있지 않습니다. 빈 데이터베이스를 HWAKSAN_DATABASE_URL로 지정해 주세요.",
            "The database to restore into is not empty. Name an empty one in HWAKSAN_DATABASE_URL.",
        )


def _chunks(lines: Iterator[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    name = ""
    rows: list[dict[str, Any]] = []
    for line in lines:
        table, values = json.loads(line)
        if rows and (table != name or len(rows) == CHUNK):
            yield name, rows
            rows = []
        name = table
        rows.append(values)
    if rows:
        yield name, rows


def _plain(column: Column[Any], value: Any) -> Any:
    if isinstance(value, dt.datetime) and getattr(column.type, "timezone", False):
        # SQLite keeps UTC without saying so; PostgreSQL answers in the zone of its server.
        value = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type.python_type, value) for name, value in values.items()}


def _value(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if kind is bytes:
        return base64.b64decode(value["bytes"])
    if issubclass(kind, dt.date):
        return kind.fromisoformat(value)
    return value
