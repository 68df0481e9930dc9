"""How long the server takes to start, as a JSON line: `python -m tests.bench.startup`.

Timed from the start of the process until a health check answers 200. The first start only fills the
cache of files; the second is reported.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from urllib.error import URLError
from urllib.request import urlopen

from web.settings import Settings
from web.state import State

CHECKS = ("healthz", "readyz")
PATIENCE = 120.0
"""Seconds after which a server that is still not ready counts as broken."""

PAUSE = 0.1
"""Seconds between two questions: fine enough to measure, rare enough not to slow what is measured."""


def main() -> None:
    """Starts a server over the seeds twice and prints the seconds of the second start."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        State(Settings(database_url=url)).initialise()
        environment = {**os.environ, "HWAKSAN_INSTANCE": folder, "HWAKSAN_DATABASE_URL": url}
        start(environment)
        print(json.dumps(start(environment)))


def start(environment: dict[str, str]) -> dict[str, float]:
    """Seconds from the start of one server until each of CHECKS answers; the server is stopped again."""
    port = free_port()
    began = time.perf_counter()
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        return {check: answered(f"http://127.0.0.1:{port}/{check}", server, began) for check in CHECKS}
    finally:
        server.terminate()
        server.wait()


def answered(address: str, server: subprocess.Popen[bytes], began: float) -> float:
    """Seconds since `began` at which the address first answers 200.

    Raises:
        RuntimeError: the server ended or lost its PATIENCE.
    """
    while server.poll() is None and time.perf_counter() - began < PATIENCE:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310  (our own server)
                return time.perf_counter() - began
        except (URLError, ConnectionError):
            time.sleep(PAUSE)
    raise RuntimeError(f"{address} never answered 200")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
