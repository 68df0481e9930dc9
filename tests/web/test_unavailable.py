"""Pages while the database is away: they say so, and lose nothing that was typed."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from tests.catalog.test_troubles import NOBODY
from web import create_app
from web.cli import hwaksan
from web.settings import Settings
from web.state import State

TYPED = "적어 둔 글 <b>"
SAID = {"ko": ("데이터베이스에 연결하지 못했습니다", "저장되지 않았습니다", "다시 보내기"),
        "en": ("The database cannot be reached", "was not saved", "Send again")}


@pytest.fixture(scope="module", name="client")
def _client(compiled_translations: None) -> Iterator[FlaskClient]:
    """A browser that brings the cookie of somebody signed in to a server without its database."""
    state = State(Settings(database_url=NOBODY))
    app = create_app(state.settings, state)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie |= {"_user_id": "somebody", "sign_in": "key", "_fresh": True}
    yield client
    state.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/sources", "/coaching", "/no-such-page", "/account"])
@pytest.mark.parametrize("lang", SAID)
def test_pages_say_what_is_the_matter(client: FlaskClient, path: str, lang: str) -> None:
    answer = client.get(path, query_string={"lang": lang})
    assert answer.status_code == 503 and SAID[lang][0] in answer.text and f'lang="{lang}"' in answer.text
    assert answer.headers["Retry-After"] == "10" and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("lang", SAID)
def test_what_was_typed_can_be_sent_again(client: FlaskClient, lang: str) -> None:
    answer = client.post("/coaching/ask", query_string={"lang": lang}, data={"problem": TYPED, "csrf_token": "secret"})
    assert answer.status_code == 503 and all(words in answer.text for words in SAID[lang])
    assert 'name="problem" value="적어 둔 글 &lt;b&gt;"' in answer.text and "secret" not in answer.text
    assert f'action="/coaching/ask?lang={lang}"' in answer.text


def test_passwords_are_not_sent_back(client: FlaskClient) -> None:
    answer = client.post("/account/sign-in?lang=ko", data={"email": "a@example.org", "password": "quiet-harbour"})
    assert answer.status_code == 503 and SAID["ko"][1] in answer.text
    assert "quiet-harbour" not in answer.text and SAID["ko"][2] not in answer.text


def test_programs_are_told_in_both_languages(client: FlaskClient) -> None:
    answer = client.get("/api/v1/solutions")
    assert answer.status_code == 503 and answer.mimetype == "application/problem+json"
    assert SAID["ko"][0] in answer.get_json()["ko"] and SAID["en"][0] in answer.get_json()["en"]


def test_checks_tell_the_process_from_its_database(client: FlaskClient) -> None:
    fresh = client.application.test_client()
    assert fresh.get("/healthz").status_code == 200
    assert fresh.get("/readyz").status_code == 503 and SAID["en"][0] in fresh.get("/readyz").get_json()["status"]


@pytest.mark.parametrize("command", [["init"], ["check"], ["serve"], ["backup", "file"]])
def test_commands_end_with_one_line(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HWAKSAN_DATABASE_URL", NOBODY)
    ended = CliRunner().invoke(hwaksan, command)
    assert ended.exit_code == 1 and "cannot be reached" in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_a_server_that_starts_first_waits_for_its_database(
    copied: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets ready by itself once the database is there, and meanwhile a question is not kept waiting."""
    monkeypatch.setattr("web.state.AGAIN_SECONDS", 0.05)
    state, url, loaded = State(Settings(database_url=NOBODY)), copied(), []

    def load() -> object:
        with state.sessions() as session:
            session.connection()
        loaded.append(True)
        return object()

    monkeypatch.setattr(state, "matcher", load)
    thread = state.warm_up()
    while not state._hindered:
        thread.join(0.05)
    assert thread.is_alive() and not state.preparing()
    there = State(Settings(database_url=url))
    state.sessions = there.sessions
    thread.join(20)
    assert loaded and not thread.is_alive()
    there.engine.dispose()


def test_a_secret_key_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that could not be written is not there, so that the next start does not sign with an empty one."""
    monkeypatch.setenv("HWAKSAN_INSTANCE", str(tmp_path))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            Settings.from_environment()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []
    key = Settings.from_environment().secret_key
    assert len(key) == 64 and Settings.from_environment().secret_key == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
