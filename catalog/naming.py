"""From what a person calls a local government to the one unit that is meant."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.municipalities import Municipality, Succession

SHORT_PROVINCES = {
    "서울": "11", "부산": "26", "대구": "27", "인천": "28", "광주": "29", "대전": "30", "울산": "31",
    "세종": "36", "경기": "41", "강원": "51", "충북": "43", "충남": "44", "전북": "52", "전남": "46",
    "경북": "47", "경남": "48", "제주": "50",
}
"""Everyday short names and the first two digits of the province's code."""

KIND_SUFFIX = re.compile(r"(특별자치시|특별자치도|통합특별시|특별시|광역시|-si|-gun|-gu|-do|시|군|구|도)$")


def resolve(session: Session, name: str, on: dt.date | None = None) -> Municipality:
    """The unit in force on a day (default: today) that `name` means.

    Accepts a code, a name where unique, a name with its full or short province (경상남도 고성군,
    경남 고성군), a romanised name (Uiwang-si, uiwang) and former names and codes, which lead to the
    successor.

    Raises:
        UnknownMunicipalityError: nothing goes by that name.
        AmbiguousMunicipalityError: several units do, or the unit was split; lists the choices.
    """
    day = on or dt.date.today()
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    current = {
        unit.code: unit
        for found in _named(session, cleaned, day)
        for unit in ([found] if found.in_force(day) else successors(session, found, day))
    }
    if len(current) == 1:
        return next(iter(current.values()))
    if current:
        raise _ambiguous(cleaned, current.values())
    raise UnknownMunicipalityError(
        f"'{cleaned[:60]}'에 해당하는 지자체를 찾지 못했습니다. '경상남도 고성군'처럼 시·도와 함께 적어 주세요.",
        f"No local government is called '{cleaned[:60]}'. Try it with its province, "
        "such as 'Gyeongsangnam-do Goseong-gun'.",
    )


def successors(session: Session, unit: Municipality, on: dt.date) -> list[Municipality]:
    """The units in force on that day that `unit` became, following several changes in a row."""
    found: dict[str, Municipality] = {}
    waiting = [unit.code]
    while waiting:
        steps = select(Municipality).join(
            Succession, Succession.successor_code == Municipality.code
        ).where(Succession.predecessor_code == waiting.pop())
        for successor in session.scalars(steps):
            if successor.in_force(on):
                found[successor.code] = successor
            else:
                waiting.append(successor.code)
    return [found[code] for code in sorted(found)]


def predecessors(session: Session, unit: Municipality, on: dt.date) -> list[Municipality]:
    """The units in force on that day from which `unit` came, following several changes in a row."""
    found: dict[str, Municipality] = {}
    waiting = [unit.code]
    while waiting:
        steps = select(Municipality).join(
            Succession, Succession.predecessor_code == Municipality.code
        ).where(Succession.successor_code == waiting.pop())
        for earlier in session.scalars(steps):
            if earlier.in_force(on):
                found[earlier.code] = earlier
            else:
                waiting.append(earlier.code)
    return [found[code] for code in sorted(found)]


def full_name(unit: Municipality) -> tuple[str, str]:
    """Name with the province it belongs to, Korean and English (경상남도 고성군)."""
    if unit.province_code == unit.code:
        return unit.name_ko, unit.name_en
    return f"{unit.province.name_ko} {unit.name_ko}", f"{unit.name_en}, {unit.province.name_en}"


def _named(session: Session, name: str, day: dt.date) -> list[Municipality]:
    """Every unit of any time whose code or names fit.

    The exact name of a unit in force wins over stems (의왕, uiwang); a former name does not: Gwangju
    was a metropolitan city and is the stem of Gwangju-si.
    """
    wanted = _folded(name)
    if not wanted:
        return []
    # Every spelling but a province's short name holds the unit's stem, which is quick to look for.
    names = session.execute(select(
        Municipality.code, Municipality.province_code, Municipality.name_ko, Municipality.name_en
    ))
    codes = [
        code for code, province, ko, en in names
        if wanted == code or province == code or _stem(ko) in wanted or _stem(en) in wanted
    ]
    likely = session.scalars(select(Municipality).where(Municipality.code.in_(codes))).all()
    exact = [unit for unit in likely if wanted in _exact_spellings(unit)]
    if any(unit.in_force(day) for unit in exact):
        return exact
    return exact + [unit for unit in likely if wanted in _stem_spellings(unit)]


def _exact_spellings(unit: Municipality) -> set[str]:
    spellings = {unit.code, unit.name_ko, unit.name_en}
    for before in _befores(unit):
        spellings |= {f"{before} {unit.name_ko}", f"{before} {unit.name_en}", f"{unit.name_en}, {before}"}
    return {_folded(spelling) for spelling in spellings}


def _stem_spellings(unit: Municipality) -> set[str]:
    stems = {_stem(unit.name_ko), _stem(unit.name_en)}
    spellings = {f"{before} {stem}" for before in ("", *_befores(unit)) for stem in stems if len(stem) > 1}
    if unit.province_code == unit.code:
        spellings |= {short + suffix for short in _short_names(unit) for suffix in ("", "시", "도")}
    return {_folded(spelling) for spelling in spellings}


def _befores(unit: Municipality) -> list[str]:
    """What people put before a unit's name: its province or city, long or short, or both of them."""
    above = unit.province
    names = [above.name_ko, above.name_en, KIND_SUFFIX.sub("", above.name_ko), *_short_names(above)]
    if above.province_code == above.code:
        return names
    return names + [f"{before} {name}" for before in _befores(above) for name in (above.name_ko, names[2])]


def _short_names(province: Municipality) -> Iterable[str]:
    return [short for short, digits in SHORT_PROVINCES.items()
            if province.code[:2] == digits or province.name_ko.startswith(short)]


@lru_cache(maxsize=2048)
def _stem(name: str) -> str:
    return _folded(KIND_SUFFIX.sub("", name.lower()))


def _folded(name: str) -> str:
    return re.sub(r"[\s,·]+", "", name).casefold()


def _ambiguous(name: str, units: Iterable[Municipality]) -> AmbiguousMunicipalityError:
    choices = sorted((unit.code, *full_name(unit)) for unit in units)
    listing_ko = ", ".join(f"{ko}({code})" for code, ko, _ in choices)
    listing_en = "; ".join(f"{en} ({code})" for code, _, en in choices)
    return AmbiguousMunicipalityError(
        f"'{name[:60]}'에 해당하는 곳이 여럿입니다. 하나를 골라 주세요: {listing_ko}",
        f"'{name[:60]}' can mean several local governments. Choose one: {listing_en}",
        choices,
    )
