"""The rules that must never break are in the database itself, under the same names on both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog.models import Base, Operation
from tests import factories
from tests import work_factories as work

DAY = dt.date(2026, 7, 1)
Make = Callable[..., Any]


def an_offering(session: Session, **over: Any) -> Any:
    """An offering of the one who operates the solution."""
    operation = factories.an_operation(session, factories.a_deployment(session))
    return factories.an_offering(session, operation, **over)


def an_engagement(session: Session, **over: Any) -> Any:
    """An engagement in the first slot of an offering."""
    offering = an_offering(session)
    factories.a_slot(session, offering)
    return work.an_engagement(session, work.a_request(session, offering), **over)


def on_the_call(make: Make) -> Make:
    """A maker that takes the call of the ground."""
    return lambda session, **over: make(session, session.info["call"].id, **over)


MAKERS: dict[str, Make] = {
    "organisation": work.an_organisation,
    "account": work.an_account,
    "sign_in": work.a_sign_in,
    "notice": work.a_notice,
    "mail": work.a_mail,
    "upkeep": work.an_upkeep,
    "plan": on_the_call(work.a_plan),
    "plan_entry": on_the_call(work.a_plan_entry),
    "readiness_answer": on_the_call(work.a_readiness_answer),
    "decision": on_the_call(work.a_decision),
    "coaching_request": lambda session, **over: work.a_request(session, an_offering(session), **over),
    "engagement": an_engagement,
    "coaching_session": lambda session, **over: work.a_coaching_session(session, an_engagement(session), **over),
    "review": lambda session, **over: work.a_review(session, an_engagement(session), **over),
    "proposal": work.a_proposal,
    "saved_search": work.a_saved_search,
    "municipality": lambda session, **over: factories.a_municipality(session, **{"code": "91999", **over}),
    "succession": lambda session, **over: factories.a_succession(session, "91110", "91120", **over),
    "solution": lambda session, **over: factories.a_solution(session, **{"slug": "another-solution", **over}),
    "cost": factories.a_cost,
    "pitfall": factories.a_pitfall,
    "lesson": factories.a_lesson,
    "procedure": factories.a_procedure,
    "outside_matter": factories.an_outside_matter,
    "judged_statement": factories.a_judged_statement,
    "deployment": factories.a_deployment,
    "outcome": factories.an_outcome,
    "context_figure": factories.a_context_figure,
    "award_case": factories.a_case,
    "visit": factories.a_visit,
    "fact_check": factories.a_fact_check,
    "partner": lambda session, **over: factories.a_partner(session, factories.a_deployment(session), **over),
    "offering": an_offering,
    "offering_slot": lambda session, **over: factories.a_slot(session, an_offering(session), **over),
    "programme": lambda session, **over: factories.a_programme(session, **{"id": "another", **over}),
    "call": lambda session, **over: factories.a_call(session, "base", 2031, **over),
    "call_rule": lambda session, **over: factories.a_rule(session, session.info["call"], **over),
    "selection": lambda session, **over: factories.a_selection(session, session.info["call"], **over),
}
BREACHES: dict[str, dict[str, Any]] = {
    "ck_municipality_population_not_negative": {"population": -1},
    "ck_municipality_aged65_share_percent": {"aged65_share": 100.5},
    "ck_municipality_validity_in_order": {"valid_from": DAY, "valid_until": DAY - dt.timedelta(days=1)},
    "ck_succession_not_itself": {"predecessor_code": "91110", "successor_code": "91110"},
    "ck_solution_not_replaced_by_itself": {"replaced_by": "another-solution"},
    "ck_cost_amount_not_negative": {"amount_krw": -1},
    "ck_deployment_somewhere": {"municipality": None},
    "ck_deployment_year_plausible": {"year": 1889},
    "ck_outcome_somewhere": {"municipality": None},
    "ck_outcome_has_a_figure": {"before": None, "after": None},
    "ck_context_figure_somewhere": {"municipality": None},
    "ck_context_figure_has_a_figure": {"before": None, "after": None},
    "ck_award_case_problem_in_both_languages": {"problem_en": None},
    "ck_visit_not_itself": {"learner_code": "91110"},
    "ck_visit_year_plausible": {"year": 1889},
    "ck_fact_check_verdict_known": {"verdict": "nonsense"},
    "ck_fact_check_page_or_none_found": {"verdict": "unverifiable"},
    "ck_fact_check_page_with_its_words": {"quote": None},
    "ck_fact_check_other_page_with_what_it_says": {"other_page": "https://example.org/b"},
    "ck_partner_role_in_both_languages": {"role_ko": "공급"},
    "ck_offering_open_for_its_solution": {"solution_slug": "another-solution"},
    "ck_offering_open_or_closed": {"closed_on": DAY},
    "ck_offering_some_form": {"by_visit": False},
    "ck_offering_some_language": {"in_ko": False},
    "ck_offering_period_in_order": {"valid_until": dt.date(2025, 12, 31)},
    "ck_offering_slot_number_in_range": {"number": 21},
    "ck_offering_slot_taken_at_some_moment": {"taken_by": "91120"},
    "ck_offering_slot_not_the_coach": {"taken_by": "91110", "taken_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC)},
    "ck_organisation_kind_known": {"kind": "nonsense", "municipality_code": None},
    "ck_account_language_known": {"language": "xx"},
    "ck_coaching_request_state_known": {"state": "nonsense", "live_code": None},
    "ck_proposal_state_known": {"state": "nonsense", "live_key": None},
    "ck_organisation_municipality_has_its_code": {"kind": "institution"},
    "ck_account_email_lower": {"email": "A@example.org"},
    "ck_plan_entry_quantity_above_zero": {"quantity": 0},
    "ck_plan_entry_cost_above_zero": {"cost_krw": -1},
    "ck_plan_entry_running_above_zero": {"running_krw": 0},
    "ck_coaching_request_live_for_its_asker": {"live_code": "91110"},
    "ck_coaching_request_live_or_answered": {"live_code": None},
    "ck_coaching_request_proposed_on_a_day": {"state": "proposed"},
    "ck_coaching_request_declined_with_a_reason": {"state": "declined", "live_code": None},
    "ck_engagement_live_in_its_slot": {"slot": 2},
    "ck_engagement_live_or_ended": {"ended_on": DAY},
    "ck_review_useful_in_range": {"useful": 6},
    "ck_review_prepared_in_range": {"prepared": 0},
    "ck_review_again_in_range": {"again": 6},
    "ck_proposal_about_a_deployment": {"subject": "confirm"},
    "ck_proposal_live_or_decided": {"live_key": None},
    "ck_proposal_returned_with_a_reason": {"state": "returned", "live_key": None},
    "ck_proposal_published_as_a_fact": {"fact_id": "dep-9999"},
    "ck_call_rule_unknown_has_no_value": {"status": "unknown", "value": 5},
}
"""What breaks each rule that is more than "one of these" or "not empty", or that another rule would hide."""


def breaches() -> list[tuple[str, str, dict[str, Any]]]:
    """Table, constraint and the values that break it, for every check of every table."""
    found = []
    for table in Base.metadata.sorted_tables:
        checks = [rule for rule in table.constraints if isinstance(rule, CheckConstraint)]
        for name, rule in sorted((str(rule.name), rule) for rule in checks):
            column = rule.info.get("column", "")
            simple = {column: "nonsense" if rule.info.get("allowed") else ""}
            found.append((table.name, name, BREACHES[name] if name in BREACHES or not column else simple))
    return found


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A session with one row of whatever others refer to."""
    factories.a_municipality(empty_session, "91110")
    factories.a_municipality(empty_session, "91120")
    factories.a_solution(empty_session)
    factories.a_programme(empty_session)
    empty_session.info["call"] = factories.a_call(empty_session)
    return empty_session


@pytest.mark.parametrize("table", MAKERS)
def test_a_sound_row_is_accepted(ground: Session, table: str) -> None:
    """The rows that the other tests break are sound but for what they break."""
    MAKERS[table](ground)


@pytest.mark.parametrize(("table", "constraint", "over"), breaches(), ids=lambda value: str(value)[:60])
def test_every_check_refuses(ground: Session, table: str, constraint: str, over: dict[str, Any]) -> None:
    """A row that breaks a rule is refused by the constraint of that name, whoever writes it."""
    with pytest.raises(IntegrityError, match=rf"\b{constraint}\b"):
        MAKERS[table](ground, **over)


@pytest.mark.parametrize(("table", "over"), [
    ("municipality", {"province_code": "99999"}),
    ("solution", {"replaced_by": "no-such-solution"}),
    ("cost", {"solution": "no-such-solution"}),
    ("pitfall", {"solution": "no-such-solution"}),
    ("deployment", {"solution": "no-such-solution"}),
    ("deployment", {"municipality": "99999"}),
    ("outcome", {"solution": "no-such-solution"}),
    ("outcome", {"municipality": "99999"}),
    ("context_figure", {"solution": "no-such-solution"}),
    ("partner", {"deployment_id": "dep-none"}),
    ("offering", {"municipality_code": "91120"}),
    ("offering_slot", {"coach_code": "91120"}),
    ("offering_slot", {"taken_by": "99999", "taken_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC)}),
    ("call", {"programme_id": "no-such-programme"}),
    ("call_rule", {"call_id": "base-1999"}),
    ("selection", {"call_id": "base-1999"}),
    ("selection", {"municipality": "99999"}),
], ids=str)
def test_every_reference_must_lead_somewhere(ground: Session, table: str, over: dict[str, Any]) -> None:
    """A row that refers to nothing is refused, on SQLite as on PostgreSQL."""
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        MAKERS[table](ground, **over)


def test_a_programme_has_one_call_a_year(ground: Session) -> None:
    """A second call of the same programme and year is refused under another id too."""
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        factories.a_call(ground, "base", 2030, id="base-2030-again")


def test_an_operation_needs_its_deployment(ground: Session) -> None:
    """A municipality cannot operate what no deployment shows."""
    shown = factories.a_deployment(ground)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        factories.an_operation(ground, shown, deployment_id="dep-none")


def test_an_operation_stays_while_coaching_is_offered_in_it(ground: Session) -> None:
    """Whoever deletes the operation of an open offering is refused; a closed offering stands without it."""
    operation = factories.an_operation(ground, factories.a_deployment(ground))
    factories.an_offering(ground, operation, open_slug=None, closed_on=DAY)
    factories.an_offering(ground, operation)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        ground.execute(delete(Operation))


def test_one_open_offering_and_one_slot_each(ground: Session) -> None:
    """A second open offering of the same pair is refused, and a second slot of the same learner."""
    offering = an_offering(ground)
    taken = {"taken_by": "91120", "taken_at": dt.datetime(2026, 7, 1, tzinfo=dt.UTC)}
    factories.a_slot(ground, offering, **taken)

    for again in (lambda: factories.a_slot(ground, offering, number=2, **taken),
                  lambda: factories.an_offering(ground, ground.get_one(Operation, ("91110", "test-solution")))):
        with pytest.raises(IntegrityError, match=r"(?i)unique"), ground.begin_nested():
            again()
