"""What the documents say is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.guards.project import ROOT, files

README = ROOT / "README.md"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def test_every_command_is_in_the_readme() -> None:
    """Whatever `hwaksan --help` lists is documented, and the README documents nothing else."""
    from web.cli import hwaksan

    documented = set(re.findall(r"`hwaksan ([a-z-]+)", README.read_text(encoding="utf-8")))

    assert set(hwaksan.commands) - documented == set()
    assert documented - set(hwaksan.commands) == set()


def test_every_option_of_a_documented_call_exists() -> None:
    """An option that the README shows is an option that the command takes."""
    from web.cli import hwaksan

    text = README.read_text(encoding="utf-8")
    unknown = [
        (command, option)
        for command, call in re.findall(r"`hwaksan ([a-z-]+)([^`]*)`", text)
        for option in re.findall(r"--[a-z-]+", call)
        if option not in {name for parameter in hwaksan.commands[command].params for name in parameter.opts}
    ]

    assert unknown == []


def test_every_setting_is_in_the_readme() -> None:
    """Each variable that the settings or the tests read has its line in the README."""
    read = set()
    for path in (ROOT / "web" / "settings.py", ROOT / "tests" / "__main__.py"):
        read |= set(re.findall(r"HWAKSAN_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    documented = set(re.findall(r"^\| `(HWAKSAN_[A-Z_]+)`", README.read_text(encoding="utf-8"), re.M))

    assert "HWAKSAN_DATABASE_URL" in read
    assert read - documented == set()


def test_every_target_in_the_readme_exists() -> None:
    """A `make` target that a document names is in the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        (path.name, target) for path in files(".md")
        for target in re.findall(r"(?:`|^ {4})make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), re.M)
    }

    assert {"demo", "test"} <= targets
    assert {(document, target) for document, target in named if target not in targets} == set()


@pytest.mark.parametrize("document", files(".md"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    """Links inside the project lead to files that are there."""
    links = LINK.findall(document.read_text(encoding="utf-8"))
    inside = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in inside if not (document.parent / link).exists()] == []


def test_the_counts_in_the_data_page_are_right() -> None:
    """docs/data.md counts what the seeds hold."""
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    seeds = ROOT / "seeds"

    def lines(file: str) -> int:
        return len((seeds / file).read_text(encoding="utf-8").splitlines()) - 1

    for file in ("municipalities.csv", "succession.csv", "deployments.csv", "outcomes.csv", "visits.csv",
                 "partners.csv", "lessons.csv"):
        assert re.search(rf"^\| `{re.escape(file)}` \|[^|]*\| {lines(file):,}\b", text, re.M), file
    cases = len(yaml.load((seeds / "cases.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    assert re.search(rf"^\| `cases.yaml` \|[^|]*\| {cases} ", text, re.M)
    assert re.search(rf"^\| `solutions/<slug>.yaml` \|[^|]*\| {len(list((seeds / 'solutions').glob('*.yaml')))} ",
                     text, re.M)
