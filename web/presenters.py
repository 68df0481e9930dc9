"""From an answer of the matcher and the rows behind it to what the result page shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Outcome
from catalog.evidence import evidence
from catalog.municipalities import Municipality
from catalog.solutions import Cost, Pitfall, Solution
from matcher.types import Answer, Coach, Contribution, Need, Recommendation
from web.words import strength

FIRST_CARDS = 5
FIRST_COACHES = 2
FIRST_PARTS = 4
BAR_WIDTH = 100
BASE = "base"
TELLING = ("cases", "needs", "nearest", "meaning")
BEST_SOURCE_FIRST = {"official": 0, "academic": 1, "press-or-other": 2, "mirror-or-blog": 3}


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution with its strength in words and the width of its bar to either side of the middle."""

    contribution: Contribution
    strength: object
    width: int

    @property
    def start(self) -> int:
        """Where the bar begins: what speaks for it goes right from the middle, what speaks against ends there."""
        return BAR_WIDTH if self.contribution.value >= 0 else BAR_WIDTH - self.width


@dataclass(frozen=True, slots=True)
class CoachView:
    """A coach with the row of its municipality, the reason that counts most, and all of them."""

    coach: Coach
    unit: Municipality | None
    reason: Contribution | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CostRange:
    """What comparable projects cost: the lowest and the highest of one kind, and how many."""

    low: Cost
    high: Cost
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation as an official reads it."""

    number: int
    recommendation: Recommendation
    solution: Solution
    why: Contribution | None
    outcome: Outcome | None
    level: int | None
    costs: tuple[CostRange, ...]
    pitfall: Pitfall | None
    coaches: tuple[CoachView, ...]
    parts: tuple[Part, ...]
    foremost: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the typed text; `need` is the number of the problem it states, if any."""

    text: str
    need: int | None


def cards(session: Session, answer: Answer, shown: Collection[str]) -> tuple[Card, ...]:
    """The recommendations shown with the rows behind them; each keeps its number in the whole answer."""
    codes = {coach.municipality for entry in answer.recommendations for coach in entry.coaches}
    units = {unit.code: unit for unit in session.scalars(select(Municipality).where(Municipality.code.in_(codes)))}
    rows = {solution.slug: solution for solution in queries.solutions(session, shown)}
    outcomes = queries.outcomes_of(session, shown)
    return tuple(
        _card(number, entry, rows[entry.solution], outcomes[entry.solution], units)
        for number, entry in enumerate(answer.recommendations, start=1) if entry.solution in rows
    )


def _card(
    number: int, entry: Recommendation, solution: Solution, outcomes: Sequence[Outcome],
    units: Mapping[str, Municipality],
) -> Card:
    proof = evidence(outcomes)
    weighed = parts(entry.contributions)
    return Card(
        number=number,
        recommendation=entry,
        solution=solution,
        why=strongest(entry.contributions),
        outcome=proof.outcome,
        level=proof.level,
        costs=cost_ranges(solution.costs),
        pitfall=first_pitfall(solution.pitfalls),
        coaches=coach_views(entry.coaches, units),
        parts=weighed,
        foremost=foremost(weighed),
    )


def coach_views(coaches: Sequence[Coach], units: Mapping[str, Municipality]) -> tuple[CoachView, ...]:
    """The coaches with the reason that speaks most for each."""
    return tuple(
        CoachView(coach, units.get(coach.municipality), coach_reason(coach), parts(coach.contributions))
        for coach in coaches
    )


def strongest(contributions: Sequence[Contribution]) -> Contribution | None:
    """The contribution that speaks most for the entry; one that quotes a problem before a bare count."""
    favourable = [part for part in contributions if part.value > 0 and part.name != BASE]
    telling = [part for part in favourable if part.name in TELLING]
    return max(telling or favourable, key=lambda part: part.value, default=None)


def coach_reason(coach: Coach) -> Contribution | None:
    """The one reason to name a coach: what speaks most for it, or what is known at all."""
    return strongest(coach.contributions) or next(iter(coach.contributions), None)


def parts(contributions: Sequence[Contribution]) -> tuple[Part, ...]:
    """Every contribution, the starting point first, then largest first with a bar in proportion."""
    weighed = [part for part in contributions if part.name != BASE]
    largest = max((abs(part.value) for part in weighed), default=0) or 1
    start = [Part(part, _("출발점"), 0) for part in contributions if part.name == BASE]
    return tuple(start) + tuple(
        Part(part, strength(part.value), max(1, round(BAR_WIDTH * abs(part.value) / largest)))
        for part in sorted(weighed, key=lambda part: -part.value)
    )


def foremost(weighed: Sequence[Part]) -> tuple[Part, ...]:
    """The few parts that moved the entry most, either way, in the order in which all are listed."""
    moving = [part for part in weighed if part.contribution.name != BASE and part.contribution.value]
    most = sorted(moving, key=lambda part: -abs(part.contribution.value))[:FIRST_PARTS]
    return tuple(part for part in weighed if part in most)


def cost_ranges(costs: Sequence[Cost]) -> tuple[CostRange, ...]:
    """Costs on record by what they are per, the kind with most cases first."""
    groups: dict[str, list[Cost]] = {}
    for cost in costs:
        if not cost.withdrawn_on:
            groups.setdefault(cost.per, []).append(cost)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0].per))
    return tuple(
        CostRange(min(group, key=_amount), max(group, key=_amount), len(group)) for group in ordered
    )


def first_pitfall(pitfalls: Sequence[Pitfall]) -> Pitfall | None:
    """The pitfall with the best source."""
    standing = [row for row in pitfalls if not row.withdrawn_on]
    return min(standing, key=lambda row: (BEST_SOURCE_FIRST[row.source_quality], row.id), default=None)


def marked(text: str, needs: Sequence[Need]) -> tuple[Segment, ...]:
    """The typed text cut at the needs found in it; overlapping finds are shown once."""
    segments: list[Segment] = []
    position = 0
    for number, need in sorted(enumerate(needs, start=1), key=lambda pair: (pair[1].start, pair[1].end)):
        if need.start < position or need.end > len(text) or need.end <= need.start:
            continue
        if need.start > position:
            segments.append(Segment(text[position:need.start], None))
        segments.append(Segment(text[need.start:need.end], number))
        position = need.end
    if position < len(text):
        segments.append(Segment(text[position:], None))
    return tuple(segments)


def unanswered(answer: Answer) -> frozenset[int]:
    """Positions of the needs that no recommendation answers."""
    answered = {position for entry in answer.recommendations for position in entry.needs}
    return frozenset(
        position for position, need in enumerate(answer.needs)
        if need.abstained or position not in answered
    )


def _amount(cost: Cost) -> int:
    return cost.amount_krw
