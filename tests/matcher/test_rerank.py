"""Policy moves candidates by contributions that say why."""

import numpy as np
import pytest

from matcher.rerank import already_operating, rerank
from matcher.types import Contribution, Operation, Profile, Query, Ranked, Text
from tests.matcher.keywords import catalogue, facts

ASKER = Profile(code="51730", name=Text("횡성군", "Hoengseong-gun"), province="51", kind="gun")


def candidate(solution, score, needs=(0,)):
    return Ranked(solution, (Contribution("meaning", score, Text("가", "a")),), needs)


def parts(ranked, solution):
    found = next(item for item in ranked if item.solution == solution)
    return {part.name: part.value for part in found.contributions}


def running(solution):
    return Operation(solution, ASKER.code, 2020, 2024, 0, None, None, "https://runs")


def test_what_already_runs_there_steps_back():
    """An equal that the asker does not have comes first, and the reason names the asker."""
    known = catalogue(operations=(running("care-call"),))
    query = Query("노인", ASKER)
    result = rerank([candidate("care-call", 1.0), candidate("waste-watch", 0.9)], query, known)
    assert [item.solution for item in result] == ["waste-watch", "care-call"]
    reason = result[1].contributions[-1]
    assert reason.name == "already_operating" and "횡성군" in reason.reason.ko and reason.source == "https://runs"


@pytest.mark.parametrize("text", ["안부전화를 더 확대하고 싶다", "We want to expand our care calls"])
def test_unless_more_of_it_is_asked_for(text):
    """Asking for more is no reason to hide it."""
    known = catalogue(operations=(running("care-call"),))
    result = rerank([candidate("care-call", 1.0)], Query(text, ASKER), known)
    assert "already_operating" not in parts(result, "care-call")


def test_an_unknown_asker_operates_nothing():
    """Without a municipality there is nothing to hold against anyone."""
    known = catalogue(operations=(running("care-call"),))
    assert not already_operating(Query("노인"), "care-call", known)
    assert already_operating(Query("노인", ASKER), "care-call", known)


def _alike(solutions):
    """Of three solutions, a and b are twins."""
    return np.array([[one == other or {one, other} == {"a", "b"} for other in solutions] for one in solutions])


def test_a_near_duplicate_lets_another_need_pass():
    """Two of a kind for one need: the second yields to the solution of another need."""
    ranked = [candidate("a", 2.0), candidate("b", 1.5), candidate("c", 1.4, (1,))]
    result = rerank(ranked, Query("노인"), catalogue(), _alike)
    assert [item.solution for item in result] == ["a", "c", "b"]
    assert parts(result, "b")["variety"] < 0 and "variety" not in parts(result, "c")


def test_what_a_solution_is_not_for():
    """The asker's own words match the catalogue's warning."""
    known = catalogue(solutions={"drone": facts("drone", not_for=Text("비행제한구역", "No-fly areas"))})
    near = rerank([candidate("drone", 1.0)], Query("마을이 비행제한구역에 있습니다"), known)
    far = rerank([candidate("drone", 1.0)], Query("산불을 늦게 안다"), known)
    assert parts(near, "drone")["not_for"] < 0
    assert "not_for" not in parts(far, "drone")


def test_evidence_decides_between_equals_only():
    """A higher evidence level comes first among equals; no known level changes nothing."""
    known = catalogue(solutions={"a": facts("a"), "b": facts("b", evidence_level=3, evidence_source="https://e")})
    for lead, order in ((0.0, ["b", "a"]), (0.5, ["a", "b"])):
        result = rerank([candidate("a", 1.0 + lead), candidate("b", 1.0)], Query("x"), known)
        assert [item.solution for item in result] == order
    assert "evidence" not in parts(rerank([candidate("a", 1.0)], Query("x"), known), "a")
