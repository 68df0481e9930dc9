"""What both municipalities, and the programme office, are told at each step of coaching and of a proposal."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalog.engagement_queries import offices
from catalog.engagements import CoachingRequest
from catalog.naming import full_name
from catalog.people import organisation_of
from catalog.proposals import Proposal
from web.notices import tell

STEPS = {
    "asked": ("{learner}에서 ‘{solution}’ 코칭을 요청했습니다. 답해 주세요.",
              "{learner} asks for coaching in '{solution}'. Please answer.",
              "{coach}에 ‘{solution}’ 코칭을 요청했습니다.", "You asked {coach} for coaching in '{solution}'."),
    "in-line": ("{learner}에서 ‘{solution}’ 코칭 대기를 신청했습니다. 자리가 나면 알려 드립니다.",
                "{learner} waits for a slot of your coaching in '{solution}'.",
                "{coach}의 ‘{solution}’ 코칭은 자리가 차 있어 대기로 접수했습니다.",
                "The coaching of {coach} in '{solution}' is full; your request waits for a slot."),
    "called": ("자리가 나서 {learner}의 ‘{solution}’ 코칭 요청 차례가 되었습니다. 답해 주세요.",
               "A slot is free: the request of {learner} for '{solution}' is next. Please answer.",
               "{coach}의 ‘{solution}’ 코칭에 자리가 나서 요청을 전했습니다. 아직 수락된 것은 아닙니다.",
               "A slot of {coach} in '{solution}' is free and your request is with them. It is not accepted yet."),
    "held": ("정원이 차서 {learner}의 ‘{solution}’ 코칭 요청을 대기로 옮겼습니다.",
             "Every slot is taken, so the request of {learner} for '{solution}' waits.",
             "{coach}의 ‘{solution}’ 코칭 자리가 모두 차서 요청을 대기로 옮겼습니다.",
             "Every slot of {coach} in '{solution}' is taken, so your request waits."),
    "withdraw": ("{learner}에서 ‘{solution}’ 코칭 요청을 취소했습니다.",
                 "{learner} withdrew its request for '{solution}'.",
                 "{coach}에 보낸 ‘{solution}’ 코칭 요청을 취소했습니다.",
                 "You withdrew your request to {coach} for '{solution}'."),
    "decline": ("{learner}의 ‘{solution}’ 코칭 요청을 거절했습니다.",
                "You declined the request of {learner} for '{solution}'.",
                "{coach}에서 ‘{solution}’ 코칭 요청을 거절했습니다. 이유를 확인해 주세요.",
                "{coach} declined your request for '{solution}'. See the reason."),
    "propose": ("{learner}에 ‘{solution}’ 코칭 날짜를 제안했습니다.",
                "You proposed a day to {learner} for '{solution}'.",
                "{coach}에서 ‘{solution}’ 코칭 날짜를 제안했습니다. 답해 주세요.",
                "{coach} proposes a day for '{solution}'. Please answer."),
    "refuse-day": ("{learner}에서 제안한 날짜가 어렵다고 답했습니다(‘{solution}’).",
                   "{learner} cannot come on the day you proposed for '{solution}'.",
                   "{coach}에 제안된 날짜가 어렵다고 알렸습니다(‘{solution}’).",
                   "You told {coach} that the proposed day for '{solution}' will not do."),
    "accept": ("{learner}에 대한 ‘{solution}’ 코칭이 시작되었습니다.",
               "Coaching of {learner} in '{solution}' has begun.",
               "{coach}의 ‘{solution}’ 코칭이 시작되었습니다.", "Coaching by {coach} in '{solution}' has begun."),
    "session": ("{learner}에 대한 ‘{solution}’ 코칭 만남이 기록되었습니다.",
                "A meeting with {learner} about '{solution}' was logged.",
                "{coach}의 ‘{solution}’ 코칭 만남이 기록되었습니다.",
                "A meeting with {coach} about '{solution}' was logged."),
    "finish": ("{learner}에 대한 ‘{solution}’ 코칭을 마쳤습니다. 평가를 남겨 주세요.",
               "Coaching of {learner} in '{solution}' has ended. Please give your review.",
               "{coach}의 ‘{solution}’ 코칭을 마쳤습니다. 평가를 남겨 주세요.",
               "Coaching by {coach} in '{solution}' has ended. Please give your review."),
    "review": ("{learner}에 대한 ‘{solution}’ 코칭에 평가가 남겨졌습니다.",
               "A review of the coaching of {learner} in '{solution}' was given.",
               "{coach}의 ‘{solution}’ 코칭에 평가가 남겨졌습니다.",
               "A review of the coaching by {coach} in '{solution}' was given."),
}
"""By step: to the coach in Korean and English, to the learner in Korean and English."""

PROPOSAL_STEPS = {
    "proposed": ("{unit}에서 ‘{solution}’ 기록을 제안했습니다. 출처를 확인해 주세요.",
                 "{unit} proposes a record about '{solution}'. Please check its source.",
                 "‘{solution}’ 기록을 제안했습니다. 운영기관이 확인합니다.",
                 "You proposed a record about '{solution}'. The programme office will check it."),
    "reviewed": ("{unit}의 ‘{solution}’ 제안의 출처를 확인했습니다.",
                 "The source of the proposal of {unit} about '{solution}' was checked.",
                 "‘{solution}’ 제안의 출처를 운영기관이 확인했습니다.",
                 "The programme office has checked the source of your proposal about '{solution}'."),
    "published": ("{unit}의 ‘{solution}’ 제안을 공개했습니다.",
                  "The proposal of {unit} about '{solution}' is published.",
                  "‘{solution}’ 제안이 공개되었습니다.", "Your proposal about '{solution}' is published."),
    "returned": ("{unit}의 ‘{solution}’ 제안을 돌려보냈습니다.",
                 "The proposal of {unit} about '{solution}' was returned.",
                 "‘{solution}’ 제안이 돌아왔습니다. 이유를 보고 다시 제안해 주세요.",
                 "Your proposal about '{solution}' was returned. See why, and propose it again."),
    "withdrawn": ("{unit}에서 ‘{solution}’ 제안을 거두어들였습니다.",
                  "{unit} withdrew its proposal about '{solution}'.",
                  "‘{solution}’ 제안을 거두어들였습니다.", "You withdrew your proposal about '{solution}'."),
}
"""By step: to the programme office in Korean and English, to the municipality in Korean and English."""


def tell_sides(session: Session, step: str, *requests: CoachingRequest) -> None:
    """Tells both municipalities of each request; one that has not signed up cannot be told."""
    for request in requests:
        offering = request.offering
        coach, learner = full_name(offering.municipality), full_name(request.asker)
        names = (offering.solution.name_ko, offering.solution.name_en)
        ko, en = ({"coach": coach[lang], "learner": learner[lang], "solution": names[lang]} for lang in (0, 1))
        to_coach, to_coach_en, to_learner, to_learner_en = STEPS[step]
        for code, text_ko, text_en in ((offering.municipality_code, to_coach, to_coach_en),
                                       (request.asker_code, to_learner, to_learner_en)):
            organisation = organisation_of(session, code)
            if organisation is not None:
                tell(session, organisation, text_ko.format(**ko), text_en.format(**en),
                     f"/coaching/requests/{request.id}")


def tell_of_proposal(session: Session, step: str, proposal: Proposal) -> None:
    """Tells the programme offices and the municipality."""
    unit, names = full_name(proposal.municipality), (proposal.solution.name_ko, proposal.solution.name_en)
    ko, en = ({"unit": unit[lang], "solution": names[lang]} for lang in (0, 1))
    office_ko, office_en, own_ko, own_en = PROPOSAL_STEPS[step]
    for office in offices(session):
        tell(session, office, office_ko.format(**ko), office_en.format(**en), f"/office/proposals/{proposal.id}")
    organisation = organisation_of(session, proposal.municipality_code)
    if organisation is not None:
        tell(session, organisation, own_ko.format(**ko), own_en.format(**en), f"/coaching/proposals/{proposal.id}")
