"""Who may open and do what on the pages on coaching: every route, for each kind of person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import engaging, offerings, proposing
from catalog.coaching import Offering
from catalog.engagements import CoachingRequest
from catalog.municipalities import Municipality
from catalog.solutions import Solution
from tests.catalog.test_offerings import terms
from tests.web.coaching_ground import COACH, LEARNER, RUN, Ground, ground
from tests.web.people import token

__all__ = ["ground"]

IN, NONE, NO, OUT = 200, 404, 403, 303
PAGES = {
    # page: anonymous, coach, learner, other municipality, office
    "/coaching": (IN, IN, IN, IN, IN),
    "/coaching/offerings/new": (OUT, IN, IN, IN, NO),
    "/coaching/offerings/{offering}": (OUT, IN, NONE, NONE, NO),
    "/coaching/ask?offering={offering}": (OUT, IN, IN, IN, NO),
    "/coaching/ask?offering=999999": (OUT, NONE, NONE, NONE, NO),
    "/coaching/requests/{request}": (OUT, IN, IN, NONE, IN),
    "/coaching/requests/999999": (OUT, NONE, NONE, NONE, NONE),
    "/coaching/records/{record}/correct": (OUT, IN, NONE, NONE, NO),
    "/coaching/records/new": (OUT, IN, IN, IN, NO),
    "/coaching/outcomes/new": (OUT, IN, IN, IN, NO),
    "/coaching/proposals/{proposal}": (OUT, IN, NONE, NONE, NONE),
    "/office/proposals": (OUT, NO, NO, NO, IN),
    "/office/proposals/{proposal}": (OUT, NO, NO, NO, IN),
}
POSTS = {
    "/coaching/offerings/{offering}": (OUT, 422, NONE, NONE, NO),
    "/coaching/offerings/{offering}/close": (OUT, 422, NONE, NONE, NO),
    "/coaching/offerings/new": (OUT, 422, 422, 422, NO),
    "/coaching/ask": (OUT, NONE, NONE, NONE, NO),
    "/coaching/ask/999999": (NONE, NONE, NONE, NONE, NONE),
    "/coaching/ask/{offering}": (422, IN, IN, IN, NO),
    "/coaching/records/new": (OUT, 422, 422, 422, NO),
    "/coaching/outcomes/new": (OUT, 422, 422, 422, NO),
    "/coaching/proposals/999999/withdraw": (OUT, NONE, NONE, NONE, NO),
    "/coaching/records/{record}/confirm": (OUT, 422, NONE, NONE, NO),
    "/coaching/records/{record}/correct": (OUT, 422, NONE, NONE, NO),
    "/coaching/requests/{request}/decline": (OUT, 422, NONE, NONE, NO),
    "/coaching/requests/{request}/propose": (OUT, 422, NONE, NONE, NO),
    "/coaching/requests/{request}/agree": (OUT, NONE, 409, NONE, NO),
    "/coaching/requests/{request}/refuse-day": (OUT, NONE, 422, NONE, NO),
    "/coaching/requests/{request}/engagement/session": (OUT, NONE, NONE, NONE, NO),
    "/office/proposals/{proposal}/review": (OUT, NO, NO, NO, 422),
    "/office/proposals/{proposal}/publish": (OUT, NO, NO, NO, 409),
    "/office/proposals/{proposal}/return": (OUT, NO, NO, NO, 422),
}
WHO = ("", "coach", "learner", "other", "office")


@pytest.fixture(scope="module")
def numbers(ground: Ground) -> dict[str, object]:
    """An offering, a request and a proposal."""
    with ground.state.writing.begin() as session:
        coach = session.get_one(Municipality, COACH)
        offering = _offering(session, coach)
        request = engaging.ask(session, offering, session.get_one(Municipality, LEARNER), "먼지가 많습니다.")
        proposal = proposing.propose(session, "add", coach, "smart-crosswalk", {"status": "operating"}, "공원과-1")
        return {"offering": offering, "request": request.id, "proposal": proposal.id, "record": "dep-0140"}


@pytest.fixture(scope="module")
def browsers(ground: Ground) -> list[FlaskClient]:
    return [ground.browser(who) for who in WHO]


@pytest.fixture(scope="module")
def send(browsers: list[FlaskClient]) -> Callable[..., int]:
    """Posts with the browser's token, which holds for every form, and returns the status."""
    tokens = {id(browser): token(browser, "/") for browser in browsers}
    return lambda browser, path: browser.post(path, data={"csrf_token": tokens[id(browser)]}).status_code


@pytest.mark.parametrize("page", PAGES)
def test_page(browsers: list[FlaskClient], numbers: dict[str, object], page: str) -> None:
    path = page.format(**numbers)
    assert tuple(browser.get(path).status_code for browser in browsers) == PAGES[page]


@pytest.mark.parametrize("path", POSTS)
def test_post(
    browsers: list[FlaskClient], send: Callable[..., int], numbers: dict[str, object], path: str
) -> None:
    """With a valid token and an empty form, so that nobody changes anything."""
    to = path.format(**numbers)
    assert tuple(send(browser, to) for browser in browsers) == POSTS[path]


def test_accepting_and_withdrawing_are_each_side_s_own(
    ground: Ground, browsers: list[FlaskClient], send: Callable[..., int], numbers: dict[str, object]
) -> None:
    """Neither the learner nor a third accepts, neither the coach nor a third withdraws."""
    page = "/coaching/requests/{request}".format(**numbers)
    _, coach, learner, other, office = browsers
    assert [send(one, f"{page}/accept") for one in (learner, other, office)] == [NONE, NONE, NO]
    assert [send(one, f"{page}/withdraw") for one in (coach, other, office)] == [NONE, NONE, NO]
    with ground.state.sessions() as session:
        assert session.scalars(select(CoachingRequest.state)).all() == ["sent"]


def test_every_post_needs_its_token(browsers: list[FlaskClient], numbers: dict[str, object]) -> None:
    assert {browsers[1].post(path.format(**numbers)).status_code for path in POSTS} == {400}


def _offering(session: Session, coach: Municipality) -> int:
    made: Offering = offerings.offer(session, coach, session.get_one(Solution, RUN), terms(), 1)
    return made.id
