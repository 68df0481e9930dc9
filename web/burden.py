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
    package: Package, verdict: Verdict, unit: Municipality, solutions: Mapping[str, Solution],
    running: Mapping[str, int],
) -> dict[str, Any]:
    """Local share of the established cost, and the running costs: the official's own figures and sourced ones.

    `running` are own figures in won a year. Sourced running costs are those of other places and cannot be
    scaled, so they are shown beside the package and never added up.
    """
    matched = verdict.local_krw is not None and verdict.local_krw == verdict.state_krw
    established = len(package.unknown) < len(package.chosen)
    local = [round(amount * LOCAL_SHARE) for amount in package.established] if matched and established else None
    chosen = [one.solution for one in package.chosen]
    entered = {slug: running[slug] for slug in chosen if slug in running}
    sourced = {slug: [cost for cost in solutions[slug].costs if cost.per == "year"] for slug in chosen}
    five_years = YEARS * sum(entered.values()) if entered else None
    total = [amount + (five_years or 0) for amount in local] if local else None
    return {
        "years": YEARS,
        "local_build_krw": local,
        "running_entered": [{"solution": slug, "krw_per_year": amount} for slug, amount in entered.items()],
        "running_entered_krw": five_years,
        "local_total_krw": total,
        "local_total_per_resident_krw": [round(amount / unit.population) for amount in total]
        if total and unit.population else None,
        "population": unit.population,
        "fiscal_independence": unit.fiscal_independence,
        "running_elsewhere": [
            {"solution": slug, "krw_per_year": cost.amount_krw, "what": {"ko": cost.what_ko, "en": cost.what_en},
             "source": cost.source}
            for slug, costs in sourced.items() for cost in costs
        ],
        "running_unknown": [slug for slug in chosen if slug not in entered],
        "assumptions": [
            {"ko": "확인된 설치비의 절반을 지방비로 부담한다(국비와 1:1).",
             "en": "Half of the established building cost is local money (one to one with the state)."},
            {"ko": f"운영비는 전액 지방비이며 {YEARS}년 동안 같다.",
             "en": f"Running costs are all local money and stay the same for {YEARS} years."},
            {"ko": "다른 지역의 공개 운영비는 규모가 달라 합산하지 않는다.",
             "en": "Running costs published elsewhere are of another scale and are not added up."},
        ],
    }
