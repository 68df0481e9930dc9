"""The text form of offerings to coach, for reading in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FORM_NAMES = {
    "visit": ("현장 견학", "site visit"), "remote": ("원격 자문", "remote advice"),
    "documents": ("자료 공유", "document sharing"), "secondment": ("인력 파견", "secondment"),
}
LANGUAGE_NAMES = {"ko": ("한국어", "Korean"), "en": ("영어", "English")}


def room_text(offering: Mapping[str, Any] | None, lang: str) -> str:
    """How many more cities an offering can take, or that there is none yet."""
    if offering is None:
        return "no offering yet" if lang == "en" else "아직 등록된 코칭 제공 없음"
    number, free, capacity = offering["id"], offering["free"], offering["capacity"]
    return f"offering {number}: {free} of {capacity} slots free" if lang == "en" else (
        f"코칭 제공 {number}번: {capacity}자리 중 {free}자리 남음")


def terms_text(offering: Mapping[str, Any], lang: str) -> str:
    """The terms of an offering in one line."""
    english, period = lang == "en", offering["period"]
    forms = ", ".join(FORM_NAMES[form][english] for form in offering["forms"])
    languages = ", ".join(LANGUAGE_NAMES[language][english] for language in offering["languages"])
    stated = f"as of {offering['stated_on']}" if english else f"{offering['stated_on']} 기준"
    conditions = [offering["conditions"][lang]] if offering["conditions"] else []
    return " · ".join([
        forms, languages, f"{period['from']}~{period['until']}", *conditions, offering["contact"], stated,
    ])


def offerings_text(entries: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Every open offering with its coach, its solution and the cities that it coaches."""
    english = lang == "en"
    if not entries:
        return "No offering is open. Register one with `hwaksan offer`." if english else (
            "열려 있는 코칭 제공이 없습니다. `hwaksan offer`로 등록해 주세요.")
    lines = []
    for entry in entries:
        lines += [f"- {entry['name'][lang]} ({entry['municipality']}) · {entry['solution_name'][lang]} "
                  f"({entry['solution']})", f"    {room_text(entry['offering'], lang)}",
                  f"    {terms_text(entry['offering'], lang)}"]
        if entry["taken_by"]:
            cities = ", ".join(f"{city['name'][lang]} ({city['municipality']})" for city in entry["taken_by"])
            lines.append(f"    {'coaches' if english else '코칭 중'}: {cities}")
    return "\n".join(lines)
