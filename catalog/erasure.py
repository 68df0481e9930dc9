"""Erasing an organisation: its people, its texts and its part in coaching; the caller commits.

What has happened between two municipalities stays on the other's record without a word of this one: that it asked,
what was answered, when they met and how the other found it. Facts that the programme office published stay too:
they are public records of a municipality, and no person is named in them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from catalog import engaging, waiting_line
from catalog.accounts import Account, Mail, Organisation, SignIn
from catalog.coaching import Offering
from catalog.db import Base
from catalog.engagements import LIVE, CoachingRequest, CoachingSession, Engagement, Review
from catalog.errors import HwaksanError
from catalog.organisation_data import kept_of
from catalog.people import OFFICE
from catalog.plans import Decision, Plan
from catalog.proposals import Proposal
from catalog.searches import SavedSearch

ERASED = "(기관의 요청으로 지움 / erased at its organisation's request)"
"""Stands where a text must not be empty."""
CLOSED = "기관이 이 서비스에서 나갔습니다. / The organisation has left this service."
"""The reason that those hear whose request was still open."""


def leave_coaching(session: Session, organisation: Organisation) -> list[tuple[str, tuple[CoachingRequest, ...]]]:
    """Closes what it offers, takes back what it asks and ends what runs; returns whom to tell of which step.

    The steps are those of `coaching_notices.STEPS`: tell before `erase` takes the organisation away.
    """
    code, told = organisation.municipality_code, []
    if code is None:
        return []
    offered = select(Offering.id).where(Offering.municipality_code == code)
    for number in session.scalars(offered.where(Offering.closed_on.is_(None))).all():
        told.append(("decline", waiting_line.close(session, number, CLOSED)))
    for number in session.scalars(select(CoachingRequest.id).where(
            CoachingRequest.asker_code == code, CoachingRequest.state.in_(LIVE))).all():
        told += _told("withdraw", engaging.withdraw(session, number))
    running = select(Engagement.id).join(Engagement.request).where(
        Engagement.ended_on.is_(None), (CoachingRequest.asker_code == code) | Engagement.offering_id.in_(offered))
    for number in session.scalars(running).all():
        told += _told("finish", engaging.finish(session, number))
    return told


def check_erasable(organisation: Organisation) -> None:
    """Refuses what may not be erased.

    Raises:
        HwaksanError: it is the programme office, without which nobody could answer for the others.
    """
    if organisation.kind == OFFICE:
        raise HwaksanError(
            "운영기관은 지울 수 없습니다. 이 서비스를 닫으려면 데이터베이스를 지워 주세요.",
            "The programme office cannot be erased. To close the service, remove its database.")


def erase(session: Session, organisation: Organisation) -> dict[str, int]:
    """Erases it after `leave_coaching`; returns how many people, plans, decisions and searches are
    gone, and how many requests lost their words.

    Raises:
        HwaksanError: it is none that may be erased.
    """
    check_erasable(organisation)
    kept, code = kept_of(organisation), organisation.municipality_code
    session.flush()
    counted = {"people": Account, "plans": Plan, "decisions": Decision, "searches": SavedSearch}
    erased = {matter: session.scalar(select(func.count()).select_from(model).where(kept[model])) or 0
              for matter, model in counted.items()}
    erased["requests"] = _erase_coaching(session, code) if code is not None else 0
    for model in (Decision, Plan, Mail, SavedSearch, SignIn, Account, Organisation):
        _delete(session, model, kept[model])
    session.expire_all()
    return erased


def _erase_coaching(session: Session, code: str) -> int:
    """Takes its words out of every request; returns out of how many. The other side keeps the bare record.

    Of a coaching that took place nobody noted who wrote the last answer and the closing note, so both go.
    """
    of_coach = CoachingRequest.offering_id.in_(select(Offering.id).where(Offering.municipality_code == code))
    of_learner = CoachingRequest.asker_code == code
    asked = _set(session, CoachingRequest, of_learner, problem=ERASED, message="")
    _set(session, CoachingRequest, of_learner & (CoachingRequest.state != "declined"), answer="")
    _set(session, CoachingRequest, of_coach & CoachingRequest.answer.not_in(("", CLOSED)), answer=ERASED)
    for side, requests in (("learner", of_learner), ("coach", of_coach)):
        engagements = select(Engagement.id).where(
            Engagement.request_id.in_(select(CoachingRequest.id).where(requests)))
        _set(session, Engagement, Engagement.id.in_(engagements), end_note="")
        _set(session, CoachingSession, CoachingSession.engagement_id.in_(engagements) & (
            CoachingSession.logged_by == side), note=ERASED)
        _set(session, Review, Review.engagement_id.in_(engagements) & (Review.side == side), note="")
    _set(session, Offering, Offering.municipality_code == code,
         contact=ERASED, conditions_ko=None, conditions_en=None)
    _delete(session, Proposal, (Proposal.municipality_code == code) & (Proposal.state != "published"))
    return asked


def _delete(session: Session, model: type[Base], condition: ColumnElement[bool]) -> None:
    session.execute(delete(model).where(condition).execution_options(synchronize_session=False))


def _set(session: Session, model: type[Base], condition: ColumnElement[bool], **values: str | None) -> int:
    done = session.execute(
        update(model).where(condition).values(**values).execution_options(synchronize_session=False))
    return done.rowcount if isinstance(done, CursorResult) else 0


def _told(step: str, done: waiting_line.Step) -> list[tuple[str, tuple[CoachingRequest, ...]]]:
    requests = () if done.request is None else (done.request,)
    return [(step, requests), ("called", done.called), ("held", done.held)]
