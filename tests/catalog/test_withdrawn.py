"""Facts that left the seeds: each says why and where that was seen, and none of their ids comes back."""

from __future__ import annotations

import csv
import re

import pytest

from tests.conftest import SEEDS

ROWS = list(csv.DictReader((SEEDS / "withdrawn.csv").open(encoding="utf-8")))
ID = re.compile(r"\b(?:dep|out|cost|pitfall)-\d{4}\b")


def standing_ids() -> set[str]:
    """Ids of the facts that stand in the seeds."""
    files = [SEEDS / "deployments.csv", SEEDS / "outcomes.csv", *SEEDS.glob("solutions/*.yaml")]
    return {
        found for file in files for line in file.read_text(encoding="utf-8").splitlines()
        for found in ID.findall(line.split(",")[0])
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_left_says_why_and_where_it_was_seen(row: dict[str, str]) -> None:
    """A reason in a sentence, a page, and a solution type that is there."""
    assert ID.fullmatch(row["id"])
    assert (SEEDS / "solutions" / f"{row['solution']}.yaml").exists()
    assert row["reason"].endswith(".") and row["page"].startswith("http")


def test_the_number_of_what_left_is_not_given_again() -> None:
    """Each stands once, in order, and is nowhere among the facts."""
    gone = [row["id"] for row in ROWS]
    assert gone == sorted(set(gone))
    assert not standing_ids() & set(gone)
    assert len(standing_ids()) > 1_000
