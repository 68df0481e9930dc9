"""The readiness check: which questions a solution gets, and what answers come to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalog import queries
from catalog.eligibility_words import Reason
from catalog.readiness import ANSWERS, FEWEST, MOST, Question, questions, verdict
from tests.conftest import SOLUTIONS
from tests.factories import a_solution

HANGUL = re.compile(r"[가-힣]")
ASKED = tuple(
    Question(f"q{number}", "core", "ㄱ", "a", "ㄱ?", "a?", Reason("왜", "why", "source"), no, "coach")
    for number, no in enumerate(("stops", "settle", "stops", "settle", "settle"))
)
ANYTHING = st.dictionaries(
    st.sampled_from([question.id for question in ASKED] + ["other"]), st.sampled_from([*ANSWERS, "", "maybe"])
)


@pytest.fixture(scope="module", name="all_questions")
def _all_questions(seeded: Engine) -> Iterator[dict[str, tuple[Question, ...]]]:
    with Session(seeded) as session:
        lessons = queries.lessons(session)
        yield {
            solution.slug: questions(solution, queries.procedures_for(session, solution.slug), lessons)
            for solution in queries.solutions(session)
        }


def test_every_solution_gets_10_to_15_questions_with_sources(
    all_questions: dict[str, tuple[Question, ...]]
) -> None:
    """Each in both languages, under an id of its own, with a reason and a source."""
    assert len(all_questions) == SOLUTIONS
    for slug, asked in all_questions.items():
        assert FEWEST <= len(asked) <= MOST, slug
        assert len({question.id for question in asked}) == len(asked), slug
        for question in asked:
            for korean in (question.short_ko, question.text_ko, question.why.ko):
                assert HANGUL.search(korean), (slug, question.id)
            for english in (question.short_en, question.text_en, question.why.en):
                assert english and not HANGUL.search(english), (slug, question.id)
            assert question.why.source and re.fullmatch(r"[a-z0-9-]+", question.id), (slug, question.id)


def test_prerequisites_are_asked_in_their_own_words(all_questions: dict[str, tuple[Question, ...]]) -> None:
    """The police must agree before a crosswalk changes; power can be laid first; the law lends its source."""
    asked = {question.short_ko: question for question in all_questions["smart-crosswalk"]}
    police = asked["경찰서 교통시설 협의"]
    assert police.text_ko == "다음이 갖추어져 있습니까? — 경찰서 교통시설 협의"
    assert (police.no, asked["전원·통신 인입"].no) == ("stops", "settle")
    assert "교통안전심의위원회" in police.why.ko
    assert "traffic-safety-committee" not in {question.id for question in asked.values()}


def test_a_pitfall_of_the_solution_is_the_reason_where_there_is_one(
    all_questions: dict[str, tuple[Question, ...]]
) -> None:
    """What went wrong with this very solution says more than a lesson for all."""
    why = {question.id: question.why.ko for question in all_questions["demand-responsive-bus"]}
    assert "5~12%" in why["running-cost"]
    assert "인수를 거부해" in {question.id: question.why.ko for question in all_questions["cool-roof"]}["running-cost"]


def test_privacy_is_asked_where_cameras_or_personal_data_come_in(
    all_questions: dict[str, tuple[Question, ...]]
) -> None:
    """A crosswalk with cameras has the duty, a painted roof has not."""
    asked = {slug: {question.id for question in found} for slug, found in all_questions.items()}
    assert "privacy" in asked["smart-crosswalk"]
    assert not {"privacy", "network-power"} & asked["cool-roof"]


def test_a_changed_prerequisite_is_another_question(empty_session: Session) -> None:
    """An answer kept in an address never counts for words that were not asked."""
    words = {"suits_ko": "도시", "suits_en": "Towns", "not_for_ko": "농촌", "not_for_en": "Villages"}
    before = a_solution(empty_session, "before", prerequisites_ko=["조례"], prerequisites_en=["ordinance"], **words)
    after = a_solution(
        empty_session, "after", prerequisites_ko=["조례와 예산"], prerequisites_en=["ordinance and money"], **words)
    ids = [{question.id for question in questions(solution, [], [])} for solution in (before, after)]
    assert "ordinance" in ids[0] - ids[1]


@given(answers=ANYTHING)
def test_a_stop_is_never_hidden(answers: dict[str, str]) -> None:
    """Whatever else is answered, a no to a stopping question stops, and nothing is ready."""
    found = verdict(ASKED, answers)
    stops = {question.id for question in ASKED if question.no == "stops" and answers.get(question.id) == "no"}
    assert {question.id for question in found.stops} == stops
    assert not (stops and found.ready)


@given(answers=ANYTHING)
def test_each_question_stands_in_one_list(answers: dict[str, str]) -> None:
    """Nothing is lost and nothing is counted twice; no answer, or none that is known, is unanswered."""
    found = verdict(ASKED, answers)
    lists = (found.stops, found.settle_first, found.ask_coach, found.unanswered, found.in_order)
    assert sorted(question.id for listed in lists for question in listed) == [question.id for question in ASKED]
    assert {question.id for question in found.unanswered} == {
        question.id for question in ASKED if answers.get(question.id) not in ANSWERS}


@given(answers=ANYTHING)
def test_ready_means_that_all_was_answered_yes(answers: dict[str, str]) -> None:
    """Unanswered never counts as yes."""
    assert verdict(ASKED, answers).ready == all(answers.get(question.id) == "yes" for question in ASKED)


def test_what_might_stop_it_is_asked_first() -> None:
    """Among what is not known, the questions whose no would stop it come first."""
    found = verdict(ASKED, {question.id: "unknown" for question in ASKED})
    assert [question.no for question in found.ask_coach] == ["stops", "stops", "settle", "settle", "settle"]
