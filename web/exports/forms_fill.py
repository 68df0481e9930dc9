"""Filling an uploaded form by the labels of its cells; what is not filled stays as it was, byte for byte.

The file comes from anybody, so it is measured before anything reads it: how many parts, how large, how densely
packed, no XML entities, no absurd table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hwpx import HwpxDocument
from hwpx.oxml import HwpxOxmlTable
from hwpx.oxml.table import HwpxTableGridPosition

from catalog.errors import InvalidInputError
from web.exports.form_values import Value, value_for
from web.exports.report import clean
from web.extract import is_plain_xml

LARGEST_FORM = 600 * 1024
"""Bytes of an uploaded form: it comes back once more inside a form of at most a megabyte."""
MOST_PARTS, LARGEST_INSIDE, DENSEST = 200, 20 * 1024 * 1024, 200
MIMETYPE = b"application/hwp+zip"
MARKUP = (".xml", ".hpf", ".rdf", ".opf")
ABSURD = re.compile(rb"""(?:rowCnt|colCnt|colSpan|rowSpan|colAddr|rowAddr)\s*=\s*["']\s*-?[0-9]{4,}""")
LONGEST_LABEL = 40
MOST_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """A labelled cell: where the value goes, and the value if anything is known."""

    key: str
    """table:row:column of the cell to fill."""
    label: str
    value: Value | None


def opened(data: bytes) -> HwpxDocument:
    """The uploaded form.

    Raises:
        InvalidInputError: no HWPX file, too large, or built to do harm; with what to do.
    """
    if len(data) > LARGEST_FORM:
        raise InvalidInputError(
            "form", f"서식 파일은 {LARGEST_FORM // 1024}KB까지 올릴 수 있습니다. 그림을 빼고 다시 저장해 올려 주세요.",
            f"A form may have up to {LARGEST_FORM // 1024} KB. Take the pictures out, save it again and upload it.",
        )
    with readable():
        _measure(data)
        return HwpxDocument.open(io.BytesIO(data))


@contextmanager
def readable() -> Iterator[None]:
    """Whatever a library makes of a damaged file, the person is told what to do."""
    try:
        yield
    except InvalidInputError:
        raise
    except Exception as error:
        raise _unreadable() from error


def places(document: HwpxDocument, payload: Mapping[str, Any]) -> list[Place]:
    """The labelled empty cells in the order of the form; labels nobody knows have no value."""
    with readable():
        return _places(document, payload)


def _places(document: HwpxDocument, payload: Mapping[str, Any]) -> list[Place]:
    found: dict[str, Place] = {}
    for at, table in enumerate(_tables(document.tables.all)):
        cells = _cells(table)
        for position in cells.values():
            label, target = clean(position.cell.text), _empty_beside(cells, position)
            if not position.is_anchor or not label or len(label) > LONGEST_LABEL or target is None:
                continue
            key = f"{at}:{target[0]}:{target[1]}"
            value = value_for(label, payload)
            if key not in found or (found[key].value is None and value is not None):
                found[key] = Place(key, label, value)
    return list(found.values())


def fill(data: bytes, payload: Mapping[str, Any], chosen: Collection[str]) -> bytes:
    """The form with the chosen cells filled; every part without such a cell stays byte for byte.

    Raises:
        InvalidInputError: the form cannot be read, or nothing was chosen.
    """
    document = opened(data)
    wanted = {place.key: place.value for place in places(document, payload) if place.value and place.key in chosen}
    if not wanted:
        raise InvalidInputError("form", "채울 칸을 하나 이상 골라 주세요.", "Choose at least one cell to fill.")
    with readable():
        tables = _tables(document.tables.all)
        for key, value in wanted.items():
            at, row, column = (int(part) for part in key.split(":"))
            tables[at].set_cell_text(row, column, clean(value.text), logical=True)
        return document.to_bytes(mode="patch", fallback="error")


def _tables(listed: Sequence[HwpxOxmlTable]) -> list[HwpxOxmlTable]:
    """Tables with those inside their cells, in the order of the form."""
    found: list[HwpxOxmlTable] = []
    for table in listed:
        found.append(table)
        for row in table.rows:
            for cell in row.cells:
                found += _tables(cell.tables)
    return found


def _cells(table: HwpxOxmlTable) -> dict[tuple[int, int], HwpxTableGridPosition]:
    """What stands at each place of the grid; nothing of a table that is too large to be a form."""
    spans = [cell.span for row in table.rows for cell in row.cells]
    if max(table.row_count * table.column_count, sum(rows * columns for rows, columns in spans)) > MOST_CELLS:
        return {}
    return {(position.row, position.column): position for position in table.iter_grid()}


def _empty_beside(
    cells: Mapping[tuple[int, int], HwpxTableGridPosition], label: HwpxTableGridPosition
) -> tuple[int, int] | None:
    """The empty cell to the right of a label, else the one below it."""
    row, column = label.anchor
    for place in ((row, column + label.col_span), (row + label.row_span, column)):
        beside = cells.get(place)
        if beside is not None and not clean(beside.cell.text) and not beside.cell.tables:
            return beside.anchor
    return None


def _measure(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        packed = max(1, sum(entry.compress_size for entry in entries))
        inside = sum(entry.file_size for entry in entries)  # no more than this is ever read from an entry
        if len(entries) > MOST_PARTS or inside > LARGEST_INSIDE or inside > DENSEST * packed:
            raise _harmful()
        if archive.read("mimetype").strip() != MIMETYPE:
            raise _unreadable()
        for entry in entries:
            if entry.filename.lower().endswith(MARKUP):
                _check_markup(archive.read(entry))


def _check_markup(text: bytes) -> None:
    if not is_plain_xml(text) or ABSURD.search(text):
        raise _harmful()


def _unreadable() -> InvalidInputError:
    return InvalidInputError(
        "form", "한글 문서(.hwpx)로 읽을 수 없습니다. 한글에서 HWPX 형식으로 다시 저장해 올려 주세요.",
        "This is not a readable .hwpx file. Save it in Hancom Office as HWPX and upload it again.",
    )


def _harmful() -> InvalidInputError:
    return InvalidInputError(
        "form", "내용이 지나치게 크거나 안전하지 않은 파일입니다. 공고에 붙은 서식 원본을 올려 주세요.",
        "The file is too large inside or not safe. Upload the original form of the call.",
    )
