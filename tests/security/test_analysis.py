"""Static analysis and the audit of dependencies: what CI runs, and that neither can pass by not looking."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.guards.project import ROOT, modules
from tests.security.audit import of_npm, of_python

REASONED = re.compile(r"# noqa: S\d+")
RULES = {"S101", "S311", "S506", "S603"}
"""Rules with an exception in the product, each where it stands: assertions that types need, a sampler, a safe loader,
the reader of uploads."""


def ruff(*places: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """The S rules on some folders, or on what is typed."""
    return subprocess.run([sys.executable, "-m", "ruff", "check", "--select", "S", "--quiet", *places], cwd=ROOT,
                          input=typed, capture_output=True, text=True, check=False)


def test_the_rules_of_bandit_run_in_the_suite() -> None:
    """ruff's S rules are bandit's; `python -m tests` runs them on every file, with few exceptions for the product."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"] and not [rule for rule in lint["ignore"] if rule.startswith("S")]
    assert [place for place in lint["per-file-ignores"] if not place.startswith(("tests/", "catalog/migrations"))] == []
    assert '"ruff", "check"' in (ROOT / "tests" / "__main__.py").read_text(encoding="utf-8")


def test_the_product_has_no_finding() -> None:
    """Not one of the S rules, beyond the exceptions that stand at their lines."""
    done = ruff("catalog", "matcher", "web")
    assert done.returncode == 0, done.stdout
    found = {mark.partition(": ")[2] for path in modules("catalog", "matcher", "web", "seeds")
             for mark in REASONED.findall(path.read_text(encoding="utf-8"))}
    assert found <= RULES


def test_a_finding_is_found() -> None:
    """The same call on a line that hands a shell what somebody typed."""
    assert "S602" in ruff("-", typed="import subprocess\nsubprocess.run(input(), shell=True)\n").stdout


@pytest.mark.parametrize(("told", "known", "missed"), [
    ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, [], []),
    ({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}, ["a 1: PYSEC-1"], []),
    ({"dependencies": [{"name": "a", "skip_reason": "could not be audited"}]}, [], ["a"]),
    ({"error": "no network"}, [], ["lock"]),
])
def test_what_was_not_asked_about_is_not_called_clean(told: object, known: list[str], missed: list[str]) -> None:
    """pip-audit ends well when it skips every package, as without its service."""
    asked = of_python(json.dumps(told), "lock")
    assert (asked.known, asked.not_asked) == (known, missed)
    assert of_python("", "lock").not_asked == ["lock"]


def test_npm_without_its_service_is_not_clean() -> None:
    """It then answers with a message and no count of packages."""
    assert of_npm('{"message": "405 Method Not Allowed"}').not_asked == ["package-lock.json"]
    clean = of_npm('{"vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}}')
    assert (clean.known, clean.not_asked, clean.packages) == ([], [], 3)
    assert of_npm('{"vulnerabilities": {"htmx.org": {"severity": "high"}}, "metadata": {"dependencies": {"total": 3}}}'
                  ).known == ["htmx.org: high"]
