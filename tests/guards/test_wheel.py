"""What is installed from a wheel works without the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import SOLUTIONS
from tests.guards.project import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]
PROBLEM = "밤길 횡단보도에서 보행자가 잘 보이지 않아 사고가 잦습니다"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the tree, so that the checkout gets no build folders."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "tree"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "instance", "build", "dist", "*.egg-info", "__pycache__", ".*_cache",
        ".hypothesis", "artefacts", "*.mo",
    ))
    _run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
          "--wheel-dir", str(folder), str(copy)], cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Bin folder of an environment that holds the wheel and sees the packages that the tests run with."""
    folder = wheel.parent / "venv"
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    _run([sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "--no-deps",
          "--no-index", str(wheel)], cwd=folder)
    # Read after the wheel, so that an editable install beside the packages cannot stand in for it.
    (site / "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_is_complete(wheel: Path) -> None:
    """Every module, template, seed, weight and migration of the tree is in it, and no test."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for pattern in (
            "catalog/**/*.py", "catalog/**/*.mako", "matcher/**/*.py", "matcher/weights/*", "web/**/*.py",
            "web/templates/**/*", "web/static/**/*", "web/translations/**/*", "seeds/**/*.csv", "seeds/**/*.yaml",
            "seeds/*.md",
        )
        for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts
    }

    assert wanted - inside == set()
    assert {
        "catalog/migrations/versions/0001_the_catalogue.py", "seeds/deployments.csv",
        "web/translations/en/LC_MESSAGES/messages.mo",
    } <= inside
    assert [name for name in inside if name.startswith(("tests/", "docs/", "node_modules/"))] == []


def test_the_wheel_names_its_command_and_licence(wheel: Path) -> None:
    """The console command and the licence ship with it."""
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))

    assert "hwaksan = web.cli:main" in archive.read(entry_points).decode()
    assert any(name.endswith("LICENSE") for name in archive.namelist())


@pytest.mark.model
def test_an_installed_wheel_answers(installed: Path, tmp_path: Path) -> None:
    """Outside the checkout `hwaksan init` loads the catalogue and `hwaksan match` answers from it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HWAKSAN_", "PYTHON"))}
    environment |= {"HWAKSAN_INSTANCE": str(tmp_path / "instance"), "PYTHONUTF8": "1"}
    hwaksan = str(installed / "hwaksan")
    home = _run([str(installed / "python"), "-c", "import catalog, seeds, web; print(web.__file__)"],
                cwd=tmp_path, env=environment)
    assert str(installed.parent) in home

    loaded = json.loads(_run([hwaksan, "init", "--format", "json"], cwd=tmp_path, env=environment))
    answer = json.loads(_run([hwaksan, "match", PROBLEM, "--municipality", "합천군", "--format", "json"],
                             cwd=tmp_path, env=environment))

    assert f'"solutions": {SOLUTIONS}' in json.dumps(loaded)
    assert not answer["abstained"]
    assert "smart-crosswalk" in [each["solution"] for each in answer["recommendations"]]
    assert sorted(path.name for path in (tmp_path / "instance").iterdir())[0].startswith("hwaksan")


def _run(command: list[str], cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
