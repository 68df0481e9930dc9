"""What docs/security.md and docs/asvs.md say is so: the matrix is that of the routes, every requirement has a line."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.guards.project import ROOT
from tests.security.matrix import placed
from tests.web.coaching_ground import Ground

SECURITY, ASVS = ROOT / "docs" / "security.md", ROOT / "docs" / "asvs.md"
IDS = Path(__file__).with_name("asvs_ids.txt")
LINE = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|missing) \| ([^|]+) \|$", re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def functions(path: str) -> frozenset[str]:
    """The tests of a file."""
    return frozenset(node.name for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
                     if isinstance(node, ast.FunctionDef))


@pytest.mark.xdist_group("security")
def test_the_matrix_is_that_of_the_routes(ground: Ground) -> None:
    """Renew it with `python -m tests.security.matrix docs/security.md`."""
    page = SECURITY.read_text(encoding="utf-8")
    assert placed(page, ground.app) == page


def test_every_requirement_has_its_line() -> None:
    """Each of ASVS 5.0.0 at level 1 and 2, with its level, once and in order."""
    wanted = [tuple(line.split()) for line in IDS.read_text(encoding="utf-8").splitlines()]
    told = [(number, level) for number, level, *_rest in LINE.findall(ASVS.read_text(encoding="utf-8"))]
    assert told == wanted and len(wanted) == 253


def test_every_table_line_is_read() -> None:
    """A line that is written otherwise would be looked over."""
    text = ASVS.read_text(encoding="utf-8")
    assert len(re.findall(r"^\| V", text, re.M)) == len(LINE.findall(text))


@pytest.mark.parametrize("page", [SECURITY, ASVS], ids=["security", "asvs"])
def test_every_test_that_is_named_exists(page: Path) -> None:
    """By its path and name."""
    named = TEST.findall(page.read_text(encoding="utf-8"))
    assert len(named) >= 10
    assert [(path, name) for path, name in named
            if not (ROOT / path).exists() or name not in functions(path)] == []


def test_what_is_met_names_a_test_or_says_why() -> None:
    """A test, or a reason of more than a word; the counts at the top are those of the lines."""
    text = ASVS.read_text(encoding="utf-8")
    lines = LINE.findall(text)
    assert [line[0] for line in lines if not TEST.search(line[4]) and len(line[4].split()) < 3] == []
    for state in ("met", "not applicable", "missing"):
        assert f"{sum(line[3] == state for line in lines)} {state}" in text
