"""The rows of the comparison report about money: what building and running cost elsewhere, and in which year."""

from __future__ import annotations

from flask_babel import gettext as _

from web import words
from web.exports.report import Cell, Draft, Line, cell
from web.exports.words import won
from web.language import local
from web.presenters import CostRange
from web.side_by_side import Column


def build_cost(draft: Draft, _found: object, one: Column) -> Cell:
    """What building it costs elsewhere, by what the sums are per."""
    if not one.build:
        return cell(draft.unknown(_("설치비"), _("운영 지자체나 업체에 견적을 받아 적으세요."), _name(one)))
    return Cell(tuple(_range(draft, found) for found in one.build))


def running_cost(draft: Draft, _found: object, one: Column) -> Cell:
    """What running it costs elsewhere in a year."""
    if not one.yearly:
        return cell(draft.unknown(_("한 해 운영비"), _("운영 지자체에 해마다 드는 비용을 물어보세요."), _name(one)))
    return Cell(tuple(_range(draft, found) for found in one.yearly))


def _range(draft: Draft, found: CostRange) -> Line:
    low, high = found.low, found.high
    amount = won((low.amount_krw, high.amount_krw))
    told = _("%(per)s당 %(amount)s (사례 %(count)s건)", per=words.PER[low.per], amount=amount,
             count=found.count)
    ends = [(low.source, low.source_quality), (high.source, high.source_quality)]
    notes = tuple(dict.fromkeys(note for source, quality in ends for note in draft.cite(source, quality)))
    return Line(told, notes)


def price_years(draft: Draft, _found: object, one: Column) -> Cell:
    """The years of the sums above, kind by kind; a sum without one is a blank to fill in."""
    if not one.solution.costs:
        return cell(_("확인된 자료 없음"))
    lines = [line for line in map(_years, one.costs) if line is not None]
    if all(row.price_year is not None for row in one.solution.costs):
        return Cell(tuple(lines))
    to_do = _("연도를 모르는 금액이 있습니다. 원문에서 연도를 확인하세요.")
    nothing = draft.unknown(_("가격 기준 연도"), to_do, _name(one))
    return Cell((*lines, Line(_("나머지 금액은 연도 미상")))) if lines else cell(nothing)


def _name(one: Column) -> str:
    return str(local(one.solution, "name"))


def _years(found: CostRange) -> Line | None:
    """The price years of the lowest and the highest sum of a kind, None where neither is known."""
    known = sorted({row.price_year for row in (found.low, found.high) if row.price_year is not None})
    if not known:
        return None
    return Line(_("%(per)s: %(years)s년 가격", per=words.PER[found.low.per], years="·".join(map(str, known))))
