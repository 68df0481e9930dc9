"""A plan for one call: the best package for a stated problem, what is known of its money, and what is not.

The JSON is that of the public contract. Rules are those of the call, each with how it is known; costs are
those of sources, or the official's own figure, marked as such and kept out of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from catalog import queries
from catalog.eligibility import eligible
from catalog.errors import InvalidInputError
from catalog.municipalities import Municipality
from catalog.programmes import CallRule
from catalog.solutions import Cost, Solution
from matcher.documents import profile
from matcher.portfolio import Candidate, Kind, Limits, Money, Package, best_package
from matcher.recommend import Matcher
from matcher.types import Answer, Query, Recommendation
from web import plan_words as words
from web.answers import coach_json, contribution_json, text_json
from web.burden import Terms, burden_json
from web.presenters import coach_reason

CONSIDERED = 30
"""Recommendations that may enter a package: three pages, beyond which little helps."""
RULES_OF_MONEY = ("distribution-list", "state-krw", "total-krw", "local-match", "solutions-per-package", "months")
UNITS = ("unit", "site", "house", "m2", "delivery", "event")
"""What a cost may be per for a quantity to multiply it; one per project or year cannot be scaled."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What the official set: entries forced in or out, quantities, own figures (won, running a year), assumptions.

    `needs` are the problem's parts as the official corrected them.
    """

    unit: Municipality
    call: str
    problem: str
    force: Set[str] = field(default_factory=frozenset)
    forbid: Set[str] = field(default_factory=frozenset)
    quantities: Mapping[str, int] = field(default_factory=dict)
    own_costs: Mapping[str, int] = field(default_factory=dict)
    running: Mapping[str, int] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    needs: tuple[str, ...] = ()


def plan_json(session: Session, matcher: Matcher, asked: PlanRequest) -> dict[str, Any]:
    """The best package within the call's rules, as in the contract.

    Raises:
        HwaksanError: no such call or solution.
        InvalidInputError: a solution both forced and forbidden, a quantity or figure below zero.
    """
    call = queries.call(session, asked.call)
    _check(asked)
    for slug in (*asked.force, *asked.forbid, *asked.quantities, *asked.own_costs, *asked.running):
        queries.solution(session, slug)
    answer = matcher.answer(Query(asked.problem, profile(asked.unit), CONSIDERED, asked.needs))
    found = {entry.solution: entry for entry in answer.recommendations}
    solutions = {solution.slug: solution for solution in queries.solutions(session, {*found, *asked.force})}
    rules = {rule.key: rule for rule in call.rules}
    verdict = next(one for one in eligible(session, asked.unit, call.year) if one.call_id == call.id)
    listed = _value(rules, "distribution-list") or []
    budget = _most(verdict.total_krw)
    offered = [
        _candidate(solutions[slug], found.get(slug), listed, asked)
        for slug in (*found, *(slug for slug in sorted(asked.force) if slug not in found))
        if slug in solutions and (slug in asked.force or not found[slug].already_operating)
    ]
    package = best_package(offered, Limits(
        budget=budget, most=_value(rules, "solutions-per-package"), distribution_needed=bool(listed),
        forced=asked.force, forbidden=asked.forbid,
    ))
    entries = [{
        **_entry(solutions[one.solution], one, package, asked), "coach": _coach(matcher, one.solution, asked.unit),
    } for one in package.chosen]
    return {
        "municipality": asked.unit.code,
        "call": call.id,
        "eligible": verdict.eligible,
        "eligible_reasons": [{"ko": one.ko, "en": one.en, "source": one.source} for one in verdict.reasons],
        "abstained": answer.abstained,
        "needs": [{"text": need.text, "abstained": need.abstained} for need in answer.needs],
        "solutions": entries,
        "needs_uncovered": [at for at in range(len(answer.needs)) if at not in package.covers],
        "established_krw": list(package.established),
        "unknown": list(package.unknown),
        "state_krw": verdict.state_krw,
        "local_krw": verdict.local_krw,
        "total_krw": verdict.total_krw,
        "fits": package.fits,
        "coach": _main_coach(entries),
        "left_out": _left_out(answer, package, asked),
        "rules": [_rule(rules[key]) for key in RULES_OF_MONEY if key in rules],
        "infeasible": None if package.infeasible is None else {
            "rule": package.infeasible.rule, "smallest_change": text_json(words.smallest_change(package.infeasible)),
        },
        "burden": burden_json(package, rules.get("local-match"), asked.unit, solutions, asked.running, asked.terms),
    }


def _check(asked: PlanRequest) -> None:
    for slug in sorted(asked.force & asked.forbid):
        raise InvalidInputError(
            "force", f"‘{slug}’ 솔루션을 넣으면서 동시에 뺄 수는 없습니다. 둘 중 하나만 지정해 주세요.",
            f"{slug} cannot be both forced and forbidden. Choose one.",
        )
    for name, numbers in (("quantity", asked.quantities), ("cost", asked.own_costs), ("running", asked.running)):
        for slug, number in numbers.items():
            if number <= 0:
                raise InvalidInputError(
                    name, f"‘{slug}’의 수량과 금액은 0보다 큰 정수로 적어 주세요.",
                    f"Quantity and cost of {slug} must be whole numbers above zero.",
                )


def _candidate(
    solution: Solution, entry: Recommendation | None, listed: Sequence[str], asked: PlanRequest
) -> Candidate:
    kind: Kind = "distribution" if solution.slug in listed else "specialised"
    return Candidate(
        solution=solution.slug,
        kind=kind,
        fit=dict.fromkeys(entry.needs, entry.probability) if entry else {},
        evidence_level=entry.evidence_level if entry else None,
        has_coach=bool(entry and entry.coaches),
        cost=_cost(solution, asked),
    )


def _cost(solution: Solution, asked: PlanRequest) -> Money | None:
    """The official's own figure, else unit range times quantity, else unknown."""
    if solution.slug in asked.own_costs:
        return asked.own_costs[solution.slug], asked.own_costs[solution.slug]
    quantity, units = asked.quantities.get(solution.slug), unit_costs(solution)
    if quantity is None or not units:
        return None
    amounts = [cost.amount_krw for cost in units]
    return min(amounts) * quantity, max(amounts) * quantity


def unit_costs(solution: Solution) -> Sequence[Cost]:
    """The costs that a quantity can multiply: of the unit that most sources state."""
    by_unit = {per: [cost for cost in solution.costs if cost.per == per] for per in UNITS}
    return max(by_unit.values(), key=len)


def _entry(solution: Solution, one: Candidate, package: Package, asked: PlanRequest) -> dict[str, Any]:
    own = asked.own_costs.get(solution.slug)
    units = unit_costs(solution)
    covers = [need for need, slug in package.covers.items() if slug == one.solution]
    return {
        "solution": solution.slug,
        "name": {"ko": solution.name_ko, "en": solution.name_en},
        "kind": one.kind,
        "quantity": asked.quantities.get(solution.slug),
        "unit": units[0].per if units else None,
        "cost_krw": list(one.cost) if one.cost else None,
        "cost_entered_by": asked.unit.code if own is not None else None,
        "cost_basis": [_basis(cost) for cost in sorted(solution.costs, key=lambda cost: cost not in units)],
        "needs": sorted(one.fit),
        "covers": covers,
        "note": None if covers or one.solution in asked.force else text_json(words.FOR_THE_LIST),
    }


def _basis(cost: Cost) -> dict[str, Any]:
    return {
        "amount_krw": cost.amount_krw, "per": cost.per, "what": {"ko": cost.what_ko, "en": cost.what_en},
        "source": cost.source, "source_quality": cost.source_quality,
    }


def _coach(matcher: Matcher, slug: str, unit: Municipality) -> dict[str, Any] | None:
    """The first coach of a solution with the reason that speaks most for it; None where nobody else operates it."""
    for coach in matcher.coaches(slug, profile(unit), 1):
        why = coach_reason(coach)
        return {**coach_json(coach), "why": contribution_json(why) if why else None}
    return None


def _main_coach(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The coach of the entry that covers most, named with the solution it would coach."""
    covering = sorted(entries, key=lambda one: -len(one["covers"]))
    return next(({"solution": one["solution"], **one["coach"]} for one in covering if one["coach"]), None)


def _left_out(answer: Answer, package: Package, asked: PlanRequest) -> list[dict[str, Any]]:
    chosen = {one.solution for one in package.chosen}
    names = {entry.solution: entry.name for entry in answer.recommendations}
    return [
        {"solution": entry.solution, "name": text_json(entry.name), "needs": list(entry.needs),
         "reason": text_json(words.left_out(entry, package, asked.forbid, names))}
        for entry in answer.recommendations if entry.solution not in chosen
    ]


def _rule(rule: CallRule) -> dict[str, Any]:
    return {
        "rule": rule.key, "status": rule.status, "value": rule.value,
        "text": {"ko": rule.text_ko, "en": rule.text_en}, "source": rule.source,
    }


def _value(rules: Mapping[str, CallRule], key: str) -> Any:
    return rules[key].value if key in rules else None


def _most(money: Any) -> int | None:
    return money[1] if isinstance(money, tuple) else money

