"""The worked example of the README is what the command says, and a list that ends early says why."""

from __future__ import annotations

import shlex
import textwrap

import pytest
from click.testing import CliRunner

from tests.guards.project import ROOT
from web.matching_commands import match
from web.state import State

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]

def said(loaded_state: State, *arguments: str) -> str:
    """What `hwaksan match` prints."""
    result = CliRunner().invoke(match, arguments, obj=loaded_state)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_the_readme_shows_what_the_command_says(loaded_state: State) -> None:
    """After a change of the catalogue or the ranking: put what is said now between the marks."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = textwrap.dedent(readme.partition("<!-- example -->\n")[2].partition("<!-- /example -->")[0])
    command, _, shown = example.strip().partition("\n")
    arguments = shlex.split(command.removeprefix("$ hwaksan match "))
    assert shown == said(loaded_state, *arguments)


def test_what_an_early_end_leaves_out_is_not_called_unlikely(loaded_state: State) -> None:
    """A solution that answers the problem is near only because one was asked for."""
    text = "어르신들이 병원에 가려 해도 버스가 하루 두 번뿐입니다"
    near = said(loaded_state, text, "--top", "1").partition("가까웠으나")[2]
    assert "정해진 개수를 넘어" in near
