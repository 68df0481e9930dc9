"""The programme office's desk for facts, and what everybody sees of a re-check."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.deployments import Deployment
from catalog.fact_checks import FactCheck
from catalog.findings import KINDS
from catalog.people import OFFICE
from catalog.solutions import Cost
from tests.web.people import a_person, quick_hashes, signed_in_client, state_of
from web import curation_words
from web.security import limiter

PAGE = "https://example.org/run"


@pytest.fixture(scope="module")
def desk(writable_app: Flask) -> FlaskClient:
    """A browser in which somebody of the programme office is signed in."""
    quick_hashes(writable_app)
    a_person(writable_app, "curator@example.org", OFFICE, second_factor=True)
    limiter.reset()
    return signed_in_client(writable_app, "curator@example.org")


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of a fact's forms."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', client.get(path).text))


def verified(app: Flask, verdict: str) -> Deployment:
    """Some standing deployment whose mark says this."""
    with state_of(app).sessions() as session:
        return session.query(Deployment).join(FactCheck, FactCheck.id == Deployment.id).filter(
            FactCheck.verdict == verdict, Deployment.withdrawn_on.is_(None)).order_by(Deployment.id).first()


def test_every_kind_and_field_has_its_words() -> None:
    """Nothing that can be thin or corrected is shown as a key."""
    from catalog.curated_fields import FIELDS

    assert set(curation_words.KIND) == set(KINDS)
    assert {name for fields in FIELDS.values() for name in fields} == set(curation_words.FIELD)


def test_the_desk_lists_fifty_a_page(desk: FlaskClient) -> None:
    """The first page has fifty rows of the kind, the last the rest, one solution only its own."""
    first = desk.get("/office/catalogue?kind=old").text
    assert len(re.findall(r'<tr><th scope="row">', first)) == 50
    count = int(re.search(r'aria-current="true">[^<]*<strong>([\d,]+)', first)[1].replace(",", ""))  # type: ignore[index]
    last = desk.get(f"/office/catalogue?kind=old&page={-(-count // 50)}").text
    assert len(re.findall(r'<tr><th scope="row">', last)) == (count % 50 or 50)
    one = desk.get("/office/catalogue?kind=old&solution=smart-bus-shelter").text
    links = re.findall(r"/office/catalogue/deployment/(dep-\d+)\?", one)
    assert links and "of=smart-bus-shelter" in one


def test_nobody_asks_for_a_kind_or_page_in_vain(desk: FlaskClient) -> None:
    """An address with nonsense in it shows a list all the same."""
    for query in ("kind=x&page=-3", "page=9999", "solution=none&kind=mirror"):
        assert desk.get(f"/office/catalogue?{query}").status_code == 200


def test_a_refusal_keeps_what_was_typed(desk: FlaskClient, writable_app: Flask) -> None:
    """A year that cannot be is answered beside its field; nothing is written and all that was typed stands."""
    row = verified(writable_app, "unverifiable")
    path = f"/office/catalogue/deployment/{row.id}"
    answer = desk.post(f"{path}/correct", data={
        **form_of(desk, path), "as_of": "12년", "source": "새 출처 https://example.org/new", "page": PAGE,
        "quote": "운영한다", "page_date": "2026-01"})

    assert answer.status_code == 422
    assert 'href="#correct-as_of"' in answer.text and "네 자리 숫자로" in answer.text
    assert 'value="12년"' in answer.text and "새 출처 https://example.org/new" in answer.text
    with state_of(writable_app).sessions() as session:
        assert session.get_one(Deployment, row.id).source == row.source


def test_a_confirmation_is_seen_by_everybody(desk: FlaskClient, writable_app: Flask) -> None:
    """Before, the page says that it could not be re-checked; after, the day and a link to the page with its date."""
    row = verified(writable_app, "unverifiable")
    path, shown = f"/office/catalogue/deployment/{row.id}", f"/solutions/{row.solution_slug}"
    assert "공개 자료에서 다시 확인하지 못함(2026. 11. 30.)" in desk.get(shown).text
    form = {**form_of(desk, f"{path}?list=unverifiable"), "page": PAGE, "quote": "운영한다", "page_date": "2026-01"}

    answer = desk.post(f"{path}/confirm", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/office/catalogue?kind=unverifiable")
    page = writable_app.test_client().get(shown).text
    assert re.search(rf'<a href="{PAGE}"[^>]*>\d{{4}}\. \d+\. \d+\. 확인</a> \(2026\. 1\. 자료\)', page)
    detail = writable_app.test_client().get(f"/api/v1{shown}").get_json()
    (found,) = [one for one in detail["deployments"] if one["id"] == row.id]
    assert (found["check"]["verdict"], found["check"]["page"], found["as_of"]) == ("confirmed", PAGE, 2026)
    assert "공개 자료와 다시 견주었습니다" in writable_app.test_client().get("/changes").text
    late = desk.post(f"{path}/withdraw", data={**form, "reason": "이유"})
    assert late.status_code == 409 and "그사이 이 기록이 바뀌어" in late.text and "이유</textarea>" in late.text


def test_a_withdrawn_fact_has_no_page_any_more(desk: FlaskClient, writable_app: Flask) -> None:
    """After it was withdrawn with a reason, its forms are gone and the solution does not tell it."""
    row = verified(writable_app, "corrected")
    path = f"/office/catalogue/deployment/{row.id}"
    form = form_of(desk, path)
    assert desk.post(f"{path}/withdraw", data=form).status_code == 422

    assert desk.post(f"{path}/withdraw", data={**form, "reason": "다른 지자체의 기록"}).status_code == 303
    assert desk.get(path).status_code == 404
    assert desk.post(f"{path}/confirm", data=form).status_code == 404
    detail = desk.get(f"/api/v1/solutions/{row.solution_slug}").get_json()
    assert row.id not in [one["id"] for one in detail["deployments"]]


def test_a_form_without_its_token_writes_nothing(desk: FlaskClient, writable_app: Flask) -> None:
    """A post from elsewhere is refused."""
    row = verified(writable_app, "confirmed")
    answer = desk.post(f"/office/catalogue/deployment/{row.id}/withdraw", data={"reason": "x"})
    assert answer.status_code == 400
    assert desk.get(f"/office/catalogue/deployment/{row.id}").status_code == 200


def test_costs_tell_their_year_and_whether_they_recur(client: FlaskClient, app: Flask) -> None:
    """A sum has the year of its price or says that it is not known; money of every year says so; JSON has both."""
    with state_of(app).sessions() as session:
        standing = session.query(Cost).filter(Cost.withdrawn_on.is_(None)).order_by(Cost.amount_krw).all()
        lowest = {(row.solution_slug, row.per): row for row in reversed(standing)}
        dated = next(row for row in lowest.values() if row.price_year and row.check)
        yearly = session.query(Cost).filter(Cost.per == "year", Cost.withdrawn_on.is_(None)).first()
    page = client.get(f"/solutions/{dated.solution_slug}").text
    assert f"{dated.price_year}년 가격" in page
    assert "해마다 드는 비용" in client.get(f"/solutions/{yearly.solution_slug}").text
    assert f"{dated.price_year}년 가격" in client.get(f"/compare?s={dated.solution_slug}&s=smart-pole").text
    detail = client.get(f"/api/v1/solutions/{dated.solution_slug}").get_json()
    (found,) = [one for one in detail["costs"] if one["id"] == dated.id]
    assert found["price_year"] == dated.price_year and found["check"]["checked_on"] == "2026-11-30"


def test_an_operation_seen_long_ago_says_so(client: FlaskClient, app: Flask) -> None:
    """Its badge has the year and that nobody confirmed it since; it stands on a municipality's page too."""
    with state_of(app).sessions() as session:
        row = session.query(Deployment).filter(
            Deployment.status == "operating", Deployment.as_of < 2021, Deployment.withdrawn_on.is_(None),
            Deployment.municipality_code.is_not(None)).first()
    for path in (f"/solutions/{row.solution_slug}", f"/municipalities/{row.municipality_code}"):
        assert f"{row.as_of}년 운영 확인, 이후 확인 안 됨" in client.get(path).text
    assert "다시 확인하지 못한 기록은 근거로 낮게 봅니다" in client.get(f"/municipalities/{row.municipality_code}").text
