"""Commands that replace the secret key: a new one in front, second factors moved to it, older ones forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.accounts import Account
from catalog.errors import HwaksanError
from web import keys as service_keys
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.key_file import new_key, write_keys
from web.second_factor import ISSUER, OneTimeCodes
from web.settings import Settings
from web.state import State

TOLD = {
    "moved": ("새 비밀 키로 옮긴 2단계 인증", "second factors moved to the newest key"),
    "waiting": ("다음에 쓸 때 옮기는 2단계 인증", "second factors that move when they are next used"),
    "lost": ("어느 키로도 열리지 않는 2단계 인증. 그 키를 이전 키로 적거나 "
             "`hwaksan admin reset-second-factor`를 쓰세요",
             "second factors that no key opens; name their key as an older one, or use "
             "`hwaksan admin reset-second-factor`"),
}


@click.group()
def keys() -> None:
    """Replace the secret key without signing anybody out."""


@keys.command()
@formatted
@click.pass_obj
@one_line_errors
def new(state: State, form: str, lang: str) -> None:
    """Put a new key in front of the key file; it serves from the next start on."""
    file = _file(state.settings)
    kept = (new_key(), state.settings.secret_key, *state.settings.older_keys)
    write_keys(file, kept)
    said = (f"{file}: 새 비밀 키를 만들었습니다. 모든 서버를 다시 시작한 뒤 `hwaksan keys apply`를 실행해 주세요.",
            f"{file}: there is a new secret key. Start every server again, then run `hwaksan keys apply`.")
    print_answer(form, {"file": str(file), "keys": len(kept)}, lambda: said[lang == "en"])


@keys.command()
@formatted
@click.pass_obj
@one_line_errors
def apply(state: State, form: str, lang: str) -> None:
    """Seal every second factor under the newest key.

    One that was stored before there were seals waits until its next use: only a right code proves that it was opened
    with the right key.
    """
    require_catalogue(state)
    codes = OneTimeCodes(service_keys.vault(state.settings), service_keys.unauthenticated(state.settings), ISSUER)
    found: dict[str, list[str]] = {"moved": [], "waiting": [], "lost": []}
    with state.writing.begin() as session:
        for account in under_older_keys(session, state.settings):
            stored = str(account.tf_totp_secret)
            try:
                if codes.is_sealed(stored):
                    account.tf_totp_secret = codes.sealed_anew(stored)
                found["moved" if codes.is_sealed(stored) else "waiting"].append(account.email)
            except InvalidToken:
                found["lost"].append(account.email)
    print_answer(form, found, lambda: "\n".join(
        f"{TOLD[what][lang == 'en']}: {len(emails):,}" + (f" ({', '.join(emails)})" if what != "moved" else "")
        for what, emails in found.items() if emails or what == "moved"))


@keys.command()
@formatted
@click.pass_obj
@one_line_errors
def forget(state: State, form: str, lang: str) -> None:
    """Take all but the newest key out of the key file; what the others signed is void from the next start on."""
    require_catalogue(state)
    file = _file(state.settings)
    with state.sessions() as session:
        left = len(under_older_keys(session, state.settings))
    if left:
        raise HwaksanError(f"2단계 인증 {left:,}개가 아직 이전 키를 씁니다. 먼저 `hwaksan keys apply`를 실행해 주세요.",
                           f"{left:,} second factors still need an older key. Run `hwaksan keys apply` first.")
    write_keys(file, [state.settings.secret_key])
    count = len(state.settings.older_keys)
    said = (f"{file}: 이전 키 {count}개를 지웠습니다. 다음 시작부터 그 키로 한 서명은 쓸 수 없습니다.",
            f"{file}: {count} older keys are gone. From the next start on what they signed is void.")
    print_answer(form, {"file": str(file), "forgotten": count}, lambda: said[lang == "en"])


def under_older_keys(session: Session, settings: Settings) -> Sequence[Account]:
    """Accounts whose second factor the newest key does not open."""
    newest = service_keys.vault(replace(settings, older_keys=()))

    def opens(sealed: str) -> bool:
        try:
            newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    having = select(Account).where(Account.tf_totp_secret.is_not(None)).order_by(Account.id)
    return [account for account in session.scalars(having) if not opens(str(account.tf_totp_secret))]


def _file(settings: Settings) -> Path:
    """The key file.

    Raises:
        HwaksanError: the keys stand in the environment.
    """
    if settings.key_file is None:
        raise HwaksanError(
            "비밀 키가 환경 변수에 있습니다. HWAKSAN_SECRET_KEY에 새 키를, HWAKSAN_SECRET_KEY_OLDER에 지금까지의 키를 "
            "적어 주세요.",
            "The secret key stands in the environment: write a new one into HWAKSAN_SECRET_KEY and those until now "
            "into HWAKSAN_SECRET_KEY_OLDER.")
    return settings.key_file
