"""Named reads: what was withdrawn never shows, and what is asked for wrongly is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from catalog import queries
from catalog.errors import HwaksanError, UnknownMunicipalityError, UnknownSolutionError
from catalog.solutions import Solution
from catalog.vectors import store_vectors, stored_vectors
from tests import factories

WITHDRAWN = {"withdrawn_on": dt.date(2026, 1, 2)}
SLUG = "test-solution"


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A session with one municipality and one solution."""
    factories.a_municipality(empty_session)
    factories.a_solution(empty_session)
    return empty_session


@pytest.mark.parametrize(("make", "read"), [
    (factories.a_deployment, lambda session: queries.deployments_of(session, SLUG)),
    (factories.a_deployment, lambda session: queries.deployments_in(session, "91110")),
    (factories.an_outcome, queries.outcomes),
    (factories.an_outcome, lambda session: queries.outcomes(session, SLUG)),
    (factories.a_context_figure, lambda session: queries.context_figures(session, SLUG)),
    (factories.an_outside_matter, queries.outside_matters),
    (factories.a_judged_statement, queries.judged_statements),
    (factories.a_procedure, lambda session: queries.procedures_for(session, SLUG)),
    (factories.a_lesson, queries.lessons),
    (factories.a_case, queries.cases),
], ids=["deployments_of", "deployments_in", "outcomes", "outcomes of one", "context_figures", "outside_matters",
        "judged_statements", "procedures_for", "lessons", "cases"])
def test_withdrawn_facts_never_show(
    ground: Session, make: Callable[..., Any], read: Callable[[Session], list[Any]]
) -> None:
    """A read finds the fact that stands and leaves out the one that was withdrawn."""
    standing = make(ground)
    make(ground, **WITHDRAWN)

    assert read(ground) == [standing]


@pytest.mark.parametrize("make", [factories.a_cost, factories.a_pitfall])
def test_withdrawn_costs_and_pitfalls_never_show(ground: Session, make: Callable[..., Any]) -> None:
    """A solution comes with the costs and pitfalls that stand."""
    standing = make(ground)
    make(ground, **WITHDRAWN)
    ground.expire_all()

    found = queries.solution(ground, SLUG)

    assert [*found.costs, *found.pitfalls] == [standing]
    assert [row for each in queries.solutions(ground) for row in (*each.costs, *each.pitfalls)] == [standing]


def test_a_withdrawn_rule_and_selection_never_show(ground: Session) -> None:
    """A call comes with the rules and chosen municipalities that stand."""
    factories.a_programme(ground)
    call = factories.a_call(ground)
    rule, chosen = factories.a_rule(ground, call), factories.a_selection(ground, call)
    factories.a_rule(ground, call, "places", **WITHDRAWN)
    factories.a_selection(ground, call, **WITHDRAWN)
    ground.expire_all()

    found = queries.call(ground, "base-2030")

    assert (found.rules, found.selections) == ([rule], [chosen])
    assert [(each.rules, each.selections) for each in queries.calls(ground)] == [([rule], [chosen])]


def test_withdrawn_solutions_and_calls_are_unknown(ground: Session) -> None:
    """Asking for a withdrawn solution or call by name is like asking for one that never was."""
    factories.a_solution(ground, "gone", **WITHDRAWN)
    factories.a_programme(ground)
    factories.a_call(ground, **WITHDRAWN)

    assert [solution.slug for solution in queries.solutions(ground)] == [SLUG]
    assert queries.calls(ground) == []
    with pytest.raises(UnknownSolutionError):
        queries.solution(ground, "gone")
    with pytest.raises(HwaksanError, match="base-2030"):
        queries.call(ground, "base-2030")


def test_counts_count_what_stands(ground: Session) -> None:
    """The counts on the start page leave out withdrawn rows."""
    factories.a_deployment(ground)
    factories.a_deployment(ground, **WITHDRAWN)
    factories.a_solution(ground, "gone", **WITHDRAWN)

    found = queries.counts(ground)

    assert (found["solutions"], found["deployments"], found["municipalities"]) == (1, 1, 1)


def test_a_retired_solution_leads_to_its_successor(ground: Session) -> None:
    """An old slug is good for ever: it leads through every replacement to the one that stands."""
    factories.a_solution(ground, "older", replaced_by=SLUG)
    factories.a_solution(ground, "oldest", replaced_by="older")

    assert queries.solution(ground, "oldest").slug == SLUG
    assert [solution.slug for solution in queries.solutions(ground)] == [SLUG]


def test_solutions_that_replace_each_other_do_not_hang(ground: Session) -> None:
    """Whatever an edit left behind, a circle of replacements is an unknown solution."""
    factories.a_solution(ground, "other", replaced_by=SLUG)
    ground.get_one(Solution, SLUG).replaced_by = "other"
    ground.flush()

    with pytest.raises(UnknownSolutionError):
        queries.solution(ground, "other")


@pytest.mark.parametrize("key", ["", "no-such", "x" * 10_000, "'; DROP TABLE solution; --", "\0", "a\0b", "\ud800",
                                 "스마트", "%"])
@pytest.mark.parametrize(("read", "error"), [
    (queries.solution, UnknownSolutionError), (queries.municipality, UnknownMunicipalityError),
    (queries.call, HwaksanError),
])
def test_an_unknown_key_is_told_in_both_languages(
    session: Session, read: Callable[[Session, str], Any], error: type[HwaksanError], key: str
) -> None:
    """A wrong, hostile or endless key gets one short sentence in each language."""
    with pytest.raises(error) as refused:
        read(session, key)

    assert 0 < len(refused.value.ko) < 200 and 0 < len(refused.value.en) < 200
    assert key[:20] in refused.value.ko and key[:20] in refused.value.en


def test_a_call_has_a_short_name_too(session: Session) -> None:
    """diffusion-2025 is solution-diffusion-2025."""
    assert queries.call(session, "diffusion-2025") is queries.call(session, "solution-diffusion-2025")


def test_procedures_for_all_and_for_some(ground: Session) -> None:
    """A procedure without solutions holds for every one; one with a list only for those."""
    everywhere = factories.a_procedure(ground, id="a")
    here = factories.a_procedure(ground, id="b", solutions=[SLUG])
    factories.a_procedure(ground, id="c", solutions=["another"])

    assert queries.procedures_for(ground, SLUG) == [everywhere, here]


def test_effects_come_first(ground: Session) -> None:
    """Outcomes list effects before usage, each in the order of their ids."""
    usage = factories.an_outcome(ground, id="out-1", kind="usage")
    later = factories.an_outcome(ground, id="out-3")
    effect = factories.an_outcome(ground, id="out-2")

    assert queries.outcomes(ground, SLUG) == [effect, later, usage]


def test_the_newest_statement_comes_first(ground: Session) -> None:
    """Deployments are listed by the year of their statement, undated ones last, on both databases alike."""
    undated = factories.a_deployment(ground, id="dep-1", as_of=None)
    old = factories.a_deployment(ground, id="dep-2", as_of=2019)
    new = factories.a_deployment(ground, id="dep-3", as_of=2025)

    assert queries.deployments_of(ground, SLUG) == [new, old, undated]
    assert queries.deployments_in(ground, "91110") == [new, old, undated]


def test_only_units_that_stand_on_their_own_are_listed(session: Session) -> None:
    """Municipalities in force are listed without administrative districts, and with Jeju's two cities."""
    listed = {unit.code: unit for unit in queries.municipalities(session)}

    assert len(listed) == 245
    assert {"50110", "50130", "12110"} <= listed.keys()
    assert not {"41111", "46110", "29000"} & listed.keys()


def test_vectors_are_kept_by_text_and_model(empty_session: Session) -> None:
    """Stored vectors come back byte for byte under their model; what is known is not written twice."""
    one, other = b"\x00\x3c\x00\x00", b"\xff\x00\x80\x7f"

    assert store_vectors(empty_session, "model-a", {"1" * 64: one, "2" * 64: other}) == 2
    assert store_vectors(empty_session, "model-a", {"1" * 64: other, "3" * 64: other}) == 1
    assert store_vectors(empty_session, "model-b", {"1" * 64: other}) == 1
    assert store_vectors(empty_session, "model-b", {}) == 0

    hashes = ["1" * 64, "2" * 64, "3" * 64]
    assert stored_vectors(empty_session, "model-a", hashes) == {"1" * 64: one, "2" * 64: other, "3" * 64: other}
    assert stored_vectors(empty_session, "model-b", hashes) == {"1" * 64: other}
    assert stored_vectors(empty_session, "model-c", hashes) == {}
