"""Each part of a coach's score: what it measures, what it says, and what it weighs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.coach_parts import PART_NAMES, CoachWeights, load_coach_weights
from matcher.types import Operation, Text, Visit
from tests.matcher.test_coaches import SOLUTION, an_offering, an_operation, coaches, codes, part
from tests.matcher.test_fit import a_profile


def test_experience_and_results_count() -> None:
    """Whoever ran it longer, was first or has results on record comes before who has not."""
    later = an_operation("90009", since=2025)
    first = an_operation("90008", since=2015)

    assert codes(coaches([later, first])) == ["90008", "90009"]
    assert part(coaches([later, first])[0], "pioneer") == 1.0
    assert codes(coaches([an_operation("90002"), an_operation("90009", outcomes=1, outcomes_source="a")]))[0] == "90009"


def test_a_scale_is_told_and_does_not_count() -> None:
    """The words of two sources do not compare, so having them on record is no merit."""
    plain, told = coaches([an_operation("90002"), an_operation("90009", scale=Text("3곳", "3"))])

    assert (plain.municipality, part(plain, "scale"), part(told, "scale")) == ("90002", None, 0.0)
    assert plain.score == told.score


def test_a_statement_dates_who_has_no_year_of_start() -> None:
    """Who is reported to run it in 2012 ran it by then: before who started in 2018, and said as that."""
    stated, started = coaches([an_operation("90002", since=2018, as_of=2024), an_operation("90009", as_of=2012)])

    assert (stated.municipality, started.municipality) == ("90009", "90002")
    said = {each.name: each.reason for each in stated.contributions}
    assert "늦어도 2012년" in said["pioneer"].ko and "by 2012" in said["pioneer"].en
    assert "2012년 자료" in said["experience"].ko and "not on record" in said["experience"].en
    assert "2024년 자료 기준" in next(each.reason.ko for each in started.contributions if each.name == "experience")


def test_experience_is_measured_against_the_other_operators() -> None:
    """The typical operator of this solution gets nothing, whatever the years; nor does one alone or unknown."""
    early, middle, late, unknown = (an_operation(code, since=since) for code, since in (
        ("90002", 2018), ("90003", 2020), ("90004", 2022), ("90005", None)))
    found = {each.municipality: part(each, "experience") for each in coaches([early, middle, late, unknown])}

    assert found["90003"] == pytest.approx(0) and found["90005"] == 0.0
    assert found["90002"] == pytest.approx(-found["90004"]) and found["90002"] > 0
    assert part(coaches([early])[0], "experience") == pytest.approx(0)


def test_better_shown_results_count_more() -> None:
    """A before-after figure says more than an account; unknown results neither help nor hurt."""
    def told(code: str, level: int | None) -> Operation:
        return an_operation(code, outcomes=1 if level else 0, evidence_level=level, outcomes_source="https://e.org")

    found = coaches([told("90002", None), told("90003", 1), told("90004", 2), told("90005", 3), told("90006", 5)])

    assert codes(found) == ["90005", "90006", "90004", "90003", "90002"]
    assert part(found[-1], "outcomes") == 0.0


def visits_to(coach: str, *learners: str) -> list[Visit]:
    """One visit per learner, each with a report of its own."""
    return [Visit(learner, coach, SOLUTION, f"https://example.org/{coach}/{learner}") for learner in learners]


def test_others_who_came_to_learn_count() -> None:
    """Each further municipality that came counts less than the one before; the asker's own visit never does."""
    visits = [*visits_to("90002", "90001"), *visits_to("90003", "90004", "90001"),
              *visits_to("90005", "90006", "90007"), *visits_to("90005", "90007"),
              replace(visits_to("90008", "90002")[0], solution="other")]
    found = coaches([an_operation(code) for code in ("90002", "90003", "90005", "90008")], visits=visits)

    assert codes(found) == ["90005", "90003", "90002", "90008"]
    two, one, own, other = (next((each for each in coach.contributions if each.name == "visits"), None)
                            for coach in found)
    assert own is None and other is None and two is not None and one is not None
    assert one.value < two.value < 2 * one.value
    assert "2곳" in two.reason.ko and "2 local governments" in two.reason.en and "1 local" in one.reason.en
    assert two.source == "https://example.org/90005/90006 | https://example.org/90005/90007"


def test_selection_in_programmes_counts() -> None:
    """A municipality that national programmes selected comes before its equal, with the source of it."""
    found = coaches([an_operation("90002"), an_operation("90009", awards=2, awards_source="https://e.org/a")])

    award = next(each for each in found[0].contributions if each.name == "recognition")
    assert codes(found) == ["90009", "90002"]
    assert award.source == "https://e.org/a" and "2회" in award.reason.ko and "(2)" in award.reason.en


def test_who_offers_coaching_comes_first() -> None:
    """A free slot before a full offering before none, whatever the score; provinces stay last; each place says so."""
    best, full, free, province, other = (an_operation(code, since=since) for code, since in (
        ("90002", 2010), ("90003", 2022), ("90004", 2023), ("41000", 2009), ("90005", 2024)))
    offered = [an_offering("90003", 0), an_offering("90004", 2), an_offering("41000", 5),
               an_offering("90005", 5, solution="other")]
    found = coaches([best, full, free, province, other], [a_profile("41000", kind="province")], offerings=offered)

    assert codes(found) == ["90004", "90003", "90002", "90005", "41000"]
    assert [coach.capacity_left for coach in found] == [2, 0, None, None, 5]
    assert found[1].gap is not None and "자리가 남은" in found[1].gap.ko and "free coaching slot" in found[1].gap.en
    assert found[2].gap is not None and "등록한" in found[2].gap.ko and "offer coaching" in found[2].gap.en


def test_room_for_more_cities_counts_a_little() -> None:
    """More free slots count more, up to five; a full offering and an unknown one count nothing."""
    room = {code: free for code, free in (("90002", 1), ("90003", 3), ("90004", 5), ("90005", 20), ("90006", 0))}
    found = {coach.municipality: coach for coach in coaches(
        [an_operation(code) for code in [*room, "90007"]],
        offerings=[an_offering(code, free, capacity=20) for code, free in room.items()])}

    assert [part(found[code], "capacity") for code in sorted(found)] == pytest.approx([0.04, 0.12, 0.2, 0.2, 0.0, None])
    said = {code: next((each.reason for each in found[code].contributions if each.name == "capacity"), None)
            for code in found}
    assert said["90003"] == Text("코칭 제공 중: 20곳 가운데 3곳 더 신청 가능(2026. 1. 1. 기준)",
                                 "offers coaching: room for 3 more of 20 (as of 1 January 2026)")
    assert said["90006"] is not None and "모두 참" in said["90006"].ko and "are taken" in said["90006"].en


def test_each_place_says_what_would_change_it() -> None:
    """Below the first, the part in which the one above leads most, and whether that alone decides."""
    province = a_profile("41000", kind="province")
    first, second, third, fourth, last = coaches([
        an_operation("90002", since=2015), an_operation("90003", since=2020), an_operation("90004", since=2020),
        an_operation("90005"), an_operation("41000"),
    ], [province])

    assert first.gap is None
    assert second.gap is not None and third.gap is not None and fourth.gap is not None and last.gap is not None
    assert "최초 도입" in second.gap.ko and "그대로" in second.gap.ko
    assert "the first (1.00)" in second.gap.en and "stay" in second.gap.en
    assert "점수가 같아" in fourth.gap.ko or "운영 기간" in fourth.gap.ko
    assert "도 단위" in last.gap.ko and "Provinces" in last.gap.en


def test_the_part_that_decides_is_told() -> None:
    """Where one lead decides alone it is said: the order would turn round, or the scores be equal."""
    ahead = an_operation("90002", outcomes=1, evidence_level=3)
    turned, level = (coaches([ahead, behind])[1].gap for behind in (
        an_operation("90003", awards=1), an_operation("90003")))

    assert turned is not None and level is not None
    assert "공개된 성과" in turned.ko and "순서가 바뀝니다" in turned.ko and "order would change" in turned.en
    assert "공개된 성과" in level.ko and "점수가 같아집니다" in level.ko and "so would the scores" in level.en


def test_the_programme_office_can_weigh_otherwise(tmp_path: Path) -> None:
    """A file that names a part replaces its weight and leaves the others; nonsense is refused by name."""
    file = tmp_path / "weights.json"
    file.write_text(json.dumps({"pioneer": 0, "outcomes": 2.5}), encoding="utf-8")
    weights = load_coach_weights(file)

    assert weights == replace(load_coach_weights(), pioneer=0, outcomes=2.5)
    assert part(coaches([an_operation("90002", since=2015), an_operation("90003", since=2020)],
                        weights=weights)[0], "pioneer") == 0
    assert set(PART_NAMES) == set(CoachWeights.__dataclass_fields__)
    for wrong in ('{"fame": 1}', '{"pioneer": -1}', '{"pioneer": NaN}', '{"pioneer": true}', '[1]', 'nothing'):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=r"pioneer|Expecting"):
            load_coach_weights(file)
