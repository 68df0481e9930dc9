"""Writes the lock files from what is installed: `python -m tests.locks`, called by `make lock`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = "# Exact versions for pip; renew with `make lock`. Torch carries no build tag, so any build of it serves.\n"


def frozen() -> list[str]:
    """Installed packages as exact pins, without build tags and without the project itself."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "freeze", "--all", "--exclude", "pip", "--exclude-editable"],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    return [re.sub(r"\+cpu$", "", line) for line in listed if "==" in line and not line.startswith("nvidia-")]


def main() -> None:
    """Two files keep the packages they name; whatever else is installed is for the tests."""
    runtime_file, test_file = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
    bench_file = ROOT / "tests" / "bench" / "requirements.lock"
    runtime, bench = _named(runtime_file), _named(bench_file)
    pins = {pin.split("==")[0].lower(): pin for pin in frozen()}
    _write(runtime_file, [pin for name, pin in pins.items() if name in runtime])
    _write(test_file, [pin for name, pin in pins.items() if name not in bench])
    if bench <= pins.keys():  # the rivals are seldom installed
        _write(bench_file, [pin for name, pin in pins.items() if name in bench])


def _named(lock: Path) -> set[str]:
    return {line.split("==")[0].lower() for line in lock.read_text().splitlines() if "==" in line}


def _write(lock: Path, pins: list[str]) -> None:
    lock.write_text(HEADER + "".join(f"{pin}\n" for pin in pins))


if __name__ == "__main__":
    main()
