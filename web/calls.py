"""Where the calls of a year stand on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import queries
from catalog.programmes import Call

STATES = {
    "chosen": _l("선정 발표됨"), "open": _l("접수 중"), "soon": _l("접수 예정"), "closed": _l("접수 마감"),
    "unknown": _l("접수 기간 미확인"), "none-found": _l("공모 확인되지 않음"),
}
BADGES = {
    "chosen": "bg-light-gray", "open": "bg-light-success", "soon": "bg-light-primary", "closed": "bg-light-gray",
    "unknown": "bg-light-gray", "none-found": "bg-light-warning",
}


@dataclass(frozen=True, slots=True)
class CallState:
    """One call and whether applications can be made on the day asked about."""

    call: Call
    state: str
    window: tuple[str, str] | None

    @property
    def word(self) -> object:
        """The state in words."""
        return STATES[self.state]

    @property
    def badge(self) -> str:
        """KRDS badge class."""
        return BADGES[self.state]


def data_date(session: Session) -> dt.date | None:
    """The day on which public sources were last searched."""
    return session.scalar(select(func.max(Call.as_of)).where(Call.withdrawn_on.is_(None)))


def current_calls(session: Session, today: dt.date) -> list[CallState]:
    """This year's calls, the solution-diffusion programme first."""
    calls = [call for call in queries.calls(session) if call.year == today.year]
    calls.sort(key=lambda call: (call.programme_id != "solution-diffusion", call.programme_id))
    return [call_state(call, today) for call in calls]


def call_state(call: Call, today: dt.date) -> CallState:
    """Where one call stands."""
    if call.state == "none-found":
        return CallState(call, "none-found", None)
    value = rule_value(call, "window")
    window = (str(value[0]), str(value[1])) if isinstance(value, list) and len(value) == 2 else None
    if call.selections:
        return CallState(call, "chosen", window)
    if window is None:
        return CallState(call, "unknown" if call.year >= today.year else "closed", None)
    opens, closes = (dt.date.fromisoformat(day) for day in window)
    state = "soon" if today < opens else "closed" if today > closes else "open"
    return CallState(call, state, window)


def rule_value(call: Call, key: str) -> object:
    """The value of one rule of a call, or None."""
    return next((rule.value for rule in call.rules if rule.key == key and not rule.withdrawn_on), None)


def last_held(calls: Sequence[Call], call: Call) -> Call | None:
    """The latest earlier call of the same programme that was held."""
    earlier = [
        other for other in calls
        if other.programme_id == call.programme_id and other.year < call.year and other.state == "held"
    ]
    return max(earlier, key=lambda other: other.year, default=None)
