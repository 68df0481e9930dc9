"""Which passwords serve: long enough and not easily guessed; anything may be in one (NIST SP 800-63B)."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil
from flask_security.utils import get_message, password_length_validator
from zxcvbn import zxcvbn

from catalog.accounts import Account

LEAST_SCORE = 2
"""Of zxcvbn: more than a million guesses."""
LONGEST_PASSWORD = 512
"""Characters; the library that hashes takes up to 4,096 bytes, and fails on more."""
MOST_BYTES = 4096
MOST_JUDGED = 72
"""Characters that zxcvbn looks at; with more it would take too long, and so many are long enough."""
LEAST_BESIDE = 6
"""Characters that must stand beside the words that are tried first."""
OUR_WORDS = ("hwaksan", "smartcity", "smart", "city", "solution", "coach", "office", "admin", "korea",
             "확산", "스마트도시", "스마트시티", "스마트", "도시", "솔루션", "지자체", "코칭", "운영기관", "비밀번호")
"""What is tried first at this address: these words count as if they stood on top of every list."""


class Passwords(PasswordUtil):
    """The account library's rules with our words and sentences."""

    def normalize(self, password: str) -> str:
        """As the library does; a password longer than any that was ever set becomes none, which opens nothing."""
        normal = str(super().normalize(password)) if len(password) <= LONGEST_PASSWORD else ""
        return normal if len(normal.encode("utf-8", "replace")) <= MOST_BYTES else ""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong, if anything, and the password in its usual form; `user` is whose it will be."""
        if len(password) > LONGEST_PASSWORD:
            return [_("비밀번호는 %(most)s자까지 쓸 수 있습니다.", most=LONGEST_PASSWORD)], ""
        normal = self.normalize(password)
        if problems := password_length_validator(normal):
            return problems, normal
        known = [*OUR_WORDS, *_words_of(kwargs.get("user"))]
        judged = normal[:MOST_JUDGED]
        if len(_without(judged, known)) < LEAST_BESIDE or zxcvbn(judged, user_inputs=known)["score"] < LEAST_SCORE:
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], normal
        return None, normal


def _words_of(account: Account | None) -> list[str]:
    """Words that whoever knows the person tries first."""
    if account is None:
        return []
    place = account.organisation
    told = (account.email, account.name, account.department, *((place.name_ko, place.name_en) if place else ()))
    return [word for text in told if text for word in (text, *re.split(r"\W+", text)) if word]


def _without(password: str, words: list[str]) -> str:
    """What is left of a password when the words are taken out, the longest first."""
    left = password.casefold()
    for word in sorted({word.casefold() for word in words if len(word) > 1}, key=len, reverse=True):
        left = left.replace(word, "")
    return left
