"""A report as a Word document (python-docx)."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from web.exports.report import Heading, Line, Paragraph, Report, Table

FONT = "맑은 고딕"
MARGIN, SHORT, LONG = 20, 210, 297
"""Millimetres of an A4 page."""
BLANK_FILL, HEAD_FILL = "FFF3C4", "EEF2F7"
SMALL, BODY = Pt(9), Pt(10)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date on every entry of the file, so that the same report is the same file."""


def write(report: Report) -> bytes:
    """The report as .docx; the same report gives the same bytes."""
    document = Document()
    _set_up(document, report)
    document.add_heading(report.title, 0)
    document.add_paragraph(report.subtitle)
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Table):
            _table(document, block, _width(report))
        else:
            _paragraph(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return stamped(buffer.getvalue())


def stamped(archive: bytes) -> bytes:
    """The same zip archive with one fixed date on every entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, FIRST_DAY)
            fixed.compress_type = entry.compress_type
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":  # openpyxl writes the hour of saving
                content = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            target.writestr(fixed, content)
    return buffer.getvalue()


def _set_up(document: WordDocument, report: Report) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.author = report.title, report.language, ""
    properties.created = properties.modified = dt.datetime(*FIRST_DAY[:3], tzinfo=dt.UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(SHORT), Mm(LONG)
    if report.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(LONG), Mm(SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    footer._p.append(number)
    for name, size in (("Normal", BODY), ("Title", Pt(20)), ("Heading 1", Pt(14)), ("Heading 2", Pt(12)),
                       ("List Bullet", BODY), ("Caption", SMALL)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, size, RGBColor(0x1E, 0x21, 0x24)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "ko-KR")
        style.element.get_or_add_rPr().append(language)


def _width(report: Report) -> int:
    return (LONG if report.landscape else SHORT) - 2 * MARGIN


def _paragraph(document: WordDocument, block: Paragraph) -> None:
    target = document.add_paragraph(style="List Bullet" if block.kind == "item" else None)
    if block.kind == "source":
        target.paragraph_format.left_indent, target.paragraph_format.first_line_indent = Mm(8), Mm(-8)
    _fill(target, block.line, SMALL if block.kind == "source" else BODY)


def _table(document: WordDocument, block: Table, width: int) -> None:
    document.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
    table = document.add_table(1 + len(block.rows), len(block.header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    widths = [Mm(width * weight / sum(block.weights)) for weight in block.weights]
    for column, size in zip(table.columns, widths, strict=True):
        column.width = size
    cells = table._cells  # python-docx reads the whole table again for every single cell otherwise
    columns = len(block.header)
    for at, (name, size) in enumerate(zip(block.header, widths, strict=True)):
        cells[at].width = size
        _shade(cells[at], HEAD_FILL)
        _fill(cells[at].paragraphs[0], Line(name, strong=True), SMALL)
    for number, row in enumerate(block.rows, start=1):
        for at, content in enumerate(row):
            target = cells[number * columns + at]
            target.width = widths[at]
            if at == 0 and block.heads:
                _shade(target, HEAD_FILL)
            for position, line in enumerate(content.lines):
                paragraph = target.paragraphs[0] if position == 0 else target.add_paragraph()
                if at in block.right:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                _fill(paragraph, line, SMALL)
    document.add_paragraph()


def _fill(paragraph: WordParagraph, line: Line, size: Pt) -> None:
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(line.text)
    run.font.size, run.bold = size, line.strong or None
    if line.blank:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:val"), "clear")
        shading.set(qn("w:fill"), BLANK_FILL)
        run._r.get_or_add_rPr().append(shading)
    if line.notes:
        marks = paragraph.add_run(line.marks)
        marks.font.size, marks.font.superscript = size, True


def _shade(target: WordCell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour)
    target._tc.get_or_add_tcPr().append(shading)
