"""A real server of the product over a database, and how its parts are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from tests.bench.startup import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds after which something that has not recovered counts as broken."""
WORKERS = 2


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """The settings of a server or command of the tests; only what is asked is limited, not how often."""
    return {**os.environ, "HWAKSAN_DATABASE_URL": database_url, "HWAKSAN_INSTANCE": str(folder),
            "HWAKSAN_RATE_LIMIT": "1000000 per minute", "HWAKSAN_METRICS_TOKEN": "token-of-the-faults",
            "PYTHONPATH": str(ROOT)}


def command(database_url: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Starts the `hwaksan` command."""
    return subprocess.Popen(
        [sys.executable, "-m", "web.cli", *arguments], cwd=ROOT, env=environment(database_url, folder), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(started: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a command and what it said on standard error, without warnings of libraries."""
    _out, said = started.communicate(timeout=PATIENCE)
    return started.returncode, said.strip()


def until(holds: Callable[[], bool], patience: float = PATIENCE, pause: float = 0.05) -> float:
    """Seconds until something holds.

    Raises:
        TimeoutError: it does not hold in time.
    """
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience:
            raise TimeoutError(f"still not so after {patience:.0f} s")
        time.sleep(pause)
    return time.monotonic() - began


@dataclass
class Server:
    """`hwaksan serve` as an operator starts it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def status(self, path: str, timeout: float = 30.0) -> int:
        """The status of a page, 0 when nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return 0

    def workers(self) -> list[int]:
        """The numbers of the worker processes, oldest first."""
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.process.pid).children()
            return [one.pid for one in sorted(found, key=lambda one: one.create_time()) if one.status() != "zombie"]
        return []

    def kill_worker(self) -> int:
        """kill -9 of the oldest worker; returns its number."""
        until(lambda: len(self.workers()) == WORKERS)
        os.kill(oldest := self.workers()[0], signal.SIGKILL)
        return oldest

    def kill_everything(self) -> None:
        """kill -9 of the server and all its workers at once, as when the machine goes down."""
        for number in (self.process.pid, *self.workers()):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()

    def whole(self) -> bool:
        """Whether all workers are there and a page that reads the database is."""
        return len(self.workers()) == WORKERS and self.status("/sources") == 200


@contextmanager
def serving(database_url: str, folder: Path, **more: str) -> Iterator[Server]:
    """A server until the end of the block; its log lies in the folder."""
    folder.mkdir(exist_ok=True)
    log, port = folder / "server.log", free_port()
    with log.open("ab") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", "web.cli", "serve", "--port", str(port), "--workers", str(WORKERS)], cwd=ROOT,
            env={**environment(database_url, folder), **more}, stdout=opened, stderr=opened)
    server = Server(process, port, log)
    try:
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            server.kill_everything()
