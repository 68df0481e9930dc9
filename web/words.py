"""The words a page uses for what the catalogue holds as keys; each is a message id in Korean."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

STATUS = {
    "operating": _l("운영 중"), "selected": _l("선정"), "planned": _l("계획"), "ended": _l("종료"),
}
UNCONFIRMED = {
    "selected": _l("%(year)s년 선정, 이후 확인 안 됨"), "planned": _l("%(year)s년 계획, 이후 확인 안 됨"),
    "operating": _l("%(year)s년 운영 확인, 이후 확인 안 됨"),
}
STATUS_BADGE = {
    "operating": "bg-light-success", "selected": "bg-light-primary", "planned": "bg-light-gray",
    "ended": "bg-light-danger",
}
"""KRDS badge class of a status; the word always stands beside the colour."""

STATUS_ORDER = ("operating", "selected", "planned", "ended")

MAP_KINDS = {
    "operating": _l("운영 중"), "selected": _l("선정"), "planned": _l("계획"),
    "unconfirmed": _l("오래된 선정·계획(이후 확인 안 됨)"), "ended": _l("종료"),
}

SERVICE_FIELDS = {
    "administration": _l("행정"), "transport": _l("교통"), "health-welfare": _l("보건·의료·복지"),
    "environment-energy-water": _l("환경·에너지·수자원"), "crime-disaster-prevention": _l("방범·방재"),
    "facility-management": _l("시설물 관리"), "education": _l("교육"),
    "culture-tourism-sports": _l("문화·관광·스포츠"), "logistics": _l("물류"),
    "labour-employment": _l("근로·고용"), "housing": _l("주거"), "other": _l("그 밖의 분야"),
}
KINDS = {
    "special-city": _l("특별시"), "metropolitan-city": _l("광역시"),
    "special-autonomous-city": _l("특별자치시"), "province": _l("도"),
    "special-autonomous-province": _l("특별자치도"), "si": _l("시"), "gun": _l("군"), "gu": _l("자치구"),
    "administrative-si": _l("행정시"), "administrative-gu": _l("일반구"),
}
SUCCESSIONS = {
    "recode": _l("코드 변경"), "rename": _l("이름 변경"), "merge": _l("통합"), "split": _l("분리"),
    "transfer": _l("관할 변경"),
}
BASIS = {
    "measured": _l("실측"), "study": _l("연구"), "reported": _l("지자체·기관 발표"), "survey": _l("설문"),
    "vendor": _l("업체 발표"), "estimate": _l("추정치"),
}
OUTCOME_KIND = {
    "effect": _l("효과"), "usage": _l("이용"), "satisfaction": _l("만족도"), "cost": _l("비용 절감"),
    "output": _l("처리 실적"),
}
DESIGN = {
    "before-after": _l("도입 전후 비교"), "comparison": _l("비교 대상 있음"), "randomised": _l("무작위 비교"),
}
EVALUATOR = {"self": _l("스스로 평가"), "vendor": _l("업체 평가"), "independent": _l("독립 기관 평가")}
PARTNER_KIND = {
    "company": _l("기업"), "foundation": _l("재단"), "institute": _l("연구기관"), "public-body": _l("공공기관"),
    "university": _l("대학"),
}
QUALITY = {
    "official": _l("공식"), "academic": _l("학술"), "press-or-other": _l("언론 등"),
    "mirror-or-blog": _l("재게시"),
}
QUALITY_MEANING = {
    "official": _l("정부, 지자체, 공공기관이 낸 자료"), "academic": _l("논문과 학술지"),
    "press-or-other": _l("언론 보도와 그 밖의 원문"), "mirror-or-blog": _l("다른 곳의 글을 옮겨 실은 것과 블로그"),
}
MEASURE = {
    "ndcg@10": _l("순서의 질"), "strong recall@5": _l("직접 답 포함"),
    "first is relevant": _l("첫 추천 적중"), "needs covered@6": _l("문제 포함"),
    "right abstention": _l("답 없음 적중"), "false abstention": _l("잘못 돌려보냄"),
}
RANKING = ("ndcg@10", "strong recall@5", "first is relevant", "needs covered@6")
ABSTAINING = ("right abstention", "false abstention")
MEASURE_MEANING = {
    "ndcg@10": _l("앞 10건의 순서가 판정 등급대로일 때를 1로 본 값(nDCG@10)"),
    "strong recall@5": _l("문제를 직접 푸는 솔루션이 앞 5건에 든 비율"),
    "first is relevant": _l("첫 추천이 분명히 도움이 된다고 판정된 비율"),
    "needs covered@6": _l("글에 담긴 여러 문제 가운데 앞 6건이 답하는 문제의 비율"),
    "right abstention": _l("목록에 답이 없는 문제에 ‘맞는 것 없음’이라고 한 비율"),
    "false abstention": _l("답이 있는 문제에 ‘맞는 것 없음’이라고 한 비율. 낮을수록 좋음"),
}
PROBLEM_KIND = {
    "all": _l("전체"), "ko": _l("한국어"), "en": _l("영어"),
    "kind: plain": _l("한두 문장"), "kind: formal": _l("행정 문체"),
    "kind: colloquial": _l("입말"), "kind: short": _l("짧은 검색어"), "kind: multi": _l("여러 문제가 섞인 글"),
    "kind: context": _l("지역 여건이 중요한 글"), "kind: indirect": _l("증상만 적은 글"),
    "kind: noisy": _l("오타가 섞인 글"), "kind: out-of-scope": _l("스마트도시 사업이 아닌 문제"),
}
RULE_STATUS = {"known": _l("확인됨"), "assumed": _l("추정"), "unknown": _l("미확인")}
RULE_BADGE = {"known": "bg-light-success", "assumed": "bg-light-warning", "unknown": "bg-light-gray"}
RULES = {
    "applicants": _l("신청 주체"), "population-below": _l("인구 기준"), "places": _l("선정 수"),
    "applied": _l("신청 수"), "state-krw": _l("국비"), "total-krw": _l("총사업비"),
    "local-match": _l("국비와 지방비"), "months": _l("사업 기간"), "window": _l("접수 기간"),
    "selection": _l("선정 시기"), "distribution-list": _l("보급 솔루션"),
    "solutions-per-package": _l("솔루션 수"), "criteria": _l("평가 기준"), "types": _l("유형"),
    "climate": _l("기후위기 대응형"), "compound": _l("복합형"), "concentrated": _l("집중형"),
    "extinction": _l("지역소멸 대응형"),
}
PER = {
    "project": _l("사업 1건"), "unit": _l("1대·1개"), "site": _l("1곳"), "year": _l("1년"),
    "m2": _l("1㎡"), "house": _l("1가구"), "delivery": _l("배송 1건"), "event": _l("1회"),
}
EVIDENCE: Mapping[int | None, object] = {
    None: _l("성과 자료 없음"), 1: _l("성과가 소개된 수준"), 2: _l("도입 전후 수치로 확인"),
    3: _l("비교 대상을 두고 확인"), 4: _l("독립된 비교 연구로 재확인"),
    5: _l("다른 지역에서 독립적으로 재확인"),
}
PART = {
    "meaning": _l("뜻이 가까운 정도"), "characters": _l("표현이 비슷한 정도"), "words": _l("함께 쓴 낱말"),
    "cases": _l("비슷한 선정 사례"), "judged": _l("판정된 비슷한 문제"), "learned": _l("예시 문제 전체로 본 판단"),
    "needs": _l("문제마다 답하는 정도"), "evidence": _l("효과의 근거 수준"), "not_for": _l("맞지 않는 조건"),
    "already_operating": _l("우리 지자체 운영 여부"), "variety": _l("앞선 솔루션과 겹침"),
}
"""Short names of the contributions to a solution's place."""
STRENGTH = (
    (1.0, _l("매우 크게 도움")), (0.4, _l("크게 도움")), (0.15, _l("도움")), (0.0, _l("조금 도움")),
)
WEAKNESS = ((-0.15, _l("조금 불리")), (-0.4, _l("불리")), (-1.0, _l("크게 불리")))


def strength(value: float) -> object:
    """How much one contribution helps or hurts, in words."""
    if abs(value) < 0.005:
        return _l("영향 없음")
    if value > 0:
        return next(word for least, word in STRENGTH if value > least)
    return next((word for most, word in WEAKNESS if value >= most), _l("매우 크게 불리"))

FITS = {
    "yes": _l("총사업비 안에 들어갑니다."), "no": _l("총사업비를 넘습니다."),
    "not-established": _l("총사업비 안에 드는지 아직 정할 수 없습니다. 비용이 확인되지 않은 솔루션이 있습니다."),
}
TERMS = {
    "local_share": _l("설치비 중 지방비 비율(%)"), "years": _l("부담을 볼 햇수"),
    "price_rise": _l("운영비가 해마다 오르는 비율(%)"),
}
"""What the official may assume of the years ahead."""
DECIDED = {"chosen": _l("솔루션을 정했습니다"), "none-suitable": _l("맞는 솔루션이 없습니다")}
KIND_OF_ENTRY = {"distribution": _l("보급 솔루션"), "specialised": _l("특화 솔루션")}
ANSWER = {"yes": _l("예"), "no": _l("아니오"), "unknown": _l("모름")}
ORIGIN = {
    "place": _l("이 솔루션의 조건"), "prerequisite": _l("이 솔루션의 조건"), "procedure": _l("거칠 절차"),
    "core": _l("어느 솔루션에나 필요한 것"),
}
"""Where a question of the readiness check comes from."""
ORGANISATION = {
    "municipality": _l("지자체"), "institution": _l("전문기관"), "programme-office": _l("운영기관"),
}
"""Kinds of organisations that people belong to."""
