"""Up to four solutions in the order of a decision: the facts of the page and of the report, and which rows differ."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Operation, Outcome
from catalog.errors import UnknownSolutionError
from catalog.evidence import Evidence, evidence
from catalog.municipalities import Municipality
from catalog.programmes import Call, CallRule
from catalog.solutions import Pitfall, Procedure, Solution
from matcher.documents import profile
from matcher.recommend import Matcher
from matcher.types import Answer, Contribution, Query, Recommendation, Text
from web.inputs import MOST_RESULTS
from web.listing import RUNNING, SMALL
from web.presenters import BEST_SOURCE_FIRST, FIRST_COACHES, CoachView, CostRange, coach_views, cost_ranges, strongest

MOST, COACHES = 4, 3
"""Solutions that stand side by side, and coaches of each that the report names; the page names FIRST_COACHES."""
ROWS = {
    "need": _l("답하는 문제"), "evidence": _l("근거 수준"), "outcomes": _l("확인된 성과"), "build": _l("구축 비용"),
    "yearly": _l("연간 운영비"), "time": _l("걸리는 시간"), "prerequisites": _l("갖출 것"),
    "procedures": _l("거칠 절차"), "pitfalls": _l("유의할 점"), "where": _l("어디에서 쓰고 있나"),
    "coaches": _l("먼저 운영해 본 지자체"),
}
"""The rows in the order of a decision; without a problem the first falls away, without a municipality the last."""
CALL_OF_TIME = "solution-diffusion"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The solutions asked for, each once, with what was asked for under another name or is not there."""

    solutions: tuple[Solution, ...]
    renamed: tuple[tuple[str, Solution], ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One solution with the rows behind it; None and empty mean that nothing is on record.

    `entry` is its recommendation and `place` the place of that in the answer, None where it is not among the first
    MOST_RESULTS; `miss` says why a close one was left out. `running` is where it operates now, municipalities of under
    SMALL residents first.
    """

    solution: Solution
    entry: Recommendation | None
    place: int | None
    miss: Text | None
    outcomes: Sequence[Outcome]
    costs: tuple[CostRange, ...]
    procedures: Sequence[Procedure]
    running: Sequence[Operation]
    coaches: tuple[CoachView, ...]

    @property
    def needs(self) -> tuple[int, ...]:
        """The numbers of the needs that it answers."""
        return self.entry.needs if self.entry else ()

    @property
    def why(self) -> Contribution | None:
        """What speaks most for it."""
        return strongest(self.entry.contributions) if self.entry else None

    @property
    def proof(self) -> Evidence:
        """The level of its outcomes and the one to show."""
        return evidence(self.outcomes)

    @property
    def pitfalls(self) -> Sequence[Pitfall]:
        """The warnings, the best source first."""
        return sorted(self.solution.pitfalls, key=lambda row: (BEST_SOURCE_FIRST[row.source_quality], row.id))

    @property
    def build(self) -> tuple[CostRange, ...]:
        """What building it costs elsewhere."""
        return tuple(one for one in self.costs if one.low.per != RUNNING)

    @property
    def yearly(self) -> tuple[CostRange, ...]:
        """What running it costs elsewhere in a year."""
        return tuple(one for one in self.costs if one.low.per == RUNNING)

    @property
    def since(self) -> int | None:
        """The earliest year in which it is known to operate where it operates now."""
        return min((row.since for row in self.running if row.since), default=None)

    @property
    def small(self) -> int:
        """How many of the municipalities where it operates have under SMALL residents."""
        return sum(_is_small(row.municipality) for row in self.running)

    def compared(self) -> Mapping[str, Hashable]:
        """Of each row what makes two solutions differ in it."""
        return {
            "need": (self.needs, self.place is None),
            "evidence": self.proof.level,
            "outcomes": self.proof.outcome.id if self.proof.outcome else None,
            "build": tuple((one.low.id, one.high.id) for one in self.build),
            "yearly": tuple((one.low.id, one.high.id) for one in self.yearly),
            "time": self.since,
            "prerequisites": tuple(self.solution.prerequisites_ko),
            "procedures": tuple(row.id for row in self.procedures),
            "pitfalls": tuple(row.id for row in self.pitfalls),
            "where": (len(self.running), self.small),
            "coaches": tuple(view.coach.municipality for view in self.coaches[:FIRST_COACHES]),
        }


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The comparison: columns as asked, for whom and what problem, the rows that stand, and which of them differ."""

    unit: Municipality | None
    text: str
    columns: tuple[Column, ...]
    rows: tuple[str, ...]
    differing: frozenset[str]
    answer: Answer | None
    months: tuple[Call, CallRule] | None
    """How long a project of the latest call may take: the only time on record, and the same for all."""


def chosen(session: Session, slugs: Sequence[str]) -> Chosen:
    """The solutions behind slugs, following what replaced a retired one; the order stays."""
    found: dict[str, Solution] = {}
    renamed, unknown = [], []
    for slug in dict.fromkeys(slugs):
        try:
            solution = queries.solution(session, slug)
        except UnknownSolutionError:
            unknown.append(slug[:80])
            continue
        if solution.slug != slug:
            renamed.append((slug, solution))
        found.setdefault(solution.slug, solution)
    return Chosen(tuple(found.values()), tuple(renamed), tuple(unknown))


def compare(
    session: Session, matcher: Matcher | None, solutions: Sequence[Solution], text: str = "",
    unit: Municipality | None = None, needs: tuple[str, ...] = (),
) -> SideBySide:
    """These solutions side by side; `matcher` is needed for a problem, its corrected needs or coaches only."""
    asker = profile(unit) if unit is not None else None
    answer = matcher.answer(Query(text, asker, MOST_RESULTS, needs)) if matcher and (text or needs) else None
    found = {entry.solution: (entry, at) for at, entry in enumerate(answer.recommendations, 1)} if answer else {}
    misses = {miss.solution: miss.reason for miss in answer.near_misses} if answer else {}
    operations = queries.operations(session)
    outcomes = queries.outcomes_of(session, [solution.slug for solution in solutions])
    columns = []
    for solution in solutions:
        slug = solution.slug
        entry, place = found.get(slug, (None, None))
        coaches = matcher.coaches(slug, asker, COACHES) if matcher else ()
        units = {coach.municipality: queries.municipality(session, coach.municipality) for coach in coaches}
        columns.append(Column(
            solution, entry, place, misses.get(slug), outcomes[slug], cost_ranges(solution.costs),
            queries.procedures_for(session, slug),
            sorted((row for row in operations if row.solution_slug == slug), key=_small_first),
            coach_views(coaches, units),
        ))
    rows = tuple(
        name for name in ROWS
        if (name != "need" or answer is not None) and (name != "coaches" or unit is not None)
    )
    sides = [column.compared() for column in columns]
    differing = frozenset(name for name in rows if len({side[name] for side in sides}) > 1)
    return SideBySide(unit, text, tuple(columns), rows, differing, answer, _months(session))


def _is_small(unit: Municipality) -> bool:
    return bool(unit.population and unit.population < SMALL)


def _small_first(row: Operation) -> tuple[bool, int, str]:
    return (not _is_small(row.municipality), row.since or 9999, row.municipality_code)


def _months(session: Session) -> tuple[Call, CallRule] | None:
    """The latest call of the diffusion programme that states how long a project may take, with that rule."""
    return next(
        ((call, rule) for call in queries.calls(session) if call.programme_id == CALL_OF_TIME
         for rule in call.rules if rule.key == "months" and rule.value), None)
