"""How the account library is set up: its addresses, pages, rules and words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from catalog import people
from web.account_words import MESSAGES
from web.keys import unauthenticated
from web.second_factor import ISSUER
from web.settings import Settings

SHORTEST_PASSWORD = 10
HASHING = {"argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1}
"""argon2id with 19 MiB, as OWASP's cheat sheet on password storage advises for servers that hold more than this."""


def configuration(settings: Settings) -> dict[str, Any]:
    """Every setting of the library under its full name."""
    pages = {
        "LOGIN_USER": "sign_in", "FORGOT_PASSWORD": "forgot", "RESET_PASSWORD": "reset", "CHANGE_PASSWORD": "password",
        "VERIFY": "verify", "TWO_FACTOR_SETUP": "second_factor", "TWO_FACTOR_VERIFY_CODE": "code",
        "MULTI_FACTOR_RECOVERY": "recovery", "MULTI_FACTOR_RECOVERY_CODES": "recovery_codes",
    }
    addresses = {
        "LOGIN": "sign-in", "LOGOUT": "sign-out", "RESET": "reset", "CHANGE": "password", "VERIFY": "verify",
        "TWO_FACTOR_SETUP": "second-factor", "TWO_FACTOR_TOKEN_VALIDATION": "code", "TWO_FACTOR_RESCUE": "rescue",
        "TWO_FACTOR_SELECT": "factor", "MULTI_FACTOR_RECOVERY": "recovery",
        "MULTI_FACTOR_RECOVERY_CODES": "recovery-codes",
    }
    options: dict[str, Any] = {
        "URL_PREFIX": "/account", "STATIC_FOLDER_URL": "/library", "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": [str(Path(__file__).parent / "translations")],
        "PASSWORD_HASH": "argon2", "PASSWORD_SCHEMES": ["argon2"], "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": HASHING,
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD, "PASSWORD_NORMALIZE_FORM": "NFKC",
        "RETURN_GENERIC_RESPONSES": True, "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "RECOVERABLE": True, "CHANGEABLE": True, "TWO_FACTOR": True, "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False, "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes", "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8, "TOTP_SECRETS": unauthenticated(settings), "TOTP_ISSUER": ISSUER,
        "API_ENABLED_METHODS": ["session"], "EMAIL_PLAINTEXT": False, "EMAIL_HTML": False,
        "RESET_PASSWORD_WITHIN": dt.timedelta(days=1), "FRESHNESS": dt.timedelta(hours=4),
        "POST_CHANGE_VIEW": "account.show", "JOIN_USER_ROLES": False, "DATETIME_FACTORY": people.now,
        "CLI_USERS_NAME": None, "CLI_ROLES_NAME": None,
    }
    options |= {f"{name}_URL": f"/{address}" for name, address in addresses.items()}
    options |= {f"{name}_TEMPLATE": f"account/{page}.html" for name, page in pages.items()}
    options |= {f"MSG_{name}": message for name, message in MESSAGES.items()}
    return {f"SECURITY_{name}": value for name, value in options.items()}
