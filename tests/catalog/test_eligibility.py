"""Who may apply to which programme, by the dated rules in the seeds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.eligibility import BORDERLINE, Verdict, eligible, unit_named
from catalog.eligibility_words import role, topic
from catalog.municipalities import Municipality
from catalog.programmes import PROGRAMMES, Call, Programme
from tests.factories import a_call, a_municipality, a_programme, a_rule

BASE, SMALL, DIFFUSION, COMPLEX = PROGRAMMES
LIMITS = {SMALL: 1_000_000, DIFFUSION: 300_000}
"""The population limits of the calls of 2025."""
DAY = dt.date(2025, 3, 16)


def verdicts(session: Session, name: str, year: int = 2025, population: int | None = None) -> dict[str, Verdict]:
    """The verdicts on a municipality by programme."""
    found = eligible(session, unit_named(session, name, year), year, population)
    assert [verdict.call_id for verdict in found] == [f"{programme}-{year}" for programme in PROGRAMMES]
    return dict(zip(PROGRAMMES, found, strict=True))


def may_apply(session: Session, name: str, year: int = 2025) -> set[str]:
    """Programmes that the municipality may apply to."""
    return {programme for programme, verdict in verdicts(session, name, year).items() if verdict.eligible}


@pytest.mark.parametrize(("name", "programmes"), [
    ("의왕시", {BASE, SMALL, DIFFUSION, COMPLEX}),
    ("경남 고성군", {BASE, SMALL, DIFFUSION, COMPLEX}),
    ("전주시", {BASE, SMALL, COMPLEX}),
    ("수원시", {BASE, COMPLEX}),
    ("부산광역시", {BASE, COMPLEX}),
    ("대구광역시", {BASE, COMPLEX}),
    ("광주광역시", {BASE, COMPLEX}),
    ("서울특별시", {BASE, COMPLEX}),
    ("경기도", {BASE, COMPLEX}),
    ("제주도", {BASE, SMALL, COMPLEX}),
    ("세종시", {BASE, SMALL, COMPLEX}),
    ("서울 종로구", {SMALL, DIFFUSION}),
    ("서울 송파구", {SMALL}),
    ("부산 중구", {SMALL, DIFFUSION}),
])
def test_who_may_apply_in_2025(session: Session, name: str, programmes: set[str]) -> None:
    """Kind and population decide, as the announcement of March 2025 says."""
    assert may_apply(session, name) == programmes


def test_the_answer_for_a_small_city_is_complete(session: Session) -> None:
    """Uiwang's answer has its money, limit, dates and a source for every reason."""
    verdict = verdicts(session, "의왕시")[DIFFUSION]

    assert (verdict.eligible, verdict.limit, verdict.borderline, verdict.places) == (True, 300_000, False, 5)
    assert (verdict.state_krw, verdict.local_krw, verdict.total_krw) == (1_200_000_000, 1_200_000_000, 2_400_000_000)
    assert (verdict.months, verdict.window, verdict.selection) == (12, ("2025-04-14", "2025-04-16"), "2025-05")
    assert verdict.population == session.get_one(Municipality, "41430").population
    assert verdict.population_date == "2025-06"
    assert len(verdict.reasons) == 2
    assert all(reason.ko and reason.en and reason.source for reason in verdict.reasons)


def test_a_city_over_the_limit_is_told_by_how_much(session: Session) -> None:
    """The refusal names the population with its date and the limit."""
    verdict = verdicts(session, "전주시")[DIFFUSION]

    assert verdict.eligible is False
    assert f"{verdict.population:,}" in verdict.reasons[-1].ko and "300,000" in verdict.reasons[-1].en
    assert not verdict.borderline


def test_every_autonomous_district_by_the_same_rule(session: Session) -> None:
    """Districts may never apply to base or complex; to diffusion when under 300,000 people."""
    for unit in session.scalars(select(Municipality).where(Municipality.kind == "gu")).all():
        found = dict(zip(PROGRAMMES, eligible(session, unit, 2025), strict=True))
        if found[SMALL].eligible is None:
            continue  # not a unit of that time
        assert (found[BASE].eligible, found[COMPLEX].eligible, found[SMALL].eligible) == (False, False, True)
        assert found[DIFFUSION].eligible is (found[DIFFUSION].unit.population < 300_000)


@pytest.mark.parametrize(("name", "applicant"), [
    ("제주시", "50000"), ("서귀포시", "50000"), ("수원시 장안구", "41110"), ("창원시 의창구", "48120"),
])
def test_an_administrative_unit_is_told_who_applies(session: Session, name: str, applicant: str) -> None:
    """Units without a government of their own get no verdict but the name of the applicant."""
    found = verdicts(session, name)
    governing = session.get_one(Municipality, applicant)

    for verdict in found.values():
        assert verdict.eligible is None
        assert verdict.applicant is governing
        assert governing.name_ko in verdict.reasons[0].ko and governing.name_en in verdict.reasons[0].en


def test_an_official_count_replaces_the_one_on_record(session: Session) -> None:
    """A population given with its date decides, is shown, and is not called borderline."""
    unit = unit_named(session, "의왕시", 2025)

    verdict = eligible(session, unit, 2025, population=299_999, as_of=dt.date(2025, 2, 28))[2]
    over = eligible(session, unit, 2025, population=300_000)[2]

    assert (verdict.eligible, verdict.population, verdict.population_date) == (True, 299_999, "2025-02-28")
    assert (over.eligible, over.population, over.population_date) == (False, 300_000, None)
    assert not verdict.borderline and not over.borderline


def test_a_year_without_a_call_names_other_routes(session: Session) -> None:
    """No diffusion call of 2026 was found: the answer says so and which routes there are."""
    verdict = verdicts(session, "의왕시", 2026)[DIFFUSION]

    assert verdict.eligible is None
    assert (verdict.state_krw, verdict.total_krw) == (None, None)
    assert "거점형" in verdict.reasons[0].ko and "강소형" in verdict.reasons[0].ko
    assert "2026-11-22" in verdict.reasons[0].en and "base" in verdict.reasons[0].en
    assert "2025" in verdict.reasons[1].en and "could apply" in verdict.reasons[1].en


@pytest.mark.parametrize("year", [1999, 2031])
def test_a_year_that_nobody_recorded_is_unknown(session: Session, year: int) -> None:
    """A year without any record is answered with "not known as of", for all four programmes."""
    named = {programme.id: programme for programme in session.scalars(select(Programme))}
    for programme, verdict in verdicts(session, "의왕시", year).items():
        assert verdict.eligible is None
        assert str(year) in verdict.reasons[0].en and "as of 2026-11-22" in verdict.reasons[0].en
        assert verdict.call_name == {"ko": named[programme].name_ko, "en": named[programme].name_en}


def test_a_unit_that_did_not_exist_names_what_was_there(session: Session) -> None:
    """Jemulpo-gu of 2026 came from two districts, which are named; it could not apply in 2025."""
    for verdict in verdicts(session, "제물포구").values():
        assert verdict.eligible is None
        assert "중구" in verdict.reasons[0].ko and "동구" in verdict.reasons[0].ko
        assert "Jung-gu" in verdict.reasons[0].en and "2026-07-01" in verdict.reasons[0].en


@pytest.mark.parametrize("name", ["전남 목포시", "46110", "12110", "목포시"])
def test_facts_use_the_unit_of_their_time(session: Session, name: str) -> None:
    """For 2025 Mokpo-si is the city of South Jeolla, whatever code it has today."""
    found = verdicts(session, name)

    assert {verdict.unit.code for verdict in found.values()} == {"46110"}
    assert found[DIFFUSION].eligible is True


@pytest.mark.parametrize(("noun", "as_topic", "as_role"), [
    ("군", "군은", "군으로서"), ("시", "시는", "시로서"), ("마을", "마을은", "마을로서"), ("DRT", "DRT는", "DRT로서"),
])
def test_particles_follow_the_last_sound(noun: str, as_topic: str, as_role: str) -> None:
    """A particle after a name depends on whether the name ends in a consonant."""
    assert (topic(noun), role(noun)) == (as_topic, as_role)


def test_reasons_come_in_both_languages_with_a_source(session: Session) -> None:
    """Every reason of every call on record is two sentences with a source."""
    for year in {call.year for call in session.scalars(select(Call))}:
        for name in ("의왕시", "전주시", "경기도", "서울 종로구", "제주시", "세종시"):
            for verdict in verdicts(session, name, year).values():
                assert verdict.reasons
                assert all(reason.ko and reason.en and reason.source for reason in verdict.reasons)
                assert verdict.call_name["ko"] and verdict.call_name["en"]


@given(kind=st.sampled_from(["si", "gun", "gu"]), people=st.integers(0, 12_000_000))
def test_under_the_limit_is_eligible_and_nothing_else(session: Session, kind: str, people: int) -> None:
    """For a city, county or district the limit alone decides, to the last person."""
    found = dict(zip(PROGRAMMES, eligible(session, unit_of(kind, people), 2025), strict=True))

    for programme, limit in LIMITS.items():
        assert found[programme].limit == limit
        assert found[programme].eligible is (people < limit)
    for programme in (BASE, COMPLEX):
        assert found[programme].eligible is (kind != "gu")


@given(people=st.integers(250_000, 1_100_000) | st.integers(290_000, 310_000))
def test_borderline_is_within_three_percent(session: Session, people: int) -> None:
    """Within 3 % of a limit the answer advises to check the official count, and only there."""
    found = dict(zip(PROGRAMMES, eligible(session, unit_of("si", people), 2025), strict=True))

    for programme, limit in LIMITS.items():
        near = limit * (1 - BORDERLINE) <= people <= limit * (1 + BORDERLINE)
        assert found[programme].borderline is near
        assert any("3%" in reason.ko and "3%" in reason.en for reason in found[programme].reasons) is near


@given(people=st.integers(0, 2_000_000), year=st.integers(2020, 2026), kind=st.sampled_from(["si", "gun", "gu"]))
def test_total_is_state_and_local_money(session: Session, people: int, year: int, kind: str) -> None:
    """Wherever all three are known, the total is the sum, in won, at both ends of a range."""
    for verdict in eligible(session, unit_of(kind, people), year):
        state, local, total = (
            amount if isinstance(amount, tuple | None) else (amount, amount)
            for amount in (verdict.state_krw, verdict.local_krw, verdict.total_krw)
        )
        if state and local and total:
            assert tuple(one + other for one, other in zip(state, local, strict=True)) == total
        if local:
            assert state is not None and min(local) > 0


def test_an_unknown_population_is_not_zero(session: Session) -> None:
    """Without a population the limit cannot be decided, and the answer asks for the count."""
    unit = unit_of("si", 0)
    unit.population = unit.population_date = None

    verdict = eligible(session, unit, 2025)[2]

    assert verdict.eligible is None
    assert verdict.population is None and not verdict.borderline
    assert "300,000" in verdict.reasons[-1].ko


def test_unknown_applicants_are_not_guessed(empty_session: Session) -> None:
    """Where the kinds of applicants were never found, the verdict is open, not a yes."""
    a_programme(empty_session)
    a_rule(empty_session, a_call(empty_session), "applicants", None, status="unknown", text_ko="찾지 못했다")

    verdict = eligible(empty_session, a_municipality(empty_session), 2030)[0]

    assert verdict.eligible is None
    assert verdict.reasons[0].ko == "찾지 못했다"


def test_an_assumed_rule_says_so(empty_session: Session) -> None:
    """A rule that is assumed carries the word in both languages."""
    a_programme(empty_session)
    a_rule(empty_session, a_call(empty_session), "applicants", ["si"], status="assumed")

    verdict = eligible(empty_session, a_municipality(empty_session), 2030)[0]

    assert verdict.eligible is True
    assert "(추정)" in verdict.reasons[0].ko and "(assumed)" in verdict.reasons[0].en


def test_a_new_year_is_data_not_code(empty_session: Session) -> None:
    """A call that nobody foresaw is decided by the rules it brings: limit, range of money, types."""
    a_programme(empty_session, DIFFUSION)
    call = a_call(empty_session, DIFFUSION, 2031)
    a_rule(empty_session, call, "applicants", ["si", "gun"])
    a_rule(empty_session, call, "population-below", 50_000)
    a_rule(empty_session, call, "state-krw", [100, 300])
    a_rule(empty_session, call, "local-match", "1:1")
    a_rule(empty_session, call, "types", [
        {"population-below": 20_000, "state-krw": 300}, {"population-at-least": 40_000, "state-krw": 100},
    ])
    unit = a_municipality(empty_session)

    def money(people: int) -> tuple[object, ...]:
        verdict = eligible(empty_session, unit, 2031, population=people)[0]
        return verdict.eligible, verdict.state_krw, verdict.local_krw, verdict.total_krw

    assert money(19_999) == (True, 300, 300, 600)
    assert money(20_000) == (True, (100, 300), (100, 300), (200, 600))
    assert money(40_000) == (True, 100, 100, 200)
    assert money(50_000)[0] is False


def test_a_withdrawn_call_is_no_call(empty_session: Session) -> None:
    """A call whose record was withdrawn is answered as if it had never been found."""
    a_programme(empty_session)
    a_rule(empty_session, a_call(empty_session, withdrawn_on=DAY), "applicants", ["si"])

    assert eligible(empty_session, a_municipality(empty_session), 2030)[0].eligible is None


def unit_of(kind: str, people: int) -> Municipality:
    """A unit of a kind and size that is in no database."""
    return Municipality(code="99999", name_ko="가상시", name_en="Fictional-si", province_code="99999", kind=kind,
                        population=people, population_date="2025-06")
