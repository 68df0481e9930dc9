"""Worse-written copies of the example problems, from which the network learns to read what people send.

Sentences torn from their text, missing spaces and typing errors: they are made by rule and seeded, while the
network is taught, and stand in no catalogue.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matcher.needs import split
from matcher.types import DIRECT, Passage

SEED = 0
MISSING_SPACES = 0.4
"""Share of the spaces that go missing in a crowded copy."""
TYPING_ERRORS = 0.04
"""Share of the letters that go wrong in a mistyped copy."""

NEIGHBOURS: Mapping[str, str] = dict(zip("abcdefghijklmnopqrstuvwxyz", "snxfrdgjkhlknbiowtdyibqzuz", strict=True))
"""A key beside each key of an English keyboard."""

HANGUL, VOWELS, FINALS = 0xAC00, 21, 28
"""First syllable and number of vowels and final consonants in Unicode's order of Hangul syllables."""
CONFUSED = {0: 4, 1: 5, 4: 0, 5: 1, 8: 13, 11: 10, 13: 8, 10: 11, 18: 20, 20: 18}
"""Vowels (by number) that are typed for each other: a/eo, ae/e, o/u, oe/wae, eu/i."""


def variants(passages: Sequence[Passage]) -> Iterator[Passage]:
    """For each judged passage a crowded or a mistyped copy, and its sentences where it states one problem."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret
    for passage in passages:
        if passage.kind != "judged":
            continue
        spoil = chance.choice((crowded, mistyped))
        yield replace(passage, key=f"{passage.key}:{spoil.__name__}", text=spoil(passage.text, chance))
        needs = split(passage.text)
        if len(needs) > 1 and sum(grade == DIRECT for _, grade in passage.grades) <= 1:
            for number, need in enumerate(needs):
                yield replace(passage, key=f"{passage.key}:{number}", text=need.text)


def crowded(text: str, chance: random.Random) -> str:
    """The text with spaces missing."""
    return "".join(letter for letter in text if letter != " " or chance.random() > MISSING_SPACES)


def mistyped(text: str, chance: random.Random) -> str:
    """The text with letters dropped, doubled, swapped or mistaken for others."""
    letters = list(text)
    for at, letter in enumerate(letters):
        if letter.isalpha() and chance.random() < TYPING_ERRORS:
            letters[at] = chance.choice(("", letter * 2, mistaken(letter), mistaken(letter)))
    return "".join(letters)


def mistaken(letter: str) -> str:
    """Another letter of the same keyboard: the key beside it, or the syllable with a vowel taken for another."""
    syllable = ord(letter) - HANGUL
    if 0 <= syllable < 19 * VOWELS * FINALS:
        vowel = syllable // FINALS % VOWELS
        return chr(ord(letter) + (CONFUSED.get(vowel, vowel) - vowel) * FINALS)
    return NEIGHBOURS.get(letter.lower(), letter)
