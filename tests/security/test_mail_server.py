"""Mail: a certificate that does not belong to the server ends the connection before the password is sent."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.accounts import Mail
from tests.security.certificates import self_signed
from web.mail import Server, _transmit


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """A server that speaks TLS with a certificate of its own making, and what it was told."""
    pem = self_signed(tmp_path / "impostor.pem", "mail.example.org")
    context, told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(pem)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _where = listening.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as wrapped:
                wrapped.sendall(b"220 mail\r\n")
                told.append(wrapped.recv(1000))
        except (ssl.SSLError, OSError):
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1], told
    listening.close()


def test_an_impostor_gets_no_password(impostor: tuple[int, list[bytes]]) -> None:
    """Under smtps as under STARTTLS the name and the issuer are checked."""
    port, told = impostor
    server = Server("127.0.0.1", port, True, False, "user", "password", "a@example.org")
    mail = Mail(recipient="b@example.org", subject="S", body="B", made_at=dt.datetime.now(dt.UTC))
    with pytest.raises((ssl.SSLCertVerificationError, smtplib.SMTPException)):
        _transmit(server, mail)
    assert told == []
