"""Seeds with mistakes: every bad line is named, and nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalog import migrate
from catalog.db import make_engine
from catalog.errors import SeedError
from catalog.loading import load_seeds
from catalog.models import Base
from tests.catalog.small_seeds import SOURCE, SmallSeeds
from tests.conftest import rolled_back


@pytest.fixture(scope="module")
def database_in_memory() -> Iterator[Engine]:
    """Mistakes are found before a database is asked, so one kind is enough here."""
    engine = make_engine("sqlite://")
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def empty(database_in_memory: Engine) -> Iterator[Session]:
    """A session on a database without rows."""
    yield from rolled_back(database_in_memory)


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    """The small seeds in a folder of the test's own."""
    return SmallSeeds(tmp_path)


def problems_of(session: Session, seeds: SmallSeeds) -> tuple[str, ...]:
    """What loading the seeds complains of; the database is as empty as before."""
    with pytest.raises(SeedError) as refused:
        load_seeds(session, seeds.folder)
    for table in Base.metadata.sorted_tables:
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert all(problem in refused.value.en and problem in refused.value.ko
               for problem in refused.value.problems)
    return refused.value.problems


@pytest.mark.parametrize(("file", "old", "new", "problem"), [
    ("lessons.csv", "text_en,", "text_fr,", "lessons.csv:1: not in the expected shape (unknown columns text_fr)"),
    ("lessons.csv", "lesson-1", "", "lessons.csv:2: id: is missing"),
    ("deployments.csv", f"2025,{SOURCE}", "2025,", "deployments.csv:2: source: is missing"),
    ("deployments.csv", "dep-0001,smart-bench", "dep-0001,smart-bank",
     "deployments.csv:2: solution_slug: there is no solution 'smart-bank'"),
    ("deployments.csv", "smart-bench,48820", "smart-bench,48821",
     "deployments.csv:2: municipality_code: there is no municipality '48821'"),
    ("deployments.csv", "2021,operating", "2021,running", "deployments.csv:2: status: 'running' is not one of"),
    ("deployments.csv", "basic,2021", "basic,soon", "deployments.csv:2: year: 'soon' is not a whole number"),
    ("deployments.csv", "basic,2021", "basic,2021.5", "deployments.csv:2: year: '2021.5' is not a whole number"),
    ("deployments.csv", "basic,2021", "basic,9" + "9" * 30, "deployments.csv:2: year:"),
    ("deployments.csv", "basic,2021", "basic,1889", "deployments.csv:2: CHECK constraint failed"),
    ("deployments.csv", "dep-0001", "dep-" + "1" * 40, "deployments.csv:2: id:"),
    ("deployments.csv", "dep-0001", "dep\0", "deployments.csv:2: id:"),
    ("deployments.csv", "dep-0002", "dep-0001", "deployments.csv:3: UNIQUE constraint failed: deployment.id"),
    ("deployments.csv", "2021,operating", "2021,,operating", "deployments.csv:2: more cells than columns"),
    ("deployments.csv", f",{SOURCE},official\ndep-0002", f",{SOURCE}\ndep-0002",
     "deployments.csv:2: fewer cells than columns"),
    ("deployments.csv", "dep-0001", '"dep-0001', "deployments.csv:"),
    ("municipalities.csv", "150000,", "-1,", "municipalities.csv:3: CHECK constraint failed"),
    ("municipalities.csv", "si,,,1", "si,2025-02-30,,1",
     "municipalities.csv:3: valid_from: '2025-02-30' is not a date"),
    ("municipalities.csv", "의왕시,Uiwang-si,41000", "의왕시,Uiwang-si,49999",
     "municipalities.csv:3: province_code: there is no municipality '49999'"),
    ("outcomes.csv", "effect", "wonder", "outcomes.csv:2: kind: 'wonder' is not one of"),
    ("outcomes.csv", ",1,2,", ",,,", "outcomes.csv:2: CHECK constraint failed: ck_outcome_has_a_figure"),
    ("cases.yaml", "id: case-001", "id: case-001\n  idd: 1", "cases.yaml:1: unknown column 'idd'"),
    ("cases.yaml", "solution: smart-bench", "solution: smart-bank",
     "cases.yaml:1: solutions: there is no solution 'smart-bank'"),
    ("cases.yaml", "['48820']", "['48821']", "cases.yaml:1: municipalities: there is no municipality '48821'"),
    ("cases.yaml", "  problem_en: Nowhere to rest\n", "", "cases.yaml:1: CHECK constraint failed"),
    ("cases.yaml", "year: 2024", "year: 2024-13-45", "cases.yaml:1: not in the expected shape"),
    ("cases.yaml", "- id: case-001", "id: case-001", "cases.yaml:"),
    ("statements.jsonl", '"id"', "id", "statements.jsonl:1: not a JSON object"),
    ("statements.jsonl", '"smart-bench": 3', '"smart-bank": 3',
     "statements.jsonl:1: grades: there is no solution 'smart-bank'"),
    ("statements.jsonl", '"language": "ko"', '"language": "fr"', "statements.jsonl:1: language: 'fr' is not one of"),
    ("procedures.yaml", "[smart-bench]", "[smart-bank]",
     "procedures.yaml:1: solutions: there is no solution 'smart-bank'"),
    ("procedures.yaml", "  name_ko: 심사", "  name_ko: [심사", "procedures.yaml:"),
    ("procedures.yaml", "name_ko: 심사", "name_ko: 12", "procedures.yaml:1: name_ko: '12' is not text"),
    ("solutions/smart-bench.yaml", "slug: smart-bench", "slug: smart-bank", 
     "solutions/smart-bench.yaml:1: slug: must equal the file name 'smart-bench'"),
    ("solutions/smart-bench.yaml", "name_en: Smart bench", "name_en: ''",
     "solutions/smart-bench.yaml:1: name_en: is missing"),
    ("solutions/smart-bench.yaml", "amount_krw: 1000000", "amount_krw: 1e6",
     "solutions/smart-bench.yaml:25: amount_krw:"),
    ("solutions/smart-bench.yaml", "amount_krw: 1000000", "amount_krw: -1",
     "solutions/smart-bench.yaml:25: CHECK constraint failed: ck_cost_amount_not_negative"),
    ("solutions/smart-bench.yaml", "slug: smart-bench", "slug: smart-bench\nreplaced_by: smart-bench",
     "solutions/smart-bench.yaml:1: "),
    ("solutions/smart-bench.yaml", "slug: smart-bench", "slug: smart-bench\nreplaced_by: no-bench",
     "solutions/smart-bench.yaml:1: replaced_by: there is no solution 'no-bench'"),
    ("programmes/base-2025.yaml", "programme: base", "programme: bass",
     "programmes/base-2025.yaml:1: programme_id: there is no programme 'bass'"),
    ("programmes/base-2025.yaml", "status: known", "status: heard",
     "programmes/base-2025.yaml:10: status: 'heard' is not one of"),
    ("programmes/base-2025.yaml", "status: known", "status: unknown",
     "programmes/base-2025.yaml:10: CHECK constraint failed"),
    ("programmes/base-2025.yaml", "as_of: 2026-11-22", "as_of: lately", "programmes/base-2025.yaml:1: as_of:"),
])
def test_each_kind_of_mistake_is_named_with_its_line(
    empty: Session, seeds: SmallSeeds, file: str, old: str, new: str, problem: str
) -> None:
    """One mistake anywhere stops the whole load, with the file, the line and what is wrong."""
    seeds.change(file, old, new)

    problems = problems_of(empty, seeds)

    assert any(problem in found for found in problems), problems


@pytest.mark.parametrize(("content", "problem"), [
    (None, "lessons.csv:1: the file is missing"),
    ("id,text_ko\n교훈".encode("cp949"), "lessons.csv:1: not UTF-8 at byte"),
])
def test_a_file_that_cannot_be_read_is_named(
    empty: Session, seeds: SmallSeeds, content: bytes | None, problem: str
) -> None:
    """A missing file and one in another encoding are mistakes of the seeds like any other."""
    if content is None:
        (seeds.folder / "lessons.csv").unlink()
    else:
        seeds.write("lessons.csv", content)

    assert [found for found in problems_of(empty, seeds) if problem in found]


@pytest.mark.parametrize("content", [b"", b"text", b"- text", b"a: 1", b"- [1]", b"\x00", b"? [a]\n: b\n"])
@pytest.mark.parametrize("file", [
    "cases.yaml", "solutions/smart-bench.yaml", "programmes/base-2025.yaml", "deployments.csv",
])
def test_a_file_of_another_shape_is_refused(
    empty: Session, seeds: SmallSeeds, file: str, content: bytes
) -> None:
    """Whatever stands in a seed file, the answer is a list of problems and no traceback."""
    seeds.write(file, content)
    assert any(problem.startswith(f"{file}:") for problem in problems_of(empty, seeds))


def test_all_bad_lines_are_listed_at_once(empty: Session, seeds: SmallSeeds) -> None:
    """Mistakes in several files and several on one line are all reported, in order."""
    seeds.change("deployments.csv", "2021,operating", "soon,running")
    seeds.change("deployments.csv", "2024,planned,2024", "2024,planned,lately")
    seeds.change("outcomes.csv", "effect", "wonder")
    seeds.change("solutions/smart-bench.yaml", "per: unit", "per: dozen")

    problems = problems_of(empty, seeds)

    assert [problem.split(": ")[:2] for problem in problems] == [
        ["deployments.csv:2", "status"], ["deployments.csv:2", "year"], ["deployments.csv:3", "as_of"],
        ["outcomes.csv:2", "kind"], ["solutions/smart-bench.yaml:25", "per"],
    ]


def test_a_bad_line_is_reported_once(empty: Session, seeds: SmallSeeds) -> None:
    """Lines that refer to a bad line are not bad themselves."""
    seeds.change("municipalities.csv", "gun,,,48000", "gun,,,many")

    assert problems_of(empty, seeds) == (
        "municipalities.csv:5: population: 'many' is not a whole number",
    )


def test_solutions_that_replace_each_other_are_refused(empty: Session, seeds: SmallSeeds) -> None:
    """A retired solution must lead to one that stands, not back to itself."""
    text = (seeds.folder / "solutions/smart-bench.yaml").read_text(encoding="utf-8")
    seeds.write("solutions/warm-bench.yaml", text.replace(
        "slug: smart-bench", "slug: warm-bench\nreplaced_by: smart-bench").replace("cost-0001", "cost-0002"))
    seeds.change("solutions/smart-bench.yaml", "slug: smart-bench", "slug: smart-bench\nreplaced_by: warm-bench")

    assert problems_of(empty, seeds) == (
        "solutions/smart-bench.yaml:1: replaced_by: leads back to 'smart-bench'",
        "solutions/warm-bench.yaml:1: replaced_by: leads back to 'warm-bench'",
    )


def test_a_mistake_leaves_loaded_facts_untouched(empty_session: Session, seeds: SmallSeeds) -> None:
    """When a later version of the seeds has a mistake, the facts of the earlier one stand."""
    load_seeds(empty_session, seeds.folder)
    before = {table: empty_session.execute(select(table)).all() for table in Base.metadata.sorted_tables}
    seeds.change("lessons.csv", "Lesson", "Another lesson")
    seeds.change("outcomes.csv", "effect", "wonder")

    with pytest.raises(SeedError):
        load_seeds(empty_session, seeds.folder)

    assert before == {
        table: empty_session.execute(select(table)).all() for table in Base.metadata.sorted_tables
    }
