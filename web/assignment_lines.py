"""Lines of JSON that state a contest: municipalities, coaches, locks and conflicts, each checked."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from catalog import naming, queries
from catalog.errors import HwaksanError, InvalidInputError
from catalog.municipalities import ADMINISTRATIVE_KINDS
from matcher.contest import City, Lock, Offer

STATED = "--input"
"""Source of what only these lines state."""


@dataclass
class Lines:
    """What a file states; names are resolved to codes, retired slugs to the solutions that replace them."""

    cities: list[City] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    conflicts: set[tuple[str, str]] = field(default_factory=set)
    without_capacity: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    """Coach and solutions of the offers that do not state how many cities they take."""


def read_lines(session: Session, content: bytes) -> tuple[Lines, list[InvalidInputError]]:
    """Everything that the lines state, and a sentence that names each line which cannot be used."""
    found, wrong = Lines(), []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        try:
            _read(session, json.loads(line.decode("utf-8")), found)
        except HwaksanError as error:
            wrong.append(InvalidInputError("input", f"{number}번째 줄: {error.ko}", f"line {number}: {error.en}"))
        except (ValueError, RecursionError):
            wrong.append(InvalidInputError(
                "input", f"{number}번째 줄이 UTF-8 JSON이 아닙니다. 한 줄에 하나씩 적어 주세요.",
                f"Line {number} is not UTF-8 JSON. Write one value a line."))
    for code, times in Counter(city.code for city in found.cities).items():
        if times > 1:
            wrong.append(InvalidInputError(
                "input", f"같은 지자체({code})를 두 번 이상 적었습니다. 한 줄로 합쳐 주세요.",
                f"The municipality {code} stands in more than one line. Join them into one."))
    return found, wrong


def _read(session: Session, record: Any, found: Lines) -> None:
    kinds = [kind for kind in ("municipality", "coach", "lock", "conflict")
             if isinstance(record, dict) and kind in record]
    if kinds == ["municipality"]:
        main = _slug(session, record["main"]) if record.get("main") is not None else None
        solutions = _slugs(session, record.get("solutions", [main] if main else None))
        found.cities.append(City(
            _code(session, record["municipality"]), tuple(sorted(solutions | ({main} if main else set()))), main))
    elif kinds == ["coach"]:
        capacity = record.get("capacity")
        if capacity is not None and (isinstance(capacity, bool) or not isinstance(capacity, int) or capacity < 0):
            raise InvalidInputError("capacity", "capacity는 0 이상의 정수로 적어 주세요.",
                                    "The capacity must be a whole number from 0.")
        coach, taught = _code(session, record["coach"]), _slugs(session, record.get("solutions"))
        found.offers.append(Offer(coach, taught, 1 if capacity is None else capacity))
        if capacity is None:
            found.without_capacity.add((coach, taught))
    elif kinds and isinstance(record[kinds[0]], dict) and len(kinds) == 1:
        value = record[kinds[0]]
        city, coach = _code(session, value.get("city")), _code(session, value.get("coach"))
        if kinds == ["conflict"]:
            found.conflicts.add((city, coach))
        else:
            solution = value.get("solution")
            found.locks.append(Lock(city, coach, None if solution is None else _slug(session, solution)))
    else:
        raise InvalidInputError(
            "input", "municipality, coach, lock, conflict 가운데 하나를 적어 주세요.",
            "State one of municipality, coach, lock and conflict.")


def _code(session: Session, name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise InvalidInputError("municipality", "지자체 이름이나 코드를 적어 주세요.",
                                "Name the municipality or give its code.")
    unit = naming.resolve(session, name)
    if unit.kind in ADMINISTRATIVE_KINDS:
        raise InvalidInputError(
            "municipality", f"'{unit.name_ko}'는 지방자치단체가 아닙니다. 속한 시·도나 시의 이름을 적어 주세요.",
            f"'{unit.name_en}' is no local government of its own. Name the one it belongs to.")
    return unit.code


def _slugs(session: Session, value: object) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise InvalidInputError("solutions", "solutions에 솔루션을 하나 이상 목록으로 적어 주세요.",
                                "List at least one solution in solutions.")
    return frozenset(_slug(session, slug) for slug in value)


def _slug(session: Session, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInputError("solutions", "솔루션은 글자로 된 식별자로 적어 주세요.",
                                "Name each solution by its slug.")
    return queries.solution(session, value).slug
