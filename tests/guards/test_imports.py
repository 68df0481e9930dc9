"""Who may know whom: the picture in docs/architecture.md, kept true."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.project import ROOT, modules

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def imported(module: Path) -> set[str]:
    """Top-level names of everything that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_the_contracts_between_the_rooms_hold() -> None:
    """Every contract in pyproject.toml is kept: web asks matcher asks catalog, and nobody asks back."""
    run = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "5 kept, 0 broken" in run.stdout


@pytest.mark.parametrize("module", modules("catalog", "matcher"), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_web_knows_requests_and_the_terminal(module: Path) -> None:
    """Neither the catalogue nor the matcher ever sees a request, a page or a command line of the product."""
    assert not imported(module) & {"flask", "flask_babel", "flask_wtf", "jinja2", "werkzeug", "click", "web"}


def test_the_environment_is_read_in_one_place() -> None:
    """Only web/settings.py looks at environment variables."""
    readers = set()
    for module in modules("catalog", "matcher", "web"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = {node.attr} if isinstance(node, ast.Attribute) else set()
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                names = {alias.name for alias in node.names}
            if names & {"environ", "getenv", "environb", "putenv"}:
                readers.add(str(module.relative_to(ROOT)))

    assert readers == {"web/settings.py"}


def test_the_seeds_are_data_only() -> None:
    """The seeds hold no code, only the empty file that makes them a package."""
    found = modules("seeds")

    assert [path.name for path in found] == ["__init__.py"]
    assert found[0].read_text(encoding="utf-8").strip() in ("", '"""Facts."""')
