"""From rows to the values the matcher works on."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from catalog import queries
from catalog.changes import refresh_operations
from catalog.deployments import Deployment
from catalog.revisions import current_version
from matcher.coaches import CoachFinder
from matcher.documents import passages_of, read_catalogue
from matcher.types import Catalogue, Text
from tests import factories
from tests.conftest import SOLUTIONS


@pytest.fixture
def catalogue(session: Session) -> Catalogue:
    """The project's seeds as the matcher sees them."""
    return read_catalogue(session)


def test_the_seeds_become_a_catalogue(session: Session, catalogue: Catalogue) -> None:
    """Every solution has facts and passages, every operation its municipality and source."""
    assert len(catalogue.solutions) == SOLUTIONS
    assert len(catalogue.operations) == len(queries.operations(session)) > 500
    assert len(catalogue.profiles) == 245
    assert catalogue.version == current_version(session)
    assert {operation.solution for operation in catalogue.operations} <= catalogue.solutions.keys()
    assert {operation.municipality for operation in catalogue.operations} <= catalogue.profiles.keys()
    assert all(operation.source for operation in catalogue.operations)


def test_what_is_ranked_knows_no_partners(session: Session, catalogue: Catalogue) -> None:
    """Reading the catalogue for the matcher asks nothing of partners, and a further one changes nothing in it."""
    partner = factories.a_partner(session, session.scalars(select(Deployment)).first(), name_ko="가나다라회사")
    asked: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    again = read_catalogue(session)

    assert len(asked) > 5 and any("FROM deployment" in query or "JOIN deployment" in query for query in asked)
    assert [query for query in asked if "partner" in query.lower()] == []
    assert again == catalogue
    assert partner.name_ko not in repr(again)


def test_passages_are_complete_and_unique(catalogue: Catalogue) -> None:
    """Each key stands once; each solution has its names, problems, phrasings and summary in both languages."""
    keys = Counter(passage.key for passage in catalogue.passages)
    assert max(keys.values()) == 1
    assert all(passage.text.strip() for passage in catalogue.passages)
    kinds = Counter((passage.kind, passage.language) for passage in catalogue.passages)
    for language in ("ko", "en"):
        assert kinds["name", language] == kinds["summary", language] == kinds["suits", language] == SOLUTIONS
        assert kinds["problem", language] >= 3 * SOLUTIONS
    assert kinds["phrasing", "ko"] >= 10 * SOLUTIONS and kinds["phrasing", "en"] >= 10 * SOLUTIONS
    assert kinds["case", "ko"] == kinds["case", "en"] == 115
    for slug in catalogue.solutions:
        assert {passage.language for passage in catalogue.passages if passage.solution == slug} == {"ko", "en"}


def test_passages_follow_the_published_solution(empty_session: Session) -> None:
    """What a solution says becomes passages under keys that stay; blank texts become none."""
    solution = factories.a_solution(
        empty_session, name_ko="벤치", aliases_ko=["의자", "쉼터"], problems_ko=["춥다", "어둡다"],
        problems_en=["cold"], phrasings_ko=["너무 추워요"], suits_ko="공원",
    )

    assert {passage.key: passage.text for passage in passages_of(solution) if passage.language == "ko"} == {
        "test-solution:name:ko:0": "벤치, 의자, 쉼터",
        "test-solution:problem:ko:0": "춥다", "test-solution:problem:ko:1": "어둡다",
        "test-solution:phrasing:ko:0": "너무 추워요",
        "test-solution:summary:ko:0": "요약", "test-solution:suits:ko:0": "공원",
    }
    assert "test-solution:suits:en:0" not in {passage.key for passage in passages_of(solution)}


def test_cases_speak_only_for_known_solutions(empty_session: Session) -> None:
    """A case's problem stands once per language and chosen solution that the catalogue has."""
    factories.a_solution(empty_session, "bench")
    factories.a_solution(empty_session, "lamp")
    factories.a_solution(empty_session, "gone", replaced_by="lamp")
    chosen = [{"name_ko": "벤치", "solution": "bench"}, {"name_ko": "벤치 둘", "solution": "bench"},
              {"name_ko": "등", "solution": "lamp"}, {"name_ko": "옛것", "solution": "gone"}, {"name_ko": "모름"}]
    factories.a_case(empty_session, id="case-1", solutions=chosen)
    factories.a_case(empty_session, id="case-2", solutions=chosen, problem_ko=None, problem_en=None,
                     problem_basis=None)

    cases = [passage for passage in read_catalogue(empty_session).passages if passage.kind == "case"]

    assert [(passage.key, passage.solution, passage.language, passage.text) for passage in cases] == [
        ("case-1:bench:ko", "bench", "ko", "문제"), ("case-1:bench:en", "bench", "en", "Problem"),
        ("case-1:lamp:ko", "lamp", "ko", "문제"), ("case-1:lamp:en", "lamp", "en", "Problem"),
    ]


@pytest.mark.parametrize("over", [
    {"status": "planned"}, {"status": "selected"}, {"status": "ended"},
    {"municipality": None, "place_ko": "싱가포르", "place_en": "Singapore", "level": "abroad"},
    {"municipality": None, "place_ko": "전국", "place_en": "Nationwide", "level": "national"},
])
def test_who_does_not_run_it_is_no_coach(empty_session: Session, over: dict[str, str | None]) -> None:
    """Plans, awards, ended projects and places abroad never become coaches."""
    factories.a_solution(empty_session)
    factories.a_municipality(empty_session, "91110")
    factories.a_municipality(empty_session, "91120")
    factories.a_deployment(empty_session, municipality="91120")
    factories.a_deployment(empty_session, **over)
    refresh_operations(empty_session)

    finder = CoachFinder(2026).fit(read_catalogue(empty_session))

    assert [coach.municipality for coach in finder.coaches("test-solution", None)] == ["91120"]


def test_an_operation_brings_its_outcomes_and_scale(empty_session: Session) -> None:
    """Outcomes of the municipality itself count, those of others and withdrawn ones do not."""
    factories.a_solution(empty_session)
    factories.a_municipality(empty_session, "91110")
    factories.a_municipality(empty_session, "91120")
    factories.a_deployment(empty_session, year=2020, as_of=2024, scale_ko="3곳", source="https://example.org/d")
    factories.an_outcome(empty_session, source="https://example.org/o")
    factories.an_outcome(empty_session, withdrawn_on=factories.dt.date(2026, 1, 1))
    factories.an_outcome(empty_session, municipality="91120")
    refresh_operations(empty_session)

    (operation,) = read_catalogue(empty_session).operations

    assert (operation.since, operation.as_of, operation.outcomes) == (2020, 2024, 1)
    assert (operation.outcomes_source, operation.source) == ("https://example.org/o", "https://example.org/d")
    assert operation.scale is not None and (operation.scale.ko, operation.scale.en) == ("3곳", "3곳")


def test_a_retired_solution_is_not_recommended(empty_session: Session) -> None:
    """Retired and withdrawn solutions have no facts, no passages and no operations."""
    factories.a_municipality(empty_session)
    factories.a_solution(empty_session, "lamp")
    factories.a_solution(empty_session, "gone", replaced_by="lamp")
    factories.a_solution(empty_session, "withdrawn", withdrawn_on=factories.dt.date(2026, 1, 1))
    for slug in ("lamp", "gone", "withdrawn"):
        factories.a_deployment(empty_session, slug)
    refresh_operations(empty_session)

    catalogue = read_catalogue(empty_session)

    assert list(catalogue.solutions) == ["lamp"]
    assert {passage.solution for passage in catalogue.passages} == {"lamp"}
    assert [operation.solution for operation in catalogue.operations] == ["lamp"]


def test_open_offerings_are_read_with_their_free_slots(empty_session: Session) -> None:
    """Slots are counted; closed offerings and those that are over are left out; one language serves for both."""
    for code in ("91110", "91120"):
        factories.a_municipality(empty_session, code)
    factories.a_solution(empty_session)
    operation = factories.an_operation(empty_session, factories.a_deployment(empty_session))
    day = factories.dt.date(2026, 1, 2)
    factories.an_offering(empty_session, operation, open_slug=None, closed_on=day)
    other = factories.an_operation(empty_session, factories.a_deployment(empty_session, municipality="91120"))
    factories.an_offering(empty_session, other, valid_until=day)
    row = factories.an_offering(empty_session, operation, valid_until=day.replace(year=2099), conditions_ko="조건")
    factories.a_slot(empty_session, row)
    factories.a_slot(empty_session, row, number=2, taken_by="91120",
                     taken_at=factories.dt.datetime(2026, 1, 2, tzinfo=factories.dt.UTC))

    (offering,) = read_catalogue(empty_session).offerings

    assert (offering.municipality, offering.capacity, offering.free) == ("91110", 2, 1)
    assert offering.conditions == Text("조건", "조건") and offering.forms == ("visit",)
