"""Coaching from both sides: records, offerings, requests and engagements, and who may see what."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from catalog import offerings
from catalog.coaching import Offering
from catalog.deployments import Operation
from catalog.engagements import CoachingRequest
from catalog.municipalities import Municipality
from catalog.plans import Plan
from catalog.proposals import Proposal
from catalog.solutions import Solution
from tests.catalog.test_offerings import terms
from tests.web.coaching_ground import COACH, LEARNER, OTHER, RUN, Ground, ground, post
from tests.web.people import a_person, signed_in_client
from web.coaching_plans import package

__all__ = ["ground"]

TODAY = dt.date.today()
TERMS = {"solution": RUN, "forms": ["visit", "remote"], "languages": ["ko"], "valid_from": TODAY.isoformat(),
         "valid_until": f"{TODAY.year + 1}-12-31", "capacity": "1", "contact": "환경과(예시)",
         "conditions_ko": "버스 1대"}
PROBLEM = "도로 먼지가 많아 민원이 잦습니다."


@pytest.fixture
def offering(ground: Ground) -> int:
    """The coach's open offering; opened through its form the first time."""
    with ground.state.sessions() as session:
        found = session.scalar(select(Offering.id).where(Offering.closed_on.is_(None)))
    if found is None:
        answer = post(ground.browser("coach"), "/coaching/offerings/new", **TERMS)
        assert answer.status_code == 303
        found = int(answer.location.rsplit("/", 1)[1])
    return found


@pytest.fixture
def request_number(ground: Ground, offering: int) -> int:
    """The learner's request, sent through its form the first time."""
    with ground.state.sessions() as session:
        found = session.scalar(select(CoachingRequest.id).where(CoachingRequest.asker_code == LEARNER))
    if found is None:
        answer = post(ground.browser("learner"), f"/coaching/ask?offering={offering}&text={PROBLEM}",
                      "/coaching/ask", offering=offering, problem=PROBLEM, message="견학을 바랍니다.")
        assert answer.status_code == 303
        found = int(answer.location.rsplit("/", 1)[1])
    return found


def test_everyone_reads_what_a_coach_does(ground: Ground) -> None:
    page = ground.browser().get("/coaching")
    assert page.status_code == 200 and "먼저 해 본 지자체가" in page.text and "로그인" in page.text
    assert 'href="/coaching"' in ground.browser().get("/").text


def test_records_stand_first_with_source_and_status(ground: Ground) -> None:
    page = ground.browser("coach").get("/coaching").text
    assert "귀 지자체가 운영 중인 것으로 기록된 솔루션" in page
    assert "클린로드" in page or RUN in page
    assert page.index('id="records"') < page.index('id="offered"') < page.index('id="inbox"')
    assert "맞습니다" in page and "고칩니다" in page


def test_an_offering_refused_keeps_what_was_typed(ground: Ground) -> None:
    answer = post(ground.browser("coach"), "/coaching/offerings/new",
                  **{**TERMS, "forms": [], "contact": "환경과 총무팀", "capacity": "99"})
    assert answer.status_code == 422
    assert "1부터 20까지" in answer.text and "환경과 총무팀" in answer.text
    answer = post(ground.browser("coach"), "/coaching/offerings/new", **{**TERMS, "solution": "smart-crosswalk"})
    assert answer.status_code == 422 and "운영한다는 자료가 없어" in answer.text


def test_terms_and_capacity_are_changed(ground: Ground, offering: int) -> None:
    browser, page = ground.browser("coach"), f"/coaching/offerings/{offering}"
    assert post(browser, page, **{**TERMS, "capacity": "2", "contact": "청소과(예시)"}).status_code == 303
    shown = browser.get(page).text
    assert "청소과(예시)" in shown and "2번 자리" in shown and "남은 자리" in shown
    assert post(browser, page, **{**TERMS, "capacity": "1"}).status_code == 303
    bad = post(browser, page, **{**TERMS, "valid_until": "어제", "contact": "세 번째 부서"})
    assert bad.status_code == 422 and "세 번째 부서" in bad.text


def test_the_button_stands_with_who_offers(ground: Ground, offering: int) -> None:
    """On the page of the solution, with the offering's number; the form has problem and figures attached."""
    page = ground.browser("learner").get(f"/coaching/ask?offering={offering}&text={PROBLEM}").text
    assert PROBLEM in page and "코칭 요청" in page and "재정자립도" in page and "환경과(예시)" in page
    long = "버스가 없습니다. " * 200
    assert long.strip() in post(ground.browser("learner"), f"/coaching/ask?offering={offering}",
                                f"/coaching/ask/{offering}", text=long).text


def test_results_lead_to_the_request_with_the_problem(ground: Ground) -> None:
    """A short problem stands in the address of the button, a long one is sent with the form it was typed into."""
    with ground.state.writing.begin() as session:
        row = session.scalars(select(Operation).where(Operation.solution_slug == "demand-responsive-bus")
                              .order_by(Operation.municipality_code)).first()
        assert row is not None
        number = offerings.offer(session, row.municipality, session.get_one(Solution, row.solution_slug), terms(), 1).id
    browser = ground.browser("learner")
    short = browser.get("/match", query_string={"text": PROBLEM, "municipality": LEARNER}).text
    assert f"/coaching/ask?offering={number}&amp;text=%EB%8F%84%EB%A1%9C" in short and "코칭 요청" in short
    long = post(browser, "/", "/match", text="버스가 하루 두 번뿐입니다. " * 60, municipality=LEARNER).text
    assert f'form="problem-form" formaction="/coaching/ask/{number}"' in long
    with ground.state.writing.begin() as session:
        offerings.close(session, number)


def test_a_long_problem_outlives_signing_in(ground: Ground, offering: int) -> None:
    """Who has not signed in gets it saved as a plan, which the form then attaches; a missing name loses nothing."""
    long, browser = "노면 청소차가 모자라 도로 먼지가 많습니다. " * 30, ground.app.test_client()
    nameless = post(browser, "/", f"/coaching/ask/{offering}", text=long)
    assert nameless.status_code == 422 and long.strip() in nameless.text and "우리 지자체를 적고" in nameless.text
    kept = post(browser, "/", f"/coaching/ask/{offering}", text=long, municipality=OTHER)
    assert kept.status_code == 303 and "&plan=" in kept.location
    sent_away = browser.get(kept.location)
    assert sent_away.location.startswith("/account/sign-in?next=") and "plan" in sent_away.location
    form = ground.browser("other").get(kept.location).text
    assert long.strip() in form and "붙일 검토안" in form


def test_asking_from_a_plan_that_is_not_saved_keeps_its_figures(ground: Ground, offering: int) -> None:
    """They are saved as a plan that is attached; one that cannot be used is told beside what was typed."""
    learner = ground.browser("learner")
    fields = {"text": PROBLEM, "municipality": LEARNER, "call": "", "years": "7",
              "choice-demand-responsive-bus": "force"}
    page = f"/plan?text={PROBLEM}&municipality={LEARNER}"
    wrong = post(learner, page, f"/coaching/ask/{offering}", **fields, **{"cost-demand-responsive-bus": "약 3억"})
    assert wrong.status_code == 422 and "0보다 큰 수로" in wrong.text
    asked = post(learner, page, f"/coaching/ask/{offering}", **fields, **{"cost-demand-responsive-bus": "3억"})
    assert asked.status_code == 303 and f"offering={offering}&plan=" in asked.location
    kept = learner.get("/plans/" + asked.location.rpartition("=")[2]).text
    assert "7년 부담" in kept and "300,000,000" in kept


def test_from_request_to_review(ground: Ground, request_number: int, offering: int) -> None:
    """The whole way; both sides are told at each step, and each sees the other's review only after its own."""
    coach, learner = ground.browser("coach"), ground.browser("learner")
    page = f"/coaching/requests/{request_number}"
    assert PROBLEM in coach.get(page).text and "견학을 바랍니다." in coach.get(page).text
    assert ground.notices(page) == {"coach": 1, "learner": 1}
    again = post(learner, f"/coaching/ask?offering={offering}", "/coaching/ask", offering=offering, problem="다시 적음")
    assert again.status_code == 422 and "이미 보낸 요청" in again.text and "다시 적음" in again.text

    wrong = post(coach, page, f"{page}/propose", day="내일", note="버스로 오세요")
    assert wrong.status_code == 422 and "2026-10-31처럼" in wrong.text and "버스로 오세요" in wrong.text
    assert post(coach, page, f"{page}/propose", day=(TODAY + dt.timedelta(days=9)).isoformat()).status_code == 303
    assert post(learner, page, f"{page}/refuse-day", note="그 주는 어렵습니다.").status_code == 303
    assert post(coach, page, f"{page}/decline", reason="").status_code == 422
    assert post(coach, page, f"{page}/accept").status_code == 303
    listed = learner.get(f"/solutions/{RUN}?for={LEARNER}").text
    assert "대기 신청" in listed and f"/coaching/ask?offering={offering}" in listed
    late = post(learner, page, f"{page}/withdraw")
    assert late.status_code == 409 and "이미 수락되었습니다" in late.text

    other = post(ground.browser("other"), f"/coaching/ask?offering={offering}", "/coaching/ask",
                 offering=offering, problem=PROBLEM)
    waiting = other.location
    shown = ground.browser("other").get(waiting).text
    assert "자리가 차 있어 대기로 접수했습니다" in shown and "1번째" in shown
    assert post(learner, page, f"{page}/engagement/session", held_on=TODAY.isoformat(), form="visit",
                note="관제실 견학").status_code == 303
    assert post(coach, page, f"{page}/engagement/finish", note="감사합니다.").status_code == 303
    assert ground.notices(waiting) == {"coach": 2, "other": 2}
    assert "답변 대기" in ground.browser("other").get(waiting).text

    assert post(coach, page, f"{page}/engagement/review", useful=5, prepared=4, again=5,
                note="준비를 잘해 왔습니다.").status_code == 303
    assert "준비를 잘해 왔습니다." not in learner.get(page).text
    missing = post(learner, page, f"{page}/engagement/review", useful=5, note="적은 말")
    assert missing.status_code == 422 and "적은 말" in missing.text
    assert post(learner, page, f"{page}/engagement/review", useful=3, prepared=3, again=4).status_code == 303
    assert "준비를 잘해 왔습니다." in learner.get(page).text
    told = ground.notices(page)
    assert told["coach"] == told["learner"] == 8
    assert "코칭 마침" in coach.get("/coaching").text


def test_records_are_proposed_reviewed_published(ground: Ground) -> None:
    """Corrected with a source, returned once, then published in both languages; both sides are told."""
    coach, office = ground.browser("coach"), ground.browser("office")
    page = "/coaching/records/dep-0749/correct"
    without = post(coach, page, status="operating", year="2024", scale_ko="횡단보도 12곳(예시)", source="")
    assert without.status_code == 422 and "횡단보도 12곳(예시)" in without.text and "문서 이름" in without.text
    ended = post(coach, page, status="ended", as_of="", why_ko="", source="교통과-1")
    assert ended.status_code == 422 and "끝낸 이유" in ended.text
    sent = post(coach, page, status="operating", year="2024", scale_ko="횡단보도 12곳(예시)", source="교통과-1(예시)")
    number = sent.location.rsplit("/", 1)[1]
    assert sent.status_code == 303 and "횡단보도 12곳(예시)" in coach.get(f"/coaching/proposals/{number}").text
    desk = f"/office/proposals/{number}"
    assert number in office.get("/office/proposals").text
    assert post(office, desk, f"{desk}/publish", quality="official").status_code == 409
    assert post(office, desk, f"{desk}/review", note="").status_code == 422
    assert post(office, desk, f"{desk}/review", note="2쪽").status_code == 303
    untranslated = post(office, desk, f"{desk}/publish", quality="official")
    assert untranslated.status_code == 422
    published = post(office, desk, f"{desk}/publish", quality="official", scale_en="12 crossings (example)")
    assert published.status_code == 303
    assert "횡단보도 12곳(예시)" in ground.browser().get(f"/municipalities/{COACH}").text
    assert ground.notices(desk) == {"office": 3}
    assert ground.notices(f"/coaching/proposals/{number}") == {"coach": 3}
    assert "지금 기록" not in office.get(desk).text and "공개 전 기록" in office.get(desk).text


def test_a_confirmation_an_addition_and_an_outcome_are_sent(ground: Ground) -> None:
    coach = ground.browser("coach")
    assert post(coach, "/coaching", "/coaching/records/dep-0140/confirm", day="2999-01-01").status_code == 422
    confirmed = post(coach, "/coaching", "/coaching/records/dep-0140/confirm", day=TODAY.isoformat())
    assert confirmed.status_code == 303
    again = post(coach, "/coaching", "/coaching/records/dep-0140/confirm", day=TODAY.isoformat())
    assert again.status_code == 409 and "이미 보냈습니다" in again.text
    added = post(coach, "/coaching/records/new", solution="demand-responsive-bus", status="operating",
                 source="교통과-3(예시)")
    assert added.status_code == 303
    figure = {"solution": RUN, "months": "12", "kind": "effect", "metric_ko": "먼지(예시)", "before": "40",
              "after": "31", "unit_ko": "㎍/㎥", "period_ko": "2025년", "scope_ko": "시청 앞", "basis": "measured"}
    assert post(coach, "/coaching/outcomes/new", **figure).status_code == 422
    assert post(coach, "/coaching/outcomes/new", **figure, source="환경과-9(예시)").status_code == 303
    with ground.state.sessions() as session:
        found = session.scalars(select(Proposal).where(Proposal.subject == "outcome")).one()
        assert found.content["period_ko"] == "도입 12개월 뒤, 2025년" and found.content["design"] == "before-after"
    returned = f"/office/proposals/{found.id}"
    office = ground.browser("office")
    assert post(office, returned, f"{returned}/return", reason="문서를 붙여 주세요.").status_code == 303
    assert "문서를 붙여 주세요." in coach.get(f"/coaching/proposals/{found.id}").text
    own = added.location
    assert post(coach, own, f"{own}/withdraw").status_code == 303
    assert "거두어들임" in coach.get(own).text and "제안 거두어들이기" not in coach.get(own).text
    assert post(coach, "/coaching", f"{own}/withdraw").status_code == 409
    assert post(coach, "/coaching/records/new", solution="demand-responsive-bus", status="operating",
                source="교통과-4(예시)").status_code == 303


def test_a_closed_offering_takes_no_request(ground: Ground, offering: int) -> None:
    page = f"/coaching/offerings/{offering}"
    assert post(ground.browser("coach"), page, f"{page}/close", reason="담당이 바뀝니다(예시).").status_code == 303
    refused = post(ground.browser("learner"), f"/coaching/ask?offering={offering}", "/coaching/ask",
                   offering=offering, problem="먼지가 많습니다.")
    assert refused.status_code == 422 and "닫혔습니다" in refused.text and "먼지가 많습니다." in refused.text


def test_a_coach_reads_the_plan_that_came_along(ground: Ground) -> None:
    """Solutions, figures and money of the package, without the notes; the plan's page leads to the request."""
    learner = ground.browser("learner")
    plan = post(learner, "/", "/plans", text="버스가 하루 두 번뿐입니다.", municipality=LEARNER).location
    key = plan.rsplit("/", 1)[1]
    with ground.app.test_request_context(), ground.state.sessions() as session:
        first = package(session, session.get_one(Plan, key))
    assert first is not None
    slug, code = first["coach"]["solution"], first["coach"]["municipality"]
    assert "아직 등록된 코칭 제공이 없어" in learner.get(plan).text
    with ground.state.writing.begin() as session:
        number = offerings.offer(
            session, session.get_one(Municipality, code), session.get_one(Solution, slug), terms(), 1).id
    figures = {f"cost-{slug}": "3억", f"note-{slug}": "우리끼리 볼 말"}
    post(learner, plan, text="버스가 하루 두 번뿐입니다.", version="1", **figures)
    lead = f"/coaching/ask?offering={number}&plan={key}"
    assert lead.replace("&", "&amp;") in learner.get(plan).text
    asked = post(learner, lead, "/coaching/ask", offering=number, problem="버스가 하루 두 번뿐입니다.", plan=key)
    a_person(ground.app, "bus@example.org", "municipality", code)
    ground.signed["bus"] = signed_in_client(ground.app, "bus@example.org")
    read = ground.browser("bus").get(asked.location).text
    assert "붙인 검토안" in read and "3억 원" in read and "담당자가 입력한 금액" in read and "국비 최대" in read
    assert "우리끼리 볼 말" not in read and read.index("풀려는 문제") < read.index("할 일")
