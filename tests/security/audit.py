"""Asks the advisory services about every locked package: `python -m tests.security.audit PIP_AUDIT`, for `make audit`.

It needs the network, so no test calls it, and `.ci/run` says what it found without failing for it. Exit 0: asked
about all, nothing known; 1: something is known; 2: a service could not be asked, which is said and is no good news.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")


@dataclass
class Asked:
    """What the services know, and what they could not be asked about."""

    known: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    packages: int = 0


def of_python(told: str, lock: str) -> Asked:
    """What pip-audit's JSON says; a package that it skipped was not asked about, although it ends well then."""
    asked = Asked()
    try:
        packages: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Asked(not_asked=[lock])
    for each in packages:
        if "skip_reason" in each:
            asked.not_asked.append(each["name"])
            continue
        asked.packages += 1
        asked.known += [f"{each['name']} {each['version']}: {one['id']}" for one in each["vulns"]]
    return asked


def of_npm(told: str) -> Asked:
    """What `npm audit --json` says; without a count of packages it has not asked."""
    try:
        report = json.loads(told)
        packages = report["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError, TypeError):
        return Asked(not_asked=["package-lock.json"])
    found = [f"{name}: {one['severity']}" for name, one in report.get("vulnerabilities", {}).items()]
    return Asked(found, packages=packages)


def _run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def main() -> int:
    """Asks, and says what came out in a sentence or one line for each weakness."""
    asked = [of_python(_run([sys.argv[1], "--disable-pip", "--no-deps", "--progress-spinner", "off", "-f", "json",
                             "-r", lock]), lock) for lock in LOCKS]
    npm = shutil.which("npm")
    asked.append(of_npm(_run([npm, "audit", "--json"])) if npm else Asked(not_asked=["package-lock.json"]))
    known = sorted({one for each in asked for one in each.known})
    missed = sorted({one for each in asked for one in each.not_asked})
    print("\n".join(known) or f"{sum(each.packages for each in asked)} packages were asked about"
          + ("." if missed else ", no weakness known."))
    if missed:
        print(f"NOT AUDITED: {len(missed)} could not be asked about ({', '.join(missed[:5])}, …). "
              "The advisory services of PyPI and npm must be reachable; ask again where they are.")
    return 1 if known else 2 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
