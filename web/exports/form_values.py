"""What a plan can say in a cell of the ministry's form, by the label of the cell, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from web import words
from web.formats import date, number
from web.language import say

LABELS = {
    "municipality": ("지자체명", "지자체", "지방자치단체명", "지방자치단체", "자치단체명", "신청지자체", "신청지자체명",
                     "신청기관", "신청기관명", "시군구명", "시군구"),
    "call": ("공모명", "공모사업명", "지원사업명"),
    "total": ("총사업비", "사업비", "총액"),
    "state": ("국비", "국고보조금", "국비지원액"),
    "local": ("지방비", "지방비부담액"),
    "solutions": ("솔루션", "솔루션명", "도입솔루션", "적용솔루션", "신청솔루션"),
    "distribution": ("보급솔루션", "보급솔루션명"),
    "specialised": ("특화솔루션", "특화솔루션명"),
    "months": ("사업기간",),
    "population": ("인구", "인구수", "주민등록인구", "총인구"),
    "aged65_share": ("고령화율", "고령인구비율", "65세이상인구비율", "65세이상비율", "노인인구비율"),
    "fiscal_independence": ("재정자립도",),
    "area_km2": ("면적",),
    "problem": ("도시문제", "지역현안", "지역문제", "현안", "추진배경", "추진배경및필요성", "사업의필요성",
                "사업필요성", "문제", "문제점", "주요현안", "지역현황및문제점", "현황및문제점", "해결과제", "당면과제"),
    "coach": ("코칭지자체", "멘토지자체", "멘토도시", "선배도시"),
}
FIELDS = {label: field for field, labels in LABELS.items() for label in labels}
UNITS = {"원": 1, "천원": 1_000, "만원": 10_000, "백만원": 1_000_000, "억원": 100_000_000}
MONEY = ("total", "state", "local")
FIGURES = ("population", "aged65_share", "fiscal_independence", "area_km2")
BRACKETS = re.compile(r"[(\[（［〔]([^)\]）］〕]*)[)\]）］〕]")
WISH = re.compile(r"^해결(?:하려는|하고자하는|대상|할|이필요한|필요)")
NOISE = re.compile(r"[\s:：*※○●□■◦·•\-–—.,’'\"]|^\d+[.)]")


@dataclass(frozen=True, slots=True)
class Value:
    """What goes into a cell, and where it comes from."""

    text: str
    origin: str


def value_for(label: str, payload: Mapping[str, Any]) -> Value | None:
    """The value for a cell with this label, in the unit that the label names; None where nothing is known.

    `payload` is what `application.collect` gives.
    """
    units = [inside.replace(" ", "").removeprefix("단위:") for inside in BRACKETS.findall(label)]
    field = FIELDS.get(WISH.sub("", NOISE.sub("", BRACKETS.sub("", label))))
    if field is None:
        return None
    if field in MONEY:
        return _money(payload, field, next((unit for unit in units if unit in UNITS), None))
    if field in FIGURES:
        return _figure(payload, field, units)
    return _words(payload, field)


def _money(payload: Mapping[str, Any], field: str, unit: str | None) -> Value | None:
    amount = payload["plan"][f"{field}_krw"]
    if not isinstance(amount, int):
        return None
    key = {"total": "total-krw", "state": "state-krw", "local": "local-match"}[field]
    rule = next((rule for rule in payload["plan"]["rules"] if rule["rule"] == key), None)
    told = f"{amount:,}원" if unit is None else f"{Decimal(amount) / UNITS[unit]:,}"
    status = str(words.RULE_STATUS[rule["status"]]) if rule else _("계산")
    return Value(told, _("공모의 최대 금액(%(status)s)", status=status))


def _figure(payload: Mapping[str, Any], field: str, units: list[str]) -> Value | None:
    found = next((one for one in payload["municipality"]["figures"] if one["figure"] == field), None)
    if found is None or found["value"] is None:
        return None
    told = number(found["value"])
    if not units:
        told += {"population": "명", "area_km2": "km²"}.get(field, "%")
    day = date(found["date"]) if found["date"] else _("자료 출처 참고")
    return Value(told, _("공공 통계(%(day)s)", day=day))


def _words(payload: Mapping[str, Any], field: str) -> Value | None:
    plan, call = payload["plan"], payload["call"]
    entries = plan["solutions"]
    if field in ("solutions", "distribution", "specialised"):
        names = [entry["name"]["ko"] for entry in entries if field in ("solutions", entry["kind"])]
        return Value(", ".join(names), _("이 사업 묶음")) if names else None
    if field == "municipality":
        return Value(payload["municipality"]["name"]["ko"], _("지자체 등록 자료"))
    if field == "call":
        return Value(f"{call['year']} {call['name']['ko']}", _("공모 조사 기록"))
    if field == "months":
        months = call["months"]
        return Value(f"{months['value']}개월", _("공모 규칙(%(status)s)", status=words.RULE_STATUS[months["status"]])
                     ) if months else None
    if field == "coach":
        coaches = dict.fromkeys(say(entry["coach"]["name"]) for entry in entries if entry["coach"])
        return Value(", ".join(coaches), _("추천된 코칭 지자체(협의 전)")) if coaches else None
    return Value(payload["problem"], _("적어 주신 문제"))
