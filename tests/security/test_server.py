"""The server itself: where a request ends, which methods there are, and how much it takes; a real process is asked."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("security")]

SERVE = """
import sys
from web.serving import run
from web.settings import Settings
from web.state import State
State.warm_up = lambda self, when_ready=None: None  # no question is asked here
run(Settings(sys.argv[1], base_url="http://hwaksan.example"), "127.0.0.1", int(sys.argv[2]), 1)
"""


@pytest.fixture(scope="module")
def port(seeded_database_url: str) -> Iterator[int]:
    """A server as `hwaksan serve` runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, seeded_database_url, str(number)],
                               stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    try:
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(.1)
        yield number
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def ask(port: int) -> Callable[[bytes], bytes]:
    """Sends bytes as they are and gives everything that comes back."""
    def send(request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(request)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except (TimeoutError, ConnectionResetError):
                pass
            return answer
    return send


END = b"Host: localhost\r\nConnection: close\r\n"


def test_a_request_ends_where_it_says(ask: Callable[[bytes], bytes]) -> None:
    """Request smuggling: two lengths, or a length beside chunks, are refused or the connection ends there."""
    inner = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"POST /match HTTP/1.1\r\nHost: localhost\r\n"
    for request in (
        head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + inner,
        head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
        head + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner,
        head + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
        head + b"Content-Length: +5\r\n\r\n" + inner,
    ):
        answer = ask(request)
        assert answer.count(b"HTTP/1.1 ") <= 1, request
        assert b" 200 " not in answer.split(b"\r\n")[0]


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"DEBUG", b"DELETE", b"PUT"])
def test_other_methods_do_nothing(ask: Callable[[bytes], bytes], method: bytes) -> None:
    """And say nothing of what was sent."""
    answer = ask(method + b" / HTTP/1.1\r\n" + END + b"X-Secret: 4711\r\n\r\n")
    assert answer.split(b" ")[1] in (b"400", b"405", b"404", b"501") and b"4711" not in answer


def test_too_much_is_refused(ask: Callable[[bytes], bytes]) -> None:
    """A line or a header without end."""
    assert b" 4" in ask(b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + END + b"\r\n")[:13]
    assert b" 4" in ask(b"GET / HTTP/1.1\r\n" + END + b"X: " + b"a" * 20_000 + b"\r\n\r\n")[:13]
    assert b" 4" in ask(b"GET / HTTP/1.1\r\n" + END + b"".join(b"X-%d: a\r\n" % n for n in range(300)) + b"\r\n")[:13]


def test_a_header_holds_no_line_of_its_own(ask: Callable[[bytes], bytes]) -> None:
    """Response splitting: a name of a page in an address does not end a header."""
    answer = ask(b"GET /language/en?next=/a%0d%0aX-Evil:%201 HTTP/1.1\r\n" + END + b"\r\n")
    assert b"X-Evil" not in answer.partition(b"\r\n\r\n")[0]


def test_the_host_is_looked_at(ask: Callable[[bytes], bytes]) -> None:
    """Another name than the public one, and one in the first line, get nothing."""
    assert b" 400 " in ask(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").split(b"\r\n")[0]
    assert b" 400 " in ask(b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                           ).split(b"\r\n")[0]
    assert b" 200 " in ask(b"GET /healthz HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: close\r\n\r\n").split(b"\r\n")[0]


def test_no_list_of_files_and_no_hidden_file(ask: Callable[[bytes], bytes]) -> None:
    """Folders are not listed, and neither the repository nor the key file can be asked for."""
    for path in (b"/static/", b"/static/css/", b"/.git/config", b"/static/../../.git/config", b"/instance/secret_key",
                 b"/static/..%2f..%2finstance%2fsecret_key"):
        assert b" 200 " not in ask(b"GET " + path + b" HTTP/1.1\r\n" + END + b"\r\n").split(b"\r\n")[0]
