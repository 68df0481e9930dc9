"""The comparison report: up to four solutions for one municipality, in the order in which one decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from catalog.revisions import current_version
from web import words
from web.calls import data_date
from web.exports.comparison_costs import build_cost, price_years, running_cost
from web.exports.comparison_details import details
from web.exports.report import Cell, Draft, Line, Report, cell
from web.exports.words import Measured, name_of, people, whose
from web.formats import date
from web.inputs import MOST_RESULTS
from web.language import local, say
from web.side_by_side import Column, SideBySide

PLACES, PITFALLS = 5, 3
"""How many of each stand in the table; all stand in the part about the solution."""


def build(session: Session, found: SideBySide) -> Report:
    """The report: one table to decide by, then everything on record about each solution."""
    draft = Draft()
    draft.heading(_("1. 한눈에 비교"))
    if found.text:
        draft.say(_("문제: %(text)s", text=found.text))
    for number, need in enumerate(found.answer.needs if found.answer else (), start=1):
        draft.item(_("도시문제 %(number)s: %(text)s", number=number, text=need.text))
    names = [_name(one) for one in found.columns]
    draft.table(
        _("표 1. 결정 순서로 본 비교"), (_("항목"), *names),
        [[cell(heading), *(write(draft, found, one) for one in found.columns)] for heading, write in rows().items()],
        (2, *(len(names) * [max(3, 9 // len(names))])),
    )
    draft.say(_("‘확인된 자료 없음’은 공개 자료에서 찾지 못했다는 뜻이며, 없다는 뜻이 아닙니다."))
    draft.heading(_("2. 솔루션별 자료"))
    for at, one in enumerate(found.columns, start=1):
        details(draft, f"2.{at} {names[at - 1]}", one)
    asked = data_date(session)
    place = name_of(found.unit) if found.unit is not None else _("지자체를 정하지 않음")
    facts: list[tuple[str, str]] = [(_("대상 지자체"), place)]
    if found.unit is not None and found.unit.population:
        facts.append((_("인구"), f"{people(found.unit.population)} ({date(found.unit.population_date)})"))
    facts += [(_("비교한 솔루션"), ", ".join(names)), (_("자료를 찾은 날"), date(asked)),
              (_("자료 판"), current_version(session))]
    return draft.finished(_("솔루션 비교 검토 보고"), place, facts, landscape=len(names) > 1)


def rows() -> Mapping[str, Callable[[Draft, SideBySide, Column], Cell]]:
    """The rows of the table in the order of a decision."""
    return {
        _("답하는 도시문제"): _needs, _("맞는 까닭"): _why, _("근거 수준"): _level, _("확인된 성과"): _outcome,
        _("성과의 근거"): _basis, _("설치비"): build_cost, _("한 해 운영비"): running_cost,
        _("가격 기준 연도"): price_years, _("걸리는 기간"): _time, _("갖출 조건"): _prerequisites,
        _("거칠 절차"): _procedures, _("유의할 점"): _pitfalls, _("운영 중인 지자체"): _places,
        _("코칭을 부탁할 지자체"): _coaches,
    }


def _name(one: Column) -> str:
    return str(local(one.solution, "name"))


def _needs(_draft: Draft, found: SideBySide, one: Column) -> Cell:
    if found.answer is None:
        return cell(_("문제를 적지 않아 판단하지 않았습니다."))
    if not one.needs:
        return cell(_("적은 문제에 뚜렷이 답하지 않습니다."))
    return Cell(tuple(Line(_("도시문제 %(number)s", number=need + 1)) for need in one.needs))


def _why(draft: Draft, found: SideBySide, one: Column) -> Cell:
    if one.why is not None:
        return cell(draft.line(say(one.why.reason), one.why.source))
    if found.answer is None:
        return cell(_("문제를 적지 않아 판단하지 않았습니다."))
    return cell(say(one.miss) if one.miss else _("추천 %(count)s위 안에 들지 않았습니다.", count=MOST_RESULTS))


def _level(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    level = one.proof.level
    told = str(words.EVIDENCE[level])
    if level is None:
        draft.unknown(_("근거 수준"), _("성과 자료가 없습니다. 운영 지자체에 성과를 물어보세요."), _name(one))
        return cell(told)
    return cell(_("%(words)s (5단계 중 %(level)s)", words=told, level=level))


def _outcome(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    row = one.proof.outcome
    if row is None:
        return cell(draft.unknown(_("확인된 성과"), _("운영 지자체에 도입 전후 수치를 물어보세요."), _name(one)))
    told = f"{whose(row)}: {local(row, 'metric')} {Measured.of(row).told()}"
    return cell(draft.line(told, row.source, row.source_quality))


def _basis(_draft: Draft, _found: SideBySide, one: Column) -> Cell:
    row = one.proof.outcome
    if row is None:
        return cell(_("확인된 자료 없음"))
    parts = (words.BASIS[row.basis], words.EVALUATOR[row.evaluator] if row.evaluator else None,
             local(row, "period") or _("기간 미상"), local(row, "scope"))
    return cell(" · ".join(str(part) for part in parts if part))


def _time(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    return cell(draft.unknown(_("걸리는 기간"), _("운영 지자체에 개통까지 걸린 기간을 물어보세요."), _name(one)))


def _prerequisites(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    listed = local(one.solution, "prerequisites") or []
    if not listed:
        return cell(draft.unknown(_("갖출 조건"), _("운영 지자체에 먼저 갖춘 것을 물어보세요."), _name(one)))
    return Cell(tuple(draft.line(f"· {text}") for text in listed))


def _procedures(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    if not one.procedures:
        return cell(draft.unknown(_("거칠 절차"), _("운영 지자체에 거친 절차를 물어보세요."), _name(one)))
    return Cell(tuple(draft.line(f"· {local(row, 'name')}", row.source) for row in one.procedures))


def _pitfalls(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    if not one.pitfalls:
        return cell(draft.unknown(_("유의할 점"), _("운영 지자체에 겪은 어려움을 물어보세요."), _name(one)))
    lines = [draft.line(f"· {local(row, 'text')}", row.source, row.source_quality) for row in one.pitfalls[:PITFALLS]]
    return Cell((*lines, *_rest(len(one.pitfalls) - PITFALLS)))


def _places(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    if not one.running:
        return cell(draft.unknown(_("운영 중인 지자체"), _("지금 운영하는 곳이 있는지 먼저 확인하세요."), _name(one)))
    lines = []
    for row in one.running[:PLACES]:
        population = row.municipality.population
        told = f"· {name_of(row.municipality)}" + (f" ({people(population)})" if population else "")
        lines.append(draft.line(told, row.deployment.source, row.deployment.source_quality))
    return Cell((*lines, *_rest(len(one.running) - PLACES)))


def _coaches(draft: Draft, _found: SideBySide, one: Column) -> Cell:
    if not one.coaches:
        return cell(draft.unknown(_("코칭을 부탁할 지자체"), _("운영 중으로 확인된 지자체가 없습니다."), _name(one)))
    lines = []
    for view in one.coaches:
        reason = view.reason
        told = f"· {say(view.coach.name)}" + (f": {say(reason.reason)}" if reason else "")
        lines.append(draft.line(told, reason.source if reason else None))
    return Cell(tuple(lines))


def _rest(count: int) -> tuple[Line, ...]:
    return (Line(_("외 %(count)s건은 2장에 있습니다.", count=count)),) if count > 0 else ()
