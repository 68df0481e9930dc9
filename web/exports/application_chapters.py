"""The chapters of an application draft, after the published criteria, from stored JSON alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web import words
from web.exports.report import Cell, Draft, Line, cell
from web.formats import date, number
from web.language import current, say

FIGURES = {
    "population": (_l("인구"), _l("명")), "population_change_pct": (_l("인구 증감(2020. 12. 대비)"), "%"),
    "aged65_share": (_l("65세 이상 비율"), "%"), "density": (_l("인구밀도"), _l("명/km²")),
    "area_km2": (_l("면적"), "km²"), "fiscal_independence": (_l("재정자립도"), "%"),
}
"""Name and unit of the register's figures."""

Payload = Mapping[str, Any]


def need(draft: Draft, payload: Payload) -> None:
    """Why: the problem as stated, the place in figures, what the city has to add."""
    chapter(draft, payload, 1, _("추진 배경 및 필요성"), 0)
    draft.heading(_("지역 문제"), 2)
    for text in (payload.get("problem") or "").split("\n"):
        if text.strip():
            draft.say(text)
    if not payload.get("problem"):
        draft.say(draft.blank(_("지역 문제"), _("해결하려는 문제를 적으세요.")))
    for at, one in enumerate(payload["plan"]["needs"], start=1):
        draft.item(_("도시문제 %(number)s: %(text)s", number=at, text=one["text"]))
    draft.say(draft.blank(
        _("문제의 크기를 보이는 우리 지역 수치"), _("민원, 사고, 이용 건수를 기간과 출처와 함께 적으세요.")))
    draft.heading(_("지역 현황"), 2)
    rows = [_figure(draft, one) for one in (payload.get("municipality") or {}).get("figures", ())]
    if rows:
        heads = (_("항목"), _("수치"), _("측정 단위"), _("기준일"), _("출처"))
        draft.table(_("주요 지표"), heads, rows, (4, 3, 2, 3, 3), (1,))
    else:
        draft.say(draft.blank(_("지역 현황"), _("인구, 고령 비율, 재정자립도를 기준일과 함께 적으세요.")))


def content(draft: Draft, payload: Payload) -> None:
    """What: the solutions with kind, quantity and cost, what is in each, what was left out and why."""
    plan = payload["plan"]
    chapter(draft, payload, 2, _("사업 내용"), 1)
    rows = []
    for entry in plan["solutions"]:
        name = say(entry["name"])
        quantity = cell(f"{entry['quantity']:,}", entry["quantity"]) if entry["quantity"] else cell(
            draft.blank(_("수량"), _("설치할 수량을 정해 적으세요."), name))
        covered = ", ".join(str(at + 1) for at in entry["covers"]) or say(entry["note"]) or _("담당자가 지정")
        rows.append([cell(name), cell(str(words.KIND_OF_ENTRY[entry["kind"]])), cell(covered), quantity,
                     *_cost_cells(draft, entry, name)])
    if rows:
        draft.table(_("담은 솔루션(금액 단위: 원)"), (_("솔루션"), _("구분"), _("답하는 도시문제"), _("수량"),
                    _("비용(최소)"), _("비용(최대)")), rows, (4, 3, 4, 2, 3, 3), (3, 4, 5))
    else:
        draft.say(draft.blank(_("담을 솔루션"), _("추천된 솔루션으로는 묶음이 되지 않습니다. 솔루션을 골라 적으세요.")))
    for entry in plan["solutions"]:
        _solution(draft, say(entry["name"]), (payload.get("solutions") or {}).get(entry["solution"]))
    if plan["needs_uncovered"]:
        draft.heading(_("이 사업으로 풀지 않는 도시문제"), 2)
        for at in plan["needs_uncovered"]:
            draft.item(plan["needs"][at]["text"])
    others = [entry for entry in plan["left_out"] if entry["needs"]]
    if others:
        draft.heading(_("검토했으나 담지 않은 솔루션"), 2)
        for entry in others:
            draft.item(f"{say(entry['name'])}: {say(entry['reason'])}")


def budget(draft: Draft, payload: Payload) -> None:
    """Money: what the call gives, what is established, what is unknown, what each cost rests on."""
    plan = payload["plan"]
    chapter(draft, payload, 3, _("예산"), 1)
    by_rule = {rule["rule"]: rule for rule in plan["rules"]}
    some = len(plan["unknown"]) < len(plan["solutions"])
    listed = (
        (_("국비(최대)"), plan["state_krw"], "state-krw"), (_("지방비"), plan["local_krw"], "local-match"),
        (_("총사업비"), plan["total_krw"], "total-krw"),
        (_("확인된 비용"), plan["established_krw"] if some else None, None),
    )
    rows = []
    for name, amount, key in listed:
        rule = by_rule.get(key or "")
        basis = draft.line(str(words.RULE_STATUS[rule["status"]]), rule["source"]) if rule else Line(
            _("담은 솔루션의 합계"))
        unknown = draft.unknown(name, _("공고문이나 견적에서 확인해 적으세요.")) if amount is None else None
        rows.append([cell(name), *ends(amount, unknown), cell(basis)])
    draft.table(_("재원(단위: 원)"), (_("구분"), _("최소"), _("최대"), _("근거")), rows, (3, 3, 3, 4), (1, 2))
    draft.say(str(words.FITS[plan["fits"]]))
    if plan["infeasible"]:
        draft.say(say(plan["infeasible"]["smallest_change"]))
    draft.say(draft.blank(_("지방비의 도비와 시·군·구비 분담"), _("도와 협의한 분담을 적으세요.")))
    rows = [
        [cell(say(entry["name"])), cell(say(one["what"])), cell(str(words.PER[one["per"]])),
         cell(f"{one['amount_krw']:,}", one["amount_krw"]),
         cell(draft.line(str(words.QUALITY[one["source_quality"]]), one["source"], one["source_quality"]))]
        for entry in plan["solutions"] for one in entry["cost_basis"]
    ]
    if rows:
        heads = (_("솔루션"), _("무엇"), _("기준"), _("금액"), _("출처"))
        draft.table(_("다른 지역에서 든 비용(단위: 원)"), heads, rows, (3, 5, 2, 3, 2), (3,))


def delivery(draft: Draft, payload: Payload) -> None:
    """Who: the coach, the city's own set-up, the procedures before the start, the time."""
    plan = payload["plan"]
    chapter(draft, payload, 4, _("추진체계"), 2)
    draft.item(draft.blank(_("추진 조직"), _("총괄 부서, 협조 부서, 전담 인력을 적으세요.")))
    draft.item(draft.blank(_("참여 기관과 기업"), _("맡을 일과 협약 여부를 적으세요.")))
    months = (payload.get("call") or {}).get("months")
    if months:
        draft.item(draft.line(_("사업 기간: %(text)s", text=say(months["text"])), months["source"]))
    draft.item(draft.blank(_("추진 일정"), _("설계, 발주, 설치, 시범 운영의 달을 적으세요.")))
    draft.heading(_("코칭 지자체"), 2)
    for entry in plan["solutions"]:
        _coach(draft, say(entry["name"]), entry["coach"])
    if plan["coach"]:
        draft.say(draft.blank(_("코칭 지자체와 협의한 결과"), _("아직 협의 전입니다. 연락한 날과 답을 적으세요.")))
    else:
        draft.say(draft.unknown(_("코칭 지자체"), _("운영 중으로 확인된 지자체가 없습니다. 전문기관에 문의하세요.")))
    known = (payload.get("solutions") or {}).values()
    found = {say(one["name"]): one for facts in known for one in facts["procedures"]}
    if found:
        draft.heading(_("시작 전에 거칠 절차"), 2)
        for name, one in found.items():
            draft.item(draft.line(f"{name}: {say(one['applies_when'])}", one["source"]))


def _coach(draft: Draft, name: str, coach: Mapping[str, Any] | None) -> None:
    """One line of a solution: who is proposed and why, or that nobody was found."""
    if coach is None:
        draft.item(_("%(solution)s: 운영 중으로 확인된 다른 지자체를 찾지 못했습니다.", solution=name))
        return
    why = coach["why"]
    told = f"{name}: {say(coach['name'])}" + (f". {say(why['reason'])}" if why else "")
    draft.item(draft.line(told, why["source"] if why else None))


def chapter(draft: Draft, payload: Payload, at: int, title: str, criterion: int) -> None:
    """The heading of a chapter with the published criterion that it answers."""
    draft.heading(f"{at}. {title}")
    known = (payload.get("call") or {}).get("criteria")
    if known and len(known["names"]) > criterion:
        draft.say(draft.line(_("평가 기준: %(name)s (%(call)s 공모)", name=say(known["names"][criterion]),
                               call=known["call"].rpartition("-")[2]), known["source"]))


def _figure(draft: Draft, one: Mapping[str, Any]) -> list[Cell]:
    value = one["value"]
    if one["figure"] == "depopulation_area":
        name, unit = _("인구감소지역"), ""
        told = {True: _("지정"), False: _("지정되지 않음")}.get(value)
    else:
        heading, measure = FIGURES[one["figure"]]
        name, unit = str(heading), str(measure)
        told = None if value is None else number(value)
    shown = cell(draft.unknown(name, _("통계에서 찾아 기준일과 함께 적으세요."))) if told is None else cell(
        told, None if isinstance(value, bool) else value)
    day = date(one["date"]) if one["date"] else _("자료 출처 참고")
    return [cell(name), shown, cell(unit or _("해당 없음")), cell(day), cell(draft.line(_("공공 통계"), one["source"]))]


def _cost_cells(draft: Draft, entry: Mapping[str, Any], name: str) -> list[Cell]:
    if not entry["cost_krw"]:
        return 2 * [cell(draft.blank(_("비용"), _("견적이나 운영 지자체의 금액을 확인해 적으세요."), name))]
    return ends(entry["cost_krw"], None)


def ends(amount: int | Sequence[int] | None, unknown: Line | None) -> list[Cell]:
    """The least and the most of an amount, or twice that it is unknown."""
    if amount is None:
        return 2 * [cell(unknown or _("확인된 자료 없음"))]
    low, high = (amount, amount) if isinstance(amount, int) else (amount[0], amount[-1])
    return [cell(f"{one:,}", one) for one in (low, high)]


def _solution(draft: Draft, name: str, facts: Mapping[str, Any] | None) -> None:
    draft.heading(name, 2)
    if facts is None:
        draft.say(draft.blank(_("솔루션 설명"), _("솔루션의 내용을 적으세요."), name))
        return
    draft.say(say(facts["summary"]))
    for heading, listed in ((_("구성"), facts["components"]), (_("갖출 조건"), facts["prerequisites"])):
        told = listed.get(current()) or listed["ko"]
        if told:
            draft.item(f"{heading}: {', '.join(told)}")
    draft.item(draft.blank(_("설치 위치"), _("설치할 곳과 고른 까닭을 적으세요."), name))
