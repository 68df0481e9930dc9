"""Lock files name exact versions and no place to get them from."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.guards.project import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock", "tests/bench/requirements.lock")
PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.!]*")


def pins(lock: str) -> dict[str, str]:
    """Version by package name, as pip compares names."""
    lines = [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {canonical(line.split("==")[0]): line.split("==")[1] for line in lines}


def canonical(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> set[str]:
    """Packages that requirements name, without versions and extras."""
    return {canonical(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_only_exact_versions(lock: str) -> None:
    """Every line is a plain pin: no index, address, file, hash, marker or build tag."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]

    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert not [word for word in ("+cpu", "file://", "nvidia-", "--hash", "://", "--index", "@ ") if word in text]
    assert len(pins(lock)) == len(lines)


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_any_build_of_torch_serves(lock: str) -> None:
    """Torch is pinned without a build tag, so the CPU build is as good as any."""
    assert pins(lock)["torch"] == "2.13.0"


def test_everything_declared_is_locked() -> None:
    """Each dependency in pyproject.toml has its version in the lock that installs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, test = pins("requirements.lock"), pins("requirements-test.lock")

    assert named(project["project"]["dependencies"]) - runtime.keys() == set()
    assert named(project["dependency-groups"]["test"]) - test.keys() == set()
    assert named(project["build-system"]["requires"]) - runtime.keys() == set()


def test_the_locks_agree() -> None:
    """The tests run on the very versions that the product runs on."""
    test = pins("requirements-test.lock")

    assert {name: version for name, version in pins("requirements.lock").items() if test.get(name) != version} == {}


def test_front_end_packages_are_pinned_without_addresses() -> None:
    """npm's lock has exact versions with integrity hashes and no registry; package.json pins the same."""
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    declared = {**wanted.get("dependencies", {}), **wanted.get("devDependencies", {})}

    assert '"resolved"' not in text and "http" not in text
    for name, version in declared.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert all(each["integrity"].startswith("sha512-") for path, each in lock["packages"].items() if path)
