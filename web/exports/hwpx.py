"""A report as a Hancom document (python-hwpx): paragraphs, tables with a repeated heading row, sources as notes."""

from __future__ import annotations

from hwpx import HwpxDocument
from hwpx.oxml import HwpxOxmlParagraph, HwpxOxmlTableCell

from web.exports.report import Heading, Line, Paragraph, Report, Table

PER_MM = 283.465
"""Units of the format in a millimetre: 1/7200 inch."""
MARGIN, SHORT, LONG = 20, 210, 297
"""Millimetres of an A4 page."""
ROW_HEIGHT = 1_600
"""Least height of a row; a renderer makes it as high as its text, but some take this for all there is."""
ROOM = 850
"""Below a table: three millimetres."""
CELL_MARGIN = {"left": 340, "right": 340, "top": 200, "bottom": 200}
FONT = "맑은 고딕"
HEAD_FILL, BLANK_FILL, INK, GRID = "#EEF2F7", "#FFF3C4", "#1E2124", "#8A949E"
SIZES = {"title": 20, "chapter": 14, "section": 12, "body": 10, "small": 9}
SMALL = SIZES["small"]


def write(report: Report) -> bytes:
    """The report as .hwpx. The format wants an id on every object, so no two files are the same bytes."""
    document = HwpxDocument.new()
    document.page.setup(
        paper_size="A4", orientation="LANDSCAPE" if report.landscape else "PORTRAIT",
        margins_mm={"left": MARGIN, "right": MARGIN, "top": MARGIN / 2, "bottom": MARGIN / 2},
        header_margin_mm=MARGIN / 2, footer_margin_mm=MARGIN / 2,
    )
    document.parts.set_document_metadata(title=report.title)
    writer = Writer(document, round(((LONG if report.landscape else SHORT) - 2 * MARGIN) * PER_MM))
    writer.line(Line(report.title, strong=True), "title")
    writer.line(Line(report.subtitle), "body")
    for block in report.blocks:
        writer.block(block)
    writer.align()
    _number_pages(document)
    return document.to_bytes()


def _number_pages(document: HwpxDocument) -> None:
    """One number at the foot of a page; the library adds a second one beside it."""
    footer = document.page.set_page_number()
    for paragraph in footer.element.iter("{*}p"):
        for run in list(paragraph):
            if run.find(".//{*}autoNum") is not None:
                paragraph.remove(run)


class Writer:
    """Adds blocks to a document whose text is `width` wide."""

    def __init__(self, document: HwpxDocument, width: int) -> None:
        self._document, self._width = document, width
        ensure = document.styles.ensure_run
        self._plain = {name: ensure(font=FONT, size=size, color=INK) for name, size in SIZES.items()}
        self._strong = {name: ensure(font=FONT, size=size, color=INK, bold=True) for name, size in SIZES.items()}
        self._blank = ensure(font=FONT, size=SIZES["body"], color=INK, highlight=BLANK_FILL)
        self._left: list[HwpxOxmlParagraph] = []
        self._right: list[HwpxOxmlParagraph] = []
        self._headings: list[HwpxOxmlParagraph] = []
        self._head_fill = document.styles.ensure_border_fill(border_color=GRID, fill_color=HEAD_FILL)
        self._grid = document.styles.ensure_border_fill(border_color=GRID)
        self._marks = ensure(font=FONT, size=SMALL, color=INK, script="sup")

    def block(self, block: Heading | Paragraph | Table) -> None:
        """One block of the report."""
        if isinstance(block, Heading):
            size = "chapter" if block.level == 1 else "section"
            self._headings.append(self.line(Line(block.text, strong=True), size))
        elif isinstance(block, Table):
            self.table(block)
        else:
            start = "• " if block.kind == "item" else ""
            shown = Line(start + block.line.text, block.line.notes, block.line.blank, block.line.strong)
            self.line(shown, "small" if block.kind == "source" else "body")

    def line(self, line: Line, size: str) -> HwpxOxmlParagraph:
        """A paragraph of its own."""
        paragraph = self._document.add_paragraph("", include_run=False)
        self._runs(paragraph, line, size)
        return paragraph

    def table(self, block: Table) -> None:
        """The caption as a paragraph, then the table with its first row repeated on every page."""
        self._headings.append(self.line(Line(block.caption, strong=True), "small"))
        rows = 1 + len(block.rows)
        table = self._document.add_table(rows, len(block.header), width=self._width, height=rows * ROW_HEIGHT)
        table.set_treat_as_char(False)  # only then may it go on over the next page
        table.element.set("repeatHeader", "1")
        for margin in table.element.iter("{*}outMargin"):
            margin.set("bottom", str(ROOM))
        table.set_column_widths(block.weights)
        first, *rest = (row.cells for row in table.rows)
        for target, name in zip(first, block.header, strict=True):
            target.element.set("header", "1")
            self._cell(target, (Line(name, strong=True),), head=True)
        for targets, row in zip(rest, block.rows, strict=True):
            for at, (target, content) in enumerate(zip(targets, row, strict=True)):
                self._cell(target, content.lines, head=at == 0 and block.heads, right=at in block.right)

    def align(self) -> None:
        """Cells to the left (spread words are hard to read), figures to the right, headings with what follows."""
        form = self._document.styles.apply_paragraph_format
        form(paragraphs=self._left, alignment="LEFT")
        if self._right:
            form(paragraphs=self._right, alignment="RIGHT")
        form(paragraphs=self._headings, spacing_before_pt=10, spacing_after_pt=4, keep_with_next=True)

    def _cell(
        self, target: HwpxOxmlTableCell, lines: tuple[Line, ...], head: bool = False, right: bool = False
    ) -> None:
        target.set_margins(**CELL_MARGIN)
        target.element.set("borderFillIDRef", self._head_fill if head else self._grid)
        for position, line in enumerate(lines):
            paragraph = target.paragraphs[0] if position == 0 else target.add_paragraph("")
            for run in paragraph.runs:
                run.remove()
            self._runs(paragraph, line, "small")
            (self._right if right else self._left).append(paragraph)

    def _runs(self, paragraph: HwpxOxmlParagraph, line: Line, size: str) -> None:
        style = self._blank if line.blank else (self._strong if line.strong else self._plain)[size]
        paragraph.add_run(line.text, char_pr_id_ref=style)
        if line.notes:
            paragraph.add_run(line.marks, char_pr_id_ref=self._marks)
