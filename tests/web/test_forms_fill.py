"""Filling a form of the ministry by its labels, and what is refused before anything reads it."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import hwpforge
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hwpx import HwpxDocument

from catalog.errors import InvalidInputError
from catalog.naming import resolve
from tests.web.conftest import PROBLEM
from web.exports import application
from web.exports.form_values import value_for
from web.exports.forms_fill import fill, opened, places
from web.planning import PlanRequest, plan_json
from web.state import session, state

ROWS = (
    ("지자체명", "", "담당부서", ""), ("사 업 명", "", "공모명", ""), ("총사업비(백만원)", "", "사업기간", ""),
    ("국비(천원)", "지방비(천원)", "비고", "계"), ("", "", "", ""), ("도입 솔루션", "이미 적음", "인구", ""),
)
PLAN = {"text": PROBLEM, "municipality": "의령군"}


@pytest.fixture(name="form", scope="module")
def _form() -> bytes:
    """A form made for these tests; no ministry's."""
    document = HwpxDocument.new()
    document.add_paragraph("신청서 서식 예시")
    table = document.add_table(len(ROWS), 4, height=len(ROWS) * 2400)
    for row, labels in enumerate(ROWS):
        for column, text in enumerate(labels):
            table.set_cell_text(row, column, text)
    table.cell(4, 3).add_table(1, 2).set_cell_text(0, 0, "재정자립도(%)")
    return document.to_bytes()


@pytest.fixture(name="payload")
def _payload(app: Flask) -> Iterator[dict[str, Any]]:
    with app.test_request_context("/"):
        unit = resolve(session(), "의령군")
        plan = plan_json(session(), state().matcher(), PlanRequest(unit, "solution-diffusion-2025", PROBLEM))
        yield application.collect(session(), unit, PROBLEM, plan)


def test_labels_are_recognised_with_their_units_and_the_rest_is_listed(form: bytes, payload: dict[str, Any]) -> None:
    """Right of a label or below it, in inner tables too, only into empty cells, in the unit of the label."""
    found = {place.label: place for place in places(opened(form), payload)}
    values = {label: place.value.text for label, place in found.items() if place.value}
    assert values == {
        "지자체명": "경상남도 의령군", "공모명": "2025 스마트도시 솔루션 확산사업", "총사업비(백만원)": "2,400",
        "사업기간": "12개월", "국비(천원)": "1,200,000", "지방비(천원)": "1,200,000", "인구": "24,854명",
        "재정자립도(%)": "7.7",
    }
    assert found["국비(천원)"].key == "0:4:0" and found["재정자립도(%)"].key == "1:0:1"
    assert {"담당부서", "사 업 명"} <= {label for label, place in found.items() if place.value is None}
    assert "도입 솔루션" not in found, "its cell is not empty, so it stays as it is"


def test_only_the_chosen_cells_change(form: bytes, payload: dict[str, Any]) -> None:
    """Every part without a chosen cell stays byte for byte, and another library opens the result."""
    made = fill(form, payload, {"0:0:1", "1:0:1", "0:1:1"})
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (form, made))
    assert [name for name in before.namelist() if before.read(name) != after.read(name)] == ["Contents/section0.xml"]
    assert before.namelist() == after.namelist()
    second = hwpforge.Document.from_bytes(made)
    assert second.validate()["ok"]
    read = second.to_md().text
    assert "경상남도 의령군" in read and "7.7" in read and "2,400" not in read
    with pytest.raises(InvalidInputError, match="at least one cell"):
        fill(form, payload, {"0:1:1", "9:9:9"})


@pytest.mark.parametrize(("label", "text"), [
    ("총사업비", "2,400,000,000원"), ("※ 총 사업비 (단위: 억원)", "24"), ("1) 국비", "1,200,000,000원"),
    ("65세 이상 비율(%)", "43.55"), ("고령화율", "43.55%"), ("사업명", None), ("총사업비 대비 비율", None), ("", None),
    ("해결하려는 도시문제", PROBLEM), ("3. 해결하고자 하는 문제점", PROBLEM),
])
def test_a_value_is_written_in_the_unit_of_its_label(payload: dict[str, Any], label: str, text: str | None) -> None:
    """Sums are converted exactly; a label that merely contains a known one is not taken for it."""
    found = value_for(label, payload)
    assert (found.text if found else None) == text


def packed(form: bytes, **changed: bytes) -> bytes:
    """The form with the contents of some entries replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, changed.pop(name.replace("/", "_").replace(".", "_"), source.read(name)))
        for name, content in changed.items():
            target.writestr(name, content)
    return buffer.getvalue()


def section(form: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(form)).read("Contents/section0.xml")


@pytest.mark.parametrize("spoil", [
    lambda form: b"", lambda form: b"PK not a zip", lambda form: form[:-200], lambda form: b"\xd0\xcf\x11\xe0" * 99,
    lambda form: packed(form, mimetype=b"application/zip"),
    lambda form: packed(form, bomb=b"0" * 15_000_000), lambda form: packed(form, bomb=bytes(21_000_000)),
    lambda form: packed(form, **{f"part{number}": b"x" for number in range(300)}),
    lambda form: packed(form, Contents_section0_xml=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                        + section(form)),
    lambda form: packed(form, Contents_section0_xml=section(form).replace(b'colCnt="4"', b'colCnt = \'99999\'')),
    lambda form: packed(form, Contents_section0_xml=section(form).decode().encode("utf-16")),
    lambda form: packed(form, Contents_section0_xml=b"<broken"),
    lambda form: b"0" * 700_000, lambda form: form[:900] + bytes(40) + form[940:],
])
def test_harmful_and_broken_files_are_refused_with_what_to_do(form: bytes, spoil: Callable[[bytes], bytes]) -> None:
    """Bombs, entities, absurd tables, other formats and damaged files end in a sentence, not in a failure."""
    with pytest.raises(InvalidInputError, match="pload"):
        opened(spoil(form))


def test_a_table_of_overlapping_spans_is_left_alone(form: bytes, payload: dict[str, Any]) -> None:
    """Spans that would cover a million places are not laid out."""
    wide = section(form).replace(b'colSpan="1" rowSpan="1"', b'colSpan="999" rowSpan="999"')
    assert places(opened(packed(form, Contents_section0_xml=wide)), payload) == []


def test_upload_look_and_fill(client: FlaskClient, token: Callable[[], str], form: bytes) -> None:
    """The preview shows label, value and origin; the file comes back filled; nothing was kept in between."""
    data = {**PLAN, "csrf_token": token()}
    assert "서식 올리기" in client.post("/plan/fill-form", data=data).text
    look = client.post("/plan/fill-form", data={**data, "step": "look", "form": (io.BytesIO(form), "서식.hwpx")})
    assert look.status_code == 200
    assert "24,854명" in look.text and "공공 통계(2025. 6.)" in look.text and "<li>담당부서</li>" in look.text
    carried = re.search(r'name="carried" value="([^"]+)"', look.text)
    assert carried is not None and base64.b64decode(carried[1]) == form
    keys = re.findall(r'name="cell" [^>]*value="([^"]+)" checked', look.text)
    made = client.post("/plan/fill-form", data={
        **data, "step": "fill", "carried": carried[1], "name": "서식.hwpx", "cell": keys[:2]})
    assert made.mimetype == "application/hwp+zip" and made.headers["Cache-Control"] == "no-store"
    assert "filename*=UTF-8''%EC%84%9C%EC%8B%9D" in made.headers["Content-Disposition"]
    assert "경상남도 의령군" in hwpforge.Document.from_bytes(made.data).to_md().text


def test_mistakes_keep_the_page(client: FlaskClient, token: Callable[[], str], form: bytes) -> None:
    """No file, a wrong file, no cell and a spoilt page each say what to do; a chosen form is not lost."""
    data = {**PLAN, "csrf_token": token(), "step": "look"}
    assert "골라 주세요" in client.post("/plan/fill-form", data=data).text
    wrong = client.post("/plan/fill-form", data={**data, "form": (io.BytesIO(b"x"), "a.hwp")})
    assert wrong.status_code == 422 and "HWPX 형식으로" in wrong.text
    carried = base64.b64encode(form).decode()
    nothing = client.post("/plan/fill-form", data={**data, "step": "fill", "carried": carried, "name": "서식.hwpx"})
    assert nothing.status_code == 422 and "하나 이상" in nothing.text and carried in nothing.text
    spoilt = client.post("/plan/fill-form", data={**data, "step": "fill", "carried": "%%"})
    assert spoilt.status_code == 422 and "다시 올려" in spoilt.text
    large = client.post("/plan/fill-form", data={**data, "form": (io.BytesIO(bytes(2_000_000)), "a.hwpx")})
    assert large.status_code == 413 and "그림을 뺀 뒤" in large.text
    assert client.post("/plan/fill-form", data={**PLAN, "step": "look"}).status_code == 400
