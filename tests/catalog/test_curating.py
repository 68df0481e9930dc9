"""What the programme office does with single facts, and that loading leaves it standing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import curating, queries
from catalog.curating import Asked, Shown
from catalog.deployments import Deployment, Outcome
from catalog.errors import ChangedMeanwhileError, InvalidInputError, UnknownFactError
from catalog.evidence import evidence
from catalog.fact_checks import FactCheck
from catalog.loading import load_seeds
from catalog.revisions import Revision
from tests.catalog.small_seeds import SmallSeeds

TODAY = dt.date(2026, 11, 30)
SHOWN = Shown("https://example.org/page", "벤치 12대를 운영한다", "2026-03-02")


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    """The small seeds in a folder of the test's own."""
    return SmallSeeds(tmp_path)


@pytest.fixture
def loaded(empty_session: Session, seeds: SmallSeeds) -> Session:
    """A session on a database that holds the small seeds."""
    load_seeds(empty_session, seeds.folder)
    return empty_session


def asked(session: Session, table: str = "deployment", key: str = "dep-0001") -> Asked:
    """A fact as somebody of the office sees it now."""
    return Asked(table, key, curating.state_of(curating.fact(session, table, key)), 7, TODAY)


def last_reason(session: Session) -> str:
    """What the newest revision says."""
    return session.scalars(select(Revision.reason).order_by(Revision.id.desc()).limit(1)).one()


def test_a_confirmed_deployment_holds_as_of_its_page(loaded: Session) -> None:
    """The mark has the page and its words, the status the later year, and a revision tells who and what it said."""
    curating.confirm(loaded, asked(loaded), SHOWN, "")

    row = curating.fact(loaded, "deployment", "dep-0001")
    assert row.check is not None and isinstance(row, Deployment)
    assert (row.as_of, row.check.verdict, row.check.page) == (2026, "confirmed", SHOWN.page)
    assert row.check.checked_on == TODAY
    assert (row.origin, row.check.origin) == ("submitted", "submitted")
    assert last_reason(loaded) == "deployment dep-0001 confirmed by account 7; as_of: 2025 -> 2026"
    (operation,) = queries.operations(loaded)
    assert operation.as_of == 2026


def test_an_older_page_confirms_nothing_newer(loaded: Session) -> None:
    """A page of 2021 leaves a status of 2025 as of 2025."""
    curating.confirm(loaded, asked(loaded), Shown(SHOWN.page, SHOWN.quote, "2021"))

    row = curating.fact(loaded, "deployment", "dep-0001")
    assert isinstance(row, Deployment) and row.as_of == 2025 and row.origin == "seed"


def test_seeds_leave_a_correction_and_its_mark_alone(loaded: Session, seeds: SmallSeeds) -> None:
    """What the office corrected and marked outlives new seeds that say otherwise, and loading reports it."""
    curating.correct(loaded, asked(loaded), {"as_of": "2024", "scale_ko": "12대", "scale_en": "12 benches"}, SHOWN)
    seeds.change("deployments.csv", "operating,2025", "operating,2026")
    seeds.change("checks.csv", "scale_ko scale_en,", "scale_ko scale_en,Read again")

    report = load_seeds(loaded, seeds.folder)

    row = curating.fact(loaded, "deployment", "dep-0001")
    loaded.refresh(row, ["check"])
    assert isinstance(row, Deployment) and row.check is not None
    assert (row.as_of, row.scale_ko, row.check.verdict, row.check.changed) == (
        2024, "12대", "corrected", "as_of scale_ko scale_en")
    assert [one.rsplit(": ", 1)[1] for one in report.conflicts] == ["deployment dep-0001", "fact_check dep-0001"]
    assert (report.added, report.updated, report.withdrawn) == (0, 0, 0)
    loaded.expire_all()
    assert loaded.get_one(FactCheck, "dep-0001").note is None


def test_a_mark_of_the_seeds_is_taken_over(loaded: Session, seeds: SmallSeeds) -> None:
    """A mark that the seeds set and the office renewed is the office's from then on."""
    curating.confirm(loaded, asked(loaded), SHOWN)

    load_seeds(loaded, seeds.folder)

    mark = loaded.get_one(FactCheck, "dep-0001")
    assert (mark.verdict, mark.checked_on, mark.origin, mark.note) == ("confirmed", TODAY, "submitted", None)


def test_a_withdrawn_fact_stays_away(loaded: Session, seeds: SmallSeeds) -> None:
    """It leaves every list and its operation with it; neither new nor returning seeds bring it back."""
    curating.withdraw(loaded, asked(loaded), "이 지자체의 것이 아님")

    assert queries.operations(loaded) == []
    assert loaded.get_one(FactCheck, "dep-0001").note == "이 지자체의 것이 아님"
    text = (seeds.folder / "deployments.csv").read_text(encoding="utf-8")
    for changed in ("\n".join(line for line in text.splitlines() if "dep-0001" not in line) + "\n", text):
        seeds.write("deployments.csv", changed)
        load_seeds(loaded, seeds.folder)
    assert [row.id for row in queries.deployments_of(loaded, "smart-bench")] == ["dep-0002"]
    with pytest.raises(UnknownFactError):
        curating.fact(loaded, "deployment", "dep-0001")


def test_what_nobody_finds_proves_little(loaded: Session) -> None:
    """A figure that no page states keeps its values and no longer lifts the level of evidence."""
    before = evidence(queries.outcomes(loaded)).level

    curating.set_unverifiable(loaded, asked(loaded, "outcome", "out-0001"), "두 번 찾음")

    assert (before, evidence(queries.outcomes(loaded)).level) == (2, 1)
    assert loaded.get_one(Outcome, "out-0001").origin == "seed"


def test_a_change_in_between_is_noticed(loaded: Session) -> None:
    """Who saves over what another did since is told so, and nothing is written."""
    read = asked(loaded)
    curating.correct(loaded, read, {"as_of": "2024"}, SHOWN)

    with pytest.raises(ChangedMeanwhileError):
        curating.withdraw(loaded, read, "이유")
    assert curating.fact(loaded, "deployment", "dep-0001").withdrawn_on is None


@pytest.mark.parametrize(("key", "typed", "field"), [
    ("dep-0001", {"as_of": "2027"}, "as_of"), ("dep-0001", {"as_of": "작년"}, "as_of"),
    ("dep-0001", {"status": "gone"}, "status"), ("dep-0001", {"source": " "}, "source"),
    ("dep-0001", {"scale_ko": "12대"}, "scale_en"), ("dep-0001", {"scale_en": "12"}, "scale_ko"),
    ("dep-0001", {"as_of": "2025"}, "form"),
    ("out-0001", {"before": "", "after": ""}, "after"), ("out-0001", {"metric_ko": ""}, "metric_ko"),
    ("cost-0001", {"amount_krw": "1억"}, "amount_krw"), ("cost-0001", {"price_year": "1889"}, "price_year"),
])
def test_a_correction_that_cannot_stand_is_refused(
    loaded: Session, key: str, typed: dict[str, str], field: str) -> None:
    """A year to come, an unknown word, a missing twin or source, or no change at all: each says which field."""
    table = {"d": "deployment", "o": "outcome", "c": "cost"}[key[0]]
    with pytest.raises(InvalidInputError) as refused:
        curating.correct(loaded, asked(loaded, table, key), typed, SHOWN)
    assert refused.value.field == field
    mark = loaded.get(FactCheck, key)
    assert mark is None or mark.origin == "seed"


@pytest.mark.parametrize(("over", "field"), [
    ({"page": "example.org"}, "page"), ({"page": "javascript:alert(1)"}, "page"), ({"quote": ""}, "quote"),
    ({"quote": "가" * 201}, "quote"), ({"page_date": "2026-12-01"}, "page_date"), ({"page_date": "3월"}, "page_date"),
])
def test_a_page_without_address_words_or_real_date_confirms_nothing(
    loaded: Session, over: dict[str, Any], field: str) -> None:
    """Only a page that somebody else can open and find the words on counts."""
    shown = Shown(**{"page": SHOWN.page, "quote": SHOWN.quote, "page_date": SHOWN.page_date, **over})
    with pytest.raises(InvalidInputError) as refused:
        curating.confirm(loaded, asked(loaded), shown)
    assert refused.value.field == field


def test_a_sum_is_read_as_people_write_it(loaded: Session) -> None:
    """Thousands and the word for won are understood; a blank year is unknown again."""
    typed = {"amount_krw": "12,000,000원", "price_year": ""}

    curating.correct(loaded, asked(loaded, "cost", "cost-0001"), typed, SHOWN)

    assert curating.fact(loaded, "cost", "cost-0001").amount_krw == 12_000_000  # type: ignore[union-attr]
