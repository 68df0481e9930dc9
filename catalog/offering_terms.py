"""On what terms a municipality coaches, and which terms cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from catalog.coaching import FORMS, LANGUAGES, MOST_CITIES
from catalog.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Terms:
    """How a municipality coaches: `forms` of FORMS, `languages` of LANGUAGES, whom to ask, who says so."""

    forms: Collection[str]
    languages: Collection[str]
    valid_from: dt.date
    valid_until: dt.date
    contact: str
    stated_on: dt.date
    source: str
    conditions_ko: str | None = None
    conditions_en: str | None = None


def require_sound(terms: Terms, capacity: int) -> None:
    """Refuses what cannot stand in an offering, in words for who filled it in.

    Raises:
        InvalidInputError: names the field.
    """
    require_capacity(capacity)
    for field, given, known, ko, en in (
        ("forms", terms.forms, FORMS, "코칭 방식", "form"),
        ("languages", terms.languages, LANGUAGES, "언어", "language"),
    ):
        if not given or not set(given) <= set(known):
            raise InvalidInputError(
                field, f"{ko}: {', '.join(known)} 가운데 하나 이상 골라 주세요.",
                f"Choose at least one {en} of {', '.join(known)}.")
    if terms.valid_from > terms.valid_until:
        raise InvalidInputError(
            "until", "제공 기간의 끝 날짜가 시작 날짜보다 앞섭니다. 두 날짜를 확인해 주세요.",
            "The period ends before it begins. Check the two dates.")
    if not terms.contact.strip():
        raise InvalidInputError(
            "contact", "코칭을 담당하는 부서를 적어 주세요. 담당자 이름은 적지 않아도 됩니다.",
            "Name the office in charge of coaching; no person's name is needed.")
    if not terms.source.strip():
        raise InvalidInputError(
            "source", "이 내용의 출처나 알려 준 부서를 적어 주세요.",
            "Give the source, or the office that states this.")


def require_capacity(capacity: int) -> None:
    """Refuses a capacity that no offering may have.

    Raises:
        InvalidInputError: it is not from 1 to MOST_CITIES.
    """
    if not 1 <= capacity <= MOST_CITIES:
        raise InvalidInputError(
            "capacity", f"정원(동시에 코칭할 지자체 수)은 1부터 {MOST_CITIES}까지로 적어 주세요.",
            f"The capacity (cities at once) must be from 1 to {MOST_CITIES}.")
