"""`hwaksan check-production`: what is unsafe is said, what is safe is not, and the exit code tells which."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, make_url, text

from catalog import migrate, people, upkeep
from tests.conftest import ON_ONE_PROCESS
from tests.guards.project import ROOT
from tests.security.certificates import self_signed
from tests.security.encrypted_line import over_tcp, own_address
from tests.web.people import a_person, a_site
from web.cli import hwaksan
from web.key_file import new_key
from web.production_words import SAID
from web.settings import Settings
from web.state import State

pytestmark = pytest.mark.usefixtures("compiled_translations")
Run = Callable[..., Result]
SAFE = {
    "HWAKSAN_BASE_URL": "https://hwaksan.example.go.kr", "HWAKSAN_PROXIES": "1", "HWAKSAN_SECOND_FACTOR": "all",
    "HWAKSAN_MAIL_URL": "smtp://u:p@mail.example.go.kr:587?tls=1", "HWAKSAN_METRICS_TOKEN": "0123456789abcdef" * 2,
    "HWAKSAN_SECRET_KEY": None, "HWAKSAN_RATE_LIMIT_URL": None,
}


@pytest.fixture
def url(copied: Callable[[], str]) -> str:
    """A loaded database that was backed up just now, readable by its owner alone."""
    made = copied()
    os.chmod(made.removeprefix("sqlite:///"), 0o600)
    state = State(Settings(made))
    with state.writing.begin() as opened:
        upkeep.note(opened, "backup", {"rows": 1})
    state.engine.dispose()
    return made


@pytest.fixture
def run(url: str, tmp_path: Path) -> Run:
    """The command in an environment in which nothing is unsafe."""
    def invoke(*arguments: str, **others: str | None) -> Result:
        environment = SAFE | {"HWAKSAN_DATABASE_URL": url, "HWAKSAN_INSTANCE": str(tmp_path)} | others
        return CliRunner().invoke(hwaksan, ["check-production", *arguments], env=environment)

    return invoke


def told(result: Result) -> dict[str, bool]:
    """The matters that were found, and whether each is unsafe; the exit code must agree."""
    assert result.exit_code in (0, 1), result.output
    found = {one["matter"]: one["unsafe"] for one in json.loads(result.stdout)["findings"]}
    assert result.exit_code == int(any(found.values()))
    return found


def test_a_safe_service_passes(run: Run) -> None:
    """Nothing is found, in either language."""
    assert told(run("--format", "json")) == {}
    assert run().stdout == "위험한 설정을 찾지 못했습니다.\n"
    assert run("--lang", "en").stdout == "Nothing unsafe was found.\n"


@pytest.mark.parametrize(("settings", "matter"), [
    ({"HWAKSAN_SECRET_KEY": "change-me"}, "secret-key"), ({"HWAKSAN_SECRET_KEY": "a" * 64}, "secret-key"),
    ({"HWAKSAN_SECRET_KEY": "0123456789abcdef" * 4, "HWAKSAN_SECRET_KEY_OLDER": "short"}, "secret-key"),
    ({"HWAKSAN_BASE_URL": None, "HWAKSAN_MAIL_URL": None}, "address"),
    ({"HWAKSAN_BASE_URL": "http://hwaksan.example.go.kr"}, "address"), ({"HWAKSAN_PROXIES": "0"}, "proxies"),
    ({"HWAKSAN_MAIL_URL": "smtp://u:p@mail.example.go.kr"}, "mail-line"), ({"HWAKSAN_MAIL_URL": "nonsense"}, "mail"),
    ({"HWAKSAN_METRICS_TOKEN": "short"}, "metrics-token"),
    ({"HWAKSAN_RATE_LIMIT_URL": "memcached://counts.example.go.kr:11211"}, "rate-limit-line"),
    ({"HWAKSAN_RATE_LIMIT_URL": "file:///counts"}, "rate-limit"),
    ({"HWAKSAN_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "database"),
])
def test_what_is_unsafe_is_said(run: Run, settings: dict[str, str | None], matter: str) -> None:
    """By its name to programs, with what to do to people."""
    assert told(run("--format", "json", **settings))[matter] is True
    assert "위험: " in run(**settings).stdout and "unsafe: " in run("--lang", "en", **settings).stdout


@pytest.mark.parametrize(("settings", "matter"), [
    ({"HWAKSAN_MAIL_URL": None}, "no-mail"), ({"HWAKSAN_SECOND_FACTOR": "office"}, "second-factor")])
def test_what_may_be_meant_fails_nothing(run: Run, settings: dict[str, str | None], matter: str) -> None:
    """It is said all the same."""
    assert told(run("--format", "json", **settings)) == {matter: False}


def test_several_workers_count_together(run: Run) -> None:
    """Or attempts may be made as many times as there are workers; mail on this machine needs no TLS."""
    assert told(run("--workers", "2", "--format", "json")) == {"rate-limit": True}
    assert told(run("--workers", "2", "--format", "json", HWAKSAN_RATE_LIMIT_URL="memcached://127.0.0.1:11211",
                    HWAKSAN_MAIL_URL="smtp://127.0.0.1")) == {}


def test_files_of_others(run: Run, url: str, tmp_path: Path) -> None:
    """The key and the database are their owner's alone; a key has its time."""
    assert told(run("--format", "json")) == {}
    (tmp_path / "secret_key").chmod(0o640)
    Path(url.removeprefix("sqlite:///")).chmod(0o644)
    assert told(run("--format", "json")) == {"key-file": True, "database-file": True}
    (tmp_path / "secret_key").chmod(0o600)
    Path(url.removeprefix("sqlite:///")).chmod(0o600)
    long_ago = time.time() - 400 * 86400
    os.utime(tmp_path / "secret_key", (long_ago, long_ago))
    assert told(run("--format", "json")) == {"key-age": False}


def test_what_stands_in_the_database(run: Run, url: str) -> None:
    """An old backup, accounts of a demonstration, second factors of an older key, a schema of before."""
    older, newer = new_key(), new_key()
    with a_site(url, secret_key=older) as app:
        a_person(app, "example@example.org", is_example=True, code="48720")
        a_person(app, "factor@example.org", people.OFFICE, second_factor=True)
        state = app.extensions["hwaksan"]
        with state.writing.begin() as opened:
            upkeep.note(opened, "backup", {"rows": 1})
            opened.get_one(upkeep.Upkeep, "backup").done_at = people.now() - dt.timedelta(hours=27)
        keys = {"HWAKSAN_SECRET_KEY": newer, "HWAKSAN_SECRET_KEY_OLDER": older}
        assert told(run("--format", "json", **keys)) == {"backup": True, "examples": True, "older-keys": False}
        migrate.downgrade(state.engine, "-1")
    assert told(run("--format", "json")) == {"migrations": True}


@ON_ONE_PROCESS
def test_the_role_and_the_line(run: Run, postgresql: Any, tmp_path: Path) -> None:
    """A superuser, an owner, a plain line, one to anybody, one to the right server: of the last nothing is said."""
    postgresql.psql("CREATE DATABASE production")
    for role in ("production_owner", "production_service"):
        postgresql.psql(f"CREATE ROLE {role} LOGIN")
    postgresql.psql("ALTER DATABASE production OWNER TO production_owner")
    here = make_url(postgresql.get_uri("production", driver="psycopg"))
    owned = create_engine(here.set(username="production_owner"))
    migrate.upgrade(owned)
    with owned.begin() as connection:
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO production_service"))
        connection.execute(text("INSERT INTO upkeep (kind, done_at, result) VALUES ('backup', now(), '{}')"))
    owned.dispose()

    def found(role: str, **query: str) -> dict[str, bool]:
        address = here.set(username=role)
        address = address.set(host=None, query=query) if query else address
        return told(run("--format", "json", HWAKSAN_DATABASE_URL=address.render_as_string(hide_password=False)))

    assert found("postgres") == {"database-rights": True}
    assert found("production_owner") == {"database-owner": True}
    assert found("production_service") == {}
    away = own_address()
    if not away:
        pytest.skip("this machine has no network")
    (socket_file,) = Path(here.query["host"]).glob(".s.PGSQL.*[0-9]")  # type: ignore[arg-type]
    pem = self_signed(tmp_path / "database.pem", "database.example.go.kr")
    with over_tcp(socket_file, away, None) as plain, over_tcp(socket_file, away, pem) as tls:
        far = {"host": "database.example.go.kr", "hostaddr": away}
        assert found("production_service", **far, port=str(plain)) == {"database-line": True}
        assert found("production_service", **far, port=str(tls)) == {"database-line": True}, "it could be talked down"
        assert found("production_service", **far, port=str(tls), sslmode="require") == {"database-server": False}
        right = {"sslmode": "verify-full", "sslrootcert": str(pem)}
        assert found("production_service", **far, port=str(tls), **right) == {}
        wrong = far | {"host": "other.example.go.kr"}
        assert found("production_service", **wrong, port=str(tls), **right) == {"database": True}


def test_every_matter_is_worded_in_both_languages() -> None:
    """And no sentence is said of nothing."""
    said = {matter for matter in SAID if f'"{matter}"' in "".join(
        (ROOT / "web" / file).read_text(encoding="utf-8")
        for file in ("production.py", "production_database.py", "production_commands.py"))}
    assert said == set(SAID) and all(len(words) == 2 and all(words) for words in SAID.values())
