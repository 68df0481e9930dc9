"""Saved searches: told once of what is new, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from catalog.accounts import Mail
from catalog.searches import MOST, SavedSearch
from tests.web.conftest import PROBLEM
from tests.web.people import a_person, signed_in_client, state_of, token
from web.alerts import tell_news
from web.security import limiter

EMAIL, OTHER = "searcher@example.org", "elsewhere@example.org"


@pytest.fixture(scope="module")
def site(writable_app: Flask) -> Iterator[Flask]:
    """The application with two people who save searches."""
    a_person(writable_app, EMAIL, code="48890")
    a_person(writable_app, OTHER, code="48870")
    yield writable_app


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A browser of somebody without a saved search and without mail."""
    limiter.reset()
    with state_of(site).writing.begin() as session:
        session.execute(delete(SavedSearch))
        session.execute(delete(Mail))
    return signed_in_client(site, EMAIL)


def save(client: FlaskClient, text: str = PROBLEM) -> None:
    """Saves a search as the page of results does."""
    sent = client.post("/searches", data={"csrf_token": token(client, "/"), "text": text, "municipality": "합천군"})
    assert sent.status_code == 303


def forget(session: Session, matter: str) -> list[str]:
    """Lets the only saved search not know the first thing of a matter, as if that had come since."""
    search = session.scalars(select(SavedSearch)).one()
    first, *rest = search.known[matter]
    session.execute(update(SavedSearch).values(known={**search.known, matter: rest}, checked_version="0"))
    return [first]


def mails(site: Flask) -> list[Mail]:
    """The mails that wait to go out."""
    with state_of(site).sessions() as session:
        return list(session.scalars(select(Mail)))


def test_what_is_there_already_is_no_news(site: Flask, client: FlaskClient) -> None:
    """Neither at once nor when the catalogue changes in something else."""
    save(client)
    assert tell_news(state_of(site)) == 0
    with state_of(site).writing.begin() as session:
        session.execute(update(SavedSearch).values(checked_version="0"))
    assert tell_news(state_of(site)) == 0 and mails(site) == []


@pytest.mark.parametrize(("matter", "word"), [("solutions", "새로 추천되는 솔루션"), ("calls", "새 공모")])
def test_news_is_told_once(site: Flask, client: FlaskClient, matter: str, word: str) -> None:
    """In one mail with the name and the address, however often it is looked for."""
    save(client)
    with state_of(site).writing.begin() as session:
        (new,) = forget(session, matter)
    assert tell_news(state_of(site)) == 1
    (mail,) = mails(site)
    assert mail.recipient == EMAIL and word in mail.body and f"/{new}" in mail.body and PROBLEM in mail.body
    with state_of(site).writing.begin() as session:
        session.execute(update(SavedSearch).values(checked_version="0"))
    assert tell_news(state_of(site)) == 0 and len(mails(site)) == 1
    assert "마지막 알림" in client.get("/searches").text


def test_a_search_is_its_owners(site: Flask, client: FlaskClient) -> None:
    """Nobody else sees or removes it; removed, it is silent."""
    save(client)
    with state_of(site).sessions() as session:
        number = session.scalars(select(SavedSearch.id)).one()
    other = signed_in_client(site, OTHER)
    assert PROBLEM not in other.get("/searches").text
    assert other.post(f"/searches/{number}/remove", data={"csrf_token": token(other, "/")}).status_code == 404
    assert site.test_client().get("/searches").status_code == 303
    assert client.post(f"/searches/{number}/remove", data={"csrf_token": token(client, "/")}).status_code == 303
    assert "저장한 검색이 없습니다" in client.get("/searches").text


def test_the_same_search_is_one_and_there_is_an_end(site: Flask, client: FlaskClient) -> None:
    """A second time it is brought up to date; more than MOST are refused with what to do."""
    save(client)
    save(client)
    for number in range(MOST):
        save(client, f"{PROBLEM} {number}")
    with state_of(site).sessions() as session:
        assert len(session.scalars(select(SavedSearch)).all()) == MOST
