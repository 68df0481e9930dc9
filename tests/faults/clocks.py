"""A clock that is moved forward and back while people are signed in, wait in line and hold slots.

time-machine moves what every part of the process reads as the time of day, the libraries included; what measures
spans (`time.monotonic`) goes on, as it does when a real clock is set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import engaging, offerings, people
from catalog.accounts import Account, Mail, Notice, SignIn
from catalog.engagements import CoachingRequest, Engagement
from catalog.errors import DoubtfulClockError, HwaksanError, RequestRefusedError
from catalog.municipalities import Municipality
from tests.faults.ground import COACH_EMAIL, Ground, learner_email
from tests.faults.outcome import Outcome
from tests.web.people import TOKEN, a_person, code_now, quick_hashes, sign_in, signed_in_client, state_of, token
from web import create_app
from web.mail import _due
from web.retention import erase_daily
from web.security import limiter
from web.settings import Settings
from web.state import State

JUMPS = (dt.timedelta(days=-1), dt.timedelta(hours=-1), dt.timedelta(seconds=-2), dt.timedelta(hours=1),
         dt.timedelta(days=1))
MARK = "person-menu"


def moved(by: dt.timedelta) -> AbstractContextManager[object]:
    """The clock, so much ahead or behind, going on from there."""
    return time_machine.travel(dt.datetime.now(dt.UTC) + by, tick=True)


def sign_ins_hold(app: Flask, ground: Ground) -> int:
    """Who is signed in stays so through every jump and back, with the cookie that the moved clock dated."""
    client = signed_in_client(app, COACH_EMAIL)
    for jump in JUMPS:
        with moved(jump):
            assert MARK in client.get("/coaching").text, jump
            client.get("/solutions/clean-road")  # writes its name into the cookie, dated by the moved clock
        assert MARK in client.get("/coaching").text, jump
    with moved(dt.timedelta(days=15)):
        assert MARK not in client.get("/coaching").text  # two weeks without a visit end it
    return 2 * len(JUMPS) + 1


def tries_do_not_lock_out(app: Flask, ground: Ground) -> int:
    """Whoever tried too often by a clock that was a day ahead may try again as soon as it is put right."""
    client = app.test_client()
    with moved(dt.timedelta(days=1)):
        while sign_in(client, learner_email(ground.learners[0]), "wrong").status_code != 429:
            pass
    assert sign_in(client, learner_email(ground.learners[0])).status_code == 302
    return 1


def old_forms_are_told(app: Flask, ground: Ground) -> int:
    """A form that a clock ahead has dated is refused in words, and one opened anew goes through."""
    client = signed_in_client(app, learner_email(ground.learners[0]))
    fields = {"offering": str(ground.offering), "problem": "길이 더럽습니다."}
    with moved(dt.timedelta(hours=1)):
        old = token(client, "/coaching")
    refused = client.post("/coaching/ask", data={"csrf_token": old, **fields})
    assert refused.status_code == 400 and "오류 400" in refused.text
    sent = client.post("/coaching/ask", data={"csrf_token": token(client, "/coaching"), **fields})
    assert sent.status_code == 303, sent.text
    return 1


def codes_serve_once(app: Flask, ground: Ground) -> int:
    """A code of the second factor is refused again after the clock went back, as is any of the past."""
    a_person(app, "careful@example.org", None, second_factor=True)
    signed_in_client(app, "careful@example.org")
    with state_of(app).sessions() as session:
        used = people.by_email(session, "careful@example.org").totp_counter  # type: ignore[union-attr]
    for back in (dt.timedelta(0), dt.timedelta(minutes=-10)):
        with moved(back):
            client = app.test_client()
            address = sign_in(client, "careful@example.org").headers["Location"]
            again = client.post(address, data={"csrf_token": _token(client, address),
                                               "code": code_now(app, "careful@example.org")})
            if code_counter() <= used:
                assert again.status_code == 200 and MARK not in client.get("/").text
    return 2


def lines_keep_their_order(app: Flask, ground: Ground) -> int:
    """Who asked first is called up first, although the clock was put back before the second asked."""
    sessions = state_of(app).writing
    second, third = ground.learners[1:3]
    with sessions.begin() as session:  # the one that `old_forms_are_told` has sent
        engaging.accept(session, session.scalars(select(CoachingRequest.id)).one(), "coach")
    with sessions.begin() as session:
        earlier = _ask(session, ground, second)
    with moved(dt.timedelta(hours=-1)), sessions.begin() as session:
        _ask(session, ground, third)
    with sessions.begin() as session:
        engagement = session.scalar(select(Engagement.id).where(Engagement.live_slot.is_not(None)))
        called = engaging.finish(session, engagement or 0).called
        assert [one.id for one in called] == [earlier]
    return 1


def slots_are_given_once(app: Flask, ground: Ground) -> int:
    """The one slot is given to one, whatever the clock says when others are accepted; none outlives the period."""
    sessions = state_of(app).writing
    refused = 0
    with sessions() as session:
        waiting = session.scalars(select(CoachingRequest.id).where(CoachingRequest.live_code.is_not(None))).all()
    for jump in (*JUMPS, dt.timedelta(0)):
        for number in waiting:
            try:
                with moved(jump), sessions.begin() as session:
                    engaging.accept(session, number, "coach")
            except RequestRefusedError:
                refused += 1
    with sessions() as session:
        live = session.scalar(select(func.count()).select_from(Engagement).where(Engagement.live_slot.is_not(None)))
        assert (live, offerings.free_slots(session, ground.offering)) == (1, 0)
    assert refused == len(waiting) * (len(JUMPS) + 1) - 1
    try:
        with moved(dt.timedelta(days=40_000)), sessions.begin() as session:
            _ask(session, ground, ground.learners[4])
        raise AssertionError("asked after the end of the period")
    except HwaksanError:
        return refused + 1


def mails_go_out(app: Flask, ground: Ground) -> int:
    """A mail that a clock a day ahead has dated is tried again once it is put right, not a day later."""
    with moved(dt.timedelta(days=1)):
        tried = people.now()
    mail = Mail(recipient="a@example.org", subject="s", body="b", made_at=people.now(), tries=1, tried_at=tried)
    assert _due(mail)
    mail.tried_at = people.now() + dt.timedelta(seconds=2)  # another server's clock: it is being sent there
    assert not _due(mail)
    return 2


def nothing_is_erased_at_once(app: Flask, ground: Ground) -> int:
    """A clock ten years ahead erases nothing, although people write under it; put right, it erases daily again."""
    state, everything = state_of(app), (Account, SignIn, Notice, Mail)
    erase_daily(state)

    def counted() -> list[int]:
        with state.sessions() as session:
            return [session.scalar(select(func.count()).select_from(model)) or 0 for model in everything]

    before = counted()
    with moved(dt.timedelta(days=3650)):
        signed_in_client(app, COACH_EMAIL)
        try:
            erase_daily(state)
            raise AssertionError("erased by a clock ten years ahead")
        except DoubtfulClockError:
            now_there = counted()
    assert all(after >= count for after, count in zip(now_there, before, strict=True)), (before, now_there)
    with moved(dt.timedelta(days=1, seconds=1)):
        assert erase_daily(state) is not None
    return 2


CHECKS: tuple[Callable[[Flask, Ground], int], ...] = (
    sign_ins_hold, tries_do_not_lock_out, old_forms_are_told, codes_serve_once, lines_keep_their_order,
    slots_are_given_once, mails_go_out, nothing_is_erased_at_once,
)


def jumping(ground: Ground, kind: str) -> Outcome:
    """All of CHECKS, over one database; needs a capacity of one and five learners."""
    state = State(Settings(database_url=ground.url, rate_limit="10000 per minute"))
    app, wrong, done = create_app(state.settings, state), [], 0
    quick_hashes(app)
    for check in CHECKS:
        limiter.reset()
        try:
            done += check(app, ground)
        except AssertionError as error:
            wrong.append(f"{check.__name__}: {str(error)[:200]}")
    state.engine.dispose()
    return Outcome(
        f"{kind}: the clock jumps", f"{done} steps with the clock up to a day ahead or behind, or years ahead", "–",
        wrong, found="who is signed in stays so, tries lock nobody out, lines keep their order, slots and codes are "
        "given once, mails go out, years ahead erase nothing")


def code_counter() -> int:
    """The time step of an authenticator app now."""
    return int(dt.datetime.now(dt.UTC).timestamp()) // 30


def _ask(session: Session, ground: Ground, code: str) -> int:
    return engaging.ask(session, ground.offering, session.get_one(Municipality, code), "길이 더럽습니다.").id


def _token(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None
    return found[1]
