"""Texts that one side writes for the other."""

from __future__ import annotations

import datetime as dt

from catalog.errors import InvalidInputError

LONGEST = 2000
"""Characters of a message, a reason or a note."""


def day_words(day: dt.date) -> tuple[str, str]:
    """A day as Korean and English readers write it: 2026. 10. 31. and 31 October 2026."""
    return f"{day.year}. {day.month}. {day.day}.", f"{day.day} {day:%B} {day.year}"


def worded(field: str, text: str, needed: bool = True, most: int = LONGEST) -> str:
    """A text without the blanks around it.

    Raises:
        InvalidInputError: it is empty although needed, or longer than `most` characters.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if needed and not text:
        raise InvalidInputError(field, "이 칸을 적어 주세요. 상대 지자체가 읽습니다.",
                                "Fill this in; the other municipality reads it.")
    if len(text) > most:
        raise InvalidInputError(field, f"{most:,}자까지 적을 수 있습니다(지금 {len(text):,}자).",
                                f"At most {most:,} characters (now {len(text):,}).")
    return text
