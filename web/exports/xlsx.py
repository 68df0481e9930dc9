"""A report as a workbook (openpyxl): the text on one sheet, each table on its own, figures as numbers."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import unicodedata

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from web.exports.docx import BLANK_FILL, FIRST_DAY, HEAD_FILL, stamped
from web.exports.report import Cell, Heading, Line, Paragraph, Report, Table

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
LONGEST_CELL = 32_000
TEXT_WIDTH = 100
TABLE_WIDTH = 110
"""Characters across a sheet."""
LETTER = 11
LINE_HEIGHT = 16.5
"""In points; a row's height is written down because not every program that opens the file works it out."""
HIGHEST_ROW = 409
"""Points, the most that Excel allows."""
THIN = Side(style="thin", color="BFC5CC")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TOP = Alignment(wrap_text=True, vertical="top")


def write(report: Report) -> bytes:
    """The report as .xlsx; no text becomes a formula."""
    book = Workbook()
    book.properties.title, book.properties.creator = report.title, ""
    book.properties.language = report.language
    book.properties.created = book.properties.modified = dt.datetime(*FIRST_DAY[:3])
    sheet = book.active
    sheet.title = NOT_IN_A_NAME.sub(" ", report.title)[:LONGEST_NAME]
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    _text(sheet.cell(1, 1), Line(report.title, strong=True)).font = Font(bold=True, size=16)
    _text(sheet.cell(2, 1), Line(report.subtitle))
    _heighten(sheet, 1, [TEXT_WIDTH])
    _fit_to_paper(sheet, wide=False)
    row = 4
    for block in report.blocks:
        target = sheet.cell(row, 1)
        if isinstance(block, Table):
            own = book.create_sheet(_name(block.caption, book.sheetnames))
            _table(own, block, report.landscape)
            _text(target, Line(f"→ {own.title}"))
            target.hyperlink = f"#'{own.title}'!A1"
        elif isinstance(block, Heading):
            _text(target, Line(block.text)).font = Font(bold=True, size=15 - 2 * block.level)
        else:
            _paragraph(target, block)
        _heighten(sheet, row, [TEXT_WIDTH])
        row += 1
    buffer = io.BytesIO()
    book.save(buffer)
    return stamped(buffer.getvalue())


def _name(caption: str, taken: list[str]) -> str:
    """A name for a sheet that no other has."""
    wanted = NOT_IN_A_NAME.sub(" ", caption).strip()[:LONGEST_NAME] or "-"
    name, number = wanted, 2
    while name.casefold() in {other.casefold() for other in taken}:
        ending = f" {number}"
        name, number = wanted[:LONGEST_NAME - len(ending)] + ending, number + 1
    return name


def _paragraph(target: SheetCell, block: Paragraph) -> None:
    start = "· " if block.kind == "item" else ""
    _text(target, Line(start + block.line.text, block.line.notes, block.line.blank, block.line.strong))


def _table(sheet: Worksheet, block: Table, wide: bool) -> None:
    _text(sheet.cell(1, 1), Line(block.caption, strong=True)).alignment = Alignment(wrap_text=False)
    widths = [max(8.0, TABLE_WIDTH * weight / sum(block.weights)) for weight in block.weights]
    for at, name in enumerate(block.header, start=1):
        head = _text(sheet.cell(2, at), Line(name, strong=True))
        head.fill, head.border = PatternFill("solid", HEAD_FILL), GRID
        sheet.column_dimensions[get_column_letter(at)].width = widths[at - 1]
    _heighten(sheet, 2, widths)
    for number, row in enumerate(block.rows, start=3):
        for at, content in enumerate(row, start=1):
            target = _cell(sheet.cell(number, at), content)
            target.border = GRID
            if at - 1 in block.right:
                target.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
        _heighten(sheet, number, widths)
    sheet.freeze_panes = "B3"
    sheet.print_title_rows = "2:2"
    _fit_to_paper(sheet, wide)


def _fit_to_paper(sheet: Worksheet, wide: bool) -> None:
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heighten(sheet: Worksheet, row: int, widths: list[float]) -> None:
    """Room for the longest cell of a row as it wraps; a Korean letter is as wide as two Latin ones."""
    lines = 1
    for at, width in enumerate(widths, start=1):
        target = sheet.cell(row, at)
        wide = target.font.size / LETTER / (.9 * width)
        lines = max(lines, sum(math.ceil(max(1, _width(line)) * wide) for line in str(target.value or "").split("\n")))
    height = LINE_HEIGHT * lines * max(1.0, sheet.cell(row, 1).font.size / LETTER)
    sheet.row_dimensions[row].height = min(HIGHEST_ROW, height)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cell(target: SheetCell, content: Cell) -> SheetCell:
    if content.number is not None:
        target.value = content.number
        target.number_format = "#,##0" if isinstance(content.number, int) else "#,##0.##"
        target.alignment = TOP
        return target
    text = "\n".join(line.text + line.marks for line in content.lines)
    return _text(target, Line(text, blank=any(line.blank for line in content.lines)))


def _text(target: SheetCell, line: Line) -> SheetCell:
    """Text that stays text, also when it begins like a formula."""
    target.value = (line.text + line.marks)[:LONGEST_CELL]
    target.data_type = "s"
    target.quotePrefix = line.text[:1] in ("=", "+", "-", "@")
    target.alignment = TOP
    target.font = Font(bold=line.strong, size=LETTER)
    if line.blank:
        target.fill = PatternFill("solid", BLANK_FILL)
    return target
