"""The second factor: codes of an authenticator app that serve once, and recovery codes kept as hashes."""

from __future__ import annotations

import qrcode
from flask_security import MfRecoveryCodesUtil
from flask_security.totp import Totp
from flask_security.utils import hash_password, verify_password
from passlib.totp import TotpMatch

from catalog.accounts import Account

QUIET = 2
"""Empty modules around the picture, so that a camera finds its edge."""


class OneTimeCodes(Totp):
    """Codes whose time step is kept with the account: whoever overhears one cannot use it again."""

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
