"""The short form of `make faults`: one real server over a SQLite file, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import clocks, imports, kills, outcome
from tests.faults.ground import prepared
from tests.faults.running import command, finished, serving
from tests.faults.traffic import Traffic


def well(found: outcome.Outcome) -> None:
    """Nothing was wrong."""
    assert found.wrong == [], found.line()


@pytest.mark.slow
def test_a_killed_worker(copied: Callable[[], str], tmp_path: Path) -> None:
    """A worker dies under people who book slots: what pages confirmed stands."""
    traffic = Traffic(prepared(copied(), 1, 5, seeded=True))
    with serving(traffic.ground.url, tmp_path / "server") as server:
        well(kills.worker_killed(traffic, server, 1))


@pytest.mark.slow
def test_the_clock_may_jump(copied: Callable[[], str], compiled_translations: None) -> None:
    """Sign-ins, limits, codes, lines and slots hold while the clock is moved forward and back."""
    well(clocks.jumping(prepared(copied(), 1, 5, seeded=True), "SQLite"))


@pytest.mark.slow
def test_a_killed_import_leaves_nothing_half(copied: Callable[[], str], tmp_path: Path) -> None:
    """`hwaksan init` is killed while it runs; the database holds no row or all of them."""
    whole, url = imports.counts(copied()), f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    started = command(url, tmp_path, "init")
    with pytest.raises(Exception, match="timed out"):
        started.wait(1.5)
    started.kill()
    finished(started)
    assert imports.wrong_in(imports.counts(url), whole) == []


def test_half_an_import_would_be_noticed() -> None:
    """The comparison itself tells half from whole."""
    whole = {"solution": 2, "municipality": 3}
    assert imports.wrong_in({}, whole) == imports.wrong_in(whole, whole) == []
    assert imports.wrong_in({"solution": 1, "municipality": 3}, whole) == ["solution: 1 of 2"]
