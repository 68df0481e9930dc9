"""Documents to hand in, each opened by a second library: every figure is the data's, nothing is blank."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import hwpforge
import mammoth
import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from catalog import queries
from catalog.naming import resolve
from tests.web.conftest import PROBLEM
from tests.web.stub_matcher import ABSTAINS
from web.exports import application, comparison, docx, hwpx, pdf, xlsx
from web.exports.report import Draft, Heading, Line, Paragraph, Report, Table, cell
from web.exports.words import PLAIN
from web.exports.xlsx import HIGHEST_ROW
from web.listing import SMALL
from web.planning import PlanRequest, plan_json
from web.side_by_side import compare
from web.state import session, state

SLUGS = ("smart-crosswalk", "demand-responsive-bus", "mobile-clinic-bus", "village-taxi")
FORMATS = ("hwpx", "docx", "pdf", "xlsx")


def texts(kind: str, data: bytes) -> str:
    """All text of a document as a library says that did not write it."""
    if kind == "hwpx":
        return str(hwpforge.Document.from_bytes(data).to_md().text).replace("\\", "")
    if kind == "docx":
        return str(mammoth.extract_raw_text(io.BytesIO(data)).value)
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)
                     for row in rows for value in row)


def tight(text: str) -> str:
    """Without spaces and line ends, which layouts set as they like."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(name="inside")
def _inside(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture(name="compared", scope="module")
def _compared(app: Flask) -> Report:
    with app.test_request_context("/"):
        unit = resolve(session(), "의령군")
        solutions = [queries.solution(session(), slug) for slug in SLUGS]
        return comparison.build(session(), compare(session(), state().matcher(), solutions, PROBLEM, unit))


@pytest.fixture(name="stored", scope="module")
def _stored(app: Flask) -> str:
    with app.test_request_context("/"):
        unit = resolve(session(), "의령군")
        plan = plan_json(session(), state().matcher(), PlanRequest(
            unit, "solution-diffusion-2025", PROBLEM, force=frozenset({"smart-crosswalk", "smart-pole"}),
            quantities={"smart-crosswalk": 4}, own_costs={"smart-pole": 123_456_789},
            running={"smart-pole": 7_654_321},
        ))
        return json.dumps(application.collect(session(), unit, PROBLEM, plan))


@pytest.fixture(name="payload")
def _payload(stored: str, inside: None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored)
    return found


def cells(report: Report) -> list[Any]:
    return [one for block in report.blocks if isinstance(block, Table) for row in block.rows for one in row]


def test_every_figure_of_the_comparison_is_the_catalogue_s(compared: Report, inside: None) -> None:
    """Each number of a table is a cost, an outcome, a population or a quantity on record; each of those is there."""
    costs, figures, people = set(), set(), set()
    for slug in SLUGS:
        costs |= {row.amount_krw for row in queries.solution(session(), slug).costs}
        figures |= {float(value) for row in queries.outcomes(session(), slug)
                    for value in (row.before, row.after) if value and PLAIN.fullmatch(value)}
        people |= {row.municipality.population for row in queries.operations(session()) if row.solution_slug == slug}
    shown = {one.number for one in cells(compared) if one.number is not None}
    assert costs <= shown and figures <= shown
    assert shown <= costs | figures | people


@pytest.mark.parametrize("kind", FORMATS)
def test_a_second_library_reads_every_cell_and_every_source(compared: Report, inside: None, kind: str) -> None:
    """Costs, words, marks and addresses are all there as another library reads the file."""
    writers = {"hwpx": hwpx, "docx": docx, "pdf": pdf, "xlsx": xlsx}
    read = tight(texts(kind, writers[kind].write(compared)))
    for slug in SLUGS:
        for row in queries.solution(session(), slug).costs:
            assert f"{row.amount_krw:,}" in read
    lines = [line for one in cells(compared) if one.number is None for line in one.lines]
    lines += [block.line for block in compared.blocks if isinstance(block, Paragraph)]
    lacking = [line.text for line in lines if tight(line.text) not in read]
    if kind == "hwpx":  # Markdown turns addresses into links and merges lines of a cell
        lacking = [text for text in lacking if "http" not in text and not any(mark in text for mark in "~_*<>")]
    assert lacking == []


def test_nothing_is_blank_and_what_is_missing_stands_at_the_front(
    compared: Report, payload: dict[str, Any]
) -> None:
    """No empty cell; each marked blank and each unknown has a row in the list."""
    for report in (compared, application.build(payload)):
        assert all(line.text.strip() for one in cells(report) for line in one.lines)
        assert all(one.lines for one in cells(report))
        marked = {line.text for one in cells(report) for line in one.lines if line.blank} | {
            block.line.text for block in report.blocks if isinstance(block, Paragraph) and block.line.blank}
        parts = " ".join(part for part, _to_do in report.missing)
        assert all(re.search(r"\[작성 필요: (.+)\]", text)[1] in parts for text in marked)  # type: ignore[index]
        assert all(to_do for _part, to_do in report.missing)
        front = next(block for block in report.blocks if isinstance(block, Table) and "채우지 못한" in block.caption)
        assert len(front.rows) == len(report.missing) > 2


def test_sources_are_numbered_once(compared: Report) -> None:
    """Every mark has its source, every source a mark, no source two numbers."""
    listed = [block.line.text for block in compared.blocks if isinstance(block, Paragraph) and block.kind == "source"]
    lines = [line for one in cells(compared) for line in one.lines] + [
        block.line for block in compared.blocks if isinstance(block, Paragraph)]
    used = {number for line in lines for number in line.notes}
    assert used == set(range(1, len(listed) + 1))
    assert len({text.split("] ", 1)[1] for text in listed}) == len(listed)


def test_small_municipalities_come_first_where_it_runs(compared: Report) -> None:
    """The programme is for places of under 300,000, so these are named before large cities."""
    table = next(block for block in compared.blocks if isinstance(block, Table)
                 and "수요응답형" in block.caption and "운영 지자체" in block.caption)
    large = [(row[1].number or SMALL) >= SMALL for row in table.rows]
    assert large == sorted(large) and not large[0]


def test_the_application_has_the_plan_s_sums_and_no_promise(payload: dict[str, Any]) -> None:
    """Own figures, ranges, funds and five years as in the plan; results elsewhere are said to be that."""
    report = application.build(payload)
    shown = {one.number for one in cells(report) if one.number is not None}
    plan = payload["plan"]
    entry = next(one for one in plan["solutions"] if one["solution"] == "smart-crosswalk")
    assert {*entry["cost_krw"], 123_456_789, 4, plan["state_krw"], plan["total_krw"]} <= shown
    assert {5 * 7_654_321, *plan["burden"]["local_total_krw"]} <= shown
    assert {one["amount_krw"] for each in plan["solutions"] for one in each["cost_basis"]} <= shown
    told = " ".join(block.line.text for block in report.blocks if isinstance(block, Paragraph))
    assert "약속하는 수치가 아닙니다" in told and "사업의 필요성" in told and "지속가능성" in told


def test_the_application_names_a_coach_for_each_solution(payload: dict[str, Any]) -> None:
    """With the reason and its source; where nobody operates it, that is said."""
    entries = payload["plan"]["solutions"]
    told = [block.line.text for block in application.build(payload).blocks if isinstance(block, Paragraph)]
    for entry in entries:
        assert any(f"{entry['name']['ko']}: {entry['coach']['name']['ko']}. {entry['coach']['why']['reason']['ko']}"
                   in line for line in told)
    entries[0]["coach"] = None
    bare = [block.line.text for block in application.build(payload).blocks if isinstance(block, Paragraph)]
    assert any(f"{entries[0]['name']['ko']}: 운영 중으로 확인된 다른 지자체를" in line for line in bare)


def test_a_stored_plan_gives_the_same_draft_without_the_database(
    payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored as JSON is laid out by itself; the plan alone is enough for a draft with more blanks."""
    first = application.build(payload)
    monkeypatch.setattr("web.state.session", None)
    monkeypatch.setattr("web.exports.application.queries", None)
    bare = application.build({"plan": payload["plan"]})
    assert len(bare.missing) > len(first.missing)
    assert all(line.text.strip() for one in cells(bare) for line in one.lines)


@pytest.mark.parametrize("problem", [PROBLEM, ABSTAINS])
def test_every_call_gives_a_draft(inside: None, problem: str) -> None:
    """Calls with a range of money, with rules unknown, and a package that nothing fits are laid out too."""
    unit = resolve(session(), "의령군")
    held = [call.id for call in queries.calls(session()) if call.state == "held"]
    assert len(held) > 5
    for call in held:
        plan = plan_json(session(), state().matcher(), PlanRequest(unit, call, problem))
        report = application.build(application.collect(session(), unit, problem, plan))
        assert all(line.text.strip() for one in cells(report) for line in one.lines)


def test_links_carry_the_comparison(app: Flask, inside: None) -> None:
    """The partial for the page that compares has one address for each format, with all it was asked."""
    module: Any = app.jinja_env.get_template("_downloads.html").module
    shown = str(module.comparison_links(["a", "b"], "의령군", "버스"))
    assert all(f"/compare/report.{kind}?s=a&amp;s=b&amp;municipality=" in shown for kind in FORMATS)


def small(*lines: str) -> Report:
    draft = Draft()
    draft.heading("장")
    for text in lines:
        draft.say(text)
        draft.table("표", ("이름", "값"), [[cell(text), cell("1", 1)]], (1, 1))
    return draft.finished("제목", "부제", [("이름", "값")])


def test_no_text_becomes_a_formula(inside: None) -> None:
    """What begins like one stays text for spreadsheet programs; figures are numbers."""
    hostile = ("=HYPERLINK(\"http://evil.example\")", "+1", "-1+cmd|'/c calc'!A0", "@SUM(A1)")
    book = load_workbook(io.BytesIO(xlsx.write(small(*hostile))))
    found = [one for sheet in book for row in sheet.iter_rows() for one in row if one.value is not None]
    assert {one.value for one in found} >= set(hostile)
    assert {one.data_type for one in found} == {"s", "n"}
    assert all(one.quotePrefix for one in found if one.value in hostile)


def test_a_row_of_a_sheet_has_room_for_all_its_text(inside: None) -> None:
    """Not every program that opens it works the heights out."""
    sheet = load_workbook(io.BytesIO(xlsx.write(small("짧은글", "긴글입니다. " * 60)))).worksheets[0]
    heights = {str(sheet.cell(row, 1).value)[:2]: sheet.row_dimensions[row].height
               for row in range(4, sheet.max_row + 1)}
    assert heights["긴글"] > 6 * heights["짧은"]
    longest = load_workbook(io.BytesIO(xlsx.write(small("끝없는 글 " * 900)))).worksheets[0]
    assert max(longest.row_dimensions[row].height or 0 for row in range(4, longest.max_row + 1)) == HIGHEST_ROW


def test_the_pdf_is_tagged_named_and_in_its_language(compared: Report) -> None:
    """Screen readers get title, language and structure."""
    reader = pypdf.PdfReader(io.BytesIO(pdf.write(compared)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ko" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert reader.metadata is not None and reader.metadata.title == "솔루션 비교 검토 보고"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_markup_in_a_problem_is_text(inside: None) -> None:
    """No character of what was typed acts in the layout, and a character that XML forbids breaks no file."""
    report = small("#eval(\"1\") *굵게* <b>&amp; $x$ \\ @ref", "세로\x0b줄\x00끝")
    for kind, writer in (("pdf", pdf), ("docx", docx), ("xlsx", xlsx), ("hwpx", hwpx)):
        read = tight(texts(kind, writer.write(report)))
        assert "세로줄끝" in read
        assert "굵게" in read if kind == "hwpx" else "#eval(\"1\")*굵게*<b>&amp;$x$\\@ref" in read


def test_a_character_without_a_shape_is_boxed_and_said(inside: None) -> None:
    """The PDF says how many it could not show; units of one character are spelled."""
    read = tight(texts("pdf", pdf.write(small("千 12㎡"))))
    assert "□12m²" in read and "1가지글자를□로" in read
    assert "□로" not in tight(texts("pdf", pdf.write(small("12㎡"))))


@pytest.mark.parametrize("writer", [docx, pdf, xlsx])
def test_the_same_report_is_the_same_file(inside: None, writer: Any) -> None:
    """Nothing of the hour or of chance is in it."""
    assert writer.write(small("글")) == writer.write(small("글"))


def test_an_empty_list_at_the_front_says_so(inside: None) -> None:
    """A report in which nothing is missing says that instead of leaving the list out."""
    report = small("글")
    assert Heading("작성하거나 확인할 것") in report.blocks
    assert Paragraph(Line("비어 있는 부분이 없습니다.")) in report.blocks


def test_sums_have_the_year_of_their_price(compared: Report, app: Flask) -> None:
    """The comparison names the years that are on record, and calls the others unknown."""
    told = " ".join(line.text for block in compared.blocks if isinstance(block, Table)
                    for row in block.rows for one in row for line in one.lines)
    with app.test_request_context("/"):
        costs = [row for slug in SLUGS for row in queries.solution(session(), slug).costs]
        assert any(row.price_year for row in costs) and not all(row.price_year for row in costs)
        assert all(str(row.price_year) in told for row in costs if row.price_year)
    assert "년 가격" in told and "미상" in told
