"""Several problems in one text become several needs.

Sentences, list items and long clauses are the pieces; greetings and thanks are left out. A span
points into the text exactly as given, so a page can mark the words that a need stands on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
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
    return tuple(_need(text, start, end) for start, end in _at_most(stated, MAX_PIECES))


def joined(needs: Sequence[Need], text: str) -> tuple[Need, ...]:
    """At most MAX_NEEDS needs, those that are shortest together joined into one."""
    spans = [(need.start, need.end) for need in needs]
    return tuple(_need(text, start, end) for start, end in _at_most(spans, MAX_NEEDS))


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


def _at_most(spans: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The spans, the two neighbours that are shortest together joined again and again until there are few enough.

    Of equally short ones the first; in time n log n, because a text may hold thousands of pieces.
    """
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    before, after = list(range(-1, len(spans) - 1)), list(range(1, len(spans) + 1))
    pairs = [(ends[second] - starts[first], first, second) for first, second in pairwise(range(len(spans)))]
    heapify(pairs)
    for _ in range(len(spans) - most):
        length, first, second = heappop(pairs)
        while after[first] != second or ends[second] - starts[first] != length:  # one of them was joined since
            length, first, second = heappop(pairs)
        ends[first], after[first], after[second] = ends[second], after[second], -1
        if after[first] < len(spans):
            before[after[first]] = first
            heappush(pairs, (ends[after[first]] - starts[first], first, after[first]))
        if before[first] >= 0:
            heappush(pairs, (ends[first] - starts[before[first]], before[first], first))
    return [(starts[at], ends[at]) for at in range(len(spans)) if after[at] != -1]
