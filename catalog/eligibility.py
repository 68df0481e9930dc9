"""Who may apply to which programme in a year, and for how much money: dated rules, not code.

Every rule comes from the call of that year with how it is known. Units and populations are those in
force on the reference day of the call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.eligibility_words import (
    Reason,
    administrative,
    applicant_kinds,
    borderline_advice,
    kind_not_listed,
    last_known,
    no_call,
    none_found,
    not_then,
    population_above,
    population_below,
    population_unknown,
    unknown_applicants,
)
from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.municipalities import ADMINISTRATIVE_KINDS, Municipality
from catalog.naming import predecessors, resolve
from catalog.programmes import PROGRAMMES, Call, CallRule, Programme

BORDERLINE = 0.03
"""Within 3 % of a limit a newer official count may decide otherwise."""

Money = int | tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One call for one municipality.

    `eligible` is None when no such call is known, a rule that decides is unknown, or the unit is no
    applicant (`applicant` is the government that is). Money is in won, a pair is a range; `state_krw`
    is the most that the state gives and `local_krw` what the municipality adds to it.
    """

    call_id: str
    call_name: Mapping[str, str]
    eligible: bool | None
    reasons: tuple[Reason, ...]
    unit: Municipality
    applicant: Municipality | None = None
    population: int | None = None
    population_date: str | None = None
    limit: int | None = None
    borderline: bool = False
    places: int | None = None
    state_krw: Money = None
    local_krw: Money = None
    total_krw: Money = None
    months: int | None = None
    window: tuple[str, str] | None = None
    selection: str | None = None


def unit_named(session: Session, name: str, year: int) -> Municipality:
    """The unit that `name` means for calls of a year: one of that time if there was one, else today's.

    Raises:
        UnknownMunicipalityError, AmbiguousMunicipalityError: as in catalog.naming.resolve.
    """
    try:
        return resolve(session, name, on=dt.date(year, 4, 1))
    except (UnknownMunicipalityError, AmbiguousMunicipalityError):
        return resolve(session, name)


def eligible(
    session: Session,
    unit: Municipality,
    year: int,
    population: int | None = None,
    as_of: dt.date | None = None,
) -> tuple[Verdict, ...]:
    """The four programmes of a year for one unit, in the order of PROGRAMMES.

    `population` is an official count of the date `as_of` that replaces the one on record; the
    verdict is not marked borderline then.
    """
    calls = session.scalars(
        select(Call).where(Call.withdrawn_on.is_(None), Call.year <= year)
        .options(selectinload(Call.rules)).order_by(Call.year)
    ).all()
    programmes = session.scalars(select(Programme)).all()
    order = {name: place for place, name in enumerate(PROGRAMMES)}
    return tuple(
        _verdict(session, unit, programme, year, [call for call in calls if call.programme_id == programme.id],
                 population, as_of)
        for programme in sorted(programmes, key=lambda programme: order[programme.id])
    )


def _verdict(
    session: Session, unit: Municipality, programme: Programme, year: int, calls: Sequence[Call],
    population: int | None, as_of: dt.date | None,
) -> Verdict:
    """The verdict of one programme; `calls` are its calls up to that year, oldest first."""
    call = next((call for call in calls if call.year == year), None)
    if call is None:
        name = {"ko": programme.name_ko, "en": programme.name_en}
        return Verdict(f"{programme.id}-{year}", name, None, (no_call(year),), unit)
    if unit.kind in ADMINISTRATIVE_KINDS:
        return Verdict(call.id, _name(call), None, (administrative(unit),), unit, applicant=unit.province)
    if call.state == "none-found":
        held = [earlier for earlier in calls if earlier.state == "held"]
        last = [last_known(held[-1], _by_rules(session, unit, held[-1], population, as_of).eligible)] if held else []
        return Verdict(call.id, _name(call), None, (none_found(call), *last), unit)
    return _by_rules(session, unit, call, population, as_of)


def _by_rules(
    session: Session, unit: Municipality, call: Call, population: int | None, as_of: dt.date | None
) -> Verdict:
    then = _unit_of_that_time(session, unit, call)
    if isinstance(then, Reason):
        return Verdict(call.id, _name(call), None, (then,), unit)
    rules = {rule.key: rule for rule in call.rules if rule.withdrawn_on is None}
    people, date = population, as_of.isoformat() if as_of else None
    if population is None:
        counted = then if then.population is not None else unit
        people, date = counted.population, counted.population_date
    allowed, reason = _kind_decision(then, rules.get("applicants"))
    decisions, reasons = [allowed], [reason]
    limited = rules.get("population-below")
    limit = limited.value if limited and isinstance(limited.value, int) else None
    borderline = False
    if limited and limit is not None and allowed is not False:
        fits, reason = _population_decision(people, date, limit, limited)
        decisions.append(fits)
        reasons.append(reason)
        borderline = population is None and people is not None and abs(people - limit) <= BORDERLINE * limit
        if borderline:
            reasons.append(borderline_advice(limit, limited.source))
    state, local, total = _money(rules, people)
    return Verdict(
        call.id, _name(call), _all(decisions), tuple(reasons), then,
        population=people, population_date=date, limit=limit, borderline=borderline,
        places=_places(rules), state_krw=state, local_krw=local, total_krw=total,
        months=_value(rules, "months"), window=_pair(_value(rules, "window")),
        selection=_value(rules, "selection"),
    )


def _name(call: Call) -> Mapping[str, str]:
    return {"ko": call.name_ko, "en": call.name_en}


def _unit_of_that_time(session: Session, unit: Municipality, call: Call) -> Municipality | Reason:
    day = reference_day(call)
    if unit.in_force(day):
        return unit
    before = predecessors(session, unit, day)
    return before[0] if len(before) == 1 else not_then(unit, before)


def reference_day(call: Call) -> dt.date:
    """The day whose units count: the announcement, else the first of April of the call's year."""
    return call.announced_on or dt.date(call.year, 4, 1)


def _kind_decision(unit: Municipality, rule: CallRule | None) -> tuple[bool | None, Reason]:
    if rule is None or rule.value is None:
        return None, unknown_applicants(rule)
    if unit.kind in rule.value:
        return True, applicant_kinds(rule, unit)
    return False, kind_not_listed(rule, unit)


def _population_decision(
    people: int | None, date: str | None, limit: int, rule: CallRule
) -> tuple[bool | None, Reason]:
    if people is None:
        return None, population_unknown(limit, rule.source)
    if people < limit:
        return True, population_below(people, date, limit, rule.source)
    return False, population_above(people, date, limit, rule.source)


def _all(decisions: list[bool | None]) -> bool | None:
    if False in decisions:
        return False
    return None if None in decisions else True


def _money(rules: Mapping[str, CallRule], people: int | None) -> tuple[Money, Money, Money]:
    """State, local and total money; a type of the call that fits the population decides first.

    One-to-one matching (the rule `local-match`) makes the local part equal to the state's.
    """
    chosen = _fitting_type(_value(rules, "types"), people)
    state = _range(chosen.get("state-krw", _value(rules, "state-krw")))
    if state is None:
        return None, None, _range(_value(rules, "total-krw"))
    if _value(rules, "local-match") != "1:1":
        return state, None, _range(_value(rules, "total-krw"))
    return state, state, state * 2 if isinstance(state, int) else (state[0] * 2, state[1] * 2)


def _fitting_type(types: Any, people: int | None) -> Mapping[str, Any]:
    for kind in types or ():
        low, high = kind.get("population-at-least"), kind.get("population-below")
        if people is not None and (low or high) and (low or 0) <= people < (high or people + 1):
            return kind
    return {}


def _value(rules: Mapping[str, CallRule], key: str) -> Any:
    rule = rules.get(key)
    return rule.value if rule else None


def _places(rules: Mapping[str, CallRule]) -> int | None:
    places = _value(rules, "places")
    return places.get("chosen") if isinstance(places, dict) else places


def _range(value: Any) -> Money:
    return (value[0], value[1]) if isinstance(value, list) else value


def _pair(value: Any) -> tuple[str, str] | None:
    return (value[0], value[1]) if value else None
