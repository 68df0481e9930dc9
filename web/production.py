"""What is unsafe in the settings of a service that goes live."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url

from catalog.errors import HwaksanError
from web.mail import server_of
from web.production_words import SAID
from web.security import counting
from web.settings import Settings

SHORTEST_KEY, FEWEST_CHARACTERS = 32, 8
"""Characters of a key (128 bits where they are random hexadecimal digits), and different ones among them."""
OLDEST_KEY_DAYS = 365
"""After which the policy asks for a new one (docs/security.md, Keys)."""
SHORTEST_TOKEN = 24


@dataclass(frozen=True, slots=True)
class Finding:
    """One matter, by a name that programs may rely on: unsafe, or only worth knowing."""

    matter: str
    unsafe: bool
    ko: str
    en: str


def unsafe(matter: str, **values: object) -> Finding:
    """What must be mended before the service goes live."""
    ko, en = SAID[matter]
    return Finding(matter, True, ko.format(**values), en.format(**values))


def worth_knowing(matter: str, **values: object) -> Finding:
    """What may be so where it is meant."""
    ko, en = SAID[matter]
    return Finding(matter, False, ko.format(**values), en.format(**values))


def of_settings(settings: Settings, workers: int) -> Iterator[Finding]:
    """What the settings alone tell, for a server of so many worker processes."""
    yield from _keys(settings)
    if urlsplit(settings.base_url or "").scheme != "https":
        yield unsafe("address")
    if not settings.proxies:
        yield unsafe("proxies")
    yield from _mail(settings)
    yield from _counting(settings, workers)
    if settings.metrics_token and len(settings.metrics_token) < SHORTEST_TOKEN:
        yield unsafe("metrics-token", characters=SHORTEST_TOKEN)
    if settings.second_factor != "all":
        yield worth_knowing("second-factor")
    file = make_url(settings.database_url).database if settings.database_url.startswith("sqlite:") else None
    if file and (path := Path(file)).exists() and path.stat().st_mode & 0o007:
        yield unsafe("database-file", file=file)


def is_this_machine(host: str) -> bool:
    """Whether a host name or address, or the folder of a socket, never leaves this machine."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _keys(settings: Settings) -> Iterator[Finding]:
    if any(len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS
           for key in (settings.secret_key, *settings.older_keys)):
        yield unsafe("secret-key")
    if settings.key_file is not None:
        status = settings.key_file.stat()
        if status.st_mode & 0o077:
            yield unsafe("key-file", file=settings.key_file)
        days = int((time.time() - status.st_mtime) / 86400)
        if days > OLDEST_KEY_DAYS:
            yield worth_knowing("key-age", days=days)


def _mail(settings: Settings) -> Iterator[Finding]:
    try:
        server = server_of(settings)
    except HwaksanError as error:
        yield Finding("mail", True, error.ko, error.en)
        return
    if server is None:
        yield worth_knowing("no-mail")
    elif not (server.encrypted or server.starttls or is_this_machine(server.host)):
        yield unsafe("mail-line")


def _counting(settings: Settings, workers: int) -> Iterator[Finding]:
    if settings.rate_limit_url is None:
        if workers > 1:
            yield unsafe("rate-limit", workers=workers)
        return
    try:
        counting(settings)
    except HwaksanError as error:
        yield Finding("rate-limit", True, error.ko, error.en)
    parts = urlsplit(settings.rate_limit_url)
    if parts.scheme != "rediss" and not is_this_machine(parts.hostname or ""):
        yield unsafe("rate-limit-line")
