"""Every setting, read from the environment in this one place."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.errors import HwaksanError
from catalog.retention import Keep
from web.key_file import kept_in, new_key, read_keys

KEPT = Keep()
MOST_PROXIES = 9
SECOND_FACTORS = ("office", "all")
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
    restart on one machine; `key_file` is where the keys were read from, None where the environment holds them.
    What `older_keys`, newest first, signed or sealed is still accepted. `index` "memory" keeps the index in each
    process although the database could hold it.
    `example_password` opens the example accounts of a demonstration, and only there;
    `demonstration_url` is its own database, so that nothing done in a demonstration reaches the real one.
    Without `rate_limit_url` each process counts its own requests. Statements that take `slow_query_ms` are logged.
    `second_factor` is asked of the "office" or of "all".
    `proxies` is how many of the last addresses in X-Forwarded-For were written by one's own proxies.
    """

    database_url: str
    model: str | None = None
    coach_weights: Path | None = None
    secret_key: str = field(default_factory=new_key, repr=False)
    older_keys: tuple[str, ...] = field(default=(), repr=False)
    key_file: Path | None = None
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
    second_factor: str = "office"

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
        url = _secret("HWAKSAN_DATABASE_URL")
        if not url:
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder / 'hwaksan.sqlite3'}"
        base_url = env.get("HWAKSAN_BASE_URL")
        keys, key_file = _keys(folder)
        return cls(
            database_url=url,
            model=env.get("HWAKSAN_MODEL") or None,
            coach_weights=Path(weights).absolute() if (weights := env.get("HWAKSAN_COACH_WEIGHTS")) else None,
            secret_key=keys[0],
            older_keys=keys[1:],
            key_file=key_file,
            base_url=base_url,
            rate_limit=env.get("HWAKSAN_RATE_LIMIT", "60 per minute"),
            secure_cookies=bool(base_url and base_url.startswith("https://")),
            mail_url=_secret("HWAKSAN_MAIL_URL"),
            metrics_token=_secret("HWAKSAN_METRICS_TOKEN"),
            index=env.get("HWAKSAN_INDEX") or None,
            rate_limit_url=_secret("HWAKSAN_RATE_LIMIT_URL"),
            slow_query_ms=_whole("HWAKSAN_SLOW_QUERY_MS", 200),
            keep=Keep(plans=_whole("HWAKSAN_KEEP_PLANS_DAYS", KEPT.plans),
                      accounts=_whole("HWAKSAN_KEEP_ACCOUNTS_DAYS", KEPT.accounts),
                      notices=_whole("HWAKSAN_KEEP_NOTICES_DAYS", KEPT.notices)),
            demonstration_url=f"sqlite:///{folder / 'demonstration.sqlite3'}",
            second_factor=_one_of("HWAKSAN_SECOND_FACTOR", SECOND_FACTORS),
            proxies=min(_whole("HWAKSAN_PROXIES", 0), MOST_PROXIES),
        )

    def demonstration(self) -> Settings:
        """The same for a demonstration: its own database, a password of this start, and no mail that goes out."""
        return replace(self, database_url=self.demonstration_url or self.database_url, mail_url=None,
                       second_factor="office", example_password=f"example-{secrets.token_hex(4)}")


def _whole(name: str, default: int) -> int:
    written = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", written):
        raise HwaksanError(f"{name}에는 0부터 99999까지의 정수를 적어 주세요.",
                           f"{name} must be a whole number from 0 to 99999.")
    return int(written)


def _one_of(name: str, words: tuple[str, ...]) -> str:
    """One of the words, the first where nothing is written."""
    written = os.environ.get(name) or words[0]
    if written not in words:
        known = ", ".join(words)
        raise HwaksanError(f"{name}에는 다음 가운데 하나를 적어 주세요: {known}", f"{name} must be one of: {known}.")
    return written


def _secret(name: str) -> str | None:
    """What a variable holds, or the file that NAME_FILE names: a vault or systemd hands secrets over as files."""
    file = os.environ.get(f"{name}_FILE")
    if os.environ.get(name) or not file:
        return os.environ.get(name) or None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise HwaksanError(f"{name}_FILE에 적힌 파일을 읽을 수 없습니다. 경로와 권한을 확인해 주세요.",
                           f"The file of {name}_FILE cannot be read; check its path and its permissions.") from error


def _keys(folder: Path) -> tuple[tuple[str, ...], Path | None]:
    """The secret keys, newest first, and the file that they stand in; None where the environment holds them."""
    if written := os.environ.get("HWAKSAN_SECRET_KEY"):
        return (written, *os.environ.get("HWAKSAN_SECRET_KEY_OLDER", "").split()), None
    named = os.environ.get("HWAKSAN_SECRET_KEY_FILE")
    file = Path(named).absolute() if named else kept_in(folder)
    return read_keys(file), file
