"""Every setting, read from the environment in this one place."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.errors import HwaksanError
from catalog.retention import Keep

KEPT = Keep()
MOST_PROXIES = 9
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Named by the library that counts; it reads it when a worker imports it."""


@contextmanager
def figures_shared() -> Iterator[None]:
    """While it lasts the processes that start add up what they count, in a folder that goes with it.

    A worker that ends passes the end of this too; the folder stays for the others and for the one that replaces it.
    """
    folder, owner = tempfile.mkdtemp(), os.getpid()
    os.environ[FIGURES] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:
            del os.environ[FIGURES]
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one process; documented in the README beside their variables.

    `model` None means the bundled one, `coach_weights` None the weights that ship. Without
    HWAKSAN_SECRET_KEY a random key is made and kept in the instance folder, so that sessions survive a
    restart on one machine. `index` "memory" keeps the index in each process although the database could hold it.
    `example_password` opens the example accounts of a demonstration, and only there;
    `demonstration_url` is its own database, so that nothing done in a demonstration reaches the real one.
    Without `rate_limit_url` each process counts its own requests. Statements that take `slow_query_ms` are logged.
    `proxies` is how many of the last addresses in X-Forwarded-For were written by one's own proxies.
    """

    database_url: str
    model: str | None = None
    coach_weights: Path | None = None
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    base_url: str | None = None
    rate_limit: str = "60 per minute"
    secure_cookies: bool = False
    mail_url: str | None = field(default=None, repr=False)
    example_password: str | None = field(default=None, repr=False)
    demonstration_url: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    index: str | None = None
    rate_limit_url: str | None = field(default=None, repr=False)
    slow_query_ms: int = 200
    keep: Keep = KEPT
    proxies: int = 0

    @property
    def demo(self) -> bool:
        """Whether this process shows the demonstration: example accounts, and mails on a page."""
        return self.example_password is not None

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings of HWAKSAN_* variables; the defaults suit one machine and need none of them.

        Raises:
            HwaksanError: a variable holds what cannot be used.
        """
        env = os.environ
        folder = Path(env.get("HWAKSAN_INSTANCE", "instance")).absolute()
        url = env.get("HWAKSAN_DATABASE_URL")
        if not url:
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder / 'hwaksan.sqlite3'}"
        base_url = env.get("HWAKSAN_BASE_URL")
        return cls(
            database_url=url,
            model=env.get("HWAKSAN_MODEL") or None,
            coach_weights=Path(weights).absolute() if (weights := env.get("HWAKSAN_COACH_WEIGHTS")) else None,
            secret_key=env.get("HWAKSAN_SECRET_KEY") or _kept_key(folder),
            base_url=base_url,
            rate_limit=env.get("HWAKSAN_RATE_LIMIT", "60 per minute"),
            secure_cookies=bool(base_url and base_url.startswith("https://")),
            mail_url=env.get("HWAKSAN_MAIL_URL") or None,
            metrics_token=env.get("HWAKSAN_METRICS_TOKEN") or None,
            index=env.get("HWAKSAN_INDEX") or None,
            rate_limit_url=env.get("HWAKSAN_RATE_LIMIT_URL") or None,
            slow_query_ms=_whole("HWAKSAN_SLOW_QUERY_MS", 200),
            keep=Keep(plans=_whole("HWAKSAN_KEEP_PLANS_DAYS", KEPT.plans),
                      accounts=_whole("HWAKSAN_KEEP_ACCOUNTS_DAYS", KEPT.accounts),
                      notices=_whole("HWAKSAN_KEEP_NOTICES_DAYS", KEPT.notices)),
            demonstration_url=f"sqlite:///{folder / 'demonstration.sqlite3'}",
            proxies=min(_whole("HWAKSAN_PROXIES", 0), MOST_PROXIES),
        )

    def demonstration(self) -> Settings:
        """The same for a demonstration: its own database, a password of this start, and no mail that goes out."""
        return replace(self, database_url=self.demonstration_url or self.database_url, mail_url=None,
                       example_password=f"example-{secrets.token_hex(4)}")


def _whole(name: str, default: int) -> int:
    written = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", written):
        raise HwaksanError(f"{name}에는 0부터 99999까지의 정수를 적어 주세요.",
                           f"{name} must be a whole number from 0 to 99999.")
    return int(written)


def _kept_key(folder: Path) -> str:
    """The key in the folder; where there is none yet a new one, which stands there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "secret_key"
    if not file.exists():
        descriptor, made = tempfile.mkstemp(dir=folder)  # readable by its owner alone
        try:
            with os.fdopen(descriptor, "w") as opened:
                opened.write(secrets.token_hex(32))
            with suppress(FileExistsError):  # another process was faster
                os.link(made, file)
        finally:
            os.unlink(made)
    return file.read_text().strip()
