"""The second factor: codes of an authenticator app that serve once, and recovery codes kept as hashes."""

from __future__ import annotations

import logging

import qrcode
from cryptography.fernet import InvalidToken, MultiFernet
from flask_security import MfRecoveryCodesUtil
from flask_security.totp import Totp
from flask_security.utils import hash_password, verify_password
from passlib.totp import TOTP, TotpMatch

from catalog.accounts import Account

log = logging.getLogger(__name__)
ISSUER = "Hwaksan"
"""What an app shows beside its codes."""
QUIET = 2
"""Empty modules around the picture, so that a camera finds its edge."""


class OneTimeCodes(Totp):
    """Codes whose time step is kept with the account: whoever overhears one cannot use it again.

    What the app shares with us is kept sealed by the vault. The library's way, encryption without authentication, is
    still read, so that what was stored by earlier versions serves on.
    """

    def __init__(self, vault: MultiFernet, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._vault = vault

        class Sealed(self._totp):  # type: ignore[name-defined]
            """Every way of the library to a stored secret leads through here."""

            @classmethod
            def from_source(cls, source: str | TOTP) -> TOTP:
                """Opens it first, unless it was stored before there were seals."""
                sealed = isinstance(source, str) and OneTimeCodes.is_sealed(source)
                return super().from_source(vault.decrypt(source) if sealed else source)

        self._totp = Sealed

    @staticmethod
    def is_sealed(stored: str) -> bool:
        """Whether a stored secret is one of ours; the library's are JSON."""
        return not stored.startswith("{")

    def generate_totp_secret(self) -> str:
        """A new secret, sealed."""
        return self._seal(self._totp.new())

    def sealed_anew(self, secret: str) -> str:
        """The same secret under the newest key.

        Raises:
            InvalidToken: no key of the settings opens it, or somebody changed it.
        """
        return self._seal(self._totp.from_source(secret))

    def verify_totp(self, token: str, totp_secret: str, user: Account, window: int = 0) -> bool:  # type: ignore[override]
        """Whether the code is right; none is where no key opens the secret any more."""
        try:
            return super().verify_totp(token, totp_secret, user, window)  # type: ignore[arg-type]
        except InvalidToken:
            log.error("no key opens the second factor of account %s", user.id)
            return False

    def _seal(self, secret: TOTP) -> str:
        return self._vault.encrypt(secret.to_json(encrypt=False).encode()).decode()

    def get_last_counter(self, user: Account) -> int | None:  # type: ignore[override]
        """Time step of the last code that was accepted."""
        return user.totp_counter

    def set_last_counter(self, user: Account, tmatch: TotpMatch) -> None:  # type: ignore[override]
        """Remembers the time step; the view commits it."""
        user.totp_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture as the path of an SVG in modules: "size path"; nothing is loaded, so the policy holds."""
        code = qrcode.QRCode(border=QUIET)
        code.add_data(self.get_totp_uri(username, totp))
        code.make(fit=True)
        matrix = code.get_matrix()
        path = "".join(
            f"M{column} {line}h1v1h-1z"
            for line, row in enumerate(matrix) for column, dark in enumerate(row) if dark)
        return f"{len(matrix)} {path}"


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that are shown when they are made and never again, because only their hashes are kept.

    The hash is that of passwords: a code has 48 random bits, which a stolen database would give away under a quick one.
    """

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [hash_password(_plain(code)) for code in codes]

    def get_recovery_codes(self, user: Account) -> list[str]:  # type: ignore[override]
        """None: hashes cannot be read back."""
        return []

    def check_recovery_code(self, user: Account, code: str) -> bool:  # type: ignore[override]
        """Whether the code is one of those not used yet."""
        return _kept(user, code) is not None

    def delete_recovery_code(self, user: Account, code: str) -> bool:  # type: ignore[override]
        """Takes a used code off the list."""
        used = _kept(user, code)
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes or [] if kept != used]
        return True


def _plain(code: str) -> str:
    """The code however it was typed."""
    return "".join(code.lower().split()).replace("-", "")


def _kept(user: Account, code: str) -> str | None:
    """The hash that the code belongs to."""
    return next((kept for kept in user.mf_recovery_codes or [] if verify_password(_plain(code), kept)), None)
