"""Plans that go with a request for coaching: which one may attach, and what the coach reads of it.

What the coach reads is the package as it follows from the plan today; notes and readiness answers stay at home.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog import planning
from catalog.errors import HwaksanError
from catalog.plans import Plan
from web.access import current_organisation
from web.plan_forms import form_of, read, typed_of
from web.plan_pages import calls_held
from web.planning import plan_json
from web.saved_plans import remembered
from web.state import session, state

ADDRESS = re.compile(r"(?:.*/plans/)?([A-Za-z0-9_-]{22})(?:[/?#].*)?")
"""A plan's address, or its number alone."""


def attachable(typed: str) -> Plan | None:
    """The plan that an address or number names, if it is one's organisation's or belongs to nobody."""
    named = ADDRESS.fullmatch(typed.strip())
    found = session().get(Plan, named[1]) if named else None
    organisation = current_organisation()
    own = organisation.id if organisation is not None else None
    return found if found is not None and found.organisation_id in (None, own) else None


def to_choose(chosen: Plan | None) -> Sequence[Plan]:
    """One's organisation's plans and those that this browser began, changed last first; a chosen one is among them."""
    organisation = current_organisation()
    found = list(planning.plans_of(session(), organisation.id if organisation is not None else None, remembered()))
    return found if chosen is None or chosen in found else [chosen, *found]


def package(db: Session, plan: Plan) -> Mapping[str, Any] | None:
    """The package of a plan as of today; None while the matcher is being loaded or where none can be made."""
    if state().preparing():
        return None
    try:
        asked, _errors = read(typed_of(plan), form_of(plan), calls_held(db))
        return plan_json(db, state().matcher(), asked)
    except HwaksanError:
        return None
