"""Loading the seeds: repeatable, and never over what a person changed since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.deployments import Deployment, Operation
from catalog.loading import digest_of, load_seeds
from catalog.municipalities import Municipality
from catalog.revisions import Revision, current_version
from catalog.seed_files import read_seeds
from catalog.solutions import Lesson, Solution
from tests.catalog.small_seeds import SmallSeeds
from tests.conftest import SEEDS
from tests.factories import a_deployment

TODAY = dt.date.today()


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    """The small seeds in a folder of the test's own."""
    return SmallSeeds(tmp_path)


@pytest.fixture
def loaded(empty_session: Session, seeds: SmallSeeds) -> Session:
    """A session on a database that holds the small seeds."""
    load_seeds(empty_session, seeds.folder)
    return empty_session


@pytest.mark.slow
def test_second_load_changes_nothing(session: Session) -> None:
    """Loading the project's seeds again finds every row as it is and makes no new version."""
    before = current_version(session)

    report = load_seeds(session, SEEDS)

    assert (report.added, report.updated, report.withdrawn, report.conflicts) == (0, 0, 0, ())
    assert report.unchanged == len(read_seeds(SEEDS)[0])
    assert current_version(session) == before


def test_every_change_of_the_seeds_is_a_new_version(loaded: Session, seeds: SmallSeeds) -> None:
    """The catalogue version names the last revision and the seeds it came from."""
    before = current_version(loaded)
    seeds.change("lessons.csv", "Lesson", "A lesson")

    load_seeds(loaded, seeds.folder)

    assert current_version(loaded) != before
    assert current_version(loaded).split("-")[1] == loaded.scalars(
        select(Revision.seeds_digest).order_by(Revision.id.desc())
    ).first()[:8]


@pytest.mark.parametrize(("file", "old", "new"), [
    ("lessons.csv", "Lesson", "A lesson"), ("outside.yaml", "Promotion is slow", "Promotion is late"),
    ("statements.jsonl", "legs ache", "feet ache"),
])
def test_every_kind_of_seed_file_counts_for_the_digest(seeds: SmallSeeds, file: str, old: str, new: str) -> None:
    """A start notices a changed seed, whatever the file's format."""
    before = digest_of(seeds.folder)
    seeds.change(file, old, new)

    assert digest_of(seeds.folder) != before


def test_a_corrected_line_reaches_an_unedited_row(loaded: Session, seeds: SmallSeeds) -> None:
    """A row that nobody edited follows the seeds."""
    seeds.change("lessons.csv", "Lesson", "A better lesson")

    report = load_seeds(loaded, seeds.folder)

    assert (report.updated, report.conflicts) == (1, ())
    assert loaded.get_one(Lesson, "lesson-1").text_en == "A better lesson"


def test_an_edited_fact_is_kept_although_its_line_changed(loaded: Session, seeds: SmallSeeds) -> None:
    """A fact edited in the database stays, and the changed line is reported with its place."""
    loaded.get_one(Lesson, "lesson-1").text_en = "Edited by a curator"
    loaded.flush()
    seeds.change("lessons.csv", "Lesson", "Changed in the seeds")

    report = load_seeds(loaded, seeds.folder)

    assert report.conflicts == ("lessons.csv:2: lesson lesson-1",)
    assert report.updated == 0
    assert loaded.get_one(Lesson, "lesson-1").text_en == "Edited by a curator"


def test_an_edited_fact_is_kept_when_its_line_stands(loaded: Session, seeds: SmallSeeds) -> None:
    """Loading the same seeds again leaves an edited fact alone and still tells of it."""
    loaded.get_one(Lesson, "lesson-1").text_en = "Edited by a curator"
    loaded.flush()

    report = load_seeds(loaded, seeds.folder)

    assert report.conflicts == ("lessons.csv:2: lesson lesson-1",)
    assert loaded.get_one(Lesson, "lesson-1").text_en == "Edited by a curator"


def test_an_edit_that_the_seeds_adopt_is_no_conflict(loaded: Session, seeds: SmallSeeds) -> None:
    """Once the seeds say the same as the edited row, the two agree again."""
    loaded.get_one(Lesson, "lesson-1").text_en = "Agreed"
    loaded.flush()
    seeds.change("lessons.csv", "Lesson", "Agreed")
    assert load_seeds(loaded, seeds.folder).conflicts == ()
    seeds.change("lessons.csv", "Agreed", "And further")

    load_seeds(loaded, seeds.folder)

    assert loaded.get_one(Lesson, "lesson-1").text_en == "And further"


def test_a_row_gone_from_the_seeds_is_withdrawn(loaded: Session, seeds: SmallSeeds) -> None:
    """A row whose line is gone is kept and marked with the day, and it operates no more."""
    seeds.change("deployments.csv", "dep-0001", "dep-0003")

    report = load_seeds(loaded, seeds.folder)

    assert (report.added, report.withdrawn) == (1, 1)
    assert loaded.get_one(Deployment, "dep-0001").withdrawn_on == TODAY
    assert loaded.scalars(select(Operation.deployment_id)).all() == ["dep-0003"]


def test_the_last_row_of_a_file_can_go(loaded: Session, seeds: SmallSeeds) -> None:
    """Emptying a file withdraws its rows like any other removal."""
    text = (seeds.folder / "lessons.csv").read_text(encoding="utf-8")
    seeds.write("lessons.csv", text.splitlines(keepends=True)[0])

    report = load_seeds(loaded, seeds.folder)

    assert report.withdrawn == 1
    assert loaded.get_one(Lesson, "lesson-1").withdrawn_on == TODAY


def test_a_row_that_comes_back_is_restored(loaded: Session, seeds: SmallSeeds) -> None:
    """A withdrawn row stands again, with its new values, when its line is back."""
    seeds.change("lessons.csv", "lesson-1", "lesson-2")
    load_seeds(loaded, seeds.folder)
    seeds.change("lessons.csv", "lesson-2", "lesson-1")
    seeds.change("lessons.csv", "Lesson", "Lesson again")

    report = load_seeds(loaded, seeds.folder)

    restored = loaded.get_one(Lesson, "lesson-1")
    assert (restored.withdrawn_on, restored.text_en) == (None, "Lesson again")
    assert (report.updated, report.withdrawn) == (1, 1)
    assert load_seeds(loaded, seeds.folder).unchanged > 0


def test_an_edited_row_gone_from_the_seeds_stands(loaded: Session, seeds: SmallSeeds) -> None:
    """What a curator edited is not withdrawn behind their back; it is reported."""
    loaded.get_one(Lesson, "lesson-1").text_en = "Edited by a curator"
    loaded.flush()
    seeds.change("lessons.csv", "lesson-1", "lesson-2")

    report = load_seeds(loaded, seeds.folder)

    assert report.conflicts == ("(gone from the seeds): lesson lesson-1",)
    assert loaded.get_one(Lesson, "lesson-1").withdrawn_on is None


@pytest.mark.parametrize("new_text", ["Lesson", "A corrected lesson"])
def test_a_curators_withdrawal_survives(loaded: Session, seeds: SmallSeeds, new_text: str) -> None:
    """A row withdrawn by a person stays withdrawn, whether or not its line changes."""
    withdrawn_on = dt.date(2026, 1, 2)
    loaded.get_one(Lesson, "lesson-1").withdrawn_on = withdrawn_on
    loaded.flush()
    if new_text != "Lesson":
        seeds.change("lessons.csv", "Lesson", new_text)

    load_seeds(loaded, seeds.folder)

    found = loaded.get_one(Lesson, "lesson-1")
    assert (found.withdrawn_on, found.text_en) == (withdrawn_on, new_text)


@pytest.mark.parametrize("withdrawn_on", [None, dt.date(2026, 1, 2)])
def test_a_submission_is_not_overwritten(
    loaded: Session, seeds: SmallSeeds, withdrawn_on: dt.date | None
) -> None:
    """A submitted fact with the id of a new seed line stays as submitted, withdrawn or not."""
    a_deployment(loaded, "smart-bench", "48820", id="dep-0009", origin="submitted", year=2019,
                 withdrawn_on=withdrawn_on)
    seeds.append("deployments.csv",
                 "dep-0009,smart-bench,41430,,,basic,2024,operating,2025,https://example.org,official\n")

    report = load_seeds(loaded, seeds.folder)

    kept = loaded.get_one(Deployment, "dep-0009")
    assert (kept.municipality_code, kept.year, kept.withdrawn_on) == ("48820", 2019, withdrawn_on)
    assert report.conflicts == ("deployments.csv:4: deployment dep-0009",)


def test_a_submission_is_never_withdrawn_by_loading(loaded: Session, seeds: SmallSeeds) -> None:
    """Facts that never were in the seeds are no business of loading."""
    a_deployment(loaded, "smart-bench", "41430", id="dep-0009", origin="submitted")

    report = load_seeds(loaded, seeds.folder)

    assert report.withdrawn == 0
    assert loaded.get_one(Deployment, "dep-0009").withdrawn_on is None


def test_order_of_lines_does_not_matter(empty_session: Session, seeds: SmallSeeds) -> None:
    """A city may stand above its province in the file."""
    header, *lines = (seeds.folder / "municipalities.csv").read_text(encoding="utf-8").splitlines()
    seeds.write("municipalities.csv", "\n".join([header, *reversed(lines)]) + "\n")

    load_seeds(empty_session, seeds.folder)

    assert empty_session.get_one(Municipality, "41430").province.code == "41000"


@pytest.mark.parametrize("successor", ["a-new-bench", "the-new-bench"])
def test_a_solution_can_be_replaced_by_a_new_one(
    loaded: Session, seeds: SmallSeeds, successor: str
) -> None:
    """A retired solution may name a successor of the same load, wherever its slug sorts."""
    text = (seeds.folder / "solutions/smart-bench.yaml").read_text(encoding="utf-8")
    seeds.write(f"solutions/{successor}.yaml",
                text.replace("slug: smart-bench", f"slug: {successor}").replace("cost-0001", "cost-0002"))
    seeds.change("solutions/smart-bench.yaml", "slug: smart-bench",
                 f"slug: smart-bench\nreplaced_by: {successor}")

    report = load_seeds(loaded, seeds.folder)

    assert (report.added, report.updated) == (2, 1)
    assert loaded.get_one(Solution, "smart-bench").replaced_by == successor


def test_a_replaced_solution_loads_into_an_empty_catalogue(
    empty_session: Session, seeds: SmallSeeds
) -> None:
    """On a fresh start the successor may come after the solution that it replaces."""
    text = (seeds.folder / "solutions/smart-bench.yaml").read_text(encoding="utf-8")
    seeds.write("solutions/the-new-bench.yaml",
                text.replace("slug: smart-bench", "slug: the-new-bench").replace("cost-0001", "cost-0002"))
    seeds.change("solutions/smart-bench.yaml", "slug: smart-bench",
                 "slug: smart-bench\nreplaced_by: the-new-bench")

    load_seeds(empty_session, seeds.folder)

    assert empty_session.get_one(Solution, "smart-bench").replaced_by == "the-new-bench"
