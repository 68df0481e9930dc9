"""Plans that are kept: begun without an account, changed, checked for readiness, never half-written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog import planning
from catalog.plans import Plan
from tests.web.conftest import PROBLEM
from web.security import limiter
from web.state import State

Send = Callable[..., str]


@pytest.fixture
def client(writable_app: Flask) -> FlaskClient:
    """A browser of its own at an application whose database is the tests' to write."""
    limiter.reset()
    return writable_app.test_client()


@pytest.fixture
def plan(client: FlaskClient, token: Callable[[], str]) -> str:
    """The address of a saved plan with one solution shortlisted and one forced."""
    sent = client.post("/plans", data={
        "csrf_token": token(), "text": PROBLEM, "municipality": "합천군", "s": ["smart-pole"],
        "choice-smart-crosswalk": "force", "quantity-smart-crosswalk": "4", "years": "7",
    })
    assert sent.status_code == 303
    return str(sent.location)


def stored(app: Flask, address: str) -> Plan:
    """What the database holds under an address."""
    state: State = app.extensions["hwaksan"]
    with state.sessions() as session:
        found = planning.plan(session, address.rsplit("/", 1)[1])
        session.expunge_all()
        return found


def version_of(page: str) -> str:
    """The version that a page's form carries."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_plan_is_kept_as_it_was_set(client: FlaskClient, writable_app: Flask, plan: str) -> None:
    """Everything is there again under its address, in any browser that has it, and it says who can see it."""
    page = writable_app.test_client().get(plan).text
    assert 'name="quantity-smart-crosswalk" inputmode="numeric" value="4"' in page
    assert "7년 부담" in page and "이 주소를 아는 사람은 누구나" in page
    assert [(one.solution_slug, one.mark) for one in stored(writable_app, plan).entries] == [
        ("smart-pole", "shortlist"), ("smart-crosswalk", "force")]
    assert plan in client.get("/plans").text
    assert plan not in writable_app.test_client().get("/plans").text, "another browser does not find it"


def test_saving_changes_and_removes(
    client: FlaskClient, writable_app: Flask, plan: str, token: Callable[[], str],
) -> None:
    """Notes are kept, a candidate is removed only when asked."""
    sent = client.post(plan, data={
        "csrf_token": token(), "text": PROBLEM, "version": version_of(client.get(plan).text),
        "note-smart-pole": "통신비 확인 필요", "remove-smart-crosswalk": "1",
    })
    assert sent.status_code == 303
    (left,) = stored(writable_app, plan).entries
    assert (left.solution_slug, left.note) == ("smart-pole", "통신비 확인 필요")
    assert "통신비 확인 필요" in client.get(plan).text


def test_bad_figures_change_nothing(
    client: FlaskClient, writable_app: Flask, plan: str, token: Callable[[], str],
) -> None:
    """Neither on a new plan nor on a saved one; the typed words stay in their fields."""
    before = stored(writable_app, plan)
    data = {"csrf_token": token(), "text": PROBLEM, "version": str(before.version),
            "choice-smart-pole": "force", "cost-smart-pole": "약 3억", "note-smart-pole": "남는 메모"}
    refused = client.post(plan, data=data)
    assert refused.status_code == 422
    assert 'value="약 3억"' in refused.text and "남는 메모" in refused.text and "0보다 큰 수로" in refused.text
    assert stored(writable_app, plan).version == before.version
    assert client.post("/plans", data={**data, "municipality": "합천군"}).status_code == 422
    empty = client.post(plan, data={**data, "text": " ", "cost-smart-pole": ""})
    assert empty.status_code == 422 and "한 문장 이상" in empty.text


def test_an_old_window_is_told(client: FlaskClient, plan: str, token: Callable[[], str]) -> None:
    """It keeps what was typed there and can save it on purpose."""
    old = version_of(client.get(plan).text)
    data = {"csrf_token": token(), "text": PROBLEM, "version": old}
    assert client.post(plan, data=data).status_code == 303
    late = client.post(plan, data={**data, "note-smart-pole": "늦은 메모"})
    assert "다른 창이나 동료가 먼저 저장했습니다" in late.text and "늦은 메모" in late.text
    again = client.post(plan, data={**data, "note-smart-pole": "늦은 메모", "version": version_of(late.text)})
    assert again.status_code == 303 and "늦은 메모" in client.get(plan).text


def test_what_is_typed_is_kept_and_never_over_a_colleagues_change(
    client: FlaskClient, writable_app: Flask, plan: str, token: Callable[[], str],
) -> None:
    """Each saving gives the next version; a removal waits, an older version and a bad figure write nothing."""
    data = {"csrf_token": token(), "text": PROBLEM, "version": version_of(client.get(plan).text),
            "note-smart-pole": "적는 중", "remove-smart-crosswalk": "1"}
    kept = client.post(f"{plan}/keep", data=data)
    assert kept.status_code == 200
    held = stored(writable_app, plan)
    assert held.entries[1].quantity == 4, "what the form has no field for stays"
    assert kept.get_json() == {"version": held.version} and held.version > int(data["version"])
    assert [(one.solution_slug, one.note) for one in held.entries] == [
        ("smart-pole", "적는 중"), ("smart-crosswalk", "")]
    late = client.post(f"{plan}/keep", data={**data, "note-smart-pole": "늦은 메모"})
    assert late.status_code == 409 and "먼저 저장했습니다" in late.get_json()["sentence"]
    wrong = client.post(f"{plan}/keep", data={**data, "version": str(held.version), "cost-smart-pole": "약"})
    assert wrong.status_code == 422 and "0보다 큰 수로" in wrong.get_json()["sentence"]
    assert stored(writable_app, plan).version == held.version


def test_readiness_is_saved_with_the_plan(
    client: FlaskClient, writable_app: Flask, plan: str, token: Callable[[], str],
) -> None:
    """The answers come back from the plan, the plan says how many there are, and no other field is kept."""
    page = f"{plan}/readiness/smart-crosswalk"
    question = re.search(r'<fieldset class="choices question" id="([^"]+)"', client.get(page).text)
    assert question is not None
    sent = client.post(page, data={"csrf_token": token(), question[1]: "no", "csrf": "yes"})
    assert sent.status_code == 303
    assert f'id="{question[1]}-no" value="no" checked' in client.get(page).text
    assert "질문 1개에 답했습니다" in client.get(plan).text
    held = {one.solution_slug: len(one.answers) for one in stored(writable_app, plan).entries}
    assert held == {"smart-pole": 0, "smart-crosswalk": 1}


def test_more_candidates_are_added(
    client: FlaskClient, writable_app: Flask, plan: str, token: Callable[[], str],
) -> None:
    """What is already there stays as it is; what does not exist is told."""
    data = {"csrf_token": token(), "s": ["smart-pole", "drt"]}
    before = {one.solution_slug for one in stored(writable_app, plan).entries}
    slugs = re.findall(r'href="/solutions/([a-z0-9-]+)"', client.get("/solutions").text)
    other = next(slug for slug in slugs if slug not in before)
    assert client.post(f"{plan}/shortlist", data={**data, "s": ["smart-pole", other]}).status_code == 303
    assert {one.solution_slug for one in stored(writable_app, plan).entries} == before | {other}
    assert client.post(f"{plan}/shortlist", data={**data, "s": ["no-such"]}).status_code == 404


@pytest.mark.parametrize("path", ["/plans/none", "/plans/none/readiness/smart-pole", "/decisions/none"])
def test_an_unknown_address_is_told(client: FlaskClient, path: str) -> None:
    """With what to do next."""
    assert client.get(path).status_code in (302, 303, 404)


def test_posting_needs_the_token(client: FlaskClient, plan: str) -> None:
    """No plan is written from another site."""
    for path in ("/plans", plan, f"{plan}/shortlist", f"{plan}/adopt", f"{plan}/keep",
                 f"{plan}/readiness/smart-pole"):
        assert client.post(path, data={"text": PROBLEM}).status_code == 400
