"""From rows to the values the matcher works on: the only module that knows both worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from catalog import offerings, queries
from catalog.coaching import Offering as OfferingRow
from catalog.deployments import Case, Outcome
from catalog.deployments import Operation as OperationRow
from catalog.evidence import evidence
from catalog.fact_checks import doubtful
from catalog.municipalities import Municipality
from catalog.revisions import current_version
from catalog.solutions import JudgedStatement, OutsideMatter, Solution
from matcher.types import (
    Catalogue,
    Language,
    Offering,
    Operation,
    Passage,
    PassageKind,
    Profile,
    SolutionFacts,
    Text,
    Visit,
)


def read_catalogue(session: Session, passages: bool = True) -> Catalogue:
    """Everything the matcher knows, as one value at the catalogue's current version.

    Without `passages` it has none, which is enough beside an index that was made of them.
    """
    version = current_version(session)  # first: what is written while we read makes another one
    solutions = queries.solutions(session)
    slugs = {solution.slug for solution in solutions}
    cases = queries.cases(session)
    outcomes = queries.outcomes(session)
    operations = [row for row in queries.operations(session) if row.solution_slug in slugs]
    operating = Counter(row.solution_slug for row in operations)
    by_solution: dict[str, list[Outcome]] = {}
    by_operation: dict[tuple[str, str | None], list[Outcome]] = {}
    for outcome in outcomes:
        by_solution.setdefault(outcome.solution_slug, []).append(outcome)
        by_operation.setdefault((outcome.solution_slug, outcome.municipality_code), []).append(outcome)
    awards: dict[str, list[Case]] = {}
    for case in cases:
        for code in case.municipalities:
            awards.setdefault(code, []).append(case)
    return Catalogue(
        version=version,
        solutions={
            solution.slug: _facts(solution, by_solution.get(solution.slug, ()), operating[solution.slug])
            for solution in solutions
        },
        passages=tuple(_passages(session, solutions, cases)) if passages else (),
        operations=tuple(
            _operation(
                row, by_operation.get((row.solution_slug, row.municipality_code), ()),
                awards.get(row.municipality_code, ()),
            ) for row in operations
        ),
        profiles={unit.code: profile(unit) for unit in queries.municipalities(session)},
        visits=tuple(
            Visit(row.learner_code, row.coach_code, row.solution_slug, row.source) for row in queries.visits(session)
        ),
        offerings=tuple(offering(row) for row in offerings.open_offerings(session)),
    )


def _passages(session: Session, solutions: Sequence[Solution], cases: Sequence[Case]) -> Iterator[Passage]:
    slugs = {solution.slug for solution in solutions}
    for solution in solutions:
        yield from passages_of(solution)
    for case in cases:
        yield from _case_passages(case, slugs)
    for matter in queries.outside_matters(session):
        yield from _matter_passages(matter)
    for statement in queries.judged_statements(session):
        yield from _statement_passages(statement)


def passages_of(solution: Solution) -> Iterator[Passage]:
    """The passages of one solution in both languages, each with a key that stays while it stands."""
    by_language: tuple[tuple[Language, Sequence[str], Sequence[str], Sequence[str], str, str], ...] = (
        ("ko", [solution.name_ko, *solution.aliases_ko], solution.problems_ko, solution.phrasings_ko,
         solution.summary_ko, solution.suits_ko),
        ("en", [solution.name_en, *solution.aliases_en], solution.problems_en, solution.phrasings_en,
         solution.summary_en, solution.suits_en),
    )
    for language, names, problems, phrasings, summary, suits in by_language:
        texts: tuple[tuple[PassageKind, Sequence[str]], ...] = (
            ("name", [", ".join(names)]), ("problem", problems), ("phrasing", phrasings),
            ("summary", [summary]), ("suits", [suits]),
        )
        for kind, entries in texts:
            for number, text in enumerate(entries):
                if text:
                    key = f"{solution.slug}:{kind}:{language}:{number}"
                    yield Passage(key, solution.slug, kind, language, text)


def _case_passages(case: Case, slugs: set[str]) -> Iterator[Passage]:
    if not case.problem_ko or not case.problem_en:
        return
    chosen = sorted({entry["solution"] for entry in case.solutions if entry.get("solution") in slugs})
    source = case.sources[0] if case.sources else None
    for slug in chosen:
        yield Passage(f"{case.id}:{slug}:ko", slug, "case", "ko", case.problem_ko, source)
        yield Passage(f"{case.id}:{slug}:en", slug, "case", "en", case.problem_en, source)


def _matter_passages(matter: OutsideMatter) -> Iterator[Passage]:
    statements: tuple[tuple[Language, Sequence[str]], ...] = (
        ("ko", matter.statements_ko), ("en", matter.statements_en),
    )
    for language, texts in statements:
        for number, text in enumerate(texts):
            yield Passage(f"{matter.id}:{language}:{number}", matter.id, "outside", language, text)


def _statement_passages(statement: JudgedStatement) -> Iterator[Passage]:
    grades = tuple(sorted(statement.grades.items()))
    texts: tuple[tuple[Language, str], ...] = (("ko", statement.text_ko), ("en", statement.text_en))
    for language, text in texts:
        yield Passage(f"{statement.id}:{language}", statement.id, "judged", language, text, grades=grades)


def _facts(solution: Solution, outcomes: Sequence[Outcome], operating: int) -> SolutionFacts:
    proof = evidence(outcomes)
    return SolutionFacts(
        slug=solution.slug,
        name=Text(solution.name_ko, solution.name_en),
        domain=solution.domain,
        suits=Text(solution.suits_ko, solution.suits_en),
        not_for=Text(solution.not_for_ko, solution.not_for_en),
        evidence_level=proof.level,
        evidence_source=proof.outcome.source if proof.outcome else None,
        operating=operating,
        source=solution.sources[0] if solution.sources else f"seeds/solutions/{solution.slug}.yaml",
    )


def _operation(row: OperationRow, own: Sequence[Outcome], awards: Sequence[Case]) -> Operation:
    deployment = row.deployment
    proof = evidence(own)
    return Operation(
        solution=row.solution_slug,
        municipality=row.municipality_code,
        since=None if doubtful(deployment.check) else row.since,
        as_of=row.as_of,
        outcomes=len(own),
        outcomes_source=proof.outcome.source if proof.outcome else None,
        scale=Text(deployment.scale_ko, deployment.scale_en or deployment.scale_ko)
        if deployment.scale_ko else None,
        source=deployment.source,
        evidence_level=proof.level,
        awards=len(awards),
        awards_source=next((source for case in awards for source in case.sources), None),
    )


def offering(row: OfferingRow) -> Offering:
    """An offering with its slots counted; conditions written in one language serve for both."""
    conditions = row.conditions_ko or row.conditions_en
    return Offering(
        id=row.id,
        solution=row.solution_slug,
        municipality=row.municipality_code,
        forms=row.forms,
        languages=row.languages,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        capacity=len(row.slots),
        free=sum(slot.taken_by is None for slot in row.slots),
        contact=row.contact,
        conditions=Text(row.conditions_ko or conditions, row.conditions_en or conditions) if conditions else None,
        stated_on=row.stated_on,
        source=row.source,
    )


def profile(unit: Municipality) -> Profile:
    """What the matcher compares of a municipality."""
    return Profile(
        code=unit.code,
        name=Text(unit.name_ko, unit.name_en),
        province=unit.province_code,
        kind=unit.kind,
        population=unit.population,
        population_change_pct=unit.population_change_pct,
        aged65_share=unit.aged65_share,
        density=unit.density,
        fiscal_independence=unit.fiscal_independence,
        coastal=unit.coastal,
        depopulation_area=unit.depopulation_area,
        latitude=unit.latitude,
        longitude=unit.longitude,
    )
