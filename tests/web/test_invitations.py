"""How people come in, and how they find their way back: journeys through the real forms and the queued mails."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from catalog import people
from catalog.accounts import Mail
from tests.web.people import (
    PASSWORD,
    a_person,
    a_site,
    code_now,
    sign_in,
    signed_in_client,
    state_of,
    token,
)
from web import invitations
from web.notices import tell
from web.security import limiter

NEW = "maple-ferry-cupboard"


@pytest.fixture(scope="module")
def site(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application on a copy of the seeded database, with one official and one person of the office."""
    with a_site(copied(), base_url="https://hwaksan.example") as app:
        a_person(app, "kim@example.org")
        a_person(app, "office@example.org", people.OFFICE, second_factor=True)
        yield app


@pytest.fixture(autouse=True)
def fresh(site: Flask) -> None:
    """No attempts counted, no mail of before."""
    limiter.reset()
    with state_of(site).writing.begin() as session:
        session.execute(delete(Mail))


def mails(site: Flask) -> list[tuple[str, str, str]]:
    """Receiver, subject and body of every queued mail."""
    with state_of(site).sessions() as session:
        return [(row.recipient, row.subject, row.body) for row in session.scalars(select(Mail).order_by(Mail.id))]


def link_in(body: str) -> str:
    """The path of the link in a mail, which leads to the public address."""
    found = re.search(r"https://hwaksan\.example(/\S+)", body)
    assert found is not None, body
    return found[1]


def post(client: FlaskClient, path: str, page: str | None = None, **fields: str):  # type: ignore[no-untyped-def]
    """Posts a form with its token."""
    return client.post(path, data={"csrf_token": token(client, page or path), **fields})


def test_a_colleague_is_invited(site: Flask) -> None:
    inviter = signed_in_client(site, "kim@example.org")
    assert post(inviter, "/account/people", name="이동료", email="nonsense").status_code == 422
    sent = post(inviter, "/account/people", name="이동료", email="Lee@example.org")
    assert sent.status_code == 303
    ((to, subject, body),) = mails(site)
    assert (to, subject) == ("lee@example.org", "[확산] 경상남도 합천군의 초대")
    old = link_in(body)
    post(inviter, "/account/people", name="이동료", email="lee@example.org")
    link = link_in(mails(site)[-1][2])
    newcomer = site.test_client()
    assert newcomer.get(old).status_code == 410
    page = newcomer.get(link).text
    assert "경상남도 합천군" in page and f'action="{link}"' in page
    weak = post(newcomer, link, name="이동료", department="교통과", password="password1234")
    assert weak.status_code == 422 and 'value="교통과"' in weak.text and "짐작하기 쉬운" in weak.text
    done = post(newcomer, link, name="이동료", department="교통과", password=NEW)
    assert done.headers["Location"] == "/account/sign-in"
    assert newcomer.get(link).status_code == 410
    assert sign_in(newcomer, "lee@example.org", NEW).status_code == 302
    assert "교통과" in newcomer.get("/account").text
    taken = post(inviter, "/account/people", name="이동료", email="lee@example.org")
    assert taken.status_code == 422 and "이미 계정이 있는" in taken.text


def test_an_invitation_ends_after_a_week(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    post(signed_in_client(site, "kim@example.org"), "/account/people", name="박", email="late@example.org")
    link = link_in(mails(site)[0][2])
    monkeypatch.setattr(invitations, "LINK_SECONDS", -1)
    assert site.test_client().get(link).status_code == 410


def claim(client: FlaskClient, email: str, place: str = "영암군") -> TestResponse:
    return post(client, "/account/claim", name="최담당", department="기획과", email=email, municipality=place)


def claimed(site: Flask, email: str, place: str = "영암군") -> FlaskClient:
    """A claim whose address was confirmed."""
    client = site.test_client()
    claim(client, email, place)
    post(client, link_in(mails(site)[-1][2]), name="최담당", department="기획과", password=NEW)
    return client


def test_a_claim_is_confirmed(site: Flask) -> None:
    client = claimed(site, "choi@example.org")
    assert [to for to, *_rest in mails(site)] == ["choi@example.org", "office@example.org"]
    assert sign_in(client, "choi@example.org", NEW).status_code == 302
    assert "운영기관 확인을 기다리는 중" in client.get("/account").text
    office = signed_in_client(site, "office@example.org")
    page = office.get("/office/claims").text
    number = re.search(r"/office/claims/(\d+)/confirm", page)
    assert number is not None and "영암군" in page
    assert post(office, f"/office/claims/{number[1]}/confirm", "/office/claims").status_code == 303
    assert mails(site)[-1][:2] == ("choi@example.org", "[확산] 계정 신청을 받아들였습니다")
    assert "영암군" in client.get("/account").text
    assert "동료 초대" in client.get("/account/people").text
    assert post(office, f"/office/claims/{number[1]}/confirm", "/office/claims").status_code == 404
    second = claimed(site, "second@example.org")
    number = re.search(r"/office/claims/(\d+)/confirm", office.get("/office/claims").text)
    post(office, f"/office/claims/{number[1]}/confirm", "/office/claims")  # type: ignore[index]
    sign_in(second, "second@example.org", NEW)
    assert "동료 초대" not in second.get("/account/people").text


def test_a_claim_is_declined_with_a_reason(site: Flask) -> None:
    claimed(site, "no@example.org", "태백시")
    office = signed_in_client(site, "office@example.org")
    number = re.search(r"/office/claims/(\d+)/decline", office.get("/office/claims").text)
    assert number is not None
    path = f"/office/claims/{number[1]}/decline"
    assert post(office, path, "/office/claims").status_code == 422
    reason = "개인 주소입니다.\n업무용 주소로 신청해 주세요."
    assert post(office, path, "/office/claims", reason=reason).status_code == 303
    assert "업무용 주소로" in mails(site)[-1][2]
    with state_of(site).sessions() as session:
        assert people.by_email(session, "no@example.org") is None


def test_a_claim_tells_nobody_who_has_an_account(site: Flask) -> None:
    known, unknown = claim(site.test_client(), "kim@example.org"), claim(site.test_client(), "new@example.org")
    assert known.text.replace("kim@", "new@") == unknown.text
    assert [subject for _to, subject, _body in mails(site)] == [
        "[확산] 이미 계정이 있습니다", "[확산] 전자우편 주소를 확인해 주세요"]
    unclear = claim(site.test_client(), "new@example.org", "고성군")
    assert unclear.status_code == 422 and 'value="최담당"' in unclear.text


def test_nobody_takes_an_address_before_its_owner(site: Flask) -> None:
    """A claim holds no password before the address is confirmed, and a newer claim voids the older link."""
    claim(site.test_client(), "victim@example.org")
    claim(site.test_client(), "victim@example.org", "태백시")
    first, second = (link_in(body) for _to, _subject, body in mails(site))
    assert (site.test_client().get(first).status_code, site.test_client().get(second).status_code) == (410, 200)


def test_the_office_makes_an_institution(site: Flask) -> None:
    office = signed_in_client(site, "office@example.org")
    form = {"kind": "institution", "name_ko": "시험연구원", "name_en": "Test institute", "name": "정연구",
            "email": "jung@example.org"}
    assert post(office, "/office/organisations", **form | {"name_en": ""}).status_code == 422
    assert post(office, "/office/organisations", **form).status_code == 303
    assert "시험연구원" in mails(site)[0][1]
    assert "시험연구원" in office.get("/office/organisations").text


def test_a_forgotten_password(site: Flask) -> None:
    a_person(site, "forgot@example.org")
    client = site.test_client()
    signed = signed_in_client(site, "forgot@example.org")
    answers = [post(client, "/account/reset", email=email).text for email in ("forgot@example.org", "no@example.org")]
    assert all("계정이 있는 주소라면" in answer for answer in answers)
    ((to, _subject, body),) = mails(site)
    assert to == "forgot@example.org"
    link = link_in(body)
    assert post(client, link, password=NEW, password_confirm="other").status_code == 200
    assert post(client, link, password=NEW, password_confirm=NEW).status_code == 302
    assert "person-menu" not in signed.get("/").text
    assert client.get(link).headers["Location"] == "/account/reset"
    assert sign_in(client, "forgot@example.org", NEW).status_code == 302
    assert mails(site)[-1][1] == "[확산] 비밀번호를 다시 정했습니다"


def test_the_office_sets_its_second_factor_up(site: Flask) -> None:
    a_person(site, "new-office@example.org", people.OFFICE)
    client = site.test_client()
    answer = sign_in(client, "new-office@example.org", to="/office/claims")
    assert answer.headers["Location"].startswith("/account/second-factor")
    assert client.get("/office/claims").headers["Location"].startswith("/account/sign-in")
    page = post(client, "/account/second-factor", setup="authenticator").text
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page)
    assert key is not None and '<svg class="qr"' in page
    code = _code_of(site, key[1])
    form = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}  # type: ignore[index]
    wrong = client.post("/account/code", data=form | {"code": "000000"})
    assert "인증번호가 맞지 않습니다" in wrong.text
    done = client.post("/account/code?next=/account/recovery-codes", data=form | {"code": code})
    assert done.headers["Location"] == "/account/recovery-codes"
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>",
                       post(client, "/account/recovery-codes", generate_new_codes="1").text)
    assert len(codes) == 8
    assert codes[0] not in client.get("/account/recovery-codes?show_codes=1").text
    assert client.get("/office/claims").status_code == 200
    off = post(client, "/account/second-factor", setup="disable")
    assert "지금은 고를 수 없는" in off.text

    phone_lost = site.test_client()
    sign_in(phone_lost, "new-office@example.org")
    again = post(phone_lost, "/account/code", code=code)
    assert "인증번호가 맞지 않습니다" in again.text, "a code serves once"
    assert post(phone_lost, "/account/recovery", code=codes[1]).status_code == 302
    assert phone_lost.get("/office/claims").status_code == 200
    third = site.test_client()
    sign_in(third, "new-office@example.org")
    assert "이미 쓴 코드" in post(third, "/account/recovery", code=codes[1]).text


def _code_of(site: Flask, key: str) -> str:
    return str(TOTP(key=key.replace(" ", "").replace("-", "")).generate(time.time()).token)


def test_anybody_may_switch_the_second_factor_on_and_off(site: Flask) -> None:
    a_person(site, "careful@example.org")
    client = signed_in_client(site, "careful@example.org")
    page = post(client, "/account/second-factor", setup="authenticator").text
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page)
    path = re.search(r'action="(/account/second-factor/[^"]+)"', page)
    assert key is not None and path is not None
    done = post(client, path[1], "/account", code=_code_of(site, key[1]))
    assert done.headers["Location"] == "/account/recovery-codes"
    other = site.test_client()
    assert sign_in(other, "careful@example.org").headers["Location"].startswith("/account/code")
    assert "person-menu" not in other.get("/").text
    assert code_now(site, "careful@example.org")
    assert post(client, "/account/second-factor", setup="disable").status_code == 302
    assert sign_in(site.test_client(), "careful@example.org").headers["Location"] == "/"


def test_an_organisation_is_told(site: Flask) -> None:
    a_person(site, "told@example.org", code="46830")
    with site.test_request_context(), state_of(site).writing.begin() as session:
        person = people.by_email(session, "told@example.org")
        person.language = "en"
        tell(session, person.organisation, "코칭 요청이 왔습니다.\r\nBcc: x", "A request came.", "/solutions?q=버스")
    rows = [row for row in mails(site) if row[0] == "told@example.org"]
    assert rows[0][1] == "[Hwaksan] New notice: A request came."
    client = signed_in_client(site, "told@example.org")
    assert '<span class="count">' in client.get("/").text
    number = re.search(r'name="notice" value="(\d+)"', client.get("/account/notices").text)
    assert number is not None
    stranger = signed_in_client(site, "kim@example.org")
    assert post(stranger, "/account/notices", notice=number[1]).headers["Location"] == "/account/notices"
    assert '<span class="count">' in client.get("/").text
    assert post(client, "/account/notices", notice=number[1]).headers["Location"].startswith("/solutions?q=")
    assert '<span class="count">' not in client.get("/").text


def test_nothing_secret_is_kept_readable(site: Flask) -> None:
    with state_of(site).sessions() as session:
        row = people.by_email(session, "kim@example.org")
        assert row is not None and row.password.startswith("$argon2id$") and PASSWORD not in row.password
