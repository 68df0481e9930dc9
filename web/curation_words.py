"""The words of the programme office's pages on the catalogue's facts; each is a message id in Korean."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web import words

KIND = {
    "unchecked": _l("다시 확인 전"), "unverifiable": _l("다시 확인하지 못함"), "stale": _l("오래된 계획·선정"),
    "old": _l("오래된 운영 기록"), "contradicting": _l("서로 어긋남"), "points": _l("%와 %p 혼동 의심"),
    "running": _l("운영비가 사업비로 적힘"), "undated": _l("기준 연도 없음"), "unscoped": _l("범위 없음"),
    "mirror": _l("재게시 출처"),
}
"""What can be thin about a fact, in the order in which the office works it off."""
TABLE = {"deployment": _l("도입 사례"), "outcome": _l("성과"), "cost": _l("비용"), "pitfall": _l("유의할 점")}
FIELD = {
    "status": _l("상태"), "year": _l("도입 연도"), "as_of": _l("기준 연도"), "programme_ko": _l("사업"),
    "programme_en": _l("사업(영어)"), "scale_ko": _l("규모와 내용"), "scale_en": _l("규모와 내용(영어)"),
    "metric_ko": _l("지표"), "metric_en": _l("지표(영어)"), "kind": _l("성과의 종류"), "before": _l("이전"),
    "after": _l("이후"), "change": _l("변화"), "unit_ko": _l("단위"), "unit_en": _l("단위(영어)"),
    "period_ko": _l("측정 기간"), "period_en": _l("측정 기간(영어)"), "scope_ko": _l("범위"),
    "scope_en": _l("범위(영어)"), "basis": _l("근거"), "design": _l("비교 방법"), "evaluator": _l("평가한 곳"),
    "what_ko": _l("내용"), "what_en": _l("내용(영어)"), "amount_krw": _l("금액(원)"), "per": _l("단위"),
    "price_year": _l("가격 기준 연도"), "source": _l("출처"), "source_quality": _l("출처의 종류"),
}
CHOICE = {
    "status": words.STATUS, "kind": words.OUTCOME_KIND, "basis": words.BASIS,
    "design": {"none": _l("비교 없음"), **words.DESIGN}, "evaluator": words.EVALUATOR, "per": words.PER,
    "source_quality": words.QUALITY,
}
"""What the values of a field of choices are called."""
VERDICT = {
    "confirmed": _l("맞다고 확인함"), "corrected": _l("고쳐서 확인함"), "unverifiable": _l("공개 자료에서 찾지 못함"),
}
DONE = {
    "confirm": _l("확인한 자료를 기록했습니다."), "correct": _l("기록을 고쳤습니다."),
    "withdraw": _l("기록을 철회했습니다. 화면과 추천에서 빠집니다."),
    "unverifiable": _l("다시 확인하지 못했다고 기록했습니다. 근거로 낮게 봅니다."),
}
