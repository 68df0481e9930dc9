"""Up to four solutions in the order of a decision, with which of the rows differ: the page and its downloads."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Outcome
from catalog.errors import UnknownSolutionError
from catalog.evidence import evidence
from catalog.municipalities import Municipality
from catalog.programmes import Call, CallRule
from catalog.solutions import Cost, Pitfall, Procedure, Solution
from matcher.documents import profile
from matcher.recommend import Matcher
from matcher.types import Answer, Contribution, Query
from web.inputs import MOST_RESULTS
from web.listing import RUNNING, SMALL
from web.presenters import FIRST_COACHES, CoachView, CostRange, coach_views, cost_ranges, strongest

MOST = 4
"""Solutions that stand side by side."""
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
class Covered:
    """What a solution does for the stated problem: the numbers of the needs it answers and its place in the answer.

    `place` is None for one that is not among the first MOST_RESULTS recommendations.
    """

    needs: tuple[int, ...]
    place: int | None
    why: Contribution | None


@dataclass(frozen=True, slots=True)
class Column:
    """One solution with everything that the rows show; None and empty mean that nothing is on record."""

    solution: Solution
    covered: Covered | None
    level: int | None
    outcome: Outcome | None
    outcomes: int
    build: tuple[CostRange, ...]
    yearly: tuple[CostRange, ...]
    since: int | None
    procedures: tuple[Procedure, ...]
    pitfalls: tuple[Pitfall, ...]
    operating: int
    small: int
    coaches: tuple[CoachView, ...]

    def compared(self) -> Mapping[str, Hashable]:
        """Of each row what makes two solutions differ in it."""
        return {
            "need": (self.covered.needs, self.covered.place is None) if self.covered else None,
            "evidence": self.level,
            "outcomes": self.outcome.id if self.outcome else None,
            "build": tuple((one.low.id, one.high.id) for one in self.build),
            "yearly": tuple((one.low.id, one.high.id) for one in self.yearly),
            "time": self.since,
            "prerequisites": tuple(self.solution.prerequisites_ko),
            "procedures": tuple(row.id for row in self.procedures),
            "pitfalls": tuple(row.id for row in self.pitfalls),
            "where": (self.operating, self.small),
            "coaches": tuple(view.coach.municipality for view in self.coaches),
        }


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The comparison: columns as asked, the rows that stand, and which of them differ."""

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
    asker: Municipality | None = None,
) -> SideBySide:
    """These solutions side by side; `matcher` is needed for a problem or a municipality only."""
    whose = profile(asker) if asker is not None else None
    answer = matcher.answer(Query(text, whose, MOST_RESULTS)) if matcher and text else None
    small = {unit.code for unit in queries.municipalities(session) if unit.population and unit.population < SMALL}
    operations = queries.operations(session)
    columns = []
    for solution in solutions:
        outcomes = queries.outcomes(session, solution.slug)
        proof = evidence(outcomes)
        runs = [row for row in operations if row.solution_slug == solution.slug]
        coaches = matcher.coaches(solution.slug, whose, FIRST_COACHES) if matcher and whose else ()
        units = {coach.municipality: queries.municipality(session, coach.municipality) for coach in coaches}
        standing = [cost for cost in solution.costs if not cost.withdrawn_on]
        columns.append(Column(
            solution, covered(answer, solution.slug) if answer else None, proof.level, proof.outcome, len(outcomes),
            _ranges(standing, yearly=False), _ranges(standing, yearly=True),
            min((row.since for row in runs if row.since), default=None),
            tuple(queries.procedures_for(session, solution.slug)), tuple(solution.pitfalls), len(runs),
            sum(row.municipality_code in small for row in runs), coach_views(coaches, units),
        ))
    rows = tuple(
        name for name in ROWS
        if (name != "need" or answer is not None) and (name != "coaches" or asker is not None)
    )
    sides = [column.compared() for column in columns]
    differing = frozenset(name for name in rows if len({side[name] for side in sides}) > 1)
    return SideBySide(tuple(columns), rows, differing, answer, _months(session))


def covered(answer: Answer, slug: str) -> Covered:
    """What an answer says of one solution."""
    for place, entry in enumerate(answer.recommendations, start=1):
        if entry.solution == slug:
            return Covered(entry.needs, place, strongest(entry.contributions))
    return Covered((), None, None)


def _ranges(costs: Sequence[Cost], yearly: bool) -> tuple[CostRange, ...]:
    return cost_ranges([cost for cost in costs if (cost.per == RUNNING) == yearly])


def _months(session: Session) -> tuple[Call, CallRule] | None:
    """The latest call of the diffusion programme that states how long a project may take, with that rule."""
    return next(
        ((call, rule) for call in queries.calls(session) if call.programme_id == CALL_OF_TIME
         for rule in call.rules if rule.key == "months" and rule.value), None)
