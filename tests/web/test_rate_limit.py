"""Requests are counted by each process for itself, or by a server of the operators for all of them together."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.errors import HwaksanError
from web.cli import hwaksan
from web.security import counting
from web.settings import Settings

ROOT = Path(__file__).parents[2]
ASK = """
from web import create_app
client = create_app().test_client()
print([client.post("/api/v1/match", json={}).status_code for _time in range(2)])
"""
"""A process of the service that is asked twice what it refuses to answer, which counts all the same."""


class Conversation(socketserver.StreamRequestHandler):
    """As much of memcached's protocol as counting needs."""

    def handle(self) -> None:
        kept: dict[bytes, bytes] = self.server.kept  # type: ignore[attr-defined]
        while words := self.rfile.readline().split():
            if words[0] in (b"add", b"set"):
                value = self.rfile.read(int(words[4]) + 2)[:-2]
                new = words[0] == b"set" or words[1] not in kept
                kept.update({words[1]: value} if new else {})
                self.wfile.write(b"STORED\r\n" if new else b"NOT_STORED\r\n")
            elif words[0] == b"incr":
                if words[1] in kept:
                    kept[words[1]] = str(int(kept[words[1]]) + int(words[2])).encode()
                self.wfile.write(kept.get(words[1], b"NOT_FOUND") + b"\r\n")
            else:
                for key in words[1:]:
                    if key in kept:
                        self.wfile.write(b"VALUE %s 0 %d\r\n%s\r\n" % (key, len(kept[key]), kept[key]))
                self.wfile.write(b"END\r\n")


@pytest.fixture
def memcached() -> Iterator[socketserver.ThreadingTCPServer]:
    """A server that counts, on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads, server.kept = True, {}  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def environment(seeded_database_url: str, tmp_path: Path) -> dict[str, str]:
    """What a process of the service is started with."""
    return {**os.environ, "HWAKSAN_DATABASE_URL": seeded_database_url, "HWAKSAN_INSTANCE": str(tmp_path),
            "HWAKSAN_RATE_LIMIT": "3 per minute", "PYTHONPATH": str(ROOT)}


def answered(environment: dict[str, str], url: str) -> str:
    """The statuses that a process of its own gives."""
    return subprocess.run([sys.executable, "-c", ASK], check=True, capture_output=True, text=True, cwd=ROOT,
                          env={**environment, "HWAKSAN_RATE_LIMIT_URL": url}).stdout.splitlines()[-1]


@pytest.mark.slow
def test_processes_count_together(environment: dict[str, str], memcached: socketserver.ThreadingTCPServer) -> None:
    """Of three requests a minute the second process sees those of the first."""
    url = f"memcached://127.0.0.1:{memcached.server_address[1]}"
    assert [answered(environment, url) for _process in range(2)] == ["[422, 422]", "[422, 429]"]


@pytest.mark.slow
def test_a_server_that_is_away_stops_nobody(environment: dict[str, str]) -> None:
    """The process counts for itself until it is back; nobody listens at the port for discarding."""
    assert answered({**environment, "HWAKSAN_RATE_LIMIT": "1 per minute"}, "memcached://127.0.0.1:9") == "[422, 429]"


@pytest.mark.parametrize("url", ["redis:/x", "mongodb://localhost", "memory://", "etcd://localhost:1"])
def test_an_unusable_address_is_told_at_the_start(url: str, environment: dict[str, str]) -> None:
    """Before a worker starts, in one line that shows how to write it."""
    with pytest.raises(HwaksanError, match="redis://host:6379/0"):
        counting(Settings(database_url="sqlite://", rate_limit_url=url))
    result = CliRunner().invoke(hwaksan, ["serve"], env={**environment, "HWAKSAN_RATE_LIMIT_URL": url})
    assert result.exit_code == 2 and "HWAKSAN_RATE_LIMIT_URL" in result.stderr
