"""Named reads of the catalogue. Withdrawn facts never show; order is stable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.db import Base, Fact
from catalog.deployments import Case, ContextFigure, Deployment, Operation, Outcome, Visit
from catalog.errors import HwaksanError, UnknownMunicipalityError, UnknownSolutionError
from catalog.municipalities import Municipality
from catalog.programmes import Call
from catalog.solutions import JudgedStatement, Lesson, OutsideMatter, Procedure, Solution

Row = TypeVar("Row", bound=Fact)
_STANDING = select(Solution).where(Solution.replaced_by.is_(None)).order_by(Solution.slug)
_OUTCOMES = select(Outcome).options(joinedload(Outcome.municipality)).order_by(Outcome.kind != "effect", Outcome.id)


def solution(session: Session, slug: str) -> Solution:
    """The solution with this slug, following `replaced_by` from a retired one.

    Raises:
        UnknownSolutionError: no solution has this slug.
    """
    found = _get(session, Solution, slug)
    seen = {slug}
    while found is not None and found.replaced_by and found.replaced_by not in seen:
        seen.add(found.replaced_by)
        found = session.get(Solution, found.replaced_by)
    if found is None or found.withdrawn_on or found.replaced_by:
        raise UnknownSolutionError(
            f"'{slug[:80]}' 솔루션을 찾지 못했습니다. 솔루션 목록에서 골라 주세요.",
            f"There is no solution '{slug[:80]}'. Choose one from the list of solutions.",
        )
    return found


def solutions(session: Session, slugs: Collection[str] | None = None) -> Sequence[Solution]:
    """The solutions that stand, all or those of these slugs, by slug, with costs and pitfalls."""
    return _standing(
        session,
        (_STANDING if slugs is None else _STANDING.where(Solution.slug.in_(slugs)))
        .options(selectinload(Solution.costs), selectinload(Solution.pitfalls)),
        Solution,
    )


def named_solutions(session: Session) -> Sequence[Solution]:
    """All of them for whoever only names them: costs and pitfalls, most of the rows, are not read."""
    return _standing(session, _STANDING, Solution)


def deployments_of(session: Session, slug: str) -> Sequence[Deployment]:
    """Where a solution runs, was chosen, is planned or ended; newest statement first."""
    return _standing(
        session,
        select(Deployment).where(Deployment.solution_slug == slug)
        .options(joinedload(Deployment.municipality))
        .order_by(Deployment.as_of.desc().nulls_last(), Deployment.id),
        Deployment,
    )


def deployments_in(session: Session, code: str) -> Sequence[Deployment]:
    """What one municipality runs, was chosen for, plans or ended."""
    return _standing(
        session,
        select(Deployment).where(Deployment.municipality_code == code)
        .order_by(Deployment.solution_slug, Deployment.as_of.desc().nulls_last(), Deployment.id),
        Deployment,
    )


def operations(session: Session) -> Sequence[Operation]:
    """Every municipality and solution that operate now, with the deployment that shows it."""
    return session.scalars(
        select(Operation).options(joinedload(Operation.deployment))
        .order_by(Operation.solution_slug, Operation.municipality_code)
    ).all()


def outcomes(session: Session, slug: str | None = None) -> Sequence[Outcome]:
    """Outcomes of one solution or of all, effects first."""
    return _standing(session, _OUTCOMES if slug is None else _OUTCOMES.where(Outcome.solution_slug == slug), Outcome)


def outcomes_of(session: Session, slugs: Iterable[str]) -> dict[str, list[Outcome]]:
    """Outcomes of each of these solutions, effects first, in one query; an empty list for one without any."""
    found: dict[str, list[Outcome]] = {slug: [] for slug in slugs}
    for outcome in _standing(session, _OUTCOMES.where(Outcome.solution_slug.in_(found)), Outcome):
        found[outcome.solution_slug].append(outcome)
    return found


def context_figures(session: Session, slug: str) -> Sequence[ContextFigure]:
    """Figures about the problem or a price, which are no results."""
    return _standing(
        session,
        select(ContextFigure).where(ContextFigure.solution_slug == slug).order_by(ContextFigure.id),
        ContextFigure,
    )


def procedures_for(session: Session, slug: str) -> Sequence[Procedure]:
    """Procedures to go through before a project with this solution starts."""
    rows = _standing(session, select(Procedure).order_by(Procedure.id), Procedure)
    return [row for row in rows if row.solutions is None or slug in row.solutions]


def lessons(session: Session) -> Sequence[Lesson]:
    """Audit lessons that hold for every solution."""
    return _standing(session, select(Lesson).order_by(Lesson.id), Lesson)


def outside_matters(session: Session) -> Sequence[OutsideMatter]:
    """Matters that no solution relieves."""
    return _standing(session, select(OutsideMatter).order_by(OutsideMatter.id), OutsideMatter)


def judged_statements(session: Session) -> Sequence[JudgedStatement]:
    """Example statements with the solutions that were judged to answer them."""
    return _standing(session, select(JudgedStatement).order_by(JudgedStatement.id), JudgedStatement)


def cases(session: Session) -> Sequence[Case]:
    """Real awards with the stated problem and what was chosen."""
    return _standing(session, select(Case).order_by(Case.id), Case)


def visits(session: Session) -> Sequence[Visit]:
    """Who is recorded to have gone to whom to learn a solution."""
    return _standing(session, select(Visit).order_by(Visit.id), Visit)


def municipality(session: Session, code: str) -> Municipality:
    """The unit with this code, of any time.

    Raises:
        UnknownMunicipalityError: no unit has this code.
    """
    found = _get(session, Municipality, code)
    if found is None:
        raise UnknownMunicipalityError(
            f"지자체 코드 '{code[:20]}'를 찾지 못했습니다. 지자체 이름으로 찾아 보세요.",
            f"No local government has the code '{code[:20]}'. Look it up by its name.",
        )
    return found


def municipalities(session: Session) -> Sequence[Municipality]:
    """Units in force now that stand on their own, by code (administrative districts left out)."""
    return session.scalars(
        select(Municipality)
        .where(Municipality.valid_until.is_(None), Municipality.kind != "administrative-gu")
        .order_by(Municipality.code)
    ).all()


def calls(session: Session) -> Sequence[Call]:
    """Every call on record, newest first, with its rules and selections."""
    return _standing(
        session,
        select(Call).options(selectinload(Call.rules), selectinload(Call.selections))
        .order_by(Call.year.desc(), Call.programme_id),
        Call,
    )


def call(session: Session, call_id: str) -> Call:
    """One call; `diffusion-2025` is accepted for `solution-diffusion-2025`.

    Raises:
        HwaksanError: no such call is on record.
    """
    full = f"solution-{call_id}" if call_id.startswith("diffusion-") else call_id
    found = _get(session, Call, full)
    if found is None or found.withdrawn_on:
        raise HwaksanError(
            f"'{call_id[:60]}' 공모는 기록에 없습니다. 사업 안내에서 확인해 주세요.",
            f"No call '{call_id[:60]}' is on record. See the list of programmes.",
        )
    return found


def counts(session: Session) -> dict[str, int]:
    """How many standing rows of each subject the catalogue holds."""
    tables: dict[str, type[Base]] = {
        "solutions": Solution, "deployments": Deployment, "operations": Operation, "outcomes": Outcome,
        "cases": Case, "calls": Call, "municipalities": Municipality,
    }
    return {name: _count(session, table) for name, table in tables.items()}


def _count(session: Session, table: type[Base]) -> int:
    rows = select(func.count()).select_from(table)
    if table is Municipality:
        rows = rows.where(Municipality.valid_until.is_(None), Municipality.kind != "administrative-gu")
    if issubclass(table, Fact):
        rows = rows.where(table.withdrawn_on.is_(None))
    return session.scalar(rows) or 0


def _get(session: Session, table: type[Row], key: str) -> Row | None:
    """The row with this key; none for what PostgreSQL cannot even be asked (NUL, half a character)."""
    if "\0" in key or any("\ud800" <= character <= "\udfff" for character in key):
        return None
    return session.get(table, key)


def _standing(session: Session, rows: Select[Any], table: type[Row]) -> Sequence[Row]:
    found: Sequence[Row] = session.scalars(rows.where(table.withdrawn_on.is_(None))).all()
    return found
