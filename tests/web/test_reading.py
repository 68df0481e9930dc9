"""From a document to the passages that state problems, and from those chosen to the answer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape

import docx
import pytest
from flask.testing import FlaskClient
from hwpx import HwpxDocument
from pypdf import PdfWriter

from web.extract import RefusedError, blocks, joined
from web.passages import LONGEST, MOST, MOST_TICKED, passages, preselected
from web.reading import REFUSALS
from web.uploads import LARGEST_UPLOAD

BUS, FLOOD = "면 지역에는 병원에 가는 버스가 없습니다.", "지하차도가 잠겨도 막을 사람이 없습니다."
FORMALITY = "추진단장은 부군수로 하고 협의체를 둔다."
PLAN = ("2. 현황", BUS, FORMALITY, FLOOD)


def a_docx() -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for paragraph in PLAN[:-1]:
        document.add_paragraph(paragraph)
    document.add_table(1, 2).cell(0, 1).text = FLOOD
    document.save(file)
    return file.getvalue()


def a_hwpx() -> bytes:
    document, file = HwpxDocument.new(), io.BytesIO()
    for paragraph in PLAN[:-1]:
        document.add_paragraph(paragraph)
    document.add_table(1, 2, height=2400).set_cell_text(0, 1, FLOOD)
    document.save_to_stream(file)
    return file.getvalue()


def a_pdf(text: str = "The village bus comes twice a day.", password: str | None = None) -> bytes:
    """One page that writes a text in a standard font, or nothing but an empty page."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer, file = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(595, 842)
    if text:
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("ascii"))
        font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                                 NameObject("/BaseFont"): NameObject("/Helvetica")})
        page[NameObject("/Contents")] = writer._add_object(drawn)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def an_archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return file.getvalue()


def bring(client: FlaskClient, token: Callable[[], str], content: bytes, name: str, **more: str):
    return client.post("/read", data={
        "csrf_token": token(), "file": (io.BytesIO(content), name), **more}, content_type="multipart/form-data")


@pytest.mark.parametrize(("make", "name"), [(a_docx, "계획.docx"), (a_hwpx, "계획.HWPX")])
def test_passages_that_state_a_problem_are_ticked(
    client: FlaskClient, token: Callable[[], str], make: Callable[[], bytes], name: str
) -> None:
    page = bring(client, token, make(), name, municipality="의령군")
    assert page.status_code == 200
    ticked = re.findall(r'<input type="checkbox"[^>]* checked>\s*<label[^>]*>(.*?)</label>', page.text)
    assert ticked == [BUS, FLOOD]
    assert FORMALITY in page.text and 'value="의령군"' in page.text


def test_chosen_passages_are_asked_in_the_order_of_the_document(client: FlaskClient, token: Callable[[], str]) -> None:
    page = client.post("/read/chosen", data={
        "csrf_token": token(), "passage": [BUS, FORMALITY, FLOOD], "chosen": ["2", "0"], "municipality": "의령군"})
    assert "의령군에 맞춰 찾았습니다" in page.text
    assert f"{BUS}\n{FLOOD}</textarea>" in page.text.replace("\r\n", "\n")
    assert FORMALITY not in page.text


@pytest.mark.parametrize(("chosen", "sentence"), [([], "하나 이상 골라"), (["0", "1"], "10,000자까지")])
def test_a_choice_that_cannot_be_asked_loses_nothing(
    client: FlaskClient, token: Callable[[], str], chosen: list[str], sentence: str
) -> None:
    long = "버스가 없습니다. " * 600
    page = client.post("/read/chosen", data={"csrf_token": token(), "passage": [long, long + "또"], "chosen": chosen})
    assert page.status_code == 422 and sentence in page.text
    assert page.text.count('name="passage"') == 2 and page.text.count(" checked") == len(chosen)


@pytest.mark.parametrize("path", ["/read", "/read/chosen"])
def test_an_expired_page_keeps_the_passages(client: FlaskClient, path: str) -> None:
    page = client.post(path, data={"csrf_token": "old", "passage": [BUS, FLOOD], "chosen": ["1"]})
    assert page.status_code == 400 and "적은 내용은 그대로" in page.text
    assert unescape(page.text).count(BUS) == 2 and page.text.count(" checked") == 1


def test_pasted_text_too_long_for_a_problem_is_read(client: FlaskClient, token: Callable[[], str]) -> None:
    text = f"{BUS}\n" + f"{FORMALITY}\n" * 500
    refused = client.post("/match", data={"csrf_token": token(), "text": text})
    assert refused.status_code == 422 and 'formaction="/read"' in refused.text
    page = client.post("/read", data={"csrf_token": token(), "text": text})
    assert page.status_code == 200 and page.text.count(" checked") == 1


def test_a_file_larger_than_is_read_says_so(client: FlaskClient, token: Callable[[], str]) -> None:
    page = bring(client, token, b"a" * (LARGEST_UPLOAD + 2 * 1024**2), "plan.txt")
    assert page.status_code == 413 and str(REFUSALS["large"]) in page.text
    assert client.post("/match", data={"text": "a" * 2 * 1024**2}).status_code == 413


def named(value: bytes | str) -> str:
    """For the names of tests: bytes differ from process to process (times, keys), and names may not."""
    return value if isinstance(value, str) else "file"


@pytest.mark.parametrize(("content", "name", "reason"), [
    (b"\xd0\xcf\x11\xe0" + bytes(600), "plan.hwp", "hwp"),
    (b"%PDF-1.4 broken", "plan.pdf", "damaged"),
], ids=named)
def test_a_file_that_cannot_be_read_says_what_to_do(
    client: FlaskClient, token: Callable[[], str], content: bytes, name: str, reason: str
) -> None:
    page = bring(client, token, content, name, text=BUS, municipality="의령군")
    assert page.status_code == 422
    assert unescape(page.text).count(str(REFUSALS[reason])) == 2
    assert BUS in page.text and 'value="의령군"' in page.text


@pytest.mark.parametrize(("content", "ending", "reason"), [
    (b"\xd0\xcf\x11\xe0" + bytes(600), ".doc", "doc"),
    (b"\xd0\xcf\x11\xe0" + bytes(600), ".docx", "locked"),
    (a_pdf(password="secret"), ".pdf", "locked"),
    (an_archive(**{"META-INF__manifest.xml": b"<encryption-data/>"}), ".hwpx", "locked"),
    (a_pdf(""), ".pdf", "scanned"),
    (a_pdf(), ".docx", "mismatch"),
    (an_archive(a=b"b"), ".txt", "mismatch"),
    (b"MZ\x00\x00binary", ".txt", "mismatch"),
    (an_archive(word__document=bytes(5 * 1024**2)), ".docx", "bomb"),
    (an_archive(**{f"n{at}": b"" for at in range(2001)}), ".hwpx", "bomb"),
    (an_archive(**{"word__document.xml": b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'}),
     ".docx", "damaged"),
    (b"", ".txt", "empty"),
    (b"1 2 3", ".txt", "empty"),
    (b"x", ".exe", "type"),
], ids=named)
def test_refused(content: bytes, ending: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=f"^{reason}$"):
        blocks(content, ending)
    assert reason in REFUSALS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_text_files_are_read_as_they_were_saved(encoding: str) -> None:
    assert blocks(f"# 현황\r\n\r\n{BUS}".encode(encoding), ".md") == ["현황", BUS]


def test_a_pdf_is_read_and_its_lines_are_joined() -> None:
    assert blocks(a_pdf(), ".pdf") == ["The village bus comes twice a day."]
    lines = ["○ 집중호우 때마다 하천변 주차장과", "지하차도 세 곳이 침수되어 차량이", "고립된다.", "○ 둘째 문제"]
    assert [block for block in joined(lines) if block] == [" ".join(lines[:3]), lines[3]]


def test_a_long_document_becomes_as_many_passages_as_can_be_judged() -> None:
    found, cut = passages([f"{at}번째 마을에는 버스가 다니지 않습니다." for at in range(900)])
    assert len(found) <= MOST and not cut
    found, cut = passages(["버스가 없습니다. " * 9000])
    assert cut and max(map(len, found)) <= LONGEST


def test_no_more_is_ticked_than_may_be_asked() -> None:
    texts = [f"{at} " + "버스가 없다 " * 100 for at in range(20)]
    ticked = [passage for passage in preselected(texts, lambda found: [0.1] * len(found)) if passage.chosen]
    assert 10 < len(ticked) < 20
    every = preselected([f"{at} 버스가 없다" for at in range(60)], lambda found: [at / 200 for at in range(len(found))])
    assert [passage.chosen for passage in every] == [True] * MOST_TICKED + [False] * (60 - MOST_TICKED)
