"""What is thin in the catalogue's facts, row by row: what `hwaksan check` counts and the programme office works off."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.deployments import Deployment, Outcome
from catalog.fact_checks import doubtful, standing_check
from catalog.solutions import Cost, Pitfall

STALE_AFTER_YEARS = 2
"""A plan or a selection of so many years ago that nobody confirmed since is not shown as current."""
OLD_AFTER_YEARS = 3
"""An operation last seen longer ago than this is shown with the year in which it was seen."""
POINTS_APART = 0.05
"""Rounding within which a change stated in percent equals the difference of two percentages."""
PERCENT = ("%", "%p")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
RUNNING_MONEY = re.compile(r"연간|매년|운영비")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thin row: its table, its id, its solution, and what is thin about it as a sentence in both languages."""

    table: str
    id: str
    solution: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that stand, and the year in which one asks."""

    deployments: Sequence[Deployment]
    outcomes: Sequence[Outcome]
    costs: Sequence[Cost]
    pitfalls: Sequence[Pitfall]
    year: int

    @property
    def compared(self) -> Iterator[Deployment | Outcome | Cost]:
        """The facts that a re-check compares with public pages."""
        for rows in (self.deployments, self.outcomes, self.costs):
            yield from rows


def findings(session: Session, today: dt.date) -> Mapping[str, Sequence[Finding]]:
    """Every thin row by kind, in the order of `KINDS`; within a kind by table and id."""
    facts = Facts(_standing(session, Deployment), _standing(session, Outcome), _standing(session, Cost),
                  _standing(session, Pitfall), today.year)
    return {kind: tuple(found(facts)) for kind, found in KINDS.items()}


def stale(row: Deployment, this_year: int) -> bool:
    """Whether a plan or a selection is so old that it says nothing about today."""
    stated = row.as_of or row.year
    return row.status in ("planned", "selected") and stated is not None and this_year - stated >= STALE_AFTER_YEARS


def old(row: Deployment, this_year: int) -> bool:
    """Whether an operation was last seen so long ago that nobody can say from it whether it still runs."""
    stated = row.as_of or row.year
    return row.status == "operating" and stated is not None and this_year - stated > OLD_AFTER_YEARS


def _standing(session: Session, model: type[Any]) -> Sequence[Any]:
    return session.scalars(select(model).where(model.withdrawn_on.is_(None)).order_by(model.id)).all()


def _found(row: Deployment | Outcome | Cost | Pitfall, ko: str, en: str) -> Finding:
    return Finding(row.__tablename__, row.id, row.solution_slug, ko, en)


def _stale(facts: Facts) -> Iterator[Finding]:
    for row in facts.deployments:
        if stale(row, facts.year):
            word_ko, word_en = {"planned": ("계획", "planned"), "selected": ("선정", "selected")}[row.status]
            year = row.as_of or row.year
            yield _found(row, f"{year}년 {word_ko}, 이후 확인 안 됨", f"{word_en} as of {year}, not confirmed since")


def _old(facts: Facts) -> Iterator[Finding]:
    for row in facts.deployments:
        if old(row, facts.year):
            year = row.as_of or row.year
            yield _found(row, f"{year}년 운영 확인, 이후 확인 안 됨", f"operating as of {year}, not confirmed since")


def _mirror(facts: Facts) -> Iterator[Finding]:
    for row in (*facts.compared, *facts.pitfalls):
        if row.source_quality == "mirror-or-blog":
            yield _found(row, "출처가 다른 곳의 글을 옮겨 실은 것입니다.", "the source is a copy of another page")


def _undated(facts: Facts) -> Iterator[Finding]:
    for row in facts.deployments:
        if row.as_of is None:
            yield _found(row, "어느 해의 상태인지 모릅니다.", "the year of its status is not known")


def _unscoped(facts: Facts) -> Iterator[Finding]:
    for row in facts.outcomes:
        if row.scope_ko is None and row.municipality_code is not None:
            yield _found(row, "어디까지 잰 수치인지 모릅니다.", "what the figure covers is not known")


def _unchecked(facts: Facts) -> Iterator[Finding]:
    for row in facts.compared:
        if standing_check(row.check) is None:
            yield _found(row, "공개 자료와 아직 견주지 않았습니다.", "not yet compared with a public page")


def _unverifiable(facts: Facts) -> Iterator[Finding]:
    for row in facts.compared:
        if doubtful(row.check):
            yield _found(row, "공개 자료에서 다시 찾지 못했습니다.", "looked for and found on no public page")


def _contradicting(facts: Facts) -> Iterator[Finding]:
    """Pairs of municipality and solution that both run and ended; figures of one measure and time that differ."""
    pairs: dict[tuple[str, str], list[Deployment]] = defaultdict(list)
    for row in facts.deployments:
        if row.municipality_code and row.status in ("operating", "ended"):
            pairs[row.municipality_code, row.solution_slug].append(row)
    for rows in pairs.values():
        running = [row.id for row in rows if row.status == "operating"]
        ended = [row for row in rows if row.status == "ended"]
        if running and ended:
            yield _found(ended[0], f"같은 곳에서 운영 중이라는 기록이 있습니다({', '.join(running)}).",
                         f"another record says that it runs there ({', '.join(running)})")
    measures: dict[tuple[str | None, ...], list[Outcome]] = defaultdict(list)
    for outcome in facts.outcomes:
        measures[outcome.solution_slug, outcome.municipality_code, outcome.place_ko, outcome.metric_ko,
                 outcome.period_ko, outcome.scope_ko].append(outcome)
    for told in measures.values():
        if len({(row.before, row.after, row.change) for row in told}) > 1:
            others = ", ".join(row.id for row in told[1:])
            yield _found(told[0], f"같은 지표·시기·범위의 수치가 다릅니다({others}).",
                         f"a figure of the same measure, time and scope differs ({others})")


def _points(facts: Facts) -> Iterator[Finding]:
    for row in facts.outcomes:
        if points_told_as_percent(row):
            yield _found(row, "백분율의 차이를 %로 적었습니다. %p인지 확인해 주세요.",
                         "the difference of two percentages stands as percent; it may be percentage points")


def points_told_as_percent(row: Outcome) -> bool:
    """Whether the change of a percentage, stated in percent, is the plain difference of before and after."""
    change = row.change or ""
    parts = (row.before or "", row.after or "", change.removesuffix("%"))
    if row.unit_ko not in PERCENT or not change.endswith("%") or not all(NUMBER.fullmatch(part) for part in parts):
        return False
    before, after, told = map(float, parts)
    return abs((after - before) - told) <= POINTS_APART


def _running(facts: Facts) -> Iterator[Finding]:
    for row in facts.costs:
        if row.per == "project" and RUNNING_MONEY.search(row.what_ko):
            yield _found(row, "해마다 드는 비용이 사업비로 적혀 있습니다.",
                         "money of every year stands as the cost of a project")


KINDS: Mapping[str, Callable[[Facts], Iterator[Finding]]] = {
    "stale": _stale, "mirror": _mirror, "undated": _undated, "unscoped": _unscoped, "unchecked": _unchecked,
    "unverifiable": _unverifiable, "contradicting": _contradicting, "old": _old, "points": _points,
    "running": _running,
}
"""What can be thin, by the key under which `hwaksan check` counts it."""
