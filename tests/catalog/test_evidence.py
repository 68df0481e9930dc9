"""The evidence level follows the documented rule and is never raised by counting places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.deployments import Outcome
from catalog.evidence import WORDS, evidence


def figure(**over: Any) -> Outcome:
    """A before-after effect that the municipality reports of itself."""
    return Outcome(**{
        "kind": "effect", "basis": "reported", "before": "10", "after": "5", "change": None, "design": None,
        "evaluator": None, "municipality_code": "41430", "source": "https://example.org/a", **over,
    })


STUDY = {"design": "comparison", "evaluator": "independent", "source": "https://example.org/study"}


@pytest.mark.parametrize(("level", "outcomes"), [
    (None, []),
    (1, [figure(kind="usage")]),
    (1, [figure(kind="satisfaction", change="+30%")]),
    (1, [figure(kind="output"), figure(kind="cost")]),
    (1, [figure(basis="estimate")]),
    (1, [figure(before=None)]),
    (1, [figure(kind="usage", **STUDY), figure(kind="satisfaction", **STUDY, municipality_code="48820")]),
    (2, [figure()]),
    (2, [figure(before=None, after=None, change="-52.6%")]),
    (2, [figure(design="before-after", evaluator="independent")]),
    (2, [figure(municipality_code=str(code)) for code in range(41110, 41160)]),
    (3, [figure(design="comparison")]),
    (3, [figure(design="randomised", evaluator="vendor"), figure()]),
    (3, [figure(**STUDY)]),
    (4, [figure(design="comparison"), figure(**STUDY)]),
    (5, [figure(**STUDY), figure(**{**STUDY, "municipality_code": "48820"})]),
])
def test_the_level_follows_the_rule(level: int | None, outcomes: list[Outcome]) -> None:
    """Account, before-after, comparison, independent comparison, independent elsewhere: 1 to 5."""
    found = evidence(outcomes)

    assert found.level == level
    assert (found.outcome in outcomes) if outcomes else (found.outcome is None)
    assert found.level in WORDS


def test_a_national_figure_is_nowhere_else() -> None:
    """Two independent studies without a municipality do not show that someone else runs it."""
    studies = [figure(**{**STUDY, "municipality_code": None, "source": source}) for source in ("a", "b")]

    assert evidence(studies).level == 4


marks = st.fixed_dictionaries({
    "kind": st.sampled_from(["effect", "usage", "satisfaction", "cost", "output"]),
    "basis": st.sampled_from(["measured", "reported", "estimate"]),
    "design": st.sampled_from([None, "none", "before-after", "comparison", "randomised"]),
    "evaluator": st.sampled_from([None, "self", "vendor", "independent"]),
    "municipality_code": st.sampled_from([None, "41430", "48820"]),
    "source": st.sampled_from(["a", "b"]),
})


@given(rows=st.lists(marks, max_size=6), extra=marks)
def test_more_evidence_never_lowers_the_level(rows: list[dict[str, Any]], extra: dict[str, Any]) -> None:
    """One more outcome keeps the level or raises it; only an effect that is no estimate raises it above 1."""
    before = evidence([figure(**row) for row in rows]).level or 0
    after = evidence([figure(**row) for row in [*rows, extra]]).level or 0

    assert after >= before
    if extra["kind"] != "effect" or extra["basis"] == "estimate":
        assert after == max(before, 1)
