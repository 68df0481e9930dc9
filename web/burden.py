"""Five years of a package against the municipality's means, with every assumption in sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.eligibility import Verdict
from catalog.municipalities import Municipality
from catalog.solutions import Solution
from matcher.portfolio import Package

YEARS = 5
LOCAL_SHARE = 0.5
"""One-to-one matching; where a call matches otherwise the local part is unknown."""


def burden_json(
    package: Package, verdict: Verdict, unit: Municipality, solutions: Mapping[str, Solution]
) -> dict[str, Any]:
    """Local share of the established cost, and the running costs that any source states.

    Sourced running costs are those of other places and cannot be scaled, so they are shown beside the
    package and never added up.
    """
    matched = verdict.local_krw is not None and verdict.local_krw == verdict.state_krw
    established = len(package.unknown) < len(package.chosen)
    local = [round(amount * LOCAL_SHARE) for amount in package.established] if matched and established else None
    running = {
        one.solution: [cost for cost in solutions[one.solution].costs if cost.per == "year"] for one in package.chosen
    }
    return {
        "years": YEARS,
        "local_build_krw": local,
        "local_build_per_resident_krw": [round(amount / unit.population) for amount in local]
        if local and unit.population else None,
        "population": unit.population,
        "fiscal_independence": unit.fiscal_independence,
        "running_elsewhere": [
            {"solution": slug, "krw_per_year": cost.amount_krw, "what": {"ko": cost.what_ko, "en": cost.what_en},
             "source": cost.source}
            for slug, costs in running.items() for cost in costs
        ],
        "running_unknown": [slug for slug, costs in running.items() if not costs],
        "assumptions": [
            {"ko": "확인된 설치비의 절반을 지방비로 부담한다(국비와 1:1).",
             "en": "Half of the established building cost is local money (one to one with the state)."},
            {"ko": "운영비는 다른 지역의 공개 금액으로, 규모가 달라 합산하지 않는다.",
             "en": "Running costs are those published elsewhere; scales differ, so they are not added up."},
        ],
    }
