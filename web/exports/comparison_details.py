"""Everything on record about one compared solution: outcomes, costs, pitfalls, procedures, where it runs."""

from __future__ import annotations

from flask_babel import gettext as _

from web import words
from web.exports.report import Draft, cell
from web.exports.words import Measured, name_of, people, whose
from web.language import local
from web.side_by_side import Column

MOST_PLACES = 30
"""Operating municipalities listed; the page of the solution has them all."""


def details(draft: Draft, heading: str, one: Column) -> None:
    """The part of the report about one solution."""
    name = str(local(one.solution, "name"))
    draft.heading(heading, 2)
    draft.say(str(local(one.solution, "summary")))
    draft.say(_("맞는 곳: %(text)s", text=local(one.solution, "suits")))
    draft.say(_("맞지 않는 곳: %(text)s", text=local(one.solution, "not_for")))
    _outcomes(draft, name, one)
    _costs(draft, name, one)
    for row in one.pitfalls:
        draft.item(draft.line(_("유의할 점: %(text)s", text=local(row, "text")), row.source, row.source_quality))
    for procedure in one.procedures:
        told = _("거칠 절차: %(name)s. %(when)s", name=local(procedure, "name"), when=local(procedure, "applies_when"))
        draft.item(draft.line(told, procedure.source))
    _places(draft, name, one)


def _outcomes(draft: Draft, name: str, one: Column) -> None:
    if not one.outcomes:
        draft.say(_("성과: 확인된 자료 없음"))
        return
    draft.table(
        _("%(name)s 성과", name=name),
        (_("어디"), _("지표"), _("도입 전"), _("도입 후"), _("변화"), _("측정 단위"), _("기간·범위"), _("근거")),
        [[
            cell(whose(row)), cell(f"{words.OUTCOME_KIND[row.kind]}: {local(row, 'metric')}"),
            *Measured.of(row).cells(),
            cell(" · ".join(str(part) for part in (local(row, "period"), local(row, "scope")) if part)
                 or _("확인된 자료 없음")),
            cell(draft.line(str(words.BASIS[row.basis]), row.source, row.source_quality)),
        ] for row in one.outcomes],
        (3, 5, 3, 3, 3, 2, 4, 3), (2, 3),
    )


def _costs(draft: Draft, name: str, one: Column) -> None:
    if not one.solution.costs:
        draft.say(_("비용: 확인된 자료 없음"))
        return
    draft.table(
        _("%(name)s 비용(단위: 원)", name=name), (_("무엇"), _("기준"), _("금액"), _("가격 연도"), _("출처")),
        [[
            cell(str(local(row, "what"))), cell(str(words.PER[row.per])), cell(f"{row.amount_krw:,}", row.amount_krw),
            cell(str(row.price_year) if row.price_year else _("미상")),
            cell(draft.line(str(words.QUALITY[row.source_quality]), row.source, row.source_quality)),
        ] for row in one.solution.costs],
        (6, 2, 3, 2, 2), (2,),
    )


def _places(draft: Draft, name: str, one: Column) -> None:
    if not one.running:
        draft.say(_("운영 중인 지자체: 확인된 자료 없음"))
        return
    unknown = _("확인된 자료 없음")
    draft.table(
        _("%(name)s 운영 지자체(%(all)s곳 가운데 %(shown)s곳, 인구 30만 명 미만 먼저)", name=name, all=len(one.running),
          shown=min(MOST_PLACES, len(one.running))),
        (_("지자체"), _("인구"), _("시작 연도"), _("규모"), _("출처")),
        [[
            cell(name_of(row.municipality)),
            cell(people(row.municipality.population) if row.municipality.population else unknown,
                 row.municipality.population),
            cell(str(row.since) if row.since else unknown), cell(local(row.deployment, "scale") or unknown),
            cell(draft.line(str(words.QUALITY[row.deployment.source_quality]), row.deployment.source,
                            row.deployment.source_quality)),
        ] for row in one.running[:MOST_PLACES]],
        (4, 2, 2, 5, 2), (1,),
    )
