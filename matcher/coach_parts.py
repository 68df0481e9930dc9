"""The parts of a coach's score, each with its sentence and source, and the weights between them.

Each part is a measure of about -1 to 1 times its weight. The measures are centred on the typical operator of
the solution, so a figure that is not known counts neither for nor against.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path

from matcher.fit import TRAIT_NAMES, Likeness, distance_km
from matcher.types import Contribution, Offering, Operation, Profile, Text

PART_NAMES: Mapping[str, Text] = {
    "pioneer": Text("최초 도입", "being the first"),
    "experience": Text("운영 기간", "years of operation"),
    "visits": Text("견학 실적", "visits received"),
    "outcomes": Text("공개된 성과", "published results"),
    "recognition": Text("공모 선정", "selection in programmes"),
    "similarity": Text("여건 유사도", "likeness"),
    "nearness": Text("거리", "nearness"),
    "capacity": Text("코칭 여유", "room for more cities"),
}

FULL_EXPERIENCE_YEARS = 12
"""More years than this teach little more."""
MANY_VISITORS = 10
"""From so many on, one more says little; before, each next one says less than the one before."""
MANY_AWARDS = 3
FULL_EVIDENCE_LEVEL = 3
"""One municipality alone cannot reach more: levels 4 and 5 need others (catalog/evidence.py)."""
TYPICAL_LIKENESS = 0.5
FAR_KM = 150.0
"""A day trip there and back by car; beyond it distance hardly matters."""
TYPICAL_NEARNESS = 0.3
MUCH_ROOM = 5
"""More free slots than this do not make it easier to get one."""

LARGEST_WEIGHT = 1_000_000
"""Beside a larger one the other parts are lost in rounding, and sums have no end."""

CONSULTANTS = ("province", "special-autonomous-province")
UPPER = ("special-city", "metropolitan-city", "special-autonomous-city")


@dataclass(frozen=True, slots=True)
class CoachWeights:
    """How much each part counts, none negative; the reasons stand in docs/decisions.md."""

    pioneer: float
    experience: float
    visits: float
    outcomes: float
    recognition: float
    similarity: float
    nearness: float
    capacity: float


def load_coach_weights(path: Path | None = None) -> CoachWeights:
    """The weights that ship with the code, with those that the JSON object in `path` names in their place.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no JSON object of known parts and numbers from 0 up; the message names what is wrong.
    """
    weights = json.loads(files("matcher.weights").joinpath("coaches.json").read_text(encoding="utf-8"))
    try:
        given = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(given, dict):
        raise ValueError(f"not an object of {', '.join(PART_NAMES)}")
    known = {field.name for field in fields(CoachWeights)}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"'{name}' is not one of {', '.join(PART_NAMES)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise ValueError(f"{name}: {value} is not a number from 0 up")
        if value > LARGEST_WEIGHT:
            raise ValueError(f"{name}: more than {LARGEST_WEIGHT:,}")
    return CoachWeights(**weights | given)


def pioneer(operation: Operation, weight: float) -> Contribution:
    """For the operator that ran the solution first, as far as is on record."""
    year = operation.running_by
    return Contribution("pioneer", weight, Text(
        f"확인된 운영 지자체 중 가장 먼저 도입({year}년)", f"the first on record to run it ({year})")
        if operation.since == year else Text(
        f"확인된 운영 지자체 중 가장 먼저 운영(늦어도 {year}년)",
        f"the first on record to run it (by {year} at the latest)"), operation.source)


def experience_years(operation: Operation, this_year: int) -> float | None:
    """Years that it has run for certain, up to FULL_EXPERIENCE_YEARS; None when no year is known."""
    year = operation.running_by
    return None if year is None else float(max(0, min(this_year - year, FULL_EXPERIENCE_YEARS)))


def experience(operation: Operation, years: float | None, typical: float, weight: float) -> Contribution:
    """Years of operation beside the mean of the operators (`typical`) of whom they are known."""
    value = 0.0 if years is None else weight * (years - typical) / FULL_EXPERIENCE_YEARS
    since, seen = operation.since, operation.as_of
    if since is not None:
        checked_ko, checked_en = (f"({seen}년 자료 기준)", f" (as of {seen})") if seen and seen > since else ("", "")
        said = Text(f"{since}년부터 운영{checked_ko}", f"in operation since {since}{checked_en}")
    elif seen is not None:
        said = Text(f"{seen}년 자료에서 운영 확인(시작 연도 미상)",
                    f"in operation by {seen}; the year it started is not on record")
    else:
        said = Text("운영 중이나 시작 연도는 확인된 자료가 없습니다",
                    "in operation; the year it started is not on record")
    return Contribution("experience", value, said, operation.source)


def visits(visitors: int, source: str, weight: float) -> Contribution:
    """How many others came to learn this solution."""
    value = weight * min(1.0, math.log1p(visitors) / math.log1p(MANY_VISITORS))
    return Contribution("visits", value, Text(
        f"다른 지자체 {visitors}곳이 배우러 찾아간 기록",
        f"{visitors} local governments are on record as having come to learn it" if visitors > 1
        else "1 local government is on record as having come to learn it"), source)


def outcomes(operation: Operation, weight: float) -> Contribution:
    """How well its own results are shown; typically none are published."""
    if not operation.outcomes:
        return Contribution("outcomes", 0.0, Text(
            "공개된 성과 수치는 확인된 자료가 없습니다", "no published figure of results on record"), operation.source)
    value = weight * min(operation.evidence_level or 1, FULL_EVIDENCE_LEVEL) / FULL_EVIDENCE_LEVEL
    plural = "figures" if operation.outcomes > 1 else "figure"
    return Contribution("outcomes", value, Text(
        f"공개된 성과 수치 {operation.outcomes}건", f"{operation.outcomes} published {plural} of results"),
        operation.outcomes_source)


def recognition(operation: Operation, weight: float) -> Contribution:
    """How often national programmes selected the municipality; typically never."""
    return Contribution("recognition", weight * min(operation.awards, MANY_AWARDS) / MANY_AWARDS, Text(
        f"국가 스마트도시 공모에 {operation.awards}회 선정",
        f"selected by national smart-city programmes ({operation.awards})"), operation.awards_source)


def scale(operation: Operation, said: Text) -> Contribution:
    """The scale in the source's words; no measure, because the words of two sources do not compare."""
    return Contribution("scale", 0.0, Text(f"규모: {said.ko}", f"scale: {said.en}"), operation.source)


def upper(profile: Profile, operation: Operation) -> Contribution:
    """Says that it is no city, county or district; it costs nothing."""
    if profile.kind in CONSULTANTS:
        return Contribution("role", 0.0, Text(
            "도 단위 기관으로, 코칭이 아니라 자문 상대입니다",
            "a province: a partner for advice rather than a coach"), operation.source)
    return Contribution("role", 0.0, Text(
        "광역 단위로 직접 운영하는 지자체입니다",
        "an upper-level government that runs it itself"), operation.source)


def similarity(asker: Profile, likeness: Likeness, weight: float) -> list[Contribution]:
    """How alike the two are; nothing when no trait is known of both."""
    if likeness.overall is None:
        return []
    closest = likeness.closest()
    names_ko = "·".join(TRAIT_NAMES[trait].ko for trait in closest)
    names_en = " and ".join(TRAIT_NAMES[trait].en for trait in closest)
    percent = round(100 * likeness.overall)
    return [Contribution("similarity", weight * (likeness.overall - TYPICAL_LIKENESS), Text(
        f"{asker.name.ko} 여건과 {percent}% 유사 (특히 {names_ko})",
        f"{percent}% alike to {asker.name.en} (closest in {names_en})"), "seeds/SOURCES.md")]


def nearness(asker: Profile, profile: Profile, weight: float) -> list[Contribution]:
    """How near the two are, and whether one province holds them; nothing when neither is known."""
    distance = distance_km(asker, profile)
    same = asker.province == profile.province
    if distance is None and not same:
        return []
    near = 0.5 if distance is None else max(0.0, 1 - distance / FAR_KM)
    value = weight * (near + (0.5 if same else 0.0) - TYPICAL_NEARNESS)
    where_ko = "같은 시·도" if same else "다른 시·도"
    where_en = "same province" if same else "another province"
    if distance is not None:
        where_ko += f", 직선거리 약 {round(distance)}km"
        where_en += f", about {round(distance)} km as the crow flies"
    return [Contribution("nearness", value, Text(where_ko, where_en), "seeds/SOURCES.md")]


def capacity(offering: Offering, weight: float) -> Contribution:
    """How many more cities its offering can take; nothing is said of who offers nothing."""
    day = offering.stated_on
    as_of = Text(f"({day.year}. {day.month}. {day.day}. 기준)", f"(as of {day.day} {day:%B} {day.year})")
    return Contribution("capacity", weight * min(offering.free, MUCH_ROOM) / MUCH_ROOM, Text(
        f"코칭 제공 중: {offering.capacity}곳 가운데 {offering.free}곳 더 신청 가능{as_of.ko}"
        if offering.free else f"코칭 제공 중이나 {offering.capacity}곳 모두 참{as_of.ko}",
        f"offers coaching: room for {offering.free} more of {offering.capacity} {as_of.en}"
        if offering.free else f"offers coaching, but all {offering.capacity} slots are taken {as_of.en}"),
        offering.source)
