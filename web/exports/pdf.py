"""A report as a tagged PDF (Typst): PDF/UA-1 with title and language, the same bytes for the same report.

The Korean typeface is the one the pages use. It ships compressed for browsers and holds the common syllables
only; what it has no shape for becomes a box, and the report says so at its front.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from flask_babel import gettext as _
from fontTools.ttLib import TTFont

from catalog.errors import HwaksanError
from web.exports.report import Heading, Paragraph, Report, Table, cell

WEB = Path(__file__).parents[1]
LAYOUT = WEB / "templates" / "report.typ"
FONTS = WEB / "static" / "vendor" / "krds" / "fonts"
BOX = "□"


@dataclass(frozen=True, slots=True)
class Typeface:
    """The typeface as Typst reads it, and the characters it has a shape for."""

    fonts: typst.Fonts
    shapes: frozenset[int]


def write(report: Report) -> bytes:
    """The report as .pdf.

    Raises:
        HwaksanError: the typeface of the pages is not installed.
    """
    face = typeface()
    told = json.dumps(_json(report), ensure_ascii=False)
    boxed, missing = _boxed(told, face.shapes)
    if missing:
        told = json.dumps(_json(_warned(report, len(missing))), ensure_ascii=False)
        boxed, _missing = _boxed(told, face.shapes)
    made: bytes = typst.compile(
        LAYOUT.read_bytes(), font_paths=face.fonts, sys_inputs={"report": boxed}, pdf_standards="ua-1",
    )
    return made


@lru_cache(maxsize=1)
def typeface() -> Typeface:
    """The typeface, unpacked once per process from what browsers get."""
    files = [FONTS / f"PretendardGOV-{weight}.subset.woff2" for weight in ("Regular", "Bold")]
    if not all(file.exists() for file in files):
        raise HwaksanError(
            "PDF 글꼴이 설치되어 있지 않습니다. 한글(HWPX)이나 워드(DOCX) 파일로 받아 주세요.",
            "The typeface for PDF is not installed. Take the HWPX or the DOCX file instead.",
        )
    shapes: set[int] = set()
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            font = TTFont(file)
            shapes = set(font.getBestCmap()) & shapes if shapes else set(font.getBestCmap())
            font.flavor = None
            font.save(Path(folder) / f"{file.stem}.otf")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        typst.compile(b"#set text(font: \"Pretendard GOV\")\n#strong[.].", font_paths=fonts)  # reads the files now
    return Typeface(fonts, frozenset(shapes))


def _boxed(text: str, shapes: frozenset[int]) -> tuple[str, set[str]]:
    """The text with a box for what has no shape, and which characters those were."""
    missing = {character for character in text if ord(character) not in shapes and character not in "\n\t"}
    return text.translate({ord(character): SPELLED.get(character, BOX) for character in missing}), (
        missing - SPELLED.keys())


SPELLED = {"㎡": "m²", "㎥": "m³", "㎞": "km", "㎏": "kg", "㎜": "mm", "㎝": "cm", "㎍": "µg", "\u00a0": " "}
"""Units of one character that the typeface lacks, in letters."""


def _warned(report: Report, count: int) -> Report:
    told = (_("글꼴에 없는 글자"),
            _("%(count)s가지 글자를 □로 적었습니다. 한글(HWPX)이나 워드(DOCX) 파일에서 확인해 주세요.", count=count))
    first = next(at for at, block in enumerate(report.blocks) if isinstance(block, Heading))
    row = Table(told[0], (_("부분"), _("할 일")), ((cell(told[0]), cell(told[1])),), (2, 3))
    return replace(report, blocks=(*report.blocks[:first + 1], row, *report.blocks[first + 1:]),
                   missing=(*report.missing, told))


def _json(report: Report) -> dict[str, Any]:
    sources = 0
    blocks: list[dict[str, Any]] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            blocks.append({"type": "heading", "text": block.text, "level": block.level})
        elif isinstance(block, Table):
            blocks.append(_table(block))
        else:
            sources += block.kind == "source"
            blocks.append(_paragraph(block, sources))
    return {"title": report.title, "subtitle": report.subtitle, "language": report.language,
            "landscape": report.landscape, "blocks": blocks}


def _paragraph(block: Paragraph, number: int) -> dict[str, Any]:
    return {"type": "paragraph", "kind": block.kind, "line": _line(block.line), "address": block.address,
            "number": number}


def _table(block: Table) -> dict[str, Any]:
    return {
        "type": "table", "caption": block.caption, "header": list(block.header), "weights": list(block.weights),
        "right": sorted(block.right), "heads": block.heads,
        "rows": [[[_line(line) for line in one.lines] for one in row] for row in block.rows],
    }


def _line(line: Any) -> dict[str, Any]:
    return {"text": line.text, "notes": list(line.notes), "blank": line.blank, "strong": line.strong}
