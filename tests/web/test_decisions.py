"""Decisions that are locked and shown again from what was stored, and plans that an organisation shares."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import mammoth
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from catalog.plans import Decision, PlanEntry
from catalog.solutions import Solution
from tests.web.conftest import PROBLEM
from tests.web.people import a_person, signed_in_client, state_of, token
from web.security import limiter

EMAIL, COLLEAGUE, STRANGER = "maker@example.org", "colleague@example.org", "stranger@example.org"


@pytest.fixture(scope="module")
def site(writable_app: Flask) -> Iterator[Flask]:
    """The application with two colleagues and somebody of another municipality."""
    a_person(writable_app, EMAIL, code="48890", name="김담당")
    a_person(writable_app, COLLEAGUE, code="48890")
    a_person(writable_app, STRANGER, code="48870")
    yield writable_app


@pytest.fixture
def maker(site: Flask) -> FlaskClient:
    """A browser in which the maker is signed in."""
    limiter.reset()
    return signed_in_client(site, EMAIL)


@pytest.fixture
def plan(maker: FlaskClient) -> str:
    """The address of a plan of the maker's organisation."""
    sent = maker.post("/plans", data={"csrf_token": token(maker, "/"), "text": PROBLEM, "municipality": "합천군",
                                      "s": ["smart-pole"], "note-smart-pole": "통신비를 물어볼 것"})
    assert sent.status_code == 303
    return str(sent.location)


def lock(client: FlaskClient, plan: str, **data: object) -> str:
    """The address of the decision that is locked, or the page that refuses it."""
    sent = client.post(f"{plan}/decisions", data={
        "csrf_token": token(client, "/"), "outcome": "chosen", "chosen": ["smart-pole"], "reason": "가장 먼저 할 일",
        **data})
    return str(sent.location) if sent.status_code == 303 else sent.text


def test_an_organisation_shares_its_plans(site: Flask, maker: FlaskClient, plan: str) -> None:
    """Colleagues see them, nobody else learns that they exist."""
    assert signed_in_client(site, COLLEAGUE).get(plan).status_code == 200
    assert plan in signed_in_client(site, COLLEAGUE).get("/plans").text
    for other in (site.test_client(), signed_in_client(site, STRANGER)):
        assert other.get(plan).status_code == 404
        assert plan not in other.get("/plans").text
        data = {"csrf_token": token(other, "/"), "text": PROBLEM, "s": ["smart-pole"]}
        for path in (plan, f"{plan}/shortlist", f"{plan}/adopt", f"{plan}/readiness/smart-pole"):
            assert other.post(path, data=data).status_code in (303, 404)
        assert other.get(f"{plan}/readiness/smart-pole").status_code == 404
    assert "통신비를 물어볼 것" in maker.get(plan).text


def test_a_plan_begun_without_an_account_is_adopted(site: Flask) -> None:
    """From then on the address alone is no key any more."""
    client = site.test_client()
    plan = str(client.post("/plans", data={
        "csrf_token": token(client, "/"), "text": PROBLEM, "municipality": "합천군", "s": ["smart-pole"]}).location)
    maker = signed_in_client(site, EMAIL)
    assert "기관 검토안으로 담기" in maker.get(plan).text
    assert maker.post(f"{plan}/adopt", data={"csrf_token": token(maker, "/")}).status_code == 303
    assert client.get(plan).status_code == 404 and maker.get(plan).status_code == 200


@pytest.mark.slow
def test_a_decision_is_shown_as_it_was_stored(site: Flask, maker: FlaskClient, plan: str) -> None:
    """What changes afterwards, the plan or the catalogue, changes nothing on its page."""
    address = lock(maker, plan)
    before, stranger = maker.get(address).text, signed_in_client(site, STRANGER)
    for words in ("솔루션을 정했습니다", "가장 먼저 할 일", "통신비를 물어볼 것", "김담당", PROBLEM, "자료 판"):
        assert words in before
    with state_of(site).writing.begin() as session:
        name = session.scalar(select(Solution.name_ko).where(Solution.slug == "smart-pole"))
        session.execute(update(Solution).where(Solution.slug == "smart-pole").values(name_ko="다른 이름"))
        session.execute(delete(PlanEntry).where(PlanEntry.plan_id == plan.rsplit("/", 1)[1]))
    assert strip(maker.get(address).text) == strip(before)
    for document in ("application", "comparison"):
        for form, start in {"hwpx": b"PK", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}.items():
            sent = maker.get(f"{address}/{document}.{form}")
            assert sent.status_code == 200 and sent.data.startswith(start)
            assert stranger.get(f"{address}/{document}.{form}").status_code == 404
        words = mammoth.extract_raw_text(io.BytesIO(maker.get(f"{address}/{document}.docx").data)).value
        assert str(name) in words and "다른 이름" not in words
    with state_of(site).writing.begin() as session:
        session.execute(update(Solution).where(Solution.slug == "smart-pole").values(name_ko=name))
    assert signed_in_client(site, COLLEAGUE).get(address).status_code == 200
    assert signed_in_client(site, STRANGER).get(address).status_code == 404
    assert site.test_client().get(address).status_code == 303, "to the sign-in"
    assert address in maker.get(plan).text


def test_none_suitable_is_a_decision(maker: FlaskClient, plan: str) -> None:
    """With its reason, and without a solution even where one was ticked."""
    page = maker.get(lock(maker, plan, outcome="none-suitable", reason="유지비를 감당할 수 없다")).text
    assert "맞는 솔루션이 없습니다" in page and "유지비를 감당할 수 없다" in page
    with_solution = re.search(r'<p class="lead"><strong>[^<]*</strong>: <a', page)
    assert with_solution is None


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("outcome", "", "무엇으로 정했는지 골라 주세요"), ("chosen", [], "하나 이상 골라 주세요"),
    ("reason", "  ", "한 문장 이상 적어 주세요"),
])
def test_an_incomplete_decision_locks_nothing(
    site: Flask, maker: FlaskClient, plan: str, field: str, value: object, sentence: str,
) -> None:
    """It says what is missing and keeps what was given."""
    page = lock(maker, plan, **{field: value})
    assert sentence in page
    assert 'id="outcome-chosen" value="chosen" checked' in page or field == "outcome"
    assert "가장 먼저 할 일" in page or field == "reason"
    with state_of(site).sessions() as session:
        assert not session.scalars(select(Decision).where(Decision.plan_id == plan.rsplit("/", 1)[1])).all()


def strip(page: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)
