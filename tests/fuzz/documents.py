"""Spoilt files for what reads plans and reports, and for what fills forms."""

from __future__ import annotations

import io
import json
from functools import cache
from random import Random

import docx
from hwpx import HwpxDocument
from werkzeug.datastructures import FileStorage

from catalog.errors import InvalidInputError
from tests.fuzz.mutations import archive, spoilt
from tests.web.test_reading import a_docx, a_hwpx, a_pdf
from web.exports.forms_fill import fill, opened, places
from web.extract import MOST_CHARACTERS, RefusedError, blocks
from web.passages import MOST, passages
from web.uploads import REFUSALS, UnreadableError, paragraphs

TEXT = "# 현황\r\n\r\n면 지역에는 병원에 가는 버스가 없습니다.\r\n> 1. 지하차도가 잠겨도 막을 사람이 없습니다."
PAYLOAD = {
    "municipality": {"code": "48720", "name": {"ko": "경상남도 의령군", "en": "Uiryeong-gun, Gyeongsangnam-do"}},
}


def _with_ending(ending: str, content: bytes) -> bytes:
    return ending.encode() + b"\n" + content


@cache
def uploads() -> tuple[bytes, ...]:
    """A document of every kind that is read, after a line with the ending of its name."""
    nested, file = docx.Document(), io.BytesIO()
    nested.add_paragraph("하천변 주차장이 잠깁니다.", style="List Bullet")
    inner = nested.add_table(2, 2).cell(1, 1)
    inner.add_table(1, 1).cell(0, 0).text = "안쪽 표"
    nested.save(file)
    return (
        _with_ending(".docx", a_docx()), _with_ending(".hwpx", a_hwpx()), _with_ending(".pdf", a_pdf()),
        _with_ending(".docx", file.getvalue()), _with_ending(".hwpx", a_form()), _with_ending(".pdf", a_korean_pdf()),
        _with_ending(".txt", TEXT.encode()), _with_ending(".md", TEXT.encode("cp949")),
        _with_ending(".txt", TEXT.encode("utf-16")), _with_ending(".pdf", a_pdf(password="secret")),
    )


def a_korean_pdf() -> bytes:
    """A page in a font of two-byte codes, with the table that says which character each code is."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

    def of(**entries: object) -> DictionaryObject:
        return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})

    writer, file = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(595, 842)
    table = DecodedStreamObject()
    table.set_data(b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <0000> <FFFF> "
                   b"endcodespacerange\n2 beginbfchar <0001> <BC84> <0002> <D83DDE00> endbfchar\n"
                   b"1 beginbfrange <0003> <0009> <AC00> endbfrange\nendcmap end end")
    drawn = DecodedStreamObject()
    drawn.set_data(b"BT /F1 12 Tf 50 700 Td <000100020003000400050006> Tj 0 -20 Td [<0001> -200 <0007>] TJ ET")
    inner = of(Type=NameObject("/Font"), Subtype=NameObject("/CIDFontType2"), BaseFont=NameObject("/Test"),
               DW=NumberObject(1000))
    font = of(Type=NameObject("/Font"), Subtype=NameObject("/Type0"), BaseFont=NameObject("/Test"),
              Encoding=NameObject("/Identity-H"), DescendantFonts=ArrayObject([writer._add_object(inner)]),
              ToUnicode=writer._add_object(table))
    page[NameObject("/Contents")] = writer._add_object(drawn)
    page[NameObject("/Resources")] = of(Font=of(F1=font))
    writer.write(file)
    return file.getvalue()


@cache
def a_form() -> bytes:
    """A form to fill: labels beside empty cells, one table inside another."""
    document = HwpxDocument.new()
    document.add_paragraph("신청서 서식")
    table = document.add_table(3, 4, height=7200)
    rows = (("지자체명", "", "담당부서", ""), ("인구", "", "총사업비(백만원)", ""), ("국비", "지방비", "", ""))
    for row, labels in enumerate(rows):
        for column, text in enumerate(labels):
            table.set_cell_text(row, column, text)
    table.cell(2, 3).add_table(1, 2).set_cell_text(0, 0, "재정자립도(%)")
    return bytes(document.to_bytes())


def mutated(rng: Random, data: bytes) -> bytes:
    """An upload or a form spoilt as its format asks; now and then under another ending."""
    ending, _, content = data.partition(b"\n")
    if rng.random() < 0.03:
        return rng.choice((b".pdf", b".docx", b".hwpx", b".txt", b".hwp", b"", b".PDF", b"\xff")) + b"\n" + content
    return ending + b"\n" + (archive if content.startswith(b"PK") else spoilt)(rng, content)


def read_upload(data: bytes) -> None:
    """Whatever the file, there are paragraphs that a page can show, or a reason that has its sentence.

    As in web.extract any exception of a parser means a damaged file; a hang, too much memory and a dead process do not.
    """
    ending, _, content = data.partition(b"\n")
    try:
        found = blocks(content, ending.decode("latin-1"))
    except RefusedError as error:
        assert str(error) in REFUSALS
        return
    except MemoryError:
        raise
    except Exception:
        return
    found = json.loads(json.dumps({"blocks": found}))["blocks"]  # as it comes from the process that reads
    assert found and all(isinstance(block, str) and block for block in found)
    texts, _ = passages(found)
    assert len(texts) <= MOST and sum(map(len, texts)) <= MOST_CHARACTERS + MOST
    "\n".join(texts).encode("utf-8")
    for text in texts:
        assert "\x00" not in text, "a character that no database takes"


def read_in_process(data: bytes) -> None:
    """Through the process that reads uploads there are paragraphs or a reason, and nothing else."""
    ending, _, content = data.partition(b"\n")
    try:
        found = paragraphs(FileStorage(io.BytesIO(content), f"plan{ending.decode('latin-1')}"))
    except UnreadableError:
        return
    "\n".join(found).encode("utf-8")


def fill_form(data: bytes) -> None:
    """A form is refused in a sentence, or filled so that it opens again."""
    _, _, content = data.partition(b"\n")
    try:
        found = places(opened(content), PAYLOAD)
        chosen = [place.key for place in found if place.value]
        made = fill(content, PAYLOAD, chosen)
    except InvalidInputError as error:
        assert error.ko and error.en
        return
    opened(made)
