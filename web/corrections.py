"""What an official changes in the problems that were understood: left out, cut in two, joined."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from matcher.needs import split


def changed(needs: Sequence[str], change: str) -> tuple[tuple[str, ...], str | None]:
    """The needs after a change, and why it was not made.

    A change names the position of a need: "drop-0", "split-0", "join-0" (with the next).
    An unknown change or position leaves everything as it is.
    """
    action, _dash, typed = change.partition("-")
    at = int(typed) if typed.isdecimal() and len(typed) < 3 else len(needs)
    if at >= len(needs):
        return tuple(needs), None
    before, need, after = tuple(needs[:at]), needs[at], tuple(needs[at + 1 :])
    if action == "drop" and len(needs) > 1:
        return (*before, *after), None
    if action == "join" and after:
        return (*before, f"{need} {after[0]}", *after[1:]), None
    if action == "split":
        pieces = tuple(line.strip() for line in need.split("\n") if line.strip())
        if len(pieces) == 1:
            pieces = tuple(piece.text for piece in split(need))
        if len(pieces) < 2:
            return tuple(needs), _(
                "%(number)s번 문제에서 나눌 자리를 찾지 못했습니다. 나눌 자리에서 줄을 바꾼 뒤 다시 눌러 주세요.",
                number=at + 1,
            )
        return (*before, *pieces, *after), None
    return tuple(needs), None
