"""`hwaksan assign`: coaches for all selected cities of a call, from the catalogue or from a file."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest

from matcher.contest import Offer
from matcher.types import Offering, Operation, Profile, Text
from tests.matcher.keywords import catalogue
from tests.web.test_cli import Run, refused, run
from web.assigning import operators

__all__ = ["run"]  # the fixture, for pytest to find
CALL = "solution-diffusion-2025"


@pytest.fixture
def assigned(run: Run, tmp_path: Path) -> Any:
    """Assigns what the lines state and gives the JSON."""

    def invoke(*lines: Any, options: tuple[str, ...] = ()) -> Any:
        file = tmp_path / "contest.jsonl"
        file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
        result = run("assign", CALL, "--input", str(file), *options, "--format", "json")
        return json.loads(result.stdout) if result.exit_code == 0 else result

    return invoke


HAPCHEON = {"municipality": "합천군", "solutions": ["smart-pole", "shared-parking"], "main": "smart-pole"}
GAPYEONG = {"municipality": "가평군", "solutions": ["smart-pole", "workation"], "main": "smart-pole"}


def test_the_known_selected_cities_of_a_call_get_coaches(run: Run) -> None:
    """Every city of 2025 stands once, no coach is a province, itself or beyond its one city; every pair says why."""
    value = json.loads(run("assign", "diffusion-2025", "--format", "json").stdout)
    pairs = value["pairs"]

    assert value["call"] == CALL
    assert sorted([pair["city"] for pair in pairs] + [entry["city"] for entry in value["without"]]) == [
        "41820", "48890", "51720", "51820", "52130"]
    assert len({pair["coach"] for pair in pairs}) == len(pairs) and set(value["loads"].values()) == {1}
    assert value["objective"]["total_fit"] == pytest.approx(sum(pair["fit"] for pair in pairs))
    assert value["objective"]["worst_fit"] == min(pair["fit"] for pair in pairs)
    for pair in pairs:
        assert 0 < pair["fit"] < 1 and pair["city"] != pair["coach"]
        assert all(reason["ko"] and reason["en"] and reason["source"] for reason in pair["reasons"])
    for gain in (entry["gain"] for entry in value["shadow"]):
        assert {"cities_with_main_coach", "worst_fit", "total_fit"} <= set(gain) and any(gain.values())
    assert len(value["assumptions"]) == 2


def test_an_open_offering_brings_its_own_free_slots() -> None:
    """Three free slots are three cities for that solution; in all else it operates one city at once is assumed."""
    profile = Profile("43110", Text("청주시", "Cheongju-si"), "43", "si")
    runs = [Operation(slug, profile.code, 2020, 2024, 0, None, None, "https://runs") for slug in ("bus", "pole")]
    day = dt.date(2026, 1, 1)
    offering = Offering(
        1, "bus", profile.code, ("visit",), ("ko",), day, day, 4, 3, "교통과", None, day, "교통과",
    )
    known = catalogue(operations=runs, offerings=(offering,), profiles={profile.code: profile})
    assert operators(known) == [
        Offer(profile.code, frozenset({"bus"}), 3), Offer(profile.code, frozenset({"pole"}), 1),
    ]


@pytest.mark.slow
def test_a_city_of_which_nothing_is_known_is_listed_with_the_reason(run: Run) -> None:
    """Selected municipalities without a known solution, or that were split since, are not passed over in silence."""
    value = json.loads(run("assign", "solution-diffusion-2021", "--format", "json").stdout)

    assert len(value["pairs"]) + len(value["without"]) == 23
    assert any("not on record" in entry["reason"]["en"] for entry in value["without"])
    assert [entry["name"]["ko"] for entry in value["without"] if entry["city"] is None] == ["서구"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_text_form_says_who_coaches_whom(run: Run, language: str) -> None:
    """Each city and its coach by name, with the assumption about capacity, in either language."""
    text = run("assign", CALL, "--lang", language).stdout

    assert ("합천군 (48890) ←" if language == "ko" else "Hapcheon-gun (48890) ←") in text
    assert ("1곳을 맡는 것으로 가정" if language == "ko" else "assumed to take one") in text


def test_stated_coaches_replace_the_known_ones(assigned: Any) -> None:
    """Only coaches of the file are used, within their capacity, for whatever they state."""
    value = assigned(HAPCHEON, GAPYEONG, {"coach": "밀양시", "solutions": ["smart-pole"], "capacity": 1},
                     {"coach": "서산시", "solutions": ["workation"], "capacity": 5})

    assert [(pair["city"], pair["coach"], pair["main"]) for pair in value["pairs"]] == [
        ("41820", "44210", False), ("48890", "48270", True)]
    assert value["objective"]["cities_with_main_coach"] == 1 and value["loads"] == {"44210": 1, "48270": 1}
    assert [(entry["coach"], entry["gain"]["cities_with_main_coach"]) for entry in value["shadow"]] == [("48270", 1)]
    assert value["assumptions"] == []


@pytest.mark.slow
def test_conflicts_locks_and_the_bound_hold(assigned: Any) -> None:
    """A conflict keeps two apart, a lock together, and --at-most bounds every coach."""
    coach = {"coach": "밀양시", "solutions": ["smart-pole"], "capacity": 2}
    other = {"coach": "서산시", "solutions": ["smart-pole"], "capacity": 2}
    plain = assigned(HAPCHEON, GAPYEONG, coach, other)
    apart = assigned(HAPCHEON, GAPYEONG, coach, {"conflict": {"city": "합천군", "coach": "밀양시"}})
    locked = assigned(HAPCHEON, GAPYEONG, coach, other, {"lock": {"city": "합천군", "coach": "서산시"}})
    bounded = assigned(HAPCHEON, GAPYEONG, coach, options=("--at-most", "1"))

    assert len(plain["pairs"]) == 2
    assert [pair["city"] for pair in apart["pairs"]] == ["41820"]
    assert "conflict" in apart["without"][0]["reason"]["en"]
    assert ("48890", "44210") in [(pair["city"], pair["coach"]) for pair in locked["pairs"]]
    assert bounded["loads"] == {"48270": 1} and bounded["shadow"] == []


@pytest.mark.slow
def test_the_order_of_the_lines_decides_nothing(assigned: Any) -> None:
    """Shuffled lines give the very same answer."""
    lines = [HAPCHEON, GAPYEONG, *({"coach": name, "solutions": ["smart-pole", "workation"]}
                                   for name in ("밀양시", "서산시", "태백시"))]
    first = assigned(*lines)

    for seed in range(3):
        assert assigned(*random.Random(seed).sample(lines, len(lines))) == first


@pytest.mark.slow
def test_locks_alone_go_with_the_cities_of_the_call(assigned: Any, run: Run) -> None:
    """A file without municipalities keeps the call's own; a former result locked comes back."""
    before = json.loads(run("assign", CALL, "--format", "json").stdout)["pairs"]
    after = assigned(*({"lock": {key: pair[key] for key in ("city", "coach", "solution")}} for pair in before))

    assert [(pair["city"], pair["coach"], pair["solution"]) for pair in after["pairs"]] == [
        (pair["city"], pair["coach"], pair["solution"]) for pair in before]
    assert all(any("kept as locked" in reason["en"] for reason in pair["reasons"]) for pair in after["pairs"])


@pytest.mark.parametrize(("line", "word"), [
    ({"municipality": "없는군", "solutions": ["smart-pole"]}, "없는군"),
    ({"municipality": "합천군", "solutions": ["no-such"]}, "no-such"), ({"municipality": "합천군"}, "solutions"),
    ({"municipality": "합천군", "solutions": []}, "solutions"), ({"city": "합천군"}, "municipality"),
    ({"coach": "밀양시", "solutions": "smart-pole"}, "solutions"),
    ({"coach": "밀양시", "solutions": ["smart-pole"], "capacity": -1}, "capacity"),
    ({"lock": {"city": "합천군"}}, "지자체"), ({"lock": "합천군"}, "lock"), ([1], "municipality"),
    ({"municipality": "수원시 권선구", "solutions": ["smart-pole"]}, "권선구"),
])
def test_a_line_that_cannot_be_used_is_named(assigned: Any, line: Any, word: str) -> None:
    """Exit 2 and one line that says which line is wrong and what it should be."""
    assert refused(assigned(HAPCHEON, line), "2번째 줄", word)


def test_what_cannot_be_assigned_says_what_to_do(run: Run, assigned: Any, tmp_path: Path) -> None:
    """Unknown calls, calls without known selections, broken files, doubled cities and locks on nobody: exit 2."""
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b'{"municipality": "\xff"}\n')

    assert refused(run("assign", "no-such-call"), "no-such-call")
    assert refused(run("assign", "base-2026"), "--input")
    assert refused(run("assign", CALL, "--input", str(broken)), "1번째 줄")
    assert refused(run("assign", CALL, "--at-most", "0"))
    assert refused(assigned(HAPCHEON, HAPCHEON), "48890")
    assert refused(assigned(HAPCHEON, {"lock": {"city": "합천군", "coach": "합천군"}}), "48890")
