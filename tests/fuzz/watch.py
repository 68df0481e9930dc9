"""Tries inputs one by one under limits of time and memory, and keeps what went wrong.

An input is bytes whatever the target, so that it can be kept in `corpus/` and tried again.
"""

from __future__ import annotations

import gc
import hashlib
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
PATIENCE = 20
"""Seconds of the clock after which an input is broken off; the limits themselves count processor time, so that a
busy machine makes nothing slow."""
MEMORY = 1024**3
"""Bytes of address space that one input may add."""

Check = Callable[[bytes], None]
Drive = Callable[["Watch", int, int], None]
"""Gives a watch a number of inputs that are made from a seed; called as drive(watch, runs, seed)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others send.

    `check` raises where an input shows a defect; `seconds` of processor time is what one input may take; `share`
    makes fewer runs of a slow target.
    """

    name: str
    words: str
    check: Check
    drive: Drive
    seconds: float = 1.0
    share: float = 1.0


class HangError(BaseException):
    """An input took too long; no `except Exception` on the way may swallow it."""


@dataclass(slots=True)
class Watch:
    """What came of the inputs of one target."""

    target: Target
    last: Path | None = None
    """Where each input is put before it is tried, for whoever finds that the process died of it."""
    loaded: bool = False
    """Whether an input was tried unmeasured: what is loaded once is no time of an input."""
    tried: int = 0
    longest: float = 0.0
    findings: dict[str, bytes] = field(default_factory=dict)
    """The smallest input by what it showed."""

    def __call__(self, data: bytes) -> None:
        """Tries one input.

        Raises:
            Exception: what the check raised, so that Hypothesis can look for a smaller input that does the same.
        """
        if self.last is not None:
            self.last.write_bytes(data)
        if not self.loaded:
            self.loaded = True
            with suppress(Exception):
                self.target.check(data)
        self.tried += 1
        gc.disable()  # a search for garbage in all that the suite holds takes half a second, and is no time of an input
        begun = time.process_time()
        try:
            with limits():
                self.target.check(data)
            if time.process_time() - begun > self.target.seconds:
                raise HangError(f"more than {self.target.seconds:g} s")
        except (Exception, HangError) as error:
            self._keep(said(error), data)
            raise AssertionError(said(error)) from error
        finally:
            self.longest = max(self.longest, time.process_time() - begun)
            gc.enable()

    def _keep(self, what: str, data: bytes) -> None:
        if what not in self.findings or len(data) < len(self.findings[what]):
            self.findings[what] = data


@contextmanager
def limits() -> Iterator[None]:
    """Breaks off what takes too long, and refuses more memory than one input may need."""
    def stop(*_: Any) -> None:
        raise HangError(f"more than {PATIENCE} s of the clock")

    signal.signal(signal.SIGALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def said(error: BaseException) -> str:
    """Kind of an error and the last line of ours that it passed: the same defect has the same words."""
    lines = traceback.extract_tb(error.__traceback__)
    rooms = tuple(str(ROOT / room) for room in ("catalog", "matcher", "web"))
    ours = [line for line in lines if line.filename.startswith(rooms)] or lines
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "limit"
    return f"{type(error).__name__} at {place}: {str(error).splitlines()[0][:160] if str(error) else ''}"


def corpus_of(target: str) -> list[Path]:
    """The kept inputs of a target, by name."""
    return sorted((CORPUS / target).glob("*.bin"))


def keep(target: str, data: bytes) -> Path:
    """Puts an input into the corpus."""
    path = CORPUS / target / f"found-{hashlib.sha256(data).hexdigest()[:10]}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
