"""Facts that municipalities state of themselves: proposed, reviewed by the programme office, then published.

A published fact has the origin 'submitted' and a revision; the seeds never overwrite it, because its values are
no longer what they last wrote. The row as it stood before stays in the proposal. The caller commits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog import queries
from catalog.changes import refresh_operations
from catalog.coaching import Offering
from catalog.db import table_of
from catalog.deployments import Deployment, Outcome
from catalog.engagements import LIVE, CoachingRequest
from catalog.errors import InvalidInputError, RequestRefusedError, UnknownRequestError
from catalog.municipalities import UPPER_KINDS, Municipality
from catalog.proposals import OPEN, Proposal
from catalog.revisions import Revision
from catalog.solutions import SOURCE_QUALITIES, Pitfall
from catalog.waiting_line import answered, standing
from catalog.worded import worded

ENDED = "이 솔루션의 운영이 끝난 것으로 기록되어 코칭 제공이 닫혔습니다."


def propose(
    session: Session, subject: str, unit: Municipality, solution: str, content: Mapping[str, Any], source: str,
    made_by: int | None = None, deployment: Deployment | None = None,
) -> Proposal:
    """Puts a fact before the programme office. `content` are columns of the fact; see `publish`.

    Raises:
        InvalidInputError: no source is given.
        UnknownSolutionError: no solution has this slug.
        UnknownRequestError: the deployment is not this municipality's.
        RequestRefusedError: the same is before the office already.
    """
    source = worded("source", source, most=500)
    if deployment is not None and deployment.municipality_code != unit.code:
        raise UnknownRequestError("귀 지자체의 기록이 아닙니다. 코칭 화면에서 다시 골라 주세요.",
                                  "This is not a record of your municipality. Choose one on the page on coaching.")
    queries.solution(session, solution)
    about = f"deployment/{deployment.id}" if deployment is not None else f"{subject}/{unit.code}/{solution}"
    if subject == "outcome":
        text = json.dumps({**content, "source": source}, ensure_ascii=False, sort_keys=True)
        about += "/" + hashlib.sha256(text.encode()).hexdigest()[:16]
    made = Proposal(
        subject=subject, municipality_code=unit.code, solution_slug=solution, content=dict(content), source=source,
        deployment_id=deployment.id if deployment is not None else None, state="proposed", live_key=about,
        made_by=made_by, made_at=dt.datetime.now(dt.UTC))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise RequestRefusedError(
            "같은 기록에 대한 제안을 이미 보냈습니다. 운영기관이 검토한 뒤에 다시 제안할 수 있습니다.",
            "A proposal about this record is before the programme office already. "
            "Propose again once it has been decided.") from error
    return made


def review(session: Session, proposal: int, by: int | None, note: str) -> Proposal:
    """The office has looked at the source and notes what it shows.

    Raises:
        RequestRefusedError: it was reviewed or decided already.
        InvalidInputError: the note is empty.
    """
    note = worded("note", note)
    found = _in(session, proposal, ("proposed",))
    found.state, found.reviewed_by, found.review_note = "reviewed", by, note
    found.reviewed_at = dt.datetime.now(dt.UTC)
    session.flush()
    return found


def give_back(session: Session, proposal: int, by: int | None, reason: str) -> Proposal:
    """The office does not publish it, and says why.

    Raises:
        RequestRefusedError: it was decided already.
        InvalidInputError: no reason is given.
    """
    reason = worded("reason", reason)
    found = _in(session, proposal, OPEN)
    _decided(found, "returned", by)
    found.reason = reason
    session.flush()
    return found


def withdraw(session: Session, proposal: int, code: str, by: int | None) -> Proposal:
    """The municipality takes its own proposal back; it stays on record and may be made again.

    Raises:
        UnknownRequestError: there is none of this municipality.
        RequestRefusedError: the office has decided on it meanwhile.
    """
    found = _in(session, proposal, OPEN, code)
    _decided(found, "withdrawn", by)
    session.flush()
    return found


def missing_english(proposal: Proposal) -> tuple[str, ...]:
    """Fields given in Korean alone; a fact is published in both languages."""
    return tuple(
        name.removesuffix("_ko") for name, text in proposal.content.items()
        if name.endswith("_ko") and text and not proposal.content.get(name.removesuffix("_ko") + "_en"))


def publish(
    session: Session, proposal: int, by: int | None, quality: str, english: Mapping[str, str],
) -> tuple[Proposal, tuple[CoachingRequest, ...]]:
    """Writes the fact; returns also the requests that were declined because the operation ended with it.

    A reason for ending (`why_*`) is published as a pitfall of the solution, so that others learn from it.

    Raises:
        RequestRefusedError: it was not reviewed, or decided already.
        InvalidInputError: a text lacks its English, or the quality of the source is not known.
    """
    found = _in(session, proposal, ("reviewed",))
    if quality not in SOURCE_QUALITIES:
        raise InvalidInputError("quality", "출처의 종류를 골라 주세요.", "Choose the kind of source.")
    texts = {f"{name}_en": worded(f"{name}_en", english.get(name, "")) for name in missing_english(found)}
    found.content = {**found.content, **texts}
    values = dict(found.content)
    why: dict[str, str] = {key: values.pop(key) for key in ("why_ko", "why_en") if key in values}
    write = _publish_outcome if found.subject == "outcome" else _publish_deployment
    fact = write(session, found, values, quality)
    if why.get("why_ko"):
        session.add(_pitfall(found, why, quality))
    found.fact_id = fact  # only now: a proposal with its fact is a published one, whatever is flushed in between
    _decided(found, "published", by)
    session.flush()
    refresh_operations(session)
    session.add(Revision(reason=f"proposal {found.id} published: {found.fact_id}"))
    session.flush()
    return found, decline_closed(session, found.municipality_code, found.solution_slug)


def snapshot(row: Deployment) -> dict[str, Any]:
    """A row as plain values, to be kept as history."""
    values = {column.name: getattr(row, column.name) for column in table_of(type(row)).columns}
    return {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items()}


def _publish_deployment(session: Session, found: Proposal, values: dict[str, Any], quality: str) -> str:
    if found.deployment_id is None:
        level = "province" if found.municipality.kind in UPPER_KINDS else "basic"
        made = Deployment(
            id=f"sub-{found.id}", solution_slug=found.solution_slug, municipality_code=found.municipality_code,
            level=level, origin="submitted", source=found.source, source_quality=quality, **values)
        session.add(made)
        return made.id
    row = session.get_one(Deployment, found.deployment_id, with_for_update=True, populate_existing=True)
    found.before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.source = f"{found.source} | {row.source}"
    row.origin = "submitted"
    if found.subject == "correct":
        row.source_quality = quality
    return row.id


def _publish_outcome(session: Session, found: Proposal, values: dict[str, Any], quality: str) -> str:
    made = Outcome(
        id=f"sub-{found.id}", solution_slug=found.solution_slug, municipality_code=found.municipality_code,
        origin="submitted", source=found.source, source_quality=quality, evaluator="self",
        **{name: value for name, value in values.items() if name != "months"})
    session.add(made)
    return made.id


def _pitfall(found: Proposal, why: Mapping[str, str], quality: str) -> Pitfall:
    unit, year = found.municipality, found.content["as_of"]
    return Pitfall(
        id=f"sub-{found.id}", solution_slug=found.solution_slug, origin="submitted", source=found.source,
        source_quality=quality, text_ko=f"{unit.name_ko}에서 {year}년에 운영을 끝냈습니다. 이유: {why['why_ko']}",
        text_en=f"{unit.name_en} ended it in {year}. Reason: {why['why_en']}")


def decline_closed(session: Session, code: str, slug: str) -> tuple[CoachingRequest, ...]:
    """The live requests of a pair's offering, if it was closed with the operation; they are declined."""
    closed = session.scalars(select(Offering).where(
        Offering.municipality_code == code, Offering.solution_slug == slug,
        Offering.closed_on.is_not(None))).all()
    requests = tuple(request for offering in closed for request in standing(session, offering.id, LIVE))
    for request in requests:
        answered(request, "declined", ENDED)
    session.flush()
    return requests


def _decided(found: Proposal, state: str, by: int | None) -> None:
    found.state, found.live_key, found.decided_by = state, None, by
    found.decided_at = dt.datetime.now(dt.UTC)


def _in(session: Session, proposal: int, states: tuple[str, ...], code: str | None = None) -> Proposal:
    """The proposal, locked, in one of the states; of one municipality where `code` is given."""
    found = session.scalar(
        select(Proposal).where(Proposal.id == proposal).with_for_update(of=Proposal)
        .execution_options(populate_existing=True))
    if found is None or (code is not None and found.municipality_code != code):
        raise UnknownRequestError("제안을 찾지 못했습니다. 목록에서 다시 열어 주세요.",
                                  "There is no such proposal. Open it from the list.")
    if found.state not in states:
        raise RequestRefusedError(
            "그사이 상태가 바뀌어 처리하지 않았습니다. 지금 상태를 확인한 뒤에 진행해 주세요.",
            "Nothing was done, because the proposal changed meanwhile. Look at how it stands now.")
    return found
