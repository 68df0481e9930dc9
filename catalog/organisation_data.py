"""Everything that is kept of one organisation and its people, as plain values to hand over to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from catalog.accounts import Account, Mail, Notice, Organisation, SignIn
from catalog.coaching import Offering, OfferingSlot
from catalog.db import Base, table_of
from catalog.engagements import CoachingRequest, CoachingSession, Engagement, Review
from catalog.people import aware, now
from catalog.plans import Decision, Plan, PlanEntry, ReadinessAnswer
from catalog.proposals import Proposal
from catalog.searches import SavedSearch

FORMAT = "hwaksan-organisation-1"
SECRET = {"account": {"password", "fs_uniquifier", "tf_totp_secret", "totp_counter", "mf_recovery_codes"},
          "sign_in": {"key_hash"}, "mail": {"body"}}
"""Columns that open an account, by table; the body of a mail may hold a link that does."""


def everything_of(session: Session, organisation: Organisation) -> dict[str, Any]:
    """Rows by table, as JSON can hold them, without what opens an account."""
    rows = {
        model.__tablename__: [_plain(row, model) for row in session.scalars(
            select(model).where(condition).order_by(*table_of(model).primary_key))]
        for model, condition in kept_of(organisation).items()
    }
    return {"format": FORMAT, "made_at": now().isoformat(), "tables": rows}


def kept_of(organisation: Organisation) -> dict[type[Base], ColumnElement[bool]]:
    """Each table that holds something of an organisation, and which of its rows are about it.

    Coaching belongs to both of its municipalities: requests that it made and that it was asked.
    """
    code = organisation.municipality_code
    people = select(Account.id).where(Account.organisation_id == organisation.id)
    plans = select(Plan.id).where(Plan.organisation_id == organisation.id)
    offered = select(Offering.id).where(_of(Offering.municipality_code, code))
    requests = select(CoachingRequest.id).where(
        or_(_of(CoachingRequest.asker_code, code), CoachingRequest.offering_id.in_(offered)))
    engagements = select(Engagement.id).where(Engagement.request_id.in_(requests))
    return {
        Organisation: Organisation.id == organisation.id,
        Account: Account.organisation_id == organisation.id,
        SignIn: SignIn.account_id.in_(people),
        SavedSearch: SavedSearch.account_id.in_(people),
        Notice: Notice.organisation_id == organisation.id,
        Mail: Mail.recipient.in_(select(Account.email).where(Account.organisation_id == organisation.id)),
        Plan: Plan.organisation_id == organisation.id,
        PlanEntry: PlanEntry.plan_id.in_(plans),
        ReadinessAnswer: ReadinessAnswer.plan_id.in_(plans),
        Decision: Decision.organisation_id == organisation.id,
        Proposal: _of(Proposal.municipality_code, code),
        Offering: _of(Offering.municipality_code, code),
        OfferingSlot: OfferingSlot.offering_id.in_(offered),
        CoachingRequest: CoachingRequest.id.in_(requests),
        Engagement: Engagement.id.in_(engagements),
        CoachingSession: CoachingSession.engagement_id.in_(engagements),
        Review: Review.engagement_id.in_(engagements),
    }


def _of(column: Any, code: str | None) -> ColumnElement[bool]:
    """Rows of the organisation's municipality; none where it is no municipality."""
    return false() if code is None else column == code


def _plain(row: Base, model: type[Base]) -> dict[str, Any]:
    names = [column.name for column in table_of(model).columns]
    return {name: _told(getattr(row, name)) for name in _shown(names, model.__tablename__)}


def _shown(names: Iterable[str], table: str) -> list[str]:
    return [name for name in names if name not in SECRET.get(table, ())]


def _told(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return aware(value).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value
