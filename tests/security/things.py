"""What organisations own, one of each kind and in every state that a form is shown for: the aims of the attacks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import engaging, offerings, people, proposing
from catalog.accounts import Account, Notice, SignIn
from catalog.municipalities import Municipality
from catalog.searches import SavedSearch
from catalog.solutions import Solution
from tests.catalog.test_offerings import terms
from tests.web.coaching_ground import COACH, LEARNER, OTHER, RUN, Ground, post
from tests.web.conftest import PROBLEM
from tests.web.people import a_person
from web.invitations import welcome_path

MORE = ("emergency-vehicle-priority", "market-fire-alarm", "safe-return-app")
"""What the coach operates too."""
CALL = "solution-diffusion-2025"


@dataclass(frozen=True)
class Things:
    """Numbers of what stands in the database; all of it is the coach's where nothing else is said."""

    plan: str
    free_plan: str
    decision: str
    search: int
    offering: int
    request: int
    """Of the learner, awaiting the coach."""
    engaged: int
    """Of the third municipality, accepted."""
    unasked: int
    """An offering under which the learner has not asked."""
    proposal: int
    record: str
    fact: str
    claim: int
    colleague: int
    notice: int
    sign_in: str
    welcome: str
    reset: str


def made(ground: Ground) -> Things:
    """Makes all of it, through the application where a page does it."""
    coach = ground.browser("coach")
    plan = post(coach, "/", "/plans", text=PROBLEM, municipality=COACH, s=["smart-pole", "smart-crosswalk"],
                call=CALL).location
    free = post(ground.browser(), "/", "/plans", text=PROBLEM, municipality=COACH, s="smart-pole", call=CALL).location
    decision = post(coach, "/", f"{plan}/decisions", outcome="chosen", chosen="smart-pole", reason="까닭").location
    post(coach, "/", "/searches", text=PROBLEM, municipality=COACH)
    colleague = a_person(ground.app, "colleague@example.org", code=COACH, invites=False)
    claim = a_person(ground.app, "claimant@example.org", None)
    with ground.state.writing.begin() as session:
        session.get_one(Account, claim).claimed_code = "46830"
        people.claim(session, session.get_one(Municipality, "46800"), "new@example.org", "신청", "과", "ko")
        offering, request, engaged, unasked = _coaching(session)
        proposal = _proposals(session)
        organisation = people.organisation_of(session, COACH)
        assert organisation is not None
        told = Notice(organisation_id=organisation.id, made_at=people.now(), text_ko="알림", text_en="Notice", path="/")
        session.add(told)
        session.flush()
        notice = told.id
    with ground.app.test_request_context(), ground.state.sessions() as session:
        coach_account = people.by_email(session, "coach@example.org")
        assert coach_account is not None
        fresh = people.by_email(session, "new@example.org")
        assert fresh is not None
        return Things(
            _last(plan), _last(free), _last(decision),
            session.scalars(select(SavedSearch.id)).one(), offering, request, engaged, unasked, proposal, "dep-0140",
            "dep-0140", claim, colleague,
            notice,
            session.scalars(select(SignIn.key_hash).where(SignIn.account_id == coach_account.id)).one(),
            _last(welcome_path(fresh)), _reset_token(ground))


def _coaching(session: Session) -> tuple[int, int, int, int]:
    """Requests in every state, each under an offering where nothing else disturbs it."""
    coach, learner, other = (session.get_one(Municipality, code) for code in (COACH, LEARNER, OTHER))
    first, second, third, fourth = (
        offerings.offer(session, coach, session.get_one(Solution, slug), terms(), 2).id for slug in (RUN, *MORE))
    request = engaging.ask(session, first, learner, PROBLEM).id
    engaged = engaging.ask(session, first, other, PROBLEM).id
    engaging.accept(session, engaged, "coach")
    proposed = engaging.ask(session, second, learner, PROBLEM).id
    engaging.propose(session, proposed, dt.date.today() + dt.timedelta(days=9))
    accepted = engaging.ask(session, fourth, learner, PROBLEM).id
    engaging.accept(session, accepted, "coach")
    return first, request, engaged, third


def _proposals(session: Session) -> int:
    """Proposals that await the office, one of them reviewed; the number of the first."""
    coach = session.get_one(Municipality, COACH)
    found = [proposing.propose(session, "add", coach, slug, {"status": "operating"}, "공원과-1").id
             for slug in ("smart-hydrant", "ai-checkin-call", "smart-farm-support")
             if session.get(Solution, slug)]
    proposing.review(session, found[1], None, "확인")
    return found[0]


def _reset_token(ground: Ground) -> str:
    """What the mail for a forgotten password of the colleague carries; no mail goes out."""
    from flask_security.recoverable import generate_reset_password_token

    with ground.state.sessions() as session:
        return str(generate_reset_password_token(people.by_email(session, "colleague@example.org")))


def _last(address: str) -> str:
    """The last part of an address."""
    return address.partition("#")[0].rpartition("/")[2]
