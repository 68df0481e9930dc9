"""A PostgreSQL that listens on a Unix socket, reached over TCP with TLS, as one on another machine is."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")
"""SSLRequest (PostgreSQL's manual, 55.2.10); the answer is one letter."""


def own_address() -> str:
    """An address of this machine that is not its loopback; empty where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, contextlib.suppress(OSError):
        asking.connect(("192.0.2.1", 9))  # nothing is sent
        return str(asking.getsockname()[0])
    return ""


@contextlib.contextmanager
def over_tcp(socket_file: Path, address: str, pem: Path | None) -> Iterator[int]:
    """Hands connections on to the socket; with a certificate it speaks TLS, without one it declines. Gives the port."""
    context = None
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    listening = socket.create_server((address, 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _where = listening.accept()
                threading.Thread(target=_serve_one, args=(client, socket_file, context), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def _serve_one(client: socket.socket, socket_file: Path, context: ssl.SSLContext | None) -> None:
    first = client.recv(8)
    if first == ASKS_FOR_TLS:
        client.sendall(b"S" if context else b"N")
        try:
            client = context.wrap_socket(client, server_side=True) if context else client
        except (ssl.SSLError, OSError):
            client.close()
            return
        first = b""
    server = socket.socket(socket.AF_UNIX)
    server.connect(str(socket_file))
    server.sendall(first)
    for one, other in ((client, server), (server, client)):
        threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for each in (one, other):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
