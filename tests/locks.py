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
    """The first file keeps the packages it names; whatever else is installed is for the tests."""
    runtime_file, test_file = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
    runtime = {line.split("==")[0].lower() for line in runtime_file.read_text().splitlines() if "==" in line}
    pins = frozen()
    runtime_file.write_text(HEADER + "".join(f"{pin}\n" for pin in pins if pin.split("==")[0].lower() in runtime))
    test_file.write_text(HEADER + "".join(f"{pin}\n" for pin in pins))


if __name__ == "__main__":
    main()
