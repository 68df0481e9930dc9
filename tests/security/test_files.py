"""Files that come in and go out: external entities, bombs, names that climb, addresses that are fetched, formulas."""

from __future__ import annotations

import base64
import io
import re
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from catalog.errors import InvalidInputError
from tests.security.things import Things
from tests.security.walk import address
from tests.web.coaching_ground import Ground, post
from tests.web.conftest import PROBLEM
from tests.web.test_exports import small
from tests.web.test_forms_fill import packed, section
from tests.web.test_reading import a_docx, a_hwpx, a_pdf, bring
from web.assignments import FORMULA, _safe
from web.exports import xlsx
from web.exports.forms_fill import opened
from web.extract import RefusedError, blocks, is_plain_xml

pytestmark = pytest.mark.xdist_group("security")

DTD = '<!DOCTYPE d [<!ENTITY e SYSTEM "{0}">]>'
LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12)) + "]>"
PARTS = {".docx": (a_docx, "word/document.xml"), ".hwpx": (a_hwpx, "Contents/section0.xml")}
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-32")
PLAN = {"text": PROBLEM, "municipality": "의령군"}


def spoilt(ending: str, prolog: str, encoding: str) -> bytes:
    """A document whose main part begins with a prolog and is in an encoding."""
    make, part = PARTS[ending]
    file, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(make()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                body = re.sub(r"^\s*<\?xml[^>]*\?>", "", content.decode("utf-8"))
                body = re.sub(r"(<(?:w|hp):t>)", r"\1&e;", body)
                declared = f'<?xml version="1.0" encoding="{encoding.partition("-le")[0].partition("-be")[0]}"?>'
                content = (declared.encode("ascii") if encoding == "utf-7" else declared.encode(encoding)) + (
                    (prolog + body).encode(encoding) if encoding != "utf-16" else (prolog + body).encode("utf-16-le"))
            target.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nobody may read through the application."""
    file = tmp_path / "secret.txt"
    file.write_text("the-secret-of-the-server", encoding="utf-8")
    return file


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ending", PARTS)
def test_entities_of_a_document_read_nothing(ending: str, encoding: str, secret: Path) -> None:
    """Whatever the encoding hides the document type in, the file is refused before it is parsed."""
    attack = spoilt(ending, DTD.format(secret.as_uri()), encoding)
    with pytest.raises(RefusedError, match="damaged"):
        blocks(attack, ending)
    if ending == ".hwpx":
        with pytest.raises(InvalidInputError):
            opened(attack)


def test_what_is_plain_xml() -> None:
    """Documents of the real programs are; a declaration may say UTF-8 in any case or nothing."""
    assert all(is_plain_xml(text) for text in (
        b"<a/>", b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a/>', b"\xef\xbb\xbf<a/>",
        "<?xml version='1.0' encoding='utf-8'?><a>가</a>".encode()))
    assert not any(is_plain_xml(text) for text in (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a>', "<a/>".encode("utf-16"), b"<a>\xff</a>",
        b'<?xml version="1.0" encoding="cp037"?><a/>', b"<!DOCTYPE a><a/>"))


@pytest.mark.parametrize("ending", PARTS)
def test_entities_that_multiply_are_refused(ending: str) -> None:
    """A billion laughs; in the upload and in the form to fill."""
    attack = spoilt(ending, LAUGHS, "utf-8")
    with pytest.raises(RefusedError, match="damaged"):
        blocks(attack, ending)
    if ending == ".hwpx":
        with pytest.raises(InvalidInputError):
            opened(attack)


def _archive(entries: dict[str, bytes], lie: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    data = file.getvalue()
    if lie:  # the directory says that the largest entry is small
        size = max(map(len, entries.values()))
        data = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    return data


@pytest.mark.parametrize("bomb", [
    lambda: _archive({"word/document.xml": b"<a>" + b" " * 90_000_000}),
    lambda: _archive({f"{n}.xml": b"" for n in range(5000)} | {"word/document.xml": b"<a/>"}),
    lambda: _archive({"word/document.xml": b"<a>" + b" " * 90_000_000}, lie=True),
    lambda: _archive({"word/document.xml": _archive({"a": bytes(50_000_000)}), "b": bytes(60_000_000)}),
    lambda: packed(a_hwpx(), Contents_section0_xml=b"<a>" * 200_000),
], ids=["dense", "many", "lying", "nested", "deep"])
def test_bombs_are_refused_at_once(bomb: Callable[[], bytes]) -> None:
    """By what the archive says of itself, and by what comes out where it lies; within seconds."""
    data, began = bomb(), time.perf_counter()
    for ending in PARTS:
        with pytest.raises((RefusedError, zipfile.BadZipFile, ValueError, SyntaxError)):
            blocks(data, ending)
    with pytest.raises(InvalidInputError):
        opened(data)
    assert time.perf_counter() - began < 10


@pytest.mark.slow
def test_a_bomb_in_a_pdf_stops_no_server(ground: Ground, unlimited: None) -> None:
    """A stream that grows a thousandfold is read in a process with little memory and time of its own."""
    import zlib

    packed_text = zlib.compress(b"BT (a) Tj ET " * 30_000_000, 9)
    data = a_pdf().replace(b"endstream", b"endstream", 1)
    start = data.index(b"stream\n") + len(b"stream\n")
    end = data.index(b"endstream")
    data = re.sub(rb"/Length \d+", b"/Filter /FlateDecode /Length %d" % len(packed_text), data[:start], count=1) + (
        packed_text) + data[end:]
    client = ground.browser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/read").text)
    assert token is not None
    answer = client.post("/read", data={"csrf_token": token[1], "file": (io.BytesIO(data), "a.pdf")},
                         content_type="multipart/form-data")
    assert answer.status_code in (200, 422)


@pytest.mark.slow
def test_uploads_are_all_known(walk: dict[str, Any]) -> None:
    """The attacks of this file are made on every field for files that a page has."""
    assert {tuple(each) for each in walk["uploads"]} == {("exports.fill_form", "form"), ("reading.choose", "file")}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that nothing should ever ask."""
    with socket.socket() as opened_socket:
        opened_socket.bind(("127.0.0.1", 0))
        opened_socket.listen()
        opened_socket.setblocking(False)
        yield opened_socket


@pytest.mark.slow
def test_addresses_in_documents_are_not_fetched(
    client: FlaskClient, token: Callable[[], str], listener: socket.socket
) -> None:
    """Neither an entity, nor a template, a picture or a link of a document makes the server ask somebody."""
    address_of = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    relation = (f'<Relationship Id="r9" TargetMode="External" Target="{address_of}" Type="http://schemas.openxmlformats.'
                'org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>').encode()
    outside = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_docx())) as source, zipfile.ZipFile(outside, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"</Relationships>", relation) if name.endswith(".rels") else content)
    for data, name in ((outside.getvalue(), "a.docx"), (spoilt(".hwpx", DTD.format(address_of), "utf-8"), "a.hwpx"),
                       (spoilt(".docx", DTD.format(address_of), "utf-8"), "b.docx"), (address_of.encode(), "a.txt")):
        assert bring(client, token, data, name).status_code in (200, 422)
    with pytest.raises(BlockingIOError):
        listener.accept()


CLIMBING = ("../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..\\..\\etc\\passwd",
            "/etc/passwd", "%252e%252e%252fetc%252fpasswd", "a%00b", "....//....//etc/passwd", "file:///etc/passwd")


def test_no_part_of_an_address_climbs(ground: Ground, things: Things, unlimited: None) -> None:
    """Path traversal in every part of every route, as whoever may enter it."""
    office, wrong = ground.browser("office"), []
    for rule in ground.app.url_map.iter_rules():
        if not rule.arguments or "GET" not in (rule.methods or ()):
            continue
        for climbing in CLIMBING:
            path = re.sub(r"<[^>]+>", lambda _part, to=climbing: to, rule.rule)
            answer = office.get(path)
            if answer.status_code not in (301, 302, 303, 308, 400, 403, 404, 410, 422) or "root:" in answer.text:
                wrong.append((path, answer.status_code))
    assert wrong == []
    assert address(next(ground.app.url_map.iter_rules("static")), things) == "/static/css/base.css"


@pytest.mark.parametrize("name", [
    "../../x.hwpx", "..\\..\\x.hwpx", "/etc/x.hwpx", 'a"; filename="b.exe', "a\r\nX-Evil: 1"])
def test_names_of_uploads_name_no_path_and_no_header(client: FlaskClient, name: str) -> None:
    """What comes back filled is named by the last part, encoded; nothing else of the answer changes."""
    form = packed(a_hwpx(), Contents_section0_xml=section(_form_with_a_label()))
    sent = post(client, "/", "/plan/fill-form", **{
        **PLAN, "step": "fill", "carried": base64.b64encode(form).decode(), "name": name, "cell": "0:0:1"})
    assert sent.status_code == 200 and sent.mimetype == "application/hwp+zip"
    disposition = sent.headers["Content-Disposition"]
    assert re.fullmatch(r"""attachment; filename=("[^"/\\]*"|[^"/\\;]*); filename\*=UTF-8''[^"/\\;]+""", disposition)
    assert "X-Evil" not in sent.headers


def _form_with_a_label() -> bytes:
    from hwpx import HwpxDocument

    document = HwpxDocument.new()
    document.add_table(1, 2, height=2400).set_cell_text(0, 0, "지자체명")
    return document.to_bytes()


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_of_a_table_is_a_formula(start: str, app: Any) -> None:
    """In the table for a spreadsheet and in workbooks, whatever a text begins with, in full width too."""
    assert _safe([f"{start}1+1"]) == [f"'{start}1+1"]
    with app.test_request_context():
        book = load_workbook(io.BytesIO(xlsx.write(small(f"{start}1+cmd|' /C calc'!A0"))))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
            } <= {"s", "n"}
