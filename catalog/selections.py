"""What the municipalities chosen in a call chose themselves, as far as it is on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import naming, queries
from catalog.deployments import Deployment
from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.municipalities import Municipality
from catalog.programmes import Call

NAMED_OTHERWISE = {"solution-diffusion-2022": "small-medium-city"}
"""Calls whose award cases and deployments stand under the programme's name of that year."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One place chosen in a call.

    `unit` is today's local government, None where the place is no single one of today; `solutions` are
    slugs in order, empty where nothing is known. Which of them is the main one is nowhere on record.
    """

    place_ko: str
    place_en: str
    unit: Municipality | None
    solutions: tuple[str, ...]


def selected_in(session: Session, call: Call) -> list[Selected]:
    """The known selected places of a call in its order, with what its award case and deployments name."""
    programme = NAMED_OTHERWISE.get(call.id, call.programme_id)
    named: dict[str, set[str]] = {}
    for case in queries.cases(session):
        if (case.programme, case.year) == (programme, call.year):
            slugs = {entry["solution"] for entry in case.solutions if entry.get("solution")}
            for code in _today(session, case.municipalities):
                named.setdefault(code, set()).update(slugs)
    rows = session.scalars(select(Deployment).where(
        Deployment.withdrawn_on.is_(None), Deployment.programme == programme, Deployment.year == call.year,
        Deployment.municipality_code.is_not(None),
    ))
    for row in rows:
        for code in _today(session, [row.municipality_code or ""]):
            named.setdefault(code, set()).add(row.solution_slug)
    standing = {solution.slug for solution in queries.solutions(session)}
    found = []
    for selection in call.selections:
        then = selection.municipality
        codes = _today(session, [then.code] if then else [])
        unit = queries.municipality(session, codes[0]) if codes else None
        found.append(Selected(
            unit.name_ko if unit else then.name_ko if then else selection.place_ko or "",
            unit.name_en if unit else then.name_en if then else selection.place_en or "",
            unit, tuple(sorted(named.get(codes[0], set()) & standing)) if codes else (),
        ))
    return found


def _today(session: Session, codes: Iterable[str]) -> list[str]:
    """Codes of the units that these became; what was split stands for none of its parts."""
    found = []
    for code in codes:
        try:
            found.append(naming.resolve(session, code).code)
        except (AmbiguousMunicipalityError, UnknownMunicipalityError):
            continue
    return found
