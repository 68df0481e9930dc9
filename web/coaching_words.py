"""The words of the pages on coaching; each is a message id in Korean."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FORM = {
    "visit": _l("현장 견학"), "remote": _l("원격 자문"), "documents": _l("자료 공유"), "secondment": _l("인력 파견"),
}
SPOKEN = {"ko": _l("한국어"), "en": _l("영어")}
REQUEST = {
    "sent": _l("답변 대기"), "proposed": _l("날짜 제안"), "waiting": _l("자리 대기"), "accepted": _l("수락"),
    "declined": _l("거절"), "withdrawn": _l("취소"),
}
REQUEST_BADGE = {
    "sent": "bg-light-primary", "proposed": "bg-light-primary", "waiting": "bg-light-warning",
    "accepted": "bg-light-success", "declined": "bg-light-gray", "withdrawn": "bg-light-gray",
}
SIDE = {"coach": _l("코칭 지자체"), "learner": _l("요청 지자체")}
MARK = {
    "useful": _l("도움이 되었습니까?"), "prepared": _l("상대 지자체가 준비를 잘했습니까?"),
    "again": _l("다시 함께하겠습니까?"),
}
SUBJECT = {
    "confirm": _l("운영 중 확인"), "correct": _l("기록 고치기"), "add": _l("빠진 것 추가"), "outcome": _l("성과"),
}
PROPOSAL = {
    "proposed": _l("검토 대기"), "reviewed": _l("출처 확인됨"), "published": _l("공개됨"), "returned": _l("돌려보냄"),
    "withdrawn": _l("거두어들임"),
}
PROPOSAL_BADGE = {
    "proposed": "bg-light-primary", "reviewed": "bg-light-primary", "published": "bg-light-success",
    "returned": "bg-light-warning", "withdrawn": "bg-light-gray",
}
FIELD = {
    "status": _l("상태"), "as_of": _l("기준 연도"), "year": _l("도입 연도"), "scale_ko": _l("규모와 내용"),
    "scale_en": _l("규모와 내용(영어)"), "why_ko": _l("운영을 끝낸 이유"), "why_en": _l("운영을 끝낸 이유(영어)"),
    "metric_ko": _l("지표"), "metric_en": _l("지표(영어)"), "before": _l("이전"), "after": _l("이후"),
    "unit_ko": _l("단위"), "unit_en": _l("단위(영어)"), "period_ko": _l("측정 기간"),
    "period_en": _l("측정 기간(영어)"),
    "scope_ko": _l("범위"), "scope_en": _l("범위(영어)"), "basis": _l("근거"), "months": _l("도입 뒤 개월 수"),
    "kind": _l("성과의 종류"), "design": _l("비교 방법"),
}
DONE = {
    "asked": _l("코칭을 요청했습니다. 답이 오면 알림과 메일로 알려 드립니다."),
    "in-line": _l("자리가 차 있어 대기로 접수했습니다. 자리가 나면 두 지자체에 알려 드립니다."),
    "accept": _l("요청을 수락했습니다. 자리 하나를 배정했습니다."),
    "agree": _l("제안된 날짜를 수락했습니다. 자리 하나를 배정받았습니다."),
    "decline": _l("요청을 거절했습니다. 이유를 상대 지자체에 알렸습니다."),
    "propose": _l("날짜를 제안했습니다. 상대 지자체가 수락하면 코칭이 시작됩니다."),
    "refuse-day": _l("제안된 날짜가 어렵다고 알렸습니다. 요청은 그대로 남아 있습니다."),
    "withdraw": _l("요청을 취소했습니다."),
    "session": _l("만남을 기록했습니다."), "finish": _l("코칭을 마쳤습니다. 자리를 반납했습니다."),
    "review": _l("평가를 남겼습니다."),
    "opened": _l("코칭 제공을 열었습니다. 코칭 지자체 목록에 바로 나옵니다."),
    "changed": _l("코칭 제공을 고쳤습니다."), "closed": _l("코칭 제공을 닫았습니다."),
    "proposed": _l("제안을 보냈습니다. 운영기관이 출처를 확인한 뒤에 공개합니다."),
    "reviewed": _l("출처를 확인했다고 기록했습니다. 이제 공개하거나 돌려보낼 수 있습니다."),
    "published": _l("공개했습니다."), "returned": _l("이유를 적어 돌려보냈습니다."),
    "withdrawn": _l("제안을 거두어들였습니다. 같은 기록을 다시 제안할 수 있습니다."),
}
"""What a page says after a step was taken."""
