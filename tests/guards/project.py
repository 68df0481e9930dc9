"""What the guards look at: the files of the project that are kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("catalog", "matcher", "web", "seeds")
NOT_OURS = {
    ".git", ".venv", "node_modules", "vendor", "instance", "build", "dist", "artefacts", "__pycache__",
}
"""Folders that git ignores or that others wrote."""


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """Every file of ours with one of the endings, in a stable order."""
    return tuple(sorted(path for path in _below(ROOT) if path.name.endswith(endings)))


@cache
def modules(*rooms: str) -> tuple[Path, ...]:
    """The Python files of the rooms."""
    return tuple(path for path in files(".py") if path.relative_to(ROOT).parts[0] in rooms)


def _below(folder: Path) -> list[Path]:
    found = []
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and path.is_dir() and path.name != ".ci"
        if hidden or path.name in NOT_OURS or path.name.endswith(".egg-info"):
            continue
        found += _below(path) if path.is_dir() else [path]
    return found
