"""What a text asks for: its needs, the formalities around them left out, and the evidence on each.

Plans and letters hold far more sentences than problems. The network tells which state none; what is left is
the text that the catalogue is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.needs import MAX_NEEDS, joined, located, split, texts_of
from matcher.retrieve import Channels, Index
from matcher.types import Need

FORMAL = 0.5
"""Share of the network's vote from which a piece states no problem."""


def understand(text: str, index: Index, given: Sequence[str] = ()) -> tuple[tuple[Need, ...], Channels]:
    """The needs of a text in its order, and the evidence on the text and each of them.

    Needs that a person has given are taken as they are, and what is compared is they alone.
    """
    if given:
        needs = located(given, text)
        return needs, index.search(texts_of(" ".join(given), needs))
    pieces = split(text)
    channels = index.search(texts_of(text, pieces))
    stating = _stating(pieces, channels) if pieces else ()
    if len(stating) == len(pieces) <= MAX_NEEDS:
        return pieces, channels
    needs = joined(stating, text)
    said = [
        " ".join(piece.text for piece in stating if need.start <= piece.start < need.end) for need in needs
    ]
    return needs, index.search([" ".join(said), *said] if len(said) > 1 else said)


def formality(passages: Sequence[str], index: Index) -> tuple[float, ...]:
    """How surely each passage of a document states no problem, from 0 to 1; FORMAL and more is taken for none."""
    return tuple(index.search(passages).formal.tolist()) if passages else ()


def _stating(pieces: Sequence[Need], channels: Channels) -> tuple[Need, ...]:
    """The pieces that state a problem; all of them where none does."""
    formal = channels.formal[channels.first_need :] >= FORMAL
    stating = tuple(piece for piece, is_formal in zip(pieces, formal, strict=True) if not is_formal)
    return stating or tuple(pieces)
