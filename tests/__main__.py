"""Runs the whole suite: `python -m tests`, which is what `make test` calls."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NOT_RUN = "BROWSER TESTS NOT RUN"


def chromium() -> str | None:
    """Path of the browser that the browser tests drive, or None."""
    return os.environ.get("HWAKSAN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> int:
    """Lints, checks types, runs every test on two processes; no browser is a failure in CI only."""
    # Rewritten and compiled modules are kept whatever the shell says: the suite starts some eighty processes.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    checks = (
        ["ruff", "check", "--quiet", "."],
        ["mypy"],
        ["pytest", "--quiet", "--numprocesses", "2", "--dist", "loadgroup", *sys.argv[1:]],
    )
    failed = [check for check in checks
              if subprocess.run([sys.executable, "-m", *check], check=False, env=environment).returncode]
    if chromium() is None:
        print(NOT_RUN)
        return 1 if failed or os.environ.get("CI") == "true" else 0
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
