"""The evidence level of a solution, by the documented rule (docs/data.md), never by counting cities.

After the Nesta standards of evidence: 1 an account of impact; 2 a before-after effect figure;
3 a comparison with a place that did not have it; 4 a second, independent comparison; 5 independent
evidence where someone else runs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.deployments import Outcome
from catalog.fact_checks import doubtful

WORDS = {
    None: ("성과 자료 없음", "no outcome on record"),
    1: ("성과가 소개된 수준", "an account of impact"),
    2: ("도입 전후 수치로 확인", "a before-after figure"),
    3: ("비교 대상을 두고 확인", "shown against a comparison"),
    4: ("독립된 비교 연구로 재확인", "confirmed by an independent comparison"),
    5: ("다른 지역에서 독립적으로 재확인", "independently confirmed where others run it"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A level from 1 to 5, or None when no outcome is on record, and the outcome it rests on."""

    level: int | None
    outcome: Outcome | None


def evidence(outcomes: Sequence[Outcome]) -> Evidence:
    """Level of a solution from its outcomes.

    Usage, output, satisfaction and cost figures, estimates and figures that a re-check found on no page
    never raise it above 1; a missing mark counts as design none and evaluator self.
    """
    if not outcomes:
        return Evidence(None, None)
    effects = [row for row in outcomes
               if row.kind == "effect" and row.basis != "estimate" and not doubtful(row.check)]
    compared = [row for row in effects if row.design in ("comparison", "randomised")]
    independent = [row for row in compared if row.evaluator == "independent"]
    if len({row.municipality_code for row in independent if row.municipality_code}) > 1:
        return Evidence(5, independent[-1])
    if independent and len({row.source for row in compared}) > 1:
        return Evidence(4, independent[0])
    if compared:
        return Evidence(3, compared[0])
    figures = [row for row in effects if row.change or (row.before and row.after)]
    if figures:
        return Evidence(2, figures[0])
    return Evidence(1, outcomes[0])
