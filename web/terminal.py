"""The text form of every command's answer, for reading in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.checks import CheckReport
from catalog.evidence import WORDS
from catalog.findings import Finding
from catalog.loading import LoadReport
from matcher.fit import TRAIT_NAMES
from web.formats import number
from web.offering_text import room_text, terms_text

SHOWN_REASONS = 2
SHOWN_COACHES = 2
SHOWN_OUTCOMES = 2
UNKNOWN = {"ko": "확인된 자료 없음", "en": "not on record"}
GAINS = {
    "cities_with_main_coach": ("주 솔루션 코치가 있는 도시 {:+d}곳", "{:+d} cities with a coach for the main solution"),
    "cities_with_coach": ("코치가 있는 도시 {:+d}곳", "{:+d} cities with a coach"),
    "worst_fit": ("최저 적합도 {:+.3f}", "worst fit {:+.3f}"),
    "total_fit": ("적합도 합계 {:+.3f}", "total fit {:+.3f}"),
}
COUNT_NAMES = {
    "solutions": ("솔루션", "solutions"), "deployments": ("도입 사례", "deployments"),
    "operations": ("운영 중", "operating"), "outcomes": ("성과", "outcomes"), "cases": ("선정 사례", "award cases"),
    "calls": ("공모", "calls"), "municipalities": ("지자체", "local governments"),
}


def init_text(report: LoadReport, counts: Mapping[str, int], lang: str) -> str:
    """What loading did and what the catalogue holds now."""
    listing = " · ".join(f"{COUNT_NAMES[key][lang == 'en']} {number:,}" for key, number in counts.items())
    if lang == "en":
        lines = [f"Catalogue ready: {listing}",
                 f"added {report.added:,}, updated {report.updated:,}, withdrawn {report.withdrawn:,}"]
        kept = "kept as edited, although the seeds differ:"
    else:
        lines = [f"카탈로그 준비: {listing}",
                 f"추가 {report.added:,}건, 갱신 {report.updated:,}건, 철회 {report.withdrawn:,}건"]
        kept = "고친 내용을 그대로 둔 항목(시드와 다름):"
    if report.conflicts:
        lines += [kept, *(f"  {conflict}" for conflict in report.conflicts)]
    return "\n".join(lines)


def match_text(answer: Mapping[str, Any], lang: str) -> str:
    """Needs, recommendations with reasons, outcomes and coaches, then the near misses."""
    korean = lang == "ko"
    lines = ["이렇게 이해했습니다:" if korean else "Understood as:"]
    for place, need in enumerate(answer["needs"], 1):
        unanswered = ("  (검증된 해법을 찾지 못함)" if korean else "  (no proven fit)") if need["abstained"] else ""
        lines.append(f"  {place}. {need['text']}{unanswered}")
    if answer["abstained"]:
        lines += ["", "검증된 해법을 찾지 못했습니다." if korean else "No proven fit was found."]
    for place, entry in enumerate(answer["recommendations"], 1):
        lines += ["", *_recommendation(place, entry, lang)]
    if answer["near_misses"]:
        lines += ["", "가까웠으나 추천하지 않은 솔루션:" if korean else "Close, but not recommended:"]
        lines += [f"  - {miss['name'][lang]}: {miss['reason'][lang]}" for miss in answer["near_misses"]]
    return "\n".join(lines)


def _recommendation(place: int, entry: Mapping[str, Any], lang: str) -> list[str]:
    korean = lang == "ko"
    running = ("  [이미 운영 중]" if korean else "  [already operating here]") if entry["already_operating"] else ""
    needs = ", ".join(str(index + 1) for index in entry["needs"]) or "-"
    level = WORDS[entry["evidence_level"]][lang == "en"]
    head = f"{place}. {entry['name'][lang]} ({entry['solution']}){running}"
    lines = [head, f"   {'문제' if korean else 'needs'} {needs} · {'근거' if korean else 'evidence'}: {level}"]
    reasons = sorted((part for part in entry["contributions"] if part["name"] != "base"),
                     key=lambda part: -part["value"])[:SHOWN_REASONS]
    lines += _bullets("추천 이유" if korean else "why", [part["reason"][lang] for part in reasons])
    outcomes = [_outcome(outcome, lang) for outcome in entry["outcomes"][:SHOWN_OUTCOMES]]
    lines += _bullets("성과" if korean else "outcomes", outcomes or [UNKNOWN[lang]])
    coaches = [_coach(coach, lang) for coach in entry["coaches"][:SHOWN_COACHES]]
    if entry["coaches_note"]:
        coaches.append(entry["coaches_note"][lang])
    return lines + _bullets("코칭 가능 지자체" if korean else "could coach", coaches)


def _coach(coach: Mapping[str, Any], lang: str) -> str:
    shown = sorted(coach["contributions"], key=lambda part: -part["value"])[:SHOWN_REASONS]
    cited = " ".join(dict.fromkeys(f"<{_first(part['source'])}>" for part in shown))
    room = room_text(coach["offering"], lang)
    return f"{coach['name'][lang]} ({room}): {', '.join(part['reason'][lang] for part in shown)} {cited}"


def _outcome(outcome: Mapping[str, Any], lang: str) -> str:
    before, after, change = (outcome[part] and number(outcome[part]) for part in ("before", "after", "change"))
    figure = f"{before} → {after}" if before and after else after or before or ""
    unit = outcome["unit"][lang] or ""
    if figure and unit:
        figure += f" {unit}"
    if change:
        figure = f"{figure} ({change})" if figure else change
    parts = [outcome["place"][lang] or "", outcome["metric"][lang], figure, outcome["period"][lang] or "",
             outcome["scope"][lang] or ""]
    return " · ".join(part for part in parts if part) + f" <{_first(outcome['source'])}>"


def coaches_text(value: Mapping[str, Any], lang: str) -> str:
    """Coaches of one solution, each with every contribution and what would change its place."""
    lines = []
    for place, coach in enumerate(value["coaches"], 1):
        offering = coach["offering"]
        lines.append(f"{place}. {coach['name'][lang]} ({coach['municipality']}) · {room_text(offering, lang)}")
        if offering:
            lines.append(f"   {terms_text(offering, lang)}")
        lines += [f"   {part['value']:+.2f} {part['reason'][lang]} <{_first(part['source'])}>"
                  for part in coach["contributions"]]
        if coach["would_change"]:
            lines.append(f"   → {coach['would_change'][lang]}")
    if value["note"]:
        lines.append(value["note"][lang])
    return "\n".join(lines)


def eligible_text(value: Mapping[str, Any], name: tuple[str, str], lang: str) -> str:
    """The four programmes with the verdict, its reasons and the money."""
    verdicts = {
        True: ("신청 가능", "eligible"), False: ("신청 불가", "not eligible"), None: ("판단 불가", "not established"),
    }
    english = lang == "en"
    lines = [f"{name[english]} · {value['year']}"]
    for call in value["calls"]:
        borderline = (" (기준 근접)", " (borderline)")[english] if call["borderline"] else ""
        lines.append(f"- {call['name'][lang]} [{call['call']}]: {verdicts[call['eligible']][english]}{borderline}")
        lines += [f"    {reason[lang]} <{_first(reason['source'])}>" for reason in call["reasons"]]
        if call["state_krw"]:
            state, local, total = (money(call[key], lang) for key in ("state_krw", "local_krw", "total_krw"))
            label = f"state up to {state} + local {local} = {total}" if english else (
                f"국비 최대 {state} + 지방비 {local} = {total}")
            lines.append(f"    {label}")
    return "\n".join(lines)


def money(amount: int | Sequence[int] | None, lang: str) -> str:
    """Won as officials write it (12억 원), a range with a tilde; unknown stays unknown."""
    if amount is None:
        return UNKNOWN[lang]
    if not isinstance(amount, int):
        return "~".join(money(end, lang) for end in amount)
    if lang == "en":
        return f"KRW {amount / 1e9:g} bn" if amount >= 100_000_000 else f"KRW {amount / 1e6:g} m"
    return f"{amount / 1e8:g}억 원" if amount >= 100_000_000 else f"{amount / 1e4:,.0f}만 원"


def _bullets(label: str, entries: Sequence[str]) -> list[str]:
    wrapped = [textwrap.shorten(entry, 220, placeholder=" …") if "<http" not in entry else entry
               for entry in entries]
    return [f"   {label}:", *(f"     - {entry}" for entry in wrapped)]


def _first(source: str | None) -> str:
    return (source or "").split(" | ")[0]


def peers_text(value: Mapping[str, Any], lang: str) -> str:
    """Alike municipalities with the traits in which they are most alike, and the group's medians."""
    english = lang == "en"
    used = ", ".join(getattr(TRAIT_NAMES[trait], lang) for trait in value["traits_used"])
    lines = [f"{('비교 항목', 'compared by')[english]}: {used}"]
    for place, peer in enumerate(value["peers"], 1):
        alike = {trait: peer["traits"][trait] for trait in peer["closest"]}
        names = ", ".join(f"{getattr(TRAIT_NAMES[trait], lang)} {share:.0%}" for trait, share in alike.items())
        lines.append(f"{place:2}. {peer['name'][lang]} ({peer['municipality']}) {peer['likeness']:.0%} · {names}")
    if not value["peers"]:
        lines.append(UNKNOWN[lang])
    shown = [f"{getattr(TRAIT_NAMES[trait], lang)} {UNKNOWN[lang] if middle is None else format(middle, ',.10g')}"
             for trait, middle in value["medians"].items() if trait in value["traits_used"]]
    if shown:
        lines.append(f"{('중앙값', 'medians')[english]}: {' · '.join(shown)}")
    return "\n".join(lines)


def check_text(report: CheckReport, lang: str) -> str:
    """Errors in full, warnings as counts."""
    errors, warnings = ("errors", "warnings") if lang == "en" else ("오류", "주의")
    lines = [f"{errors}: {len(report.errors)}", *(f"  {error}" for error in report.errors)]
    counted = ", ".join(f"{kind} {count:,}" for kind, count in report.warnings.items())
    return "\n".join([*lines, f"{warnings}: {counted}"])


def findings_text(kind: str, rows: Sequence[Finding], lang: str) -> str:
    """How many rows are thin in this way, then one a line: table, id, solution, what is thin."""
    told = [f"  {row.table} {row.id} ({row.solution}): {row.en if lang == 'en' else row.ko}" for row in rows]
    return "\n".join([f"{kind}: {len(rows):,}", *told])


def rows_text(file: Path, rows: int, lang: str) -> str:
    """How many rows a backup holds."""
    return f"{file}: {rows:,} rows" if lang == "en" else f"{file}: {rows:,}행"


def assignment_text(value: Mapping[str, Any], lang: str) -> str:
    """Each city with its coach and why, the cities without, what one more slot would bring, the assumptions."""
    english, reached = lang == "en", value["objective"]
    total = len(value["pairs"]) + len(value["without"])
    coached, main = reached["cities_with_coach"], reached["cities_with_main_coach"]
    lines = [
        f"{value['name'][lang]} ({value['call']})",
        f"{coached} of {total} cities have a coach, {main} for the main solution" if english else
        f"{total}곳 가운데 {coached}곳에 코치 배정(주 솔루션 {main}곳)",
    ]
    if value["pairs"]:
        label = ("적합도: 최저 {:.2f}, 합계 {:.2f}", "fit: worst {:.2f}, total {:.2f}")[english]
        lines.append(label.format(reached["worst_fit"], reached["total_fit"]))
    for pair in value["pairs"]:
        names = pair["names"]
        lines += ["", f"{names['city'][lang]} ({pair['city']}) ← {names['coach'][lang]} ({pair['coach']}) · "
                  f"{names['solution'][lang]} · {('적합도', 'fit')[english]} {pair['fit']:.2f}"]
        lines += [f"   - {reason[lang]}" + (f" <{_first(reason['source'])}>" if reason["source"] else "")
                  for reason in pair["reasons"]]
    lines += _section(("코치를 배정하지 못한 도시", "Cities left without a coach")[english], [
        f"{entry['name'][lang]}: {entry['reason'][lang]}" for entry in value["without"]])
    lines += _section(("자리가 하나 더 있으면 나아지는 코치", "Coaches of whom one more slot would help")[english], [
        f"{entry['name'][lang]} ({entry['coach']}): {_gain(entry['gain'], lang)}" for entry in value["shadow"]])
    lines += _section(("가정", "Assumptions")[english], [text[lang] for text in value["assumptions"]])
    return "\n".join(lines)



def _gain(gain: Mapping[str, Any], lang: str) -> str:
    return ", ".join(words[lang == "en"].format(gain[key]) for key, words in GAINS.items() if gain[key])


def _section(title: str, entries: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  - {entry}" for entry in entries)] if entries else []
