"""Keys: how one is replaced while people are signed in, how what it guards is signed and sealed, what a leak needs."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from flask_security.recoverable import generate_reset_password_token
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer
from passlib.totp import TOTP
from sqlalchemy import Engine, select

from catalog import migrate, people
from catalog.errors import HwaksanError
from tests.web.people import a_person, a_site, code_now, sign_in, signed_in_client, state_of, token
from web import keys
from web.cli import hwaksan
from web.person import Person
from web.settings import Settings

pytestmark = [pytest.mark.usefixtures("compiled_translations")]
FIRST, SECOND, THIRD = "first" * 8, "second" * 8, "third" * 8
ADDRESS = "keys@example.org"


@pytest.fixture
def address(new_database: Callable[[str], Engine], database: str) -> Iterator[str]:
    """A database of each kind with one person whose second factor is on, under the first key."""
    engine = new_database(database)
    migrate.upgrade(engine)
    url = engine.url.render_as_string(hide_password=False)
    with a_site(url, secret_key=FIRST) as app:
        a_person(app, ADDRESS, people.OFFICE, second_factor=True)
    yield url


def stored(app: Flask) -> str:
    """The second factor as the database holds it."""
    with state_of(app).sessions() as opened:
        return str(opened.scalars(select(Person.tf_totp_secret).where(Person.email == ADDRESS)).one())


def store(app: Flask, secret: str) -> None:
    """Puts another in its place."""
    with state_of(app).writing.begin() as opened:
        person = people.by_email(opened, ADDRESS)
        assert person is not None
        person.tf_totp_secret, person.totp_counter = secret, None


def carry(client: FlaskClient, to: Flask) -> FlaskClient:
    """The same browser at the application as it stands after a restart."""
    other, cookie = to.test_client(), client.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    return other


def own_page(client: FlaskClient) -> bool:
    """Whether somebody is signed in here."""
    return client.get("/account").status_code == 200


def test_a_new_key_signs_nobody_out(address: str) -> None:
    """Cookies, form tokens, links and second factors of the older key serve on; without that key none does."""
    with a_site(address, secret_key=FIRST) as app:
        client = signed_in_client(app, ADDRESS)
        form = token(client, "/account")
        with app.test_request_context(), state_of(app).sessions() as opened:
            link = generate_reset_password_token(people.by_email(opened, ADDRESS))
    with a_site(address, secret_key=SECOND, older_keys=(FIRST,)) as app:
        moved = carry(client, app)
        assert own_page(moved)
        assert moved.post("/account/language", data={"csrf_token": form, "language": "en"}).status_code == 303
        assert app.test_client().get(f"/account/reset/{link}").status_code == 200
        assert own_page(signed_in_client(app, ADDRESS))
    with a_site(address, secret_key=SECOND) as app:
        assert not own_page(carry(client, app))
        assert app.test_client().get(f"/account/reset/{link}").status_code == 302


def test_the_newest_key_signs(address: str) -> None:
    """What is made after the change no longer hangs on the older key: a site that knows the new one alone takes it."""
    with a_site(address, secret_key=SECOND, older_keys=(FIRST,)) as app:
        client = signed_in_client(app, ADDRESS)  # this seals the second factor anew
        moved = carry(client, app)
        with app.test_request_context(), state_of(app).sessions() as opened:
            link = generate_reset_password_token(people.by_email(opened, ADDRESS))
    with a_site(address, secret_key=SECOND) as app:
        assert own_page(carry(moved, app))
        assert app.test_client().get(f"/account/reset/{link}").status_code == 200
        assert own_page(signed_in_client(app, ADDRESS))


def test_what_is_sealed_cannot_be_changed(address: str) -> None:
    """One letter of a stored second factor is another: no code is right any more, nothing fails, and it is logged."""
    with a_site(address, secret_key=FIRST) as app:
        good = stored(app)
        code = code_now(app, ADDRESS)
        for at in (0, 20, len(good) // 2, len(good) - 5):
            store(app, good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1:])
            client = app.test_client()
            way = sign_in(client, ADDRESS).headers["Location"]
            answer = client.post(way, data={"csrf_token": token(client, way), "code": code})
            assert answer.status_code == 200 and "인증번호가 맞지 않습니다" in answer.text
        store(app, good)
        assert own_page(signed_in_client(app, ADDRESS))


def test_second_factors_of_before_serve_on(address: str) -> None:
    """One that was stored encrypted without authentication opens the account, and is sealed when it does."""
    before = hmac.new(FIRST.encode(), b"second factor", hashlib.sha256).hexdigest()
    made = TOTP.using(issuer="Hwaksan", secrets={"1": before}).new()
    chosen: list[dict[str, Any]] = [{"secret_key": FIRST}, {"secret_key": SECOND, "older_keys": (FIRST,)}]
    for settings in chosen:
        with a_site(address, **settings) as app:
            store(app, made.to_json(encrypt=True))
            client = app.test_client()
            way = sign_in(client, ADDRESS).headers["Location"]
            code = made.generate(time.time()).token
            assert client.post(way, data={"csrf_token": token(client, way), "code": code}).status_code == 302
            assert own_page(client)
            sealed = stored(app)
            opened = keys.vault(Settings(address, **settings)).decrypt(sealed)
            assert not sealed.startswith("{") and made.base32_key.encode() in opened
            assert made.base32_key not in sealed and len(sealed) <= 255


def test_signatures_are_made_with_sha256(address: str) -> None:
    """Cookies, form tokens and links; what was signed with SHA-1 before opens nothing."""
    with a_site(address, secret_key=FIRST) as app, app.test_request_context():
        security = app.extensions["security"]
        signers = [
            app.session_interface.get_signing_serializer(app),  # type: ignore[attr-defined]
            keys.serializer(app, "welcome"), security.reset_serializer, security.tf_setup_serializer]
        for one in signers:
            assert one.make_signer(one.salt).digest_method is hashlib.sha256
            old = URLSafeTimedSerializer(
                FIRST, salt=one.salt, serializer=one.serializer,
                signer_kwargs={**one.signer_kwargs, "digest_method": hashlib.sha1})
            with pytest.raises(BadSignature):
                one.loads(old.dumps({"_user_id": "x"}))
        assert Signer("x").digest_method is hashlib.sha256
        client = app.test_client()
        signature = token(client).rpartition(".")[2]
        assert len(signature) == 43  # 256 bits in base64


def test_a_key_file_holds_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One a line, the newest first; the environment wins over the file and names older ones beside it."""
    monkeypatch.setenv("HWAKSAN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("HWAKSAN_SECRET_KEY", raising=False)
    (tmp_path / "secret_key").write_text(f"{SECOND}\n{FIRST}\n")
    read = Settings.from_environment()
    assert (read.secret_key, read.older_keys, read.key_file) == (SECOND, (FIRST,), tmp_path / "secret_key")
    (tmp_path / "credential").write_text(f"{THIRD}\n")
    monkeypatch.setenv("HWAKSAN_SECRET_KEY_FILE", str(tmp_path / "credential"))
    assert Settings.from_environment().secret_key == THIRD
    monkeypatch.setenv("HWAKSAN_SECRET_KEY", SECOND)
    monkeypatch.setenv("HWAKSAN_SECRET_KEY_OLDER", f"{FIRST} {THIRD}")
    read = Settings.from_environment()
    assert (read.secret_key, read.older_keys, read.key_file) == (SECOND, (FIRST, THIRD), None)


@pytest.fixture
def site_url(copied: Callable[[], str]) -> str:
    """A loaded catalogue."""
    return copied()


def moved(run: Callable[..., Result], **settings: str) -> dict[str, list[str]]:
    """What `hwaksan keys apply` tells."""
    told = run("keys", "apply", "--format", "json", **settings)
    assert told.exit_code == 0, told.stderr
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


@pytest.fixture
def run(site_url: str, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """The command over it, with one person whose second factor the first key of the file sealed."""
    url = site_url
    (tmp_path / "secret_key").write_text(FIRST)
    with a_site(url, secret_key=FIRST) as app:
        a_person(app, ADDRESS, people.OFFICE, second_factor=True)
    environment = {"HWAKSAN_DATABASE_URL": url, "HWAKSAN_INSTANCE": str(tmp_path), "HWAKSAN_SECRET_KEY": None}

    def invoke(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(hwaksan, arguments, env=environment | more)

    yield invoke


def test_a_key_is_replaced_by_three_commands(run: Callable[..., Result], tmp_path: Path) -> None:
    """A new one in front, everything moved to it, the old one gone; not while something still needs it."""
    file = tmp_path / "secret_key"
    assert run("keys", "new").exit_code == 0
    assert file.read_text().split()[1] == FIRST and len(file.read_text().split()) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    early = run("keys", "forget")
    assert early.exit_code == 2 and "hwaksan keys apply" in early.stderr
    assert moved(run) == {"moved": [ADDRESS], "waiting": [], "lost": []}
    assert run("keys", "apply", "--lang", "en").stdout == "second factors moved to the newest key: 0\n"
    assert run("keys", "forget").exit_code == 0
    assert FIRST not in file.read_text() and len(file.read_text().split()) == 1
    elsewhere = run("keys", "new", HWAKSAN_SECRET_KEY=FIRST)
    assert elsewhere.exit_code == 2 and "HWAKSAN_SECRET_KEY_OLDER" in elsewhere.stderr


def test_a_lost_key_is_told_by_whose_it_was(run: Callable[..., Result]) -> None:
    """Nothing is overwritten: with the key back everything moves."""
    assert moved(run, HWAKSAN_SECRET_KEY=SECOND) == {"moved": [], "waiting": [], "lost": [ADDRESS]}
    assert moved(run, HWAKSAN_SECRET_KEY=SECOND, HWAKSAN_SECRET_KEY_OLDER=FIRST)["moved"] == [ADDRESS]


def test_what_was_never_sealed_waits_for_its_next_use(run: Callable[..., Result], site_url: str) -> None:
    """With a wrong key it would open as something else, and no seal tells: sealing that would void it for ever."""
    with a_site(site_url, secret_key=FIRST) as app:
        store(app, TOTP.using(secrets=keys.unauthenticated(Settings(site_url, secret_key=FIRST))).new().to_json())
        before = stored(app)
        assert moved(run, HWAKSAN_SECRET_KEY=SECOND) == {"moved": [], "waiting": [ADDRESS], "lost": []}
        assert stored(app) == before


def test_secrets_may_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a vault or systemd hands them over; one that cannot be read ends in a sentence, not in a default."""
    (tmp_path / "key").write_text(FIRST)
    monkeypatch.setenv("HWAKSAN_SECRET_KEY_FILE", str(tmp_path / "key"))
    for name in ("DATABASE_URL", "MAIL_URL", "METRICS_TOKEN", "RATE_LIMIT_URL"):
        monkeypatch.delenv(f"HWAKSAN_{name}", raising=False)
        (tmp_path / name).write_text(f"sqlite:///{name}\n")
        monkeypatch.setenv(f"HWAKSAN_{name}_FILE", str(tmp_path / name))
    read = Settings.from_environment()
    assert (read.database_url, read.mail_url, read.metrics_token, read.rate_limit_url) == (
        "sqlite:///DATABASE_URL", "sqlite:///MAIL_URL", "sqlite:///METRICS_TOKEN", "sqlite:///RATE_LIMIT_URL")
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.setenv(f"HWAKSAN_{name}_FILE", str(tmp_path / f"no {name}"))
        with pytest.raises(HwaksanError, match=name):
            Settings.from_environment()
