"""Mail leaves through a real SMTP conversation, survives a server that is down, and carries no foreign headers."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from catalog.accounts import Mail
from catalog.errors import HwaksanError
from catalog.people import now
from web.mail import deliver, send, server_of
from web.settings import Settings
from web.state import State


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs; refuses every mail while the server says so."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.received.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            refused = word == b"MAIL" and self.server.refusing  # type: ignore[attr-defined]
            self.wfile.write(b"451 later\r\n" if refused else b"250 ok\r\n")


@pytest.fixture
def smtp() -> Iterator[socketserver.ThreadingTCPServer]:
    """A mail server on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.received, server.refusing = [], False  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def state(copied: Callable[[], str]) -> Iterator[State]:
    """A database of the test's own."""
    made = State(Settings(database_url=copied(), base_url="https://hwaksan.example"))
    yield made
    made.engine.dispose()


def test_a_mail_waits_until_the_server_takes_it(state: State, smtp: socketserver.ThreadingTCPServer) -> None:
    port = smtp.server_address[1]
    server = server_of(replace(state.settings, mail_url=f"smtp://127.0.0.1:{port}?from=hwaksan@example.org"))
    assert server is not None
    with state.writing.begin() as session:
        send(session, "kim@example.org", "알림\r\nBcc: thief@example.org", "첫 줄\n둘째 줄")
    smtp.refusing = True  # type: ignore[attr-defined]
    assert deliver(state, server) == 0
    assert deliver(state, server) == 0, "not due again at once"
    smtp.refusing = False  # type: ignore[attr-defined]
    with state.writing.begin() as session:
        (waiting,) = session.scalars(select(Mail))
        assert waiting.tries == 1
        waiting.tried_at = now().replace(year=2020)
    assert deliver(state, server) == 1
    (received,) = smtp.received  # type: ignore[attr-defined]
    assert "\nBcc:" not in received and "To: kim@example.org" in received and "From: hwaksan@example.org" in received
    with state.sessions() as session:
        assert session.scalars(select(Mail)).all() == []


def test_what_is_not_committed_is_not_sent(state: State) -> None:
    with state.writing() as session:
        send(session, "kim@example.org", "알림", "내용")
        session.rollback()
    with state.sessions() as session:
        assert session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize("url", ["mail.example.org", "ftp://mail.example.org", "smtp://", "smtp://host:port"])
def test_an_unusable_server_is_told_at_the_start(state: State, url: str) -> None:
    with pytest.raises(HwaksanError):
        server_of(replace(state.settings, mail_url=url))


def test_links_need_a_public_address(state: State) -> None:
    with pytest.raises(HwaksanError, match="HWAKSAN_BASE_URL"):
        server_of(replace(state.settings, mail_url="smtp://mail.example.org", base_url=None))
    server = server_of(replace(state.settings, mail_url="smtps://a%40b.kr:p%2F@mail.example.org"))
    assert server is not None
    assert (server.port, server.encrypted, server.user, server.password, server.sender) == (
        465, True, "a@b.kr", "p/", "a@b.kr")
