"""Problem texts as nobody would write them, for what cuts them into needs and for the whole match."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from catalog.errors import InvalidInputError
from matcher import needs
from matcher.types import Need
from tests.fuzz.watch import Drive, Watch
from web.inputs import LONGEST_TEXT, given_needs, stated_problem, whole_number

WORDS = (
    "버스가 하루 두 번뿐이라", "병원에 가기 어렵습니다.", "침수가 잦고,", "주차 자리가 없으며 ", "안녕하세요",
    "감사합니다!", "The bus comes twice a day", ", and nobody comes", "thank you very much", "Dear Sir", "1)", "가.",
    "①", "- ", "ㅇ ", "▶ ", "\n", "\r\n", "\u2028", ";", "…", "。", "”", ")", "😀", "👩‍👩‍👧", "\u202e", "\u200b",
    "\u200f", "\ufeff", "\x00", "\x1b[2J", "\x85", "\ud800", "\udfff", "e\u0301\u0301", "각", "\u1100\u1161\u11a8",
    "<script>", "'; DROP TABLE", "a" * 40, "１２", "%s", "\\", "//", "$(x)", "{{7*7}}", "\t", "   ", ",", "하고",
    "되며 ", "시급하고, 또한 ", "9", "억", "3천만 원", "1.5", "٣",
)
CHARACTERS = st.characters(blacklist_categories=())  # surrogates too


def texts(longest: int = LONGEST_TEXT) -> st.SearchStrategy[str]:
    """Texts of familiar and strange pieces, some of them repeated to the longest that is accepted."""
    piece = st.one_of(st.sampled_from(WORDS), st.text(CHARACTERS, max_size=20))
    mixed = st.lists(piece, max_size=30).map("".join)
    repeated = st.tuples(st.lists(piece, min_size=1, max_size=3).map("".join), st.integers(2, longest)).map(
        lambda one: (one[0] * one[1])[:longest])
    return st.one_of(mixed, mixed, repeated).map(lambda text: text[:longest])


def hypothesis(strategy: st.SearchStrategy[Any], encoded: Callable[[Any], bytes]) -> Drive:
    """A drive by Hypothesis, which makes a failing input smaller before it is kept."""

    def drive(watch: Watch, runs: int, start: int) -> None:
        @seed(start)
        @settings(max_examples=runs, database=None, deadline=None, derandomize=False, print_blob=False,
                  phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))
        @given(strategy)
        def one(value: Any) -> None:
            watch(encoded(value))

        try:
            one()
        except (AssertionError, BaseExceptionGroup):
            return  # the watch has kept it

    return drive


def as_bytes(text: str) -> bytes:
    """A text as an input, halves of surrogate pairs included."""
    return text.encode("utf-8", "surrogatepass")


def as_text(data: bytes) -> str:
    """The text of an input; what is no text becomes one."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def split(data: bytes) -> None:
    """The pieces of a text stand in its order, say what stands there, and nothing that could be a problem is lost."""
    text = as_text(data)
    pieces = needs.split(text)
    _in_order(pieces, text)
    assert len(pieces) <= needs.MAX_PIECES
    assert bool(pieces) == any(character.isalpha() for character in text)
    last = 0
    for start, end in [*((piece.start, piece.end) for piece in pieces), (len(text), len(text))]:
        _states_nothing(text[last:start])
        last = end
    joined = needs.joined(pieces, text)
    _in_order(joined, text)
    assert len(joined) == min(len(pieces), needs.MAX_NEEDS)
    if pieces:
        assert (joined[0].start, joined[-1].end) == (pieces[0].start, pieces[-1].end)


def _in_order(pieces: tuple[Need, ...], text: str) -> None:
    last = 0
    for piece in pieces:
        assert last <= piece.start < piece.end <= len(text), "the spans are out of order"
        assert piece.text == text[piece.start : piece.end], "a piece says something else than its span"
        last = piece.end


def _states_nothing(between: str) -> None:
    """What lies between two pieces is greetings, list marks, conjunctions and single letters."""
    rest = re.sub(r",\s+(?:and|but|while|or)\s+", " ", needs._BOILERPLATE.sub(" ", between), flags=re.IGNORECASE)
    run = 0
    for character in rest:
        run = run + 1 if character.isalpha() else 0
        assert run < 2, f"lost between the pieces: {rest[:80]!r}"


def split_in_time(data: bytes) -> None:
    """Four times the text takes no more than some four times as long."""
    unit = as_text(data) or "가"
    took = []
    for length in (LONGEST_TEXT // 4, LONGEST_TEXT):
        text = (unit * (length // len(unit) + 1))[:length]
        begun = time.process_time()
        needs.joined(needs.split(text), text)
        took.append(time.process_time() - begun)
    assert took[1] < max(0.3, 10 * took[0]), f"{took[1]:.2f} s, {took[0]:.2f} s for a quarter of it"


def stated(data: bytes) -> None:
    """What a person states is either refused in a sentence or clean text; needs are found where they stand."""
    text, *parts = as_text(data).split("\x1e")
    whole_number(text)
    try:
        cleaned, given = stated_problem(text), given_needs(parts)
    except InvalidInputError as error:
        assert error.ko and error.en
        return
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned and any(character.isalpha() for character in cleaned)
    for need in needs.located(given, cleaned):
        assert need.end == 0 or cleaned[need.start : need.end].split() == need.text.split()
