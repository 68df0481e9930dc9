"""A disk that is really full: a small file system of its own, filled up, under a server that goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db import make_engine
from catalog.engagements import CoachingRequest
from tests.faults.browsing import Browser
from tests.faults.ground import PASSWORD, Ground, learner_email
from tests.faults.outcome import Outcome
from tests.faults.running import Server, command, finished, until

LEFT = 512 * 1024
"""Bytes that the disk still holds, so that a few more are saved before it is full."""
LETTER = "길이 더러워 주민이 불편합니다. " * 500
"""As much as a request may say."""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A file system in memory that holds so much; None where this account may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = os.geteuid() == 0 and shutil.which("mount") and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=False,
        capture_output=True).returncode
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(disk: Path) -> Path:
    """Takes up the room that is left but for LEFT; returns the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(bytes(4096))
        except OSError:
            os.truncate(filler, filler.stat().st_size - LEFT)
            return filler


def full(ground: Ground, server: Server, disk: Path, kind: str, backup_into: Path | None, tries: int) -> Outcome:
    """Requests are sent until nothing can be saved, and more; then there is room again."""
    until(server.whole)
    browsers = [Browser(server.port) for _learner in ground.learners]
    for browser, code in zip(browsers, ground.learners, strict=True):
        browser.sign_in(learner_email(code), PASSWORD)
    filler, wrong, answers, kept = fill(disk), [], Counter[str](), 0
    for attempt in range(tries):
        browser = browsers[attempt % len(browsers)]
        page = browser.post("/coaching/ask", offering=str(ground.offering), problem=f"{attempt} {LETTER}")
        if page.status == 303:
            kept += 1
            took_back = browser.post(f"{page.location}/withdraw")
            answers[f"withdrawn {took_back.status}"] += 1
        elif page.status == 503 and "저장되지 않았습니다" in page.text and LETTER[:200] in page.text:
            answers["told"] += 1
        elif page.status != 422:  # what was not taken back stands in the way, and is told so
            wrong.append(f"{page.status}: {page.text[:300]}")
    wrong += [f"GET {path}: {page.status}" for path in ("/sources", "/coaching", "/solutions")
              if (page := browsers[0].get(path)).status != 200]
    wrong += [] if answers["told"] else [f"the disk was never full: {answers}"]
    if backup_into is not None:
        wrong += _backup_refused(ground, server.log.parent, backup_into)
    filler.unlink()
    room, last = time.monotonic(), len(browsers) - 1
    offering = str(ground.offering)
    until(lambda: browsers[last].post("/coaching/ask", offering=offering, problem="자리").status in (303, 422))
    seconds = time.monotonic() - room
    engine = make_engine(ground.url)
    with Session(engine) as session:
        rows = session.scalar(select(func.count()).select_from(CoachingRequest).where(
            CoachingRequest.problem.like(f"%{LETTER[:40].strip()}%"))) or 0
    engine.dispose()
    wrong += [f"{rows} requests, {kept} were confirmed"] if rows != kept else []
    backed_up = "; a backup refused, the one before it whole" if backup_into else ""
    return Outcome(
        f"{kind}: disk full", f"{tries} requests on a tmpfs without room", f"{kept} requests", wrong, [seconds],
        f"{answers['told']} times told that nothing was saved, with what was typed; all of the confirmed there; "
        f"pages readable throughout{backed_up}")


def _backup_refused(ground: Ground, folder: Path, file: Path) -> list[str]:
    """A backup onto the full disk ends with a sentence and leaves the backup that was there."""
    before = file.read_bytes()
    code, said = finished(command(ground.url, folder, "backup", str(file)))
    wrong = [] if code == 2 and "Traceback" not in said else [f"backup: exit {code} {said[-300:]}"]
    wrong += [] if file.read_bytes() == before else ["the backup before is gone"]
    return wrong + (["a partial file is left"] if list(file.parent.glob("*.partial")) else [])
