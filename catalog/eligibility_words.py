"""The sentences with which eligibility gives its reasons, in both languages, each with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.municipalities import Municipality
from catalog.naming import full_name
from catalog.programmes import Call, CallRule
from catalog.worded import day_words

KINDS = {
    "special-city": ("특별시", "special city"),
    "metropolitan-city": ("광역시", "metropolitan city"),
    "special-autonomous-city": ("특별자치시", "special autonomous city"),
    "province": ("도", "province"),
    "special-autonomous-province": ("특별자치도", "special autonomous province"),
    "si": ("시", "city (si)"),
    "gun": ("군", "county (gun)"),
    "gu": ("자치구", "autonomous district (gu)"),
    "administrative-si": ("행정시", "administrative city"),
    "administrative-gu": ("일반구", "non-autonomous district"),
}
RIEUL = 8
"""Number of the final ㄹ among the 28 of a Hangul syllable."""
REGISTER = "행정안전부 주민등록 인구통계"
"""Source of the populations on record: resident registration statistics, foreigners excluded."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence in both languages and the source it rests on."""

    ko: str
    en: str
    source: str


def topic(noun: str) -> str:
    """The noun with the Korean topic particle that its last sound asks for (창원시는, 합천군은)."""
    return noun + ("은" if _last_consonant(noun) else "는")


def role(noun: str) -> str:
    """The noun with the particle for the capacity in which one acts (시로서, 군으로서); after ㄹ as after a vowel."""
    return noun + ("으로서" if _last_consonant(noun) not in (0, RIEUL) else "로서")


def _last_consonant(noun: str) -> int:
    """Which consonant ends the last syllable (Unicode 3.12: 28 finals), 0 for a vowel or another script."""
    return (ord(noun[-1]) - ord("가")) % 28 if "가" <= noun[-1] <= "힣" else 0


def administrative(unit: Municipality) -> Reason:
    """A unit of another government applies for nothing itself."""
    ko, en = full_name(unit.province)
    kind_ko, kind_en = KINDS[unit.kind]
    return Reason(
        f"{topic(unit.name_ko)} {kind_ko}여서 신청 주체가 아닙니다. {ko}에서 신청합니다.",
        f"{unit.name_en} is a {kind_en} and does not apply itself; {en} applies.",
        "지방자치법 제3조",
    )


def no_call(year: int) -> Reason:
    """Nothing is on record for that year."""
    return Reason(
        f"{year}년 공모는 기록에 없습니다(2026. 11. 22. 조사 기준).",
        f"No call of {year} is known as of 2026-11-22.",
        "seeds/programmes",
    )


def none_found(call: Call) -> Reason:
    """A search for the call found none."""
    return Reason(
        call.note_ko or f"{call.year}년 공모는 확인되지 않았습니다({call.as_of:%Y. %-m. %-d.} 기준).",
        call.note_en or f"No call of {call.year} is known as of {call.as_of.isoformat()}.",
        "seeds/programmes",
    )


def last_known(call: Call, eligible: bool | None) -> Reason:
    """What the last known rules would say, marked as such."""
    ko = {True: "신청할 수 있습니다", False: "신청 대상이 아닙니다", None: "판단할 수 없습니다"}[eligible]
    en = {True: "it could apply", False: "it could not apply", None: "it cannot be told"}[eligible]
    return Reason(
        f"참고: 마지막으로 확인된 {call.year}년 공모의 규칙으로는 {ko}. 새 공모의 규칙은 다를 수 있습니다.",
        f"For reference: under the last known rules, those of {call.year}, {en}. A new call may differ.",
        f"seeds/programmes/{call.id}.yaml",
    )


def not_then(unit: Municipality, before: Sequence[Municipality]) -> Reason:
    """The unit did not exist on the call's day."""
    since = unit.valid_from.isoformat() if unit.valid_from else "?"
    if not before:
        return Reason(
            f"{topic(unit.name_ko)} 공모 당시의 지자체가 아닙니다.",
            f"{unit.name_en} was no local government at the time of the call.",
            "seeds/succession.csv",
        )
    names_ko = ", ".join(full_name(old)[0] for old in before)
    names_en = ", ".join(full_name(old)[1] for old in before)
    return Reason(
        f"{topic(unit.name_ko)} {since}에 생겼습니다. 공모 당시의 이름({names_ko})으로 확인해 주세요.",
        f"{unit.name_en} exists since {since}; at the time of the call it was {names_en}. Ask by that name.",
        "seeds/succession.csv",
    )


def unknown_applicants(rule: CallRule | None) -> Reason:
    """Which kinds may apply was never found."""
    if rule is not None:
        return Reason(rule.text_ko, rule.text_en, rule.source)
    return Reason("신청 자격을 확인하지 못했습니다. 공고문을 확인해 주세요.",
                  "Who may apply is not known; check the official notice.", "seeds/programmes")


def applicant_kinds(rule: CallRule, unit: Municipality) -> Reason:
    """The unit's kind is among the applicants."""
    assumed_ko, assumed_en = (" (추정)", " (assumed)") if rule.status == "assumed" else ("", "")
    kind_ko, kind_en = KINDS[unit.kind]
    return Reason(
        f"{topic(unit.name_ko)} {role(kind_ko)} 신청할 수 있습니다{assumed_ko}. {rule.text_ko}",
        f"{unit.name_en} is a {kind_en}, which may apply{assumed_en}. {rule.text_en}",
        rule.source,
    )


def kind_not_listed(rule: CallRule, unit: Municipality) -> Reason:
    """The unit's kind is not among the applicants."""
    kind_ko, kind_en = KINDS[unit.kind]
    return Reason(
        f"{topic(unit.name_ko)} {kind_ko}이므로 신청 대상이 아닙니다. {rule.text_ko}",
        f"{unit.name_en} is a {kind_en}, which may not apply. {rule.text_en}",
        rule.source,
    )


def population_unknown(limit: int, source: str) -> Reason:
    """No population is on record."""
    return Reason(
        f"인구 자료가 없어 {limit:,}명 기준을 확인하지 못했습니다. 기준일의 주민등록 인구를 입력해 주세요.",
        f"No population is on record for the limit of {limit:,}; enter the official count.",
        source,
    )


def population_below(people: int, date: str | None, limit: int, source: str) -> Reason:
    """The population is under the limit."""
    counted_ko, counted_en = _counted(date)
    return Reason(
        f"인구 {people:,}명({counted_ko})으로 {limit:,}명 미만입니다.",
        f"Population {people:,} ({counted_en}) is under {limit:,}.",
        f"{source} | {REGISTER}",
    )


def population_above(people: int, date: str | None, limit: int, source: str) -> Reason:
    """The population reaches the limit."""
    counted_ko, counted_en = _counted(date)
    return Reason(
        f"인구 {people:,}명({counted_ko})으로 {limit:,}명 미만 기준을 넘습니다.",
        f"Population {people:,} ({counted_en}) is not under {limit:,}.",
        f"{source} | {REGISTER}",
    )


def _counted(date: str | None) -> tuple[str, str]:
    """When people were counted, a month (2025-06) or a day, as readers write it."""
    if date is None:
        return "입력값", "as entered"
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return f"{parts[0]}년", date
    if len(parts) == 2:
        return f"{parts[0]}. {parts[1]}.", f"{dt.date(parts[0], parts[1], 1):%B %Y}"
    return day_words(dt.date.fromisoformat(date))


def borderline_advice(limit: int, source: str) -> Reason:
    """Close to the limit: the official count of the reference date decides."""
    return Reason(
        f"기준({limit:,}명)의 3% 안쪽입니다. 공고문의 기준일 인구를 확인해 입력해 주세요.",
        f"Within 3% of the limit of {limit:,}: check the official count of the reference date and enter it.",
        source,
    )
