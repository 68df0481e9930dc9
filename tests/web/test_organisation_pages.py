"""The page of an organisation's own data: taken along, kept out of learning, erased by those who answer for it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from catalog import people
from catalog.accounts import Account, Mail, Notice
from catalog.engagements import CoachingRequest
from tests.web.coaching_ground import COACH, LEARNER, RUN, Ground, ground, post
from tests.web.people import PASSWORD, a_person, signed_in_client
from web.security import limiter

__all__ = ["ground"]
TODAY = dt.date.today()
TERMS = {"solution": RUN, "forms": ["visit"], "languages": ["ko"], "valid_from": TODAY.isoformat(),
         "valid_until": f"{TODAY.year + 1}-12-31", "capacity": "1", "contact": "환경과(예시)"}
PAGE, PROBLEM = "/account/organisation", "주차장이 모자라 골목이 막힙니다."


@pytest.fixture(scope="module")
def asked(ground: Ground) -> Ground:
    """The learner asks the coach, saves a search and has a colleague."""
    made = post(ground.browser("coach"), "/coaching/offerings/new", **TERMS)
    assert made.status_code == 303, made.text
    number = made.headers["Location"].rsplit("/", 1)[1]
    sent = post(ground.browser("learner"), f"/coaching/ask?offering={number}", "/coaching/ask",
                offering=number, problem=PROBLEM)
    assert sent.status_code == 303, sent.text
    a_person(ground.app, "colleague@example.org", code=LEARNER, invites=False, name="이동료")
    return ground


def learner(ground: Ground) -> FlaskClient:
    """The browser of the learner, with no attempt counted."""
    limiter.reset()
    return ground.browser("learner")


def test_only_those_who_answer_for_it_see_the_page(asked: Ground) -> None:
    """A colleague who may not invite gets neither page nor file, and is not shown the way."""
    limiter.reset()
    colleague = signed_in_client(asked.app, "colleague@example.org")
    assert [colleague.get(path).status_code for path in (PAGE, f"{PAGE}/data.json")] == [403, 403]
    assert PAGE not in colleague.get("/account/people").text
    assert PAGE in learner(asked).get("/account/people").text


def test_the_file_is_whole_and_private(asked: Ground) -> None:
    """It downloads under a name with the day, is kept by no cache, and holds the organisation's words alone."""
    answer = learner(asked).get(f"{PAGE}/data.json")
    tables = json.loads(answer.text)["tables"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert {row["email"] for row in tables["account"]} == {"learner@example.org", "colleague@example.org"}
    assert [row["problem"] for row in tables["coaching_request"]] == [PROBLEM]
    assert PASSWORD not in answer.text and "argon2" not in answer.text and "coach@example.org" not in answer.text


@pytest.mark.parametrize(("chosen", "refused"), [("refused", True), ("allowed", False)])
def test_learning_can_be_refused(asked: Ground, chosen: str, refused: bool) -> None:
    """The choice is kept and shown again."""
    assert post(learner(asked), PAGE, f"{PAGE}/learning", learning=chosen).status_code == 303
    with asked.state.sessions() as session:
        organisation = people.organisation_of(session, LEARNER)
        assert organisation is not None and organisation.learning_refused is refused
    assert f'value="{chosen}" checked' in asked.browser("learner").get(PAGE).text


@pytest.mark.parametrize("typed", [
    {"name": "경상남도 의령군", "password": "wrong"}, {"name": "의령", "password": PASSWORD}, {}])
def test_nothing_is_erased_by_mistake(asked: Ground, typed: dict[str, str]) -> None:
    """Without the exact name and the password the form comes back with what is wrong."""
    answer = post(learner(asked), PAGE, f"{PAGE}/erase", **typed)
    assert answer.status_code == 422 and "아직 아무것도 지우지 않았습니다" in answer.text
    with asked.state.sessions() as session:
        assert people.organisation_of(session, LEARNER) is not None


def test_the_office_cannot_be_erased(asked: Ground) -> None:
    """Its page has no such form, and posting it is refused."""
    office = asked.browser("office")
    assert f"{PAGE}/erase" not in office.get(PAGE).text
    assert post(office, PAGE, f"{PAGE}/erase", password=PASSWORD).status_code == 403


def test_an_organisation_is_erased_and_the_other_side_told(asked: Ground) -> None:
    """Everybody in it is signed out, its words are gone, and the coach reads that the request was taken back."""
    client, colleague = learner(asked), signed_in_client(asked.app, "colleague@example.org")
    with asked.state.sessions() as session:
        organisation = people.organisation_of(session, LEARNER)
        assert organisation is not None
        name = organisation.name_ko
    answer = post(client, PAGE, f"{PAGE}/erase", name=name, password=PASSWORD)
    assert answer.status_code == 303 and answer.headers["Location"] == "/"
    assert "지웠습니다" in client.get("/").text
    assert [one.get("/account").status_code for one in (client, colleague)] == [303, 303]
    with asked.state.sessions() as session:
        assert people.organisation_of(session, LEARNER) is None
        emails = set(session.scalars(select(Account.email)))
        assert not emails & {"learner@example.org", "colleague@example.org"}
        assert not set(session.scalars(select(Mail.recipient))) & {"learner@example.org", "colleague@example.org"}
        request = session.scalars(select(CoachingRequest)).one()
        assert request.state == "withdrawn" and PROBLEM not in request.problem
        coach = people.organisation_of(session, COACH)
        assert coach is not None
        told = session.scalars(select(Notice.text_ko).where(Notice.organisation_id == coach.id)).all()
        assert any("취소했습니다" in one for one in told)
    assert asked.browser("coach").get(f"/coaching/requests/{request.id}").status_code == 200
