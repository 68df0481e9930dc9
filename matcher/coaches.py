"""Which municipalities that operate a solution could coach the asker, each part of the order shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from matcher.fit import TRAIT_NAMES, ProfileSpace, distance_km
from matcher.types import Catalogue, Coach, Contribution, Operation, Profile, Text

# What decides whom municipalities really visit, from 47 stated reasons in reports of visits: first in
# the country or province 15, top evaluation 10, good results 5, similar circumstances 3; nearness
# once. Hence the order of these weights. Every part is centred on the typical operator, so a figure
# that is not known counts neither for nor against.
PIONEER = 1.0
EXPERIENCE = 0.6
OUTCOMES = 0.8
SCALE = 0.3
SIMILARITY = 0.7
NEARNESS = 0.4

FULL_EXPERIENCE_YEARS = 8
"""More years than this teach little more: most solutions are no older."""
TYPICAL_EXPERIENCE_YEARS = 3
TYPICAL_LIKENESS = 0.5
FAR_KM = 150.0
"""A day trip there and back by car; beyond it distance hardly matters."""

CONSULTANTS = ("province", "special-autonomous-province")
UPPER = ("special-city", "metropolitan-city", "special-autonomous-city")


class CoachFinder:
    """Ranks the municipalities that operate a solution for one that asks: fit once, ask often."""

    def __init__(self, this_year: int) -> None:
        self.this_year = this_year

    def fit(self, catalogue: Catalogue) -> CoachFinder:
        """Groups the operations by solution and learns the profile space."""
        self.profiles_: Mapping[str, Profile] = catalogue.profiles
        self.space_ = ProfileSpace().fit(catalogue.profiles.values())
        self.operations_: dict[str, list[Operation]] = {}
        for operation in catalogue.operations:
            if operation.municipality in catalogue.profiles:
                self.operations_.setdefault(operation.solution, []).append(operation)
        return self

    def operators(self, solution: str) -> list[Operation]:
        """Everyone known to operate the solution now."""
        return self.operations_.get(solution, [])

    def coaches(self, solution: str, asker: Profile | None, top: int = 10) -> tuple[Coach, ...]:
        """The best coaches first; never the asker itself. Provinces come last, as consultants."""
        others = [operation for operation in self.operators(solution)
                  if asker is None or operation.municipality != asker.code]
        years = [operation.since for operation in others if operation.since]
        first = min(years) if len(years) > 1 else None  # a single known year says nothing of the others
        found = [self._coach(operation, asker, first) for operation in others]
        found.sort(key=lambda coach: (coach.role == "consultant", -coach.score, coach.municipality))
        return tuple(found[:top])

    def _coach(self, operation: Operation, asker: Profile | None, first: int | None) -> Coach:
        profile = self.profiles_[operation.municipality]
        parts = [self._experience(operation), _outcomes(operation)]
        if first is not None and operation.since == first:
            parts.append(_pioneer(operation))
        if operation.scale is not None:
            parts.append(_scale(operation, operation.scale))
        if profile.kind in CONSULTANTS + UPPER:
            parts.append(_upper(profile, operation))
        if asker is not None:
            parts += self._similarity(asker, profile) + _nearness(asker, profile)
        role: Literal["coach", "consultant"] = "consultant" if profile.kind in CONSULTANTS else "coach"
        return Coach(operation.municipality, profile.name, role, tuple(parts))

    def _experience(self, operation: Operation) -> Contribution:
        if operation.since is None:
            return Contribution("experience", 0.0, Text(
                "운영 중이나 시작 연도는 확인된 자료가 없습니다",
                "in operation; the year it started is not on record"), operation.source)
        years = max(0, min(self.this_year - operation.since, FULL_EXPERIENCE_YEARS))
        value = EXPERIENCE * (years - TYPICAL_EXPERIENCE_YEARS) / FULL_EXPERIENCE_YEARS
        return Contribution("experience", value, Text(
            f"{operation.since}년부터 운영", f"in operation since {operation.since}"), operation.source)

    def _similarity(self, asker: Profile, profile: Profile) -> list[Contribution]:
        likeness = self.space_.likeness(asker, profile)
        if likeness.overall is None:
            return []
        closest = likeness.closest()
        names_ko = "·".join(TRAIT_NAMES[trait].ko for trait in closest)
        names_en = " and ".join(TRAIT_NAMES[trait].en for trait in closest)
        percent = round(100 * likeness.overall)
        return [Contribution("similarity", SIMILARITY * (likeness.overall - TYPICAL_LIKENESS), Text(
            f"{asker.name.ko} 여건과 {percent}% 유사 (특히 {names_ko})",
            f"{percent}% alike to {asker.name.en} (closest in {names_en})"), "seeds/SOURCES.md")]


def _pioneer(operation: Operation) -> Contribution:
    return Contribution("pioneer", PIONEER, Text(
        f"확인된 운영 지자체 중 가장 먼저 도입({operation.since}년)",
        f"the first on record to run it ({operation.since})"), operation.source)


def _outcomes(operation: Operation) -> Contribution:
    if not operation.outcomes:
        return Contribution("outcomes", 0.0, Text(
            "공개된 성과 수치는 확인된 자료가 없습니다", "no published figure of results on record"),
            operation.source)
    value = OUTCOMES * min(operation.outcomes, 3) / 3
    return Contribution("outcomes", value, Text(
        f"공개된 성과 수치 {operation.outcomes}건", f"{operation.outcomes} published figures of results"
        if operation.outcomes > 1 else "1 published figure of results"), operation.outcomes_source)


def _scale(operation: Operation, scale: Text) -> Contribution:
    counted = re.search(r"\d", scale.ko) is not None
    return Contribution("scale", SCALE if counted else SCALE / 2, Text(
        f"규모: {scale.ko}", f"scale: {scale.en}"), operation.source)


def _upper(profile: Profile, operation: Operation) -> Contribution:
    if profile.kind in CONSULTANTS:
        return Contribution("role", 0.0, Text(
            "도 단위 기관으로, 코칭이 아니라 자문 상대입니다",
            "a province: a partner for advice rather than a coach"), operation.source)
    return Contribution("role", 0.0, Text(
        "광역 단위로 직접 운영하는 지자체입니다",
        "an upper-level government that runs it itself"), operation.source)


def _nearness(asker: Profile, profile: Profile) -> list[Contribution]:
    distance = distance_km(asker, profile)
    same = asker.province == profile.province
    if distance is None and not same:
        return []
    near = 0.5 if distance is None else max(0.0, 1 - distance / FAR_KM)
    value = NEARNESS * (near + (0.5 if same else 0.0) - 0.3)
    where_ko = "같은 시·도" if same else "다른 시·도"
    where_en = "same province" if same else "another province"
    if distance is not None:
        where_ko += f", 직선거리 약 {round(distance)}km"
        where_en += f", about {round(distance)} km as the crow flies"
    return [Contribution("nearness", value, Text(where_ko, where_en), "seeds/SOURCES.md")]


def note_on_few(operators: Iterable[Operation], asker: Profile | None) -> Text | None:
    """What to say when fewer than two others operate a solution; None when there are enough."""
    others = [operation for operation in operators
              if asker is None or operation.municipality != asker.code]
    if len(others) > 1:
        return None
    if not others:
        return Text("운영 중으로 확인된 다른 지자체가 없습니다. 전문기관 자문을 먼저 받으시기 바랍니다.",
                    "No other local government is known to operate it; seek expert advice first.")
    return Text("운영 중으로 확인된 다른 지자체가 1곳뿐입니다.",
                "Only one other local government is known to operate it.")
