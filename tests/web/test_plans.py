"""The package page and what its answer says of money and rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalog import naming, queries
from catalog.errors import InvalidInputError
from matcher.documents import read_catalogue
from tests.web.conftest import PROBLEM
from tests.web.stub_matcher import ABSTAINS, StubMatcher
from tests.web.test_cli import Run, refused, run
from web.burden import Terms
from web.inputs import figure_within, whole_number
from web.plan_text import plan_text
from web.planning import PlanRequest, plan_json, unit_costs

__all__ = ["run"]  # the fixture, for pytest to find
CALL = "solution-diffusion-2025"


@pytest.fixture(scope="module", name="stub")
def _stub(seeded: Engine) -> StubMatcher:
    with Session(seeded) as session:
        return StubMatcher(read_catalogue(session))


@pytest.fixture(name="plan")
def _plan(session: Session, stub: StubMatcher) -> Callable[..., dict[str, Any]]:
    def made(municipality: str = "합천군", call: str = CALL, **more: Any) -> dict[str, Any]:
        unit = naming.resolve(session, municipality)
        return plan_json(session, stub, PlanRequest(unit, call, PROBLEM, **more))  # type: ignore[arg-type]

    return made


def test_an_unknown_cost_is_null_and_listed(plan: Callable[..., dict[str, Any]]) -> None:
    """Without a quantity or an own figure nothing is established, and nothing is zero by default."""
    found = plan()
    assert found["solutions"]
    assert {entry["solution"] for entry in found["solutions"]} == set(found["unknown"])
    assert all(entry["cost_krw"] is None for entry in found["solutions"])
    assert (found["established_krw"], found["fits"]) == ([0, 0], "not-established")


def test_unit_cost_times_quantity_and_the_official_s_own_figure(
    plan: Callable[..., dict[str, Any]], session: Session
) -> None:
    """A range of sourced unit costs is multiplied; an own figure replaces it and says who entered it."""
    amounts = [cost.amount_krw for cost in unit_costs(queries.solution(session, "smart-crosswalk"))]
    scaled = plan(force=frozenset({"smart-crosswalk"}), quantities={"smart-crosswalk": 4})
    entry = next(one for one in scaled["solutions"] if one["solution"] == "smart-crosswalk")
    assert entry["cost_krw"] == [4 * min(amounts), 4 * max(amounts)]
    assert entry["cost_entered_by"] is None
    own = plan(force=frozenset({"smart-crosswalk"}), own_costs={"smart-crosswalk": 90_000_000})
    entry = next(one for one in own["solutions"] if one["solution"] == "smart-crosswalk")
    assert (entry["cost_krw"], entry["cost_entered_by"]) == ([90_000_000] * 2, own["municipality"])


def test_five_years_are_the_local_half_and_the_running_costs_entered(plan: Callable[..., dict[str, Any]]) -> None:
    """100 million built and 7 million a year: 50 + 35; what was not entered is unknown, not zero."""
    burden = plan(
        force=frozenset({"smart-pole"}), own_costs={"smart-pole": 100_000_000}, running={"smart-pole": 7_000_000},
    )["burden"]
    assert burden["local_build_krw"] == [50_000_000] * 2
    assert burden["local_total_krw"] == [85_000_000] * 2
    assert "smart-pole" not in burden["running_unknown"]
    assert plan()["burden"]["local_total_krw"] is None
    assert plan()["burden"]["running_unknown"]


def test_the_assumptions_of_the_years_ahead_can_be_changed(plan: Callable[..., dict[str, Any]]) -> None:
    """100 million at 30 %, and 10 million a year that rises by 10 % for three years: 30 + 10 + 11 + 12.1."""
    asked: dict[str, Any] = {"force": frozenset({"smart-pole"}), "own_costs": {"smart-pole": 100_000_000},
                             "running": {"smart-pole": 10_000_000}}
    usual, own = plan(**asked)["burden"], plan(**asked, terms=Terms(30, 3, 10))["burden"]
    assert usual["years"] == 5 and usual["running_by_year_krw"] == [10_000_000] * 5
    assert own["running_by_year_krw"] == [10_000_000, 11_000_000, 12_100_000]
    assert own["local_total_krw"] == [63_100_000] * 2
    assert [(one["value"], one["default"], one["entered"]) for one in own["assumptions"][:3]] == [
        (30, 50, True), (3, 5, True), (10, 0, True)]
    assert not any(one["entered"] for one in usual["assumptions"][:3])
    assert all(one["default_basis"]["ko"] and one["default_basis"]["en"] for one in usual["assumptions"][:3])
    assert "edaily" in usual["assumptions"][0]["default_source"], "the call's own rule"


def test_a_call_without_a_known_local_share_leaves_it_to_the_official(plan: Callable[..., dict[str, Any]]) -> None:
    """The share of the strong small city call of 2024 was never found: unknown, unless the official states one."""
    asked: dict[str, Any] = {"call": "strong-small-2024", "force": frozenset({"smart-pole"}),
                             "own_costs": {"smart-pole": 100_000_000}}
    assert plan(**asked)["burden"]["local_build_krw"] is None
    assert plan(**asked, terms=Terms(local_share=40))["burden"]["local_build_krw"] == [40_000_000] * 2


def test_the_command_takes_the_same_assumptions(run: Run) -> None:
    """A value that cannot be used ends it with a sentence that names the option; nothing is loaded for it."""
    asked = ("plan", "합천군", "--call", CALL, "--problem", PROBLEM)
    for option, typed in (("--years", "0"), ("--years", "2.5"), ("--local-share", "101"), ("--price-rise", "-1")):
        assert refused(run(*asked, option, typed), option)


@pytest.mark.parametrize(("typed", "number"), [
    ("50", 50), ("2.5%", 2.5), (" 5 년", 5), ("0", 0), ("100.5", None), ("절반", None), ("", None), ("-1", None),
])
def test_shares_and_years_are_read_within_their_bounds(typed: str, number: float | None) -> None:
    """With or without the unit; a bound is never stretched and nothing is guessed."""
    assert figure_within(typed, 0, 100) == number


def test_rules_say_how_they_are_known(plan: Callable[..., dict[str, Any]]) -> None:
    """The list of 2025 was never found, the number of solutions neither: one assumed, one no limit."""
    status = {rule["rule"]: rule["status"] for rule in plan()["rules"]}
    assert status["distribution-list"] == "assumed"
    assert status["solutions-per-package"] == "unknown"
    assert status["state-krw"] == "known"


def test_more_than_the_total_is_infeasible_with_the_smallest_change(plan: Callable[..., dict[str, Any]]) -> None:
    """2.4 bn is the total; 3 bn is 600 million too much."""
    found = plan(force=frozenset({"smart-crosswalk"}), own_costs={"smart-crosswalk": 3_000_000_000})
    assert found["fits"] == "no"
    assert found["infeasible"]["rule"] == "total-krw"
    assert "6억 원" in found["infeasible"]["smallest_change"]["ko"]
    assert "600,000,000" in found["infeasible"]["smallest_change"]["en"]


def test_a_distribution_solution_that_covers_no_need_says_why_it_is_there(
    plan: Callable[..., dict[str, Any]]
) -> None:
    """Only what was taken for the call's list alone carries the note."""
    listed = [entry for entry in plan()["solutions"] if not entry["covers"]]
    assert all(entry["kind"] == "distribution" and "assumed" in entry["note"]["en"] for entry in listed)
    assert all(entry["note"] is None for entry in plan()["solutions"] if entry["covers"])


def test_what_is_left_out_says_why(plan: Callable[..., dict[str, Any]]) -> None:
    """Forbidden entries stay out and are named as such."""
    first = plan()["solutions"][0]["solution"]
    found = plan(forbid=frozenset({first}))
    assert first not in {entry["solution"] for entry in found["solutions"]}
    reason = next(one["reason"] for one in found["left_out"] if one["solution"] == first)
    assert reason["en"] == "Left out as you asked."


def test_each_solution_has_a_coach_of_its_own_or_says_that_none_was_found(
    plan: Callable[..., dict[str, Any]], session: Session, client: FlaskClient,
) -> None:
    """Never the asker, with one reason; the plan as a whole still names the coach of what covers most."""
    run_somewhere = {row.solution_slug for row in queries.operations(session)}
    alone = next(one.slug for one in queries.solutions(session) if one.slug not in run_somewhere)
    made = plan(force=frozenset({"smart-pole", alone}))
    coaches = {entry["solution"]: entry["coach"] for entry in made["solutions"]}
    assert coaches[alone] is None and coaches["smart-pole"]["municipality"] != made["municipality"]
    assert coaches["smart-pole"]["why"] in coaches["smart-pole"]["contributions"]
    assert made["coach"] == {"solution": made["coach"]["solution"], **coaches[made["coach"]["solution"]]}
    assert "코칭 지자체: 찾지 못함" in plan_text(made, "ko")
    shown = page(client, **{"choice-smart-pole": "force", f"choice-{alone}": "force"})
    told = shown[shown.index('id="coach-title"'):shown.index('id="burden-title"')]
    assert told.count("<dt>") == len(coaches) and told.count("찾지 못했습니다") == list(coaches.values()).count(None)
    assert coaches["smart-pole"]["name"]["ko"] in told


@pytest.mark.parametrize("more", [
    {"force": frozenset({"smart-pole"}), "forbid": frozenset({"smart-pole"})}, {"quantities": {"smart-pole": 0}},
    {"own_costs": {"smart-pole": -1}},
])
def test_contradictions_and_impossible_numbers_are_refused(
    plan: Callable[..., dict[str, Any]], more: dict[str, Any]
) -> None:
    """Each with a sentence that says what to do."""
    with pytest.raises(InvalidInputError, match=r"\."):
        plan(**more)


def test_a_large_city_is_told_that_it_cannot_apply(plan: Callable[..., dict[str, Any]]) -> None:
    """The plan is shown all the same, with the reason and its source."""
    found = plan("수원시")
    assert found["eligible"] is False
    assert all(reason["source"] for reason in found["eligible_reasons"])


def page(client: FlaskClient, **more: str) -> str:
    return client.get("/plan", query_string={"text": PROBLEM, "municipality": "합천군", **more}).text


def test_the_page_shows_the_money_first_and_keeps_what_is_typed(client: FlaskClient) -> None:
    """A number that cannot be read comes back with what to do; the rest is solved."""
    shown = page(client)
    assert "비용 미확인" in shown and "12억 원" in shown
    assert ">0원<" not in shown, "nothing established is not zero"
    slug = re.search(r'name="cost-([a-z0-9-]+)"', shown)
    assert slug is not None
    wrong = client.get("/plan", query_string={"text": PROBLEM, "municipality": "합천군", f"cost-{slug[1]}": "약 3억"})
    assert wrong.status_code == 422
    assert 'value="약 3억"' in wrong.text and "0보다 큰 수로" in wrong.text
    for typed in ("300,000,000", "3억"):
        own = page(client, **{f"cost-{slug[1]}": typed})
        assert "담당자가 입력한 금액" in own and "3억 원" in own


def test_the_page_draws_where_the_coaches_are(client: FlaskClient) -> None:
    """Each municipality once, with its distance; the list beside the picture says the same."""
    page = client.get("/plan", query_string={"text": PROBLEM, "municipality": "의령군"}).text
    picture = page.split('id="coach-map-title"')[1].split("</figure>")[0]
    places = picture.split('class="map-legend"')[1].split("</ul>")[0]
    assert places.count('class="map-key"') == picture.count('class="map-disc"') >= 1
    assert places.count("km") == places.count('class="map-key"')


def test_the_page_needs_a_municipality_and_a_known_call(client: FlaskClient) -> None:
    """Both come back to the form with what to do."""
    nobody = client.get("/plan", query_string={"text": PROBLEM})
    assert nobody.status_code == 422 and PROBLEM in nobody.text
    unknown = client.get("/plan", query_string={"text": PROBLEM, "municipality": "합천군", "call": "no-such-call"})
    assert unknown.status_code == 404 and PROBLEM in unknown.text


def test_the_page_in_english(client: FlaskClient) -> None:
    """What the page says of the money is said in English too."""
    shown = page(client, lang="en")
    assert "Not established whether it fits" in shown and "1 entry without a known cost" in shown


def test_changing_the_language_keeps_what_was_sent(client: FlaskClient, token: Callable[[], str]) -> None:
    """After a form was sent, the other language sends it again instead of losing it."""
    data = {"text": f"{PROBLEM}\n" * 40, "municipality": "합천군", "csrf_token": token()}
    sent = client.post("/plan", data=data)
    assert sent.status_code == 200
    assert 'form="plan-form" formaction="/plan?lang=en"' in sent.text
    assert client.post("/plan", data={**data, "csrf_token": "old"}).status_code == 400


def test_what_is_set_stays_in_the_address(client: FlaskClient, token: Callable[[], str]) -> None:
    """The sent form leads to an address that holds it, bad values and all; empty fields and the token are not in it."""
    data = {"text": PROBLEM, "municipality": "합천군", "years": "7", "local_share": "많이", "price_rise": "",
            "csrf_token": token()}
    sent = client.post("/plan", data=data)
    assert sent.status_code == 303
    assert all(part in sent.location for part in ("years=7", "local_share=")) and "token" not in sent.location
    assert "price_rise" not in sent.location
    shown = client.get(sent.location)
    assert shown.status_code == 422 and "7년 부담" in shown.text
    assert 'value="많이"' in shown.text and "0부터 100까지의 수로" in shown.text


@pytest.mark.parametrize(("typed", "number"), [
    ("4", 4), ("12,000,000", 12_000_000), ("3억", 300_000_000), ("3억 5,000만 원", 350_000_000), ("1.5억", 150_000_000),
    ("2천만", 20_000_000), ("3억 2천5백만원", 325_000_000), ("5백만", 5_000_000), ("3억5천", None), ("만", None),
    ("2만5천", None), ("약 3억", None), ("0", None), ("-4", None), ("", None), ("원", None), ("9" * 16, None),
])
def test_numbers_are_read_as_officials_write_them(typed: str, number: int | None) -> None:
    """Anything that is no number above zero is nothing, never a guess."""
    assert whole_number(typed) == number


def test_no_proven_fit_is_said_instead_of_asking_for_a_distribution_solution(client: FlaskClient) -> None:
    """An honest empty package."""
    shown = client.get("/plan", query_string={"text": f"{ABSTAINS} 기지가 필요합니다", "municipality": "합천군"}).text
    assert "억지로 권하지 않습니다" in shown and "보급 솔루션 하나를 골라" not in shown
