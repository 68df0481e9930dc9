"""What must hold although the machine's clock is moved: who is signed in stays so, and nobody is shut out for long."""

from __future__ import annotations

import hashlib
import logging
import time
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from limits.storage import MemoryStorage

from web.security import limiter

MOVED_SECONDS = 30
"""A clock that loses more than this at once was moved; less only keeps somebody waiting that much longer."""
log = logging.getLogger(__name__)


class SteadySigner(TimestampSigner):
    """A signature from a moment still to come is as good as one of now: the clock has been put back since."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """As the library does it, which takes such a signature for one that has expired."""
        value, made = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and self.get_timestamp() - int(made.timestamp()) > max_age:
            raise SignatureExpired("too old", payload=value, date_signed=made)
        return (value, made) if return_timestamp else value


class SteadySessions(SecureCookieSessionInterface):
    """The session cookie, signed so that a clock that is put back signs nobody out."""

    digest_method = staticmethod(hashlib.sha256)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The library's, with the signer above."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = SteadySigner
        return serializer


def init_app(app: Flask) -> None:
    """Steady sessions, and a look at the clock before each request."""
    app.session_interface = SteadySessions()
    ahead = _ahead()

    def look() -> None:
        """Counts tries anew once the clock was put back: their windows would end only when it has caught up."""
        nonlocal ahead
        now = _ahead()
        if ahead - now > MOVED_SECONDS and isinstance(limiter.storage, MemoryStorage):
            log.warning("the clock was put back by %d seconds; tries are counted anew", ahead - now)
            limiter.reset()
        ahead = now

    app.before_request(look)


def _ahead() -> float:
    """Seconds by which the clock is ahead of one that nobody moves."""
    return time.time() - time.monotonic()
