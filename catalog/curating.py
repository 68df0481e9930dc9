"""The programme office works on single facts: confirms, corrects, withdraws, or notes that no page states them.

Each step writes the fact, its mark and a revision. A fact that was edited and a mark that the office set have values
that the seeds did not write, so loading leaves both alone (loading.py). The caller commits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.changes import refresh_operations
from catalog.curated_fields import Fact, read_fields
from catalog.db import table_of
from catalog.deployments import Deployment, Outcome
from catalog.engagements import CoachingRequest
from catalog.errors import ChangedMeanwhileError, InvalidInputError, UnknownFactError
from catalog.fact_checks import LONGEST_QUOTE, FactCheck
from catalog.proposing import decline_closed
from catalog.revisions import Revision
from catalog.solutions import Cost
from catalog.worded import worded

TABLES: Mapping[str, type[Any]] = {model.__tablename__: model for model in (Deployment, Outcome, Cost)}
"""The facts that are compared with public pages, by table."""
PAGE_DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
MARK_FIELDS = ("checked_on", "verdict", "page", "page_date", "quote", "changed", "note")
SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows that states a fact: its address, the words that do, and as much of its date as it has."""

    page: str
    quote: str
    page_date: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which fact is worked on, by which account, and the `state_of` it when it was read."""

    table: str
    id: str
    state: str
    by: int | None
    today: dt.date


def fact(session: Session, table: str, key: str) -> Fact:
    """A deployment, outcome or cost that stands.

    Raises:
        UnknownFactError: there is none, or it was withdrawn.
    """
    model = TABLES.get(table)
    plain = re.fullmatch(r"[\w-]{1,32}", key, re.ASCII)
    found: Fact | None = session.get(model, key) if model is not None and plain else None
    if found is None or found.withdrawn_on is not None:
        raise UnknownFactError("이 기록이 없거나 이미 철회된 기록입니다. 목록에서 다시 골라 주세요.",
                               "There is no such record, or it was withdrawn. Choose one from the list.")
    return found


def state_of(row: Fact) -> str:
    """A digest of a fact and its mark as they stand, by which a change in between is noticed."""
    mark = row.check
    values = [str(getattr(row, column.name)) for column in table_of(type(row)).columns]
    values += [str(getattr(mark, name)) for name in MARK_FIELDS] if mark is not None else []
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]


def confirm(session: Session, asked: Asked, shown: Shown, note: str = "") -> tuple[CoachingRequest, ...]:
    """A page states the fact as it is. A deployment holds as of the page's year, where that is the later one.

    Returns the requests that fell away because an operation ended; see `correct`.

    Raises:
        InvalidInputError, UnknownFactError, ChangedMeanwhileError: as its sentence says; nothing is written.
    """
    shown, note = _page(shown, asked.today), worded("note", note, needed=False)
    row = _taken(session, asked)
    year = int(shown.page_date[:4]) if shown.page_date else None
    changes: dict[str, Any] = {}
    if isinstance(row, Deployment) and year is not None and year > (row.as_of or 0):
        changes["as_of"] = year
    return _written(session, asked, row, changes, "confirmed", shown, note)


def correct(
    session: Session, asked: Asked, typed: Mapping[str, str], shown: Shown, note: str = "",
) -> tuple[CoachingRequest, ...]:
    """Writes the fields as typed (see curated_fields.py), with the page that states them.

    Returns the requests for coaching that were declined because the correction ended an operation.

    Raises:
        InvalidInputError, UnknownFactError, ChangedMeanwhileError: as its sentence says; nothing is written.
    """
    shown, note = _page(shown, asked.today), worded("note", note, needed=False)
    row = _taken(session, asked)
    values = read_fields(row, typed, asked.today)
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        raise InvalidInputError("form", "바뀐 칸이 없습니다. 지금 값이 맞으면 ‘확인’에 자료를 적어 주세요.",
                                "No field was changed. If the values are right, confirm them instead.")
    return _written(session, asked, row, changes, "corrected", shown, note)


def withdraw(session: Session, asked: Asked, reason: str) -> tuple[CoachingRequest, ...]:
    """Takes a fact out of the catalogue; it is kept with the reason and never shown. Returns as `correct` does.

    Raises:
        InvalidInputError, UnknownFactError, ChangedMeanwhileError: as its sentence says; nothing is written.
    """
    reason = worded("reason", reason, needed=False)
    if not reason:
        raise InvalidInputError("reason", "철회 이유와 어디에서 확인했는지 적어 주세요. 기록에 남습니다.",
                                "Say why it is withdrawn and where you saw it; this stays on record.")
    row = _taken(session, asked)
    return _written(session, asked, row, {"withdrawn_on": asked.today}, "unverifiable", None, reason)


def set_unverifiable(session: Session, asked: Asked, note: str) -> None:
    """No public page states the fact; `note` says where it was looked for. It stays, and proves little from now on.

    Raises:
        InvalidInputError, UnknownFactError, ChangedMeanwhileError: as its sentence says; nothing is written.
    """
    note = worded("searched", note, needed=False)
    if not note:
        raise InvalidInputError("searched", "어떤 말로 어디에서 찾아보았는지 적어 주세요. 기록에 남습니다.",
                                "Say where and with which words you searched; this stays on record.")
    _written(session, asked, _taken(session, asked), {}, "unverifiable", None, note)


def _taken(session: Session, asked: Asked) -> Fact:
    """The fact, locked, if it still is as it was read."""
    fact(session, asked.table, asked.id)
    model = TABLES[asked.table]
    row: Fact = session.scalars(
        select(model).where(model.id == asked.id).with_for_update(of=model)
        .execution_options(populate_existing=True)).one()
    if state_of(row) != asked.state:
        raise ChangedMeanwhileError(
            "그사이 이 기록이 바뀌어 저장하지 않았습니다. 지금 값을 확인하고 다시 저장해 주세요.",
            "Nothing was saved, because the record was changed meanwhile. Look at it as it stands and save again.")
    return row


def _page(shown: Shown, today: dt.date) -> Shown:
    """The page with its words, checked.

    Raises:
        InvalidInputError: the address, the words or the date cannot be used.
    """
    page = worded("page", shown.page, needed=False, most=500)
    try:
        parts = urlsplit(page)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", page)
    except ValueError:
        usable = False
    if not usable:
        raise InvalidInputError("page", "자료의 주소를 https://부터 모두 적어 주세요.",
                                "Give the whole address of the page, from https:// on.")
    quote = worded("quote", shown.quote, needed=False, most=LONGEST_QUOTE)
    if not quote:
        raise InvalidInputError("quote", "이 내용이 적힌 문장을 자료에서 옮겨 적어 주세요.",
                                "Copy the words of the page that state this.")
    date = shown.page_date.strip()
    if date and (not PAGE_DATE.fullmatch(date) or date > today.isoformat()):
        raise InvalidInputError("page_date", "자료 날짜를 2025, 2025-03, 2025-03-16처럼 오늘까지로 적어 주세요.",
                                "Give the page's date as in 2025, 2025-03 or 2025-03-16, not after today.")
    return Shown(page, quote, date)


def _written(
    session: Session, asked: Asked, row: Fact, changes: Mapping[str, Any], verdict: str, shown: Shown | None, note: str,
) -> tuple[CoachingRequest, ...]:
    """The fact, its mark and the revision, which keeps what the changed fields said before."""
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.origin = SUBMITTED
    mark = session.get(FactCheck, row.id, with_for_update=True) or FactCheck(id=row.id)
    mark.checked_on, mark.verdict, mark.origin, mark.withdrawn_on = asked.today, verdict, SUBMITTED, None
    mark.page, mark.quote = (shown.page, shown.quote) if shown else (None, None)
    mark.page_date = shown.page_date or None if shown else None
    mark.changed, mark.note = " ".join(changes) or None, note or None
    mark.other_page = mark.other_ko = mark.other_en = None
    session.add(mark)
    told = "".join(f"; {name}: {before[name]!s} -> {value!s}" for name, value in changes.items())
    session.add(Revision(reason=f"{asked.table} {row.id} {verdict} by account {asked.by}{told}"))
    session.flush()
    session.expire(row, ["check"])
    if not isinstance(row, Deployment) or not changes:
        return ()
    refresh_operations(session)
    return decline_closed(session, row.municipality_code, row.solution_slug) if row.municipality_code else ()
