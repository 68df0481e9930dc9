"""The passages of a document from which an official chooses those that state the problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from matcher.understand import FORMAL
from web.extract import MOST_CHARACTERS
from web.inputs import LONGEST_TEXT

MOST = 200
"""Passages of one document; each costs an encoding, together some three seconds."""
LONGEST = 800
"""Characters of a passage; longer paragraphs are cut."""
MOST_TICKED = 24
"""Passages chosen beforehand; a person looks through no more, and an answer to all of a document is one to nothing."""
LEAST_LETTERS = 8
"""A shorter line (a heading, a number in a table) is not worth a choice."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and whether it is chosen."""

    text: str
    chosen: bool = False


def passages(paragraphs: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """What there is to choose from, and whether the end of the document was left out."""
    pieces = [
        piece for paragraph in paragraphs for piece in wrap(paragraph, LONGEST, break_on_hyphens=False)
        if sum(character.isalpha() for character in piece) >= LEAST_LETTERS
    ]
    kept: list[str] = []
    for piece in pieces:
        if sum(map(len, kept)) + len(piece) > MOST_CHARACTERS:
            break
        kept.append(piece)
    return tuple(_packed(kept)), len(kept) < len(pieces)


def _packed(pieces: Sequence[str]) -> list[str]:
    """At most MOST passages: where there are more, neighbours are joined up to an even size."""
    if len(pieces) <= MOST:
        return list(pieces)
    size = 2 * sum(map(len, pieces)) / MOST
    packed = [""]
    for piece in pieces:
        if packed[-1] and len(packed[-1]) + len(piece) > size and len(packed) < MOST:
            packed.append(piece)
        else:
            packed[-1] = f"{packed[-1]}\n{piece}".strip()
    return packed


def preselected(texts: Sequence[str], formality: Callable[[Sequence[str]], Sequence[float]]) -> tuple[Passage, ...]:
    """The passages, those chosen that state a problem: the surest first, as many as a problem text may hold."""
    shares = formality(texts)
    chosen: set[int] = set()
    room = LONGEST_TEXT
    for at in sorted(range(len(texts)), key=lambda at: shares[at]):
        if shares[at] < FORMAL and len(texts[at]) < room and len(chosen) < MOST_TICKED:
            chosen.add(at)
            room -= len(texts[at]) + 1
    return marked(texts, chosen)


def marked(texts: Sequence[str], chosen: Iterable[int]) -> tuple[Passage, ...]:
    """The passages, those at these positions chosen."""
    wanted = set(chosen)
    return tuple(Passage(text, at in wanted) for at, text in enumerate(texts))


def said(found: Iterable[Passage]) -> str:
    """The chosen passages as one problem text, in the order of the document."""
    return "\n".join(passage.text for passage in found if passage.chosen)
