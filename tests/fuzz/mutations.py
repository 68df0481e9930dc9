"""Spoils real files: bytes flipped, cut, doubled and spliced; lines swapped; members of archives changed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz.watch import Drive, Watch

HOSTILE = (
    b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"-1", b"1e400", b"1e308", b"9" * 5000, b"NaN", b"null", b"true", b"{}",
    b"[]", b"''", b"\\ud800", b"\\u0000", b"[" * 3000, b"(" * 3000, b"<" * 500, b"%s%n", b"../../x", b"\r\n",
    b"2026-02-30", b"&#0;", b"&#xD800;",
    "\u202e가\u0301".encode(), "😀".encode(), b"2147483648", b"9223372036854775808", b"*a", b"&a",
    b"!!x",
)
"""Pieces that parsers have stumbled over before."""
VALUES = (None, True, 0, -1, 1.5, 1e308, float("nan"), 10**30, 2**31, "", "a\x00b", "\ud800", "가" * 3000, [],
          [1], {}, {"a": 1}, "2026-02-30", "null", [[[[]]]])
"""Values in the place of those that a line of JSON holds."""
BOUNDARIES = b",;:\n\"'{}[]()<>= /&-"
LARGEST = 200_000

Mutation = Callable[[Random, bytes], bytes]
Originals = Callable[[], Sequence[bytes]]
"""Makes them when they are first needed."""


def mutations(originals: Originals, mutate: Mutation | None = None, largest: int = LARGEST) -> Drive:
    """A drive that spoils the originals, each a few times over; `mutate` spoils as the format asks.

    Inputs of more than `largest` bytes are cut: a longer one only takes longer.
    """

    def drive(watch: Watch, runs: int, seed: int) -> None:
        rng, whole = Random(seed), originals()
        for number in range(runs):
            data = whole[number % len(whole)]
            if number >= len(whole):  # each as it is first
                for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
                    other = rng.choice(whole)
                    data = (mutate or spoilt)(rng, data) if rng.random() < 0.95 else spliced(rng, data, other)
            try:
                watch(data[:largest])
            except AssertionError:
                continue  # the watch has kept it

    return drive


def spoilt(rng: Random, data: bytes) -> bytes:
    """The bytes with one thing changed."""
    change = rng.choice((_flip, _flip, _insert, _insert, _replace, _replace, _remove, _double, _truncate, _swap))
    return change(rng, data)


def spliced(rng: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one input and the end of another."""
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)):]


def archive(rng: Random, data: bytes) -> bytes:
    """A zip file with a member spoilt, removed, doubled, renamed or swapped; now and then its raw bytes."""
    if rng.random() < 0.15:
        return spoilt(rng, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = [(entry.filename, opened.read(entry)) for entry in opened.infolist()]
    except Exception:  # a round before has broken it
        return spoilt(rng, data)
    at = rng.randrange(len(members)) if members else 0
    kind = rng.choice(("spoil", "spoil", "spoil", "spoil", "remove", "double", "rename", "swap", "empty"))
    if members and kind == "spoil":
        members[at] = (members[at][0], spoilt(rng, members[at][1]))
    elif members and kind == "remove":
        del members[at]
    elif members and kind == "double":
        members.append(members[at])
    elif members and kind == "rename":
        name, content = members[at]
        members[at] = (rng.choice((f"../{name}", name.upper(), "x" * 300, "mimetype")), content)
    elif members and kind == "swap":
        other = rng.randrange(len(members))
        members[at] = (members[at][0], members[other][1])
    elif members:
        members[at] = (members[at][0], b"")
    return zipped(members)


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive of these members; the first is stored, as HWPX wants its type."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for at, (name, content) in enumerate(members):
            stored = zipfile.ZIP_DEFLATED if at else zipfile.ZIP_STORED
            written.writestr(zipfile.ZipInfo(name.replace("\x00", "")), content, stored)
    return file.getvalue()


def json_lines(rng: Random, data: bytes) -> bytes:
    """Lines of JSON with a value somewhere inside one of them exchanged, or the bytes spoilt."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    try:
        value = json.loads(lines[at])
    except (ValueError, RecursionError):
        return spoilt(rng, data)
    if rng.random() < 0.3:
        return spoilt(rng, data)
    lines[at] = json.dumps(_exchanged(rng, value)).encode()
    return b"\n".join(lines)


def _exchanged(rng: Random, value: Any) -> Any:
    if rng.random() < 0.2 or not value or not isinstance(value, dict | list):
        return rng.choice(VALUES)
    key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    if isinstance(value, dict) and rng.random() < 0.15:
        return {name: inner for name, inner in value.items() if name != key} | rng.choice(({}, {"other": 1}))
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[key] = _exchanged(rng, value[key])
    return changed


def _span(rng: Random, data: bytes) -> tuple[int, int]:
    """Part of the bytes, mostly short and often from one separator to another."""
    start = rng.randint(0, len(data))
    if rng.random() < 0.6:
        edges = [at for at in range(start, min(len(data), start + 200)) if data[at] in BOUNDARIES]
        if len(edges) > 1:
            return edges[0] + 1, edges[rng.randint(1, min(4, len(edges) - 1))]
    return start, min(len(data), start + rng.choice((1, 2, 4, 16, 100, 1000)))


def _flip(rng: Random, data: bytes) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1:]


def _insert(rng: Random, data: bytes) -> bytes:
    at, _ = _span(rng, data)
    return data[:at] + rng.choice(HOSTILE) + data[at:]


def _replace(rng: Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + rng.choice(HOSTILE) + data[end:]


def _remove(rng: Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def _double(rng: Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 2, 50)) + data[end:]


def _truncate(rng: Random, data: bytes) -> bytes:
    return data[: rng.randint(0, len(data))]


def _swap(rng: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)
