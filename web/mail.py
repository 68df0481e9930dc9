"""Mail: written into the same transaction as what it tells of, delivered afterwards, tried again until it is out."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from flask import request
from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from catalog.accounts import Mail
from catalog.errors import HwaksanError
from catalog.people import aware, now
from web.security import host_is_this_machine
from web.settings import Settings
from web.state import State, state

LOOK_SECONDS = 5
"""Between two looks for mail that waits."""
TIMEOUT_SECONDS = 20
SKEW = dt.timedelta(minutes=5)
"""Between the clocks of two servers; a try that lies further ahead was dated by a clock that has been put right."""
LONGEST_PAUSE = dt.timedelta(hours=2)
PORTS = {"smtp": 25, "smtps": 465}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as HWAKSAN_MAIL_URL names it."""

    host: str
    port: int
    encrypted: bool
    starttls: bool
    user: str | None
    password: str | None
    sender: str


def send(session: Session, to: str, subject: str, body: str) -> None:
    """Queues a mail; it goes out if, and only if, the caller's transaction is committed."""
    session.add(Mail(recipient=to, subject=" ".join(subject.split()), body=body, made_at=now()))


def link(path: str) -> str:
    """The full address of a path of this site, for a mail.

    Without a public address, which mail needs to go out, it is one on this machine or the path alone: whatever
    name the asker gave this server stays out of what others are told to open.
    """
    base = state().settings.base_url or (request.host_url if host_is_this_machine() else "")
    return f"{base.rstrip('/')}{path}"


def server_of(settings: Settings) -> Server | None:
    """The mail server of the settings, None when there is none.

    Raises:
        HwaksanError: the address cannot be used, or links in mails would have no public address.
    """
    if not settings.mail_url:
        return None
    parts = urlsplit(settings.mail_url)
    options = parse_qs(parts.query)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname:
        raise HwaksanError("HWAKSAN_MAIL_URL을 smtp://계정:비밀번호@서버:587?tls=1 꼴로 적어 주세요.",
                           "Write HWAKSAN_MAIL_URL like smtp://user:password@host:587?tls=1.")
    if not settings.base_url:
        raise HwaksanError("메일을 보내려면 HWAKSAN_BASE_URL에 공개 주소를 적어 주세요.",
                           "To send mail, set HWAKSAN_BASE_URL to the public address.")
    user = unquote(parts.username) if parts.username else None
    sender = options.get("from", [user if user and "@" in user else f"no-reply@{parts.hostname}"])[0]
    return Server(parts.hostname, port, parts.scheme == "smtps", options.get("tls", ["0"])[0] == "1", user,
                  unquote(parts.password) if parts.password else None, sender)


def deliver(state: State, server: Server) -> int:
    """Sends what is due, each mail in a try of its own; returns how many went out.

    A mail is claimed before it is sent, so that of several processes one sends it, and no transaction stays
    open while a server is slow.
    """
    with state.sessions() as session:
        waiting = [row for row in session.scalars(select(Mail).order_by(Mail.id)) if _due(row)]
    return sum(_try(state, server, mail) for mail in waiting)


def deliver_in_background(state: State) -> None:
    """Delivers as long as the process lives, when the settings name a server."""
    server = server_of(state.settings)
    if server is None:
        return

    def keep_delivering() -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            try:
                deliver(state, server)
            except Exception:
                log.exception("looking for mail failed")

    threading.Thread(target=keep_delivering, name="mail", daemon=True).start()


def _due(mail: Mail) -> bool:
    if mail.tried_at is None:
        return True
    waited = now() - aware(mail.tried_at)
    if waited < -SKEW:
        return True  # the clock was put back: nothing waits until it has caught up
    return waited >= min(dt.timedelta(minutes=2 ** min(mail.tries, 10)), LONGEST_PAUSE)


def _try(state: State, server: Server, mail: Mail) -> bool:
    with state.writing.begin() as session:
        claimed = session.execute(
            update(Mail).where(Mail.id == mail.id, Mail.tries == mail.tries)
            .values(tries=mail.tries + 1, tried_at=now()))
        if not isinstance(claimed, CursorResult) or claimed.rowcount != 1:
            return False
    try:
        _transmit(server, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("mail %d was not delivered (try %d): %s", mail.id, mail.tries + 1, type(error).__name__)
        return False
    with state.writing.begin() as session:
        session.delete(session.get_one(Mail, mail.id))
    return True


def _transmit(server: Server, mail: Mail) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, mail.recipient, mail.subject
    message["Date"] = mail.made_at
    message.set_content(mail.body)
    with _connected(server) as connection:
        if server.user:
            connection.login(server.user, server.password or "")
        connection.send_message(message)


def _connected(server: Server) -> smtplib.SMTP:
    """A connection; an encrypted one only to a server whose certificate is good for its name."""
    if server.encrypted:
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.starttls:
        connection.starttls(context=ssl.create_default_context())
    return connection
