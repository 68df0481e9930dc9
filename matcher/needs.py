"""Several problems in one text become several needs.

Sentences, list items and long clauses are the pieces; greetings and thanks are left out. A span
points into the text exactly as given, so a page can mark the words that a need stands on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from matcher.types import Need

MAX_NEEDS = 8
"""More needs than this are joined with a neighbour: nobody reads more."""

MAX_PIECES = 120
"""The same for the pieces of a long text (five pages), each of which costs an encoding."""

MIN_LETTERS = 2
"""A piece with fewer letters states no problem of its own."""

MIN_CLAUSE = 10
"""Letters either side of a clause boundary: shorter clauses lean on each other for their meaning."""

_SENTENCE = r"(?<=[.!?…。])[\"'”’)\]]*\s+|[;\n\r\u2028]+\s*"
_BULLET = r"(?:^|(?<=\s))(?:[-*•·‣▪□○ㅇ◦▶]\s+|\(?\d{1,2}[.)]\s+|[①-⑳]\s*)|^[가나다라마바사아자차카타파하][.)]\s+"
_BREAK = re.compile(f"{_SENTENCE}|{_BULLET}", re.MULTILINE)

# Where one clause ends and an independent one begins: Korean connective endings with a comma, or a
# comma and a conjunction in English.
_CLAUSE = re.compile(
    r"(?<=[고며데만나서])\s*,\s+(?=[가-힣])"
    r"|(?<=[으하되이]며)\s+(?=[가-힣])"
    r"|,\s+(?:and|but|while|or)\s+(?=\w)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:안녕하(?:세요|십니까)|수고\s*(?:많으|하)\S*|감사합니다|고맙습니다|잘\s*부탁\S*|(?:많은\s*)?(?:관심|검토)\S*\s*부탁\S*"
    r"|(?:꼭\s*)?도와\s*주\S*|hello|hi|dear\s+\S+(?:\s+\S+)?|good\s+(?:morning|afternoon)|thank\s+you(?:\s+\S+){0,4}"
    r"|thanks(?:\s+\S+){0,3}|(?:best|kind)\s+regards|please\s+help(?:\s+us)?)[\s,.!~^]*",
    re.IGNORECASE,
)


def split(text: str) -> tuple[Need, ...]:
    """The pieces of a text that may state a problem each, in its order; none when it holds no word at all."""
    spans = [piece for start, end in _cut(text, 0, len(text), _BREAK) for piece in _clauses(text, start, end)]
    spans = [(start, end) for start, end in spans if _letters(text[start:end]) >= MIN_LETTERS]
    stated = [(start, end) for start, end in spans if not _BOILERPLATE.fullmatch(text[start:end])]
    if not stated:
        whole = _trim(text, 0, len(text))
        stated = [whole] if _letters(text) else []
    while len(stated) > MAX_PIECES:
        stated = _join_shortest(stated)
    return tuple(_need(text, start, end) for start, end in stated)


def joined(needs: Sequence[Need], text: str) -> tuple[Need, ...]:
    """At most MAX_NEEDS needs, those that are shortest together joined into one."""
    spans = [(need.start, need.end) for need in needs]
    while len(spans) > MAX_NEEDS:
        spans = _join_shortest(spans)
    return tuple(_need(text, start, end) for start, end in spans)


def located(given: Sequence[str], text: str) -> tuple[Need, ...]:
    """Needs in a person's own wording, each with its place in the text where it stands there word for word."""
    needs: list[Need] = []
    for said in given:
        words = r"\s+".join(re.escape(word) for word in said.split())
        free = (
            found.span() for found in re.finditer(words, text)
            if not any(found.start() < other.end and other.start < found.end() for other in needs)
        )
        needs.append(Need(said, *next(free, (0, 0))))
    return tuple(needs)


def _need(text: str, start: int, end: int) -> Need:
    return Need(text=text[start:end], start=start, end=end)


def texts_of(text: str, needs: Sequence[Need]) -> tuple[str, ...]:
    """What is compared with the catalogue: the whole text first, then each need of several."""
    return (text, *(need.text for need in needs)) if len(needs) > 1 else (text,)


def _cut(text: str, start: int, end: int, boundary: re.Pattern[str]) -> list[tuple[int, int]]:
    """Spans between the boundaries inside text[start:end], trimmed, empty ones left out."""
    edges, last = [], start
    for match in boundary.finditer(text, start, end):
        edges.append((last, match.start()))
        last = match.end()
    edges.append((last, end))
    return [span for span in (_trim(text, *edge) for edge in edges) if span[0] < span[1]]


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence cut where both sides are long enough to be a problem of their own."""
    pieces = _cut(text, start, end, _CLAUSE)
    if all(_letters(text[a:b]) >= MIN_CLAUSE for a, b in pieces):
        return pieces
    return [(start, end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    return start, end


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _join_shortest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One span fewer: the two neighbours that are shortest together become one."""
    lengths = [second[1] - first[0] for first, second in pairwise(spans)]
    at = lengths.index(min(lengths))
    return [*spans[:at], (spans[at][0], spans[at + 1][1]), *spans[at + 2 :]]
