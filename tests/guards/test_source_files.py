"""Files stay small, are named for their subject, and hold nothing of the machine they were written on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.guards.project import ROOT, files, modules

LONGEST = 260
"""About 250 lines; a file that outgrows them is split by subject."""
DUMPING_GROUNDS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}
TEXT = (".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".html", ".css", ".js", ".json", ".jsonl", ".tsv", ".po",
        ".lock", ".txt", ".mako", "Makefile", "Containerfile", "Dockerfile", "run", ".cfg")
MACHINE = re.compile(r"(?<![\w:/.?=&%-])/(?:" + "|".join(["tmp", "work", "root", "home"]) + r")/|\bshared" + "/")


def name(path: Path) -> str:
    """The path inside the project."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", modules("catalog", "matcher", "web", "seeds"), ids=name)
def test_modules_stay_small(module: Path) -> None:
    """No module of the rooms outgrows what one reads in a sitting."""
    if "versions" in module.parts:
        return  # a migration is as long as the change it makes
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_modules_are_named_for_their_subject() -> None:
    """There is no dumping ground: a helper stands beside the one who calls it."""
    assert [name(path) for path in files(".py") if path.stem in DUMPING_GROUNDS] == []


def test_every_module_and_test_says_what_it_is() -> None:
    """Each module begins with a docstring; each test of the rooms below the web states the behaviour in one."""
    silent = []
    for path in files(".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(name(path))
        if path.name.startswith("test_") and not {"web", "browser"} & set(path.parts):
            silent += [
                f"{name(path)}: {node.name}" for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
            ]

    assert silent == []


def test_nothing_refers_to_a_machine() -> None:
    """No file holds a path of somebody's computer."""
    found = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in files(*TEXT) if path.name != Path(__file__).name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line) and "://" not in line
    ]

    assert found == []


def test_text_files_are_utf8_with_lf() -> None:
    """Every text file is UTF-8 without a byte-order mark, has LF line ends and ends in one."""
    wrong = []
    for path in files(*TEXT):
        content = path.read_bytes()
        content.decode("utf-8")
        if b"\r" in content or content.startswith(b"\xef\xbb\xbf") or (content and not content.endswith(b"\n")):
            wrong.append(name(path))

    assert wrong == []
