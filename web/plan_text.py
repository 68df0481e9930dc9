"""A plan as text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from web.plan_words import won

KINDS = {"distribution": {"ko": "보급", "en": "distribution"}, "specialised": {"ko": "특화", "en": "specialised"}}
FITS = {
    "yes": {"ko": "총사업비 안에 들어갑니다", "en": "fits the total"},
    "no": {"ko": "총사업비를 넘습니다", "en": "exceeds the total"},
    "not-established": {"ko": "총사업비 안인지 아직 정할 수 없습니다", "en": "not established whether it fits"},
}
STATUS = {
    "known": {"ko": "확인", "en": "known"}, "assumed": {"ko": "가정", "en": "assumed"},
    "unknown": {"ko": "미확인", "en": "unknown"},
}


def plan_text(plan: dict[str, Any], lang: str) -> str:
    """The money line first, then entries, needs left open, what was left out, rules and burden."""
    korean = lang == "ko"
    lines = [_money_line(plan, lang)]
    if plan["eligible"] is False:
        lines += [f"! {reason[lang]}" for reason in plan["eligible_reasons"]]
    if plan["abstained"] and not plan["solutions"]:
        lines.append("! 검증된 해법을 찾지 못했습니다." if korean else "! No proven fit was found.")
    elif plan["infeasible"]:
        lines.append(f"! {plan['infeasible']['smallest_change'][lang]}")
    for entry in plan["solutions"]:
        lines.append(f"- [{KINDS[entry['kind']][lang]}] {entry['name'][lang]} ({entry['solution']}): "
                     f"{_cost(entry, lang)}")
        lines += [f"    “{plan['needs'][need]['text']}”" for need in entry["covers"]]
        if entry["note"]:
            lines.append(f"    {entry['note'][lang]}")
        lines.append(f"    {_coach(entry['coach'], lang)}")
    if plan["needs_uncovered"]:
        lines.append("남은 도시문제" if korean else "Needs not covered")
        lines += [f"  - {plan['needs'][need]['text']}" for need in plan["needs_uncovered"]]
    lines.append("담지 않은 솔루션" if korean else "Left out")
    near = [one for one in plan["left_out"] if one["needs"]]
    lines += [f"  - {one['name'][lang]}: {one['reason'][lang]}" for one in near]
    if others := len(plan["left_out"]) - len(near):
        lines.append(f"  - 도시문제에 뚜렷이 맞지 않는 추천 {others}개" if korean
                     else f"  - {others} recommended ones that clearly answer no need")
    lines.append("공모 규칙" if korean else "Rules of the call")
    lines += [f"  - [{STATUS[rule['status']][lang]}] {rule['text'][lang]} <{rule['source']}>" for rule in plan["rules"]]
    return "\n".join([*lines, *_burden(plan["burden"], lang)])


def money(amounts: int | Sequence[int] | None, lang: str) -> str:
    """An amount or a range, or that it is unknown."""
    if amounts is None:
        return "미확인" if lang == "ko" else "unknown"
    low, high = (amounts, amounts) if isinstance(amounts, int) else (amounts[0], amounts[1])
    texts = [getattr(won(amount), lang) for amount in dict.fromkeys((low, high))]
    return "~".join(texts)


def _money_line(plan: dict[str, Any], lang: str) -> str:
    something = len(plan["unknown"]) < len(plan["solutions"])
    parts = (
        ("국비 최대", "state up to", plan["state_krw"]), ("지방비", "local", plan["local_krw"]),
        ("확인된 비용", "established", plan["established_krw"] if something else None),
    )
    told = [f"{korean if lang == 'ko' else english} {money(amount, lang)}" for korean, english, amount in parts]
    count = len(plan["unknown"])
    told.append(f"비용 미확인 {count}건" if lang == "ko" else f"{count} without a known cost")
    return " · ".join(told) + f" → {FITS[plan['fits']][lang]}"


def _coach(coach: dict[str, Any] | None, lang: str) -> str:
    if coach is None:
        return "코칭 지자체: 찾지 못함" if lang == "ko" else "Coach: none found"
    why = f" - {coach['why']['reason'][lang]}" if coach["why"] else ""
    return f"{'코칭 지자체' if lang == 'ko' else 'Coach'}: {coach['name'][lang]}{why}"


def _cost(entry: dict[str, Any], lang: str) -> str:
    if entry["cost_entered_by"]:
        return money(entry["cost_krw"], lang) + (" (담당자 입력)" if lang == "ko" else " (entered by you)")
    if entry["cost_krw"]:
        return f"{money(entry['cost_krw'], lang)} ({entry['quantity']} {entry['unit']})"
    cases = [f"{money(one['amount_krw'], lang)} / {one['per']}, {one['what'][lang]}" for one in entry["cost_basis"][:2]]
    unknown = "비용 미확인" if lang == "ko" else "cost unknown"
    return f"{unknown}; {'참고' if lang == 'ko' else 'elsewhere'}: {' / '.join(cases)}" if cases else unknown


def _burden(burden: dict[str, Any], lang: str) -> list[str]:
    korean = lang == "ko"
    head = f"{burden['years']}년 부담" if korean else f"Burden over {burden['years']} years"
    local = money(burden["local_build_krw"], lang)
    lines = [head, f"  - {'설치비 중 지방비' if korean else 'local share of building'}: {local}"]
    if burden["running_entered"]:
        entered = money(burden["running_entered_krw"], lang)
        lines.append(f"  - {'운영비(담당자 입력)' if korean else 'running (entered by you)'}: {entered}")
    if burden["local_total_krw"]:
        each = money(burden["local_total_per_resident_krw"], lang)
        lines.append(f"  - {'지방비 합계' if korean else 'local total'}: {money(burden['local_total_krw'], lang)}"
                     f" ({'주민 1인당' if korean else 'per resident'} {each})")
    lines += [
        f"  - {'다른 지역 운영비' if korean else 'running elsewhere'}: {one['what'][lang]}, "
        f"{money(one['krw_per_year'], lang)} <{one['source']}>" for one in burden["running_elsewhere"]
    ]
    if burden["running_unknown"]:
        lines.append(f"  ! {'운영비를 알 수 없는 솔루션' if korean else 'running cost unknown'}: "
                     f"{', '.join(burden['running_unknown'])}")
    return lines + [f"  - {'가정' if korean else 'assumed'}: {one[lang]}" for one in burden["assumptions"]]
