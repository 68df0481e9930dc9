"""Which municipalities that operate a solution could coach the asker, each part of the order shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean
from typing import Literal

from matcher import coach_parts as parts
from matcher.coach_parts import CONSULTANTS, PART_NAMES, UPPER, CoachWeights, load_coach_weights
from matcher.fit import ProfileSpace
from matcher.types import Catalogue, Coach, Operation, Profile, Text, Visit

SAME = 1e-9
"""Scores that differ by less are equal but for rounding."""


class CoachFinder:
    """Ranks the municipalities that operate a solution for one that asks: fit once, ask often."""

    def __init__(self, this_year: int, weights: CoachWeights | None = None) -> None:
        self.this_year = this_year
        self.weights = weights or load_coach_weights()

    def fit(self, catalogue: Catalogue) -> CoachFinder:
        """Groups the operations and the recorded visits by solution and learns the profile space."""
        self.profiles_: Mapping[str, Profile] = catalogue.profiles
        self.space_ = ProfileSpace().fit(catalogue.profiles.values())
        self.operations_: dict[str, list[Operation]] = {}
        for operation in catalogue.operations:
            if operation.municipality in catalogue.profiles:
                self.operations_.setdefault(operation.solution, []).append(operation)
        self.visits_: dict[tuple[str, str], list[Visit]] = {}
        for visit in catalogue.visits:
            self.visits_.setdefault((visit.solution, visit.coach), []).append(visit)
        self.offerings_ = {(each.solution, each.municipality): each for each in catalogue.offerings}
        return self

    def operators(self, solution: str) -> list[Operation]:
        """Everyone known to operate the solution now."""
        return self.operations_.get(solution, [])

    def coaches(self, solution: str, asker: Profile | None, top: int = 10) -> tuple[Coach, ...]:
        """The best coaches first; never the asker itself. Provinces come last, as consultants.

        Who offers coaching comes before who does not, and one with a free slot before one that is full.
        """
        others = [operation for operation in self.operators(solution)
                  if asker is None or operation.municipality != asker.code]
        years = [operation.running_by for operation in others if operation.running_by]
        first = min(years) if len(years) > 1 else None  # a single known year says nothing of the others
        run = [known for each in others if (known := parts.experience_years(each, self.this_year)) is not None]
        typical = fmean(run) if run else 0.0
        found = [self._coach(operation, asker, first, typical) for operation in others]
        found.sort(key=_place)
        return _with_gaps(found[:top])

    def _coach(self, operation: Operation, asker: Profile | None, first: int | None, typical: float) -> Coach:
        profile, weights = self.profiles_[operation.municipality], self.weights
        years = parts.experience_years(operation, self.this_year)
        found = [parts.experience(operation, years, typical, weights.experience),
                 parts.outcomes(operation, weights.outcomes)]
        if first is not None and operation.running_by == first:
            found.append(parts.pioneer(operation, weights.pioneer))
        # The asker's own visit is no recommendation to it by others.
        visits = [visit for visit in self.visits_.get((operation.solution, operation.municipality), ())
                  if asker is None or visit.learner != asker.code]
        if visits:
            visitors = len({visit.learner for visit in visits})
            found.append(parts.visits(visitors, _joined(visits), weights.visits))
        if operation.awards:
            found.append(parts.recognition(operation, weights.recognition))
        if operation.scale is not None:
            found.append(parts.scale(operation, operation.scale))
        if profile.kind in CONSULTANTS + UPPER:
            found.append(parts.upper(profile, operation))
        if asker is not None:
            found += parts.similarity(asker, self.space_.likeness(asker, profile), weights.similarity)
            found += parts.nearness(asker, profile, weights.nearness)
        offering = self.offerings_.get((operation.solution, operation.municipality))
        if offering is not None:
            found.append(parts.capacity(offering, weights.capacity))
        role: Literal["coach", "consultant"] = "consultant" if profile.kind in CONSULTANTS else "coach"
        return Coach(operation.municipality, profile.name, role, tuple(found), offering)


def _place(coach: Coach) -> tuple[bool, int, float, str]:
    """What the order is by: a place that can be had now comes before a better coach that has none."""
    return coach.role == "consultant", _unavailable(coach), -coach.score, coach.municipality


def _unavailable(coach: Coach) -> int:
    """0 with a free slot, 1 when its offering is full, 2 without one."""
    return 2 if coach.offering is None else int(coach.offering.free == 0)


def _joined(visits: Sequence[Visit]) -> str:
    return " | ".join(dict.fromkeys(visit.source for visit in visits))


def _with_gaps(found: Sequence[Coach]) -> tuple[Coach, ...]:
    """The coaches, each below the first with what puts the one above it ahead."""
    return (*found[:1], *(replace(coach, gap=_gap(above, coach)) for above, coach in pairwise(found)))


def _gap(above: Coach, below: Coach) -> Text:
    """The single part in which `above` leads most, and whether the order would change without that lead."""
    if above.role != below.role:
        return Text("도 단위 기관은 시·군·구 다음에 놓입니다.", "Provinces come after cities, counties and districts.")
    if _unavailable(above) != _unavailable(below):
        if below.offering is not None:
            return Text("코칭 자리가 남은 지자체 다음에 놓입니다.", "Comes after those with a free coaching slot.")
        return Text("코칭 제공을 등록한 지자체 다음에 놓입니다.", "Comes after those that offer coaching.")
    ahead, behind = ({part.name: part.value for part in coach.contributions} for coach in (above, below))
    leads = {name: ahead.get(name, 0.0) - behind.get(name, 0.0) for name in PART_NAMES}
    name = max(leads, key=lambda each: leads[each])
    gap = above.score - below.score
    if gap < SAME:
        return Text("바로 위 지자체와 점수가 같아 행정구역 코드 순서로 놓였습니다.",
                    f"Scores the same as {above.name.en}; listed by code.")
    said = Text(f"{above.name.ko}보다 뒤인 가장 큰 이유: {PART_NAMES[name].ko}({leads[name]:.2f}점 차).",
                f"Behind {above.name.en} mostly by {PART_NAMES[name].en} ({leads[name]:.2f}).")
    if leads[name] < gap - SAME:
        return Text(f"{said.ko} 이 항목이 같더라도 순서는 그대로입니다.",
                    f"{said.en} Even were that equal, the order would stay.")
    if leads[name] < gap + SAME:
        return Text(f"{said.ko} 이 항목이 같다면 점수가 같아집니다.",
                    f"{said.en} Were that equal, so would the scores be.")
    return Text(f"{said.ko} 이 항목이 같다면 순서가 바뀝니다.", f"{said.en} Were that equal, the order would change.")


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
