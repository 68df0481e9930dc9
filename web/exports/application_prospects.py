"""The second half of an application draft: effects elsewhere, five years, risks and the rules followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from web import words
from web.exports.application_chapters import Payload, chapter, ends
from web.exports.report import Cell, Draft, Line, cell
from web.exports.words import Measured, won
from web.language import say

MOST_OUTCOMES = 8
"""Outcomes of one solution in the table of effects."""


def effects(draft: Draft, payload: Payload) -> None:
    """What came out elsewhere, said as that and never as a promise; the city's own targets stay blank."""
    chapter(draft, payload, 5, _("기대효과"), 1)
    draft.say(_("아래는 다른 지역에서 나온 결과입니다. 여건이 다르므로 우리 지역의 성과를 약속하는 수치가 아닙니다."))
    for entry in payload["plan"]["solutions"]:
        name = say(entry["name"])
        rows = ((payload.get("solutions") or {}).get(entry["solution"]) or {}).get("outcomes", ())[:MOST_OUTCOMES]
        if not rows:
            draft.say(Line(f"{name}: " + draft.unknown(
                _("다른 지역의 성과"), _("운영 지자체에 도입 전후 수치를 물어보세요."), name).text))
            continue
        draft.table(
            _("%(name)s: 다른 지역의 성과", name=name),
            (_("어디"), _("지표"), _("도입 전"), _("도입 후"), _("변화"), _("측정 단위"), _("기간"), _("근거")),
            [_outcome(draft, row) for row in rows], (6, 8, 5, 5, 6, 4, 6, 6), (2, 3),
        )
    draft.say(draft.blank(_("성과 목표와 재는 방법"), _("지표, 지금 값, 목표 값, 재는 방법을 적으세요.")))


def sustainability(draft: Draft, payload: Payload) -> None:
    """Five years: the city's share of building and its running costs, with every assumption."""
    burden = payload["plan"]["burden"]
    chapter(draft, payload, 6, _("지속가능성"), 3)
    listed = (
        (_("설치비 중 지방비(확인분)"), burden["local_build_krw"]),
        (_("운영비(입력분)"), burden["running_entered_krw"]),
        (_("지방비 합계"), burden["local_total_krw"]), (_("주민 1인당"), burden["local_total_per_resident_krw"]),
    )
    to_do = _("수량과 운영비를 정하면 계산됩니다.")
    rows = [
        [cell(name), *ends(amount, draft.unknown(name, to_do) if amount is None else None)] for name, amount in listed
    ]
    heads = (_("구분"), _("최소"), _("최대"))
    draft.table(_("%(years)s년 부담(단위: 원)", years=burden["years"]), heads, rows, (3, 2, 2), (1, 2))
    for one in burden["assumptions"]:
        draft.item(_("가정: %(text)s", text=say(one)))
    names = {entry["solution"]: say(entry["name"]) for entry in payload["plan"]["solutions"]}
    for slug in burden["running_unknown"]:
        name = names.get(slug, slug)
        draft.item(Line(f"{name}: " + draft.blank(
            _("한 해 운영비"), _("코칭 지자체에 물어 한 해 운영비를 적으세요."), name).text, blank=True))
    for one in burden["running_elsewhere"]:
        told = _("다른 지역 운영비(%(name)s): %(what)s, 한 해 %(amount)s", name=names.get(one["solution"], ""),
                 what=say(one["what"]), amount=won(one["krw_per_year"]))
        draft.item(draft.line(told, one["source"]))
    draft.say(draft.blank(_("사업이 끝난 뒤의 운영 주체와 예산"), _("맡을 부서와 해마다 확보할 예산을 적으세요.")))


def risks(draft: Draft, payload: Payload) -> None:
    """What went wrong elsewhere, each with room for the city's answer."""
    draft.heading(_("7. 위험과 대응"))
    rows = []
    for entry in payload["plan"]["solutions"]:
        name = say(entry["name"])
        for one in ((payload.get("solutions") or {}).get(entry["solution"]) or {}).get("pitfalls", ()):
            rows.append([cell(name), cell(draft.line(say(one["text"]), one["source"], one["source_quality"])),
                         cell(draft.blank(_("위험 대응"), _("겪지 않도록 무엇을 할지 적으세요."), name))])
    if rows:
        draft.table(_("다른 지역에서 겪은 어려움"), (_("솔루션"), _("어려움"), _("대응")), rows, (3, 6, 3))
    else:
        draft.say(draft.unknown(_("다른 지역에서 겪은 어려움"), _("코칭 지자체에 겪은 어려움을 물어보세요.")))


def rules(draft: Draft, payload: Payload) -> None:
    """The rules followed, each with how it is known, and whether the city may apply."""
    plan = payload["plan"]
    draft.heading(_("8. 따른 규칙과 근거"))
    for reason in plan["eligible_reasons"]:
        draft.item(draft.line(say(reason), reason["source"]))
    rows = [
        [cell(str(words.RULES.get(rule["rule"], rule["rule"]))), cell(draft.line(say(rule["text"]), rule["source"])),
         cell(str(words.RULE_STATUS[rule["status"]]))] for rule in plan["rules"]
    ]
    if rows:
        draft.table(_("공모 규칙"), (_("규칙"), _("내용"), _("확인")), rows, (2, 7, 2))
    for rule in plan["rules"]:
        if rule["status"] != "known":
            draft.unknown(_("확인되지 않은 규칙"), _("가정한 것이거나 찾지 못했습니다. 공고문에서 확인하세요."),
                          str(words.RULES.get(rule["rule"], rule["rule"])))


def _outcome(draft: Draft, row: Mapping[str, Any]) -> list[Cell]:
    return [
        cell(say(row["place"])), cell(f"{words.OUTCOME_KIND[row['kind']]}: {say(row['metric'])}"),
        *Measured.stored(row).cells(),
        cell(" · ".join(part for part in (say(row["period"]), say(row["scope"])) if part) or _("자료 없음")),
        cell(draft.line(str(words.BASIS[row["basis"]]), row["source"], row["source_quality"])),
    ]
