"""Years of a package against the municipality's means, with every assumption in sight and open to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.municipalities import Municipality
from catalog.programmes import CallRule
from catalog.solutions import Solution
from matcher.portfolio import Package
from matcher.types import Text
from web.inputs import figure_within

YEARS = 5
PRICE_RISE = 0.0
MATCHED = {"1:1": 50.0}
"""Local share of the building cost in per cent, by the value of a call's rule `local-match`."""
BOUNDS = {"local_share": (0, 100), "years": (1, 10), "price_rise": (0, 20)}
"""Least and most of what may be assumed: per cent, whole years, per cent a year."""
FIVE_YEARS = "https://www.daejeon.go.kr/bud/BudFinanceboardList.do?boardId=budboard009&menuSeq=351"
"""A city's page on the medium-term local financial plan: five years, Local Finance Act, article 33."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the official assumes; None stands for the default. Shares and rises are in per cent."""

    local_share: float | None = None
    years: int | None = None
    price_rise: float | None = None


def read_terms(typed: Mapping[str, str | None]) -> tuple[Terms, dict[str, Text]]:
    """The assumptions as typed, and a sentence for each that cannot be used; an empty one is the default."""
    found: dict[str, float] = {}
    wrong: dict[str, Text] = {}
    for name, (least, most) in BOUNDS.items():
        text = (typed.get(name) or "").strip()
        number = figure_within(text, least, most)
        if number is not None and not (name == "years" and not number.is_integer()):
            found[name] = number
        elif text:
            wrong[name] = Text(
                f"{least}부터 {most}까지의 {'정수' if name == 'years' else '수'}로 적어 주세요. "
                "비워 두면 기본값을 씁니다.",
                f"Write a {'whole ' if name == 'years' else ''}number from {least} to {most}, or leave it empty for "
                "the default.")
    years = found.get("years")
    return Terms(found.get("local_share"), None if years is None else int(years), found.get("price_rise")), wrong


def burden_json(
    package: Package, match: CallRule | None, unit: Municipality, solutions: Mapping[str, Solution],
    running: Mapping[str, int], terms: Terms,
) -> dict[str, Any]:
    """Local share of the established cost, and the running costs: the official's own figures and sourced ones.

    `match` is the call's rule of matching, `running` are own figures in won for the first year. Sourced running
    costs are those of other places and cannot be scaled, so they are shown beside the package and never added up.
    """
    share = terms.local_share if terms.local_share is not None else MATCHED.get(str(match.value)) if match else None
    years, rise = terms.years or YEARS, PRICE_RISE if terms.price_rise is None else terms.price_rise
    established = len(package.unknown) < len(package.chosen)
    local = [round(amount * share / 100) for amount in package.established] \
        if share is not None and established else None
    chosen = [one.solution for one in package.chosen]
    entered = {slug: running[slug] for slug in chosen if slug in running}
    sourced = {slug: [cost for cost in solutions[slug].costs if cost.per == "year"] for slug in chosen}
    first = sum(entered.values())
    by_year = [round(first * (1 + rise / 100) ** year) for year in range(years)] if entered else None
    all_years = sum(by_year) if by_year else None
    total = [amount + (all_years or 0) for amount in local] if local else None
    return {
        "years": years,
        "local_build_krw": local,
        "running_entered": [{"solution": slug, "krw_per_year": amount} for slug, amount in entered.items()],
        "running_by_year_krw": by_year,
        "running_entered_krw": all_years,
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
        "assumptions": [*_editable(match, share, years, rise, terms), {
            "key": "running_elsewhere",
            "ko": "다른 지역의 공개 운영비는 규모가 달라 합산하지 않는다.",
            "en": "Running costs published elsewhere are of another scale and are not added up.",
        }],
    }


def _editable(
    match: CallRule | None, share: float | None, years: int, rise: float, terms: Terms
) -> list[dict[str, Any]]:
    """The three assumptions that the official may replace, each with its default and where that comes from."""
    usual = MATCHED.get(str(match.value)) if match else None
    return [
        _assumption(
            "local_share", share, usual, terms.local_share,
            Text("지방비 비율을 알 수 없어 설치비의 지방비를 계산하지 않는다.",
                 "The local share is not known, so the local part of the building cost is not worked out.")
            if share is None else
            Text(f"확인된 설치비의 {share:g}%를 지방비로 부담한다.",
                 f"{share:g} % of the established building cost is local money."),
            Text("이 공모의 규칙: 국비와 지방비 1:1", "the rule of this call: state and local money one to one")
            if usual is not None else
            Text("이 공모의 지방비 비율은 확인된 자료 없음", "the local share of this call is not on record"),
            match.source if match else None),
        _assumption(
            "years", years, YEARS, terms.years,
            Text(f"{years}년 동안의 부담을 본다.", f"The burden is that of {years} years."),
            Text("중기지방재정계획의 기간(지방재정법 제33조)에 맞춘 값",
                 "the span of the medium-term local financial plan (Local Finance Act, article 33)"), FIVE_YEARS),
        _assumption(
            "price_rise", rise, PRICE_RISE, terms.price_rise,
            Text("운영비는 전액 지방비이며 해마다 같다.", "Running costs are all local money and the same every year.")
            if not rise else
            Text(f"운영비는 전액 지방비이며, 첫해 금액에서 해마다 {rise:g}%씩 오른다.",
                 f"Running costs are all local money and rise by {rise:g} % a year from the first year's amount."),
            Text("물가 상승을 넣지 않은 값이며 전망이 아님", "no rise in prices; this is not a forecast"), None),
    ]


def _assumption(
    key: str, value: float | None, default: float | None, entered: float | None, said: Text, basis: Text,
    source: str | None,
) -> dict[str, Any]:
    return {
        "key": key, "value": value, "default": default, "entered": entered is not None, "ko": said.ko, "en": said.en,
        "default_basis": {"ko": basis.ko, "en": basis.en}, "default_source": source,
    }
