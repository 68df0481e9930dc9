"""What people type, checked once for the terminal, the API and the pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from catalog.errors import InvalidInputError
from matcher.fit import TRAITS
from matcher.needs import MAX_NEEDS

LONGEST_TEXT = 10_000
LARGEST_NUMBER = 10**15
"""Won or units from which a number is a typing error."""
LONGEST_NUMBER = 40
"""Characters of an amount; Python reads no number of thousands of digits."""
MOST_RESULTS = 50


def stated_problem(text: object) -> str:
    """The problem text, cleaned of what no model can read.

    Raises:
        InvalidInputError: not text, empty, too long, or without a single letter.
    """
    if not isinstance(text, str):
        raise InvalidInputError("text", "문제를 글로 적어 주세요.", "The problem must be text.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidInputError(
            "text", "글자가 깨져 있어 읽을 수 없습니다. UTF-8로 저장해 다시 보내 주세요.",
            "The text is not valid UTF-8. Save it as UTF-8 and send it again.",
        )
    if len(text) > LONGEST_TEXT:
        raise InvalidInputError(
            "text",
            f"문제는 {LONGEST_TEXT:,}자까지 적을 수 있습니다(지금 {len(text):,}자). 핵심이 되는 부분만 남겨 주세요.",
            f"A problem may have up to {LONGEST_TEXT:,} characters (now {len(text):,}). Keep the main part.",
        )
    cleaned = "".join(
        character for character in unicodedata.normalize("NFC", text)
        if character in "\n\t" or unicodedata.category(character) != "Cc"
    ).strip()
    if not any(character.isalpha() for character in cleaned):
        raise InvalidInputError(
            "text", "해결하려는 문제를 한 문장 이상 적어 주세요. 예: 마을에 버스가 하루 두 번뿐입니다.",
            "State the problem in a sentence or more, such as: the bus comes twice a day.",
        )
    return cleaned


def given_needs(needs: object) -> tuple[str, ...]:
    """The problems that a person stated one by one, each on one line; empty ones are left out.

    Raises:
        InvalidInputError: not a list of texts, too many, or one that states nothing; `field` is `needs`.
    """
    if not isinstance(needs, list | tuple) or not all(isinstance(need, str) for need in needs):
        raise InvalidInputError("needs", "나눈 문제는 글의 목록으로 보내 주세요.", "The needs must be a list of texts.")
    stated = [" ".join(need.split()) for need in needs]
    stated = list(dict.fromkeys(need for need in stated if need))
    if len(stated) > MAX_NEEDS:
        raise InvalidInputError(
            "needs", f"문제는 {MAX_NEEDS}개까지 나눌 수 있습니다(지금 {len(stated)}개). 비슷한 것을 합쳐 주세요.",
            f"Up to {MAX_NEEDS} problems can be stated one by one (now {len(stated)}). Join those that are alike.",
        )
    if sum(map(len, stated)) > LONGEST_TEXT:
        raise InvalidInputError(
            "needs", f"나눈 문제는 모두 합해 {LONGEST_TEXT:,}자까지 적을 수 있습니다. 핵심이 되는 부분만 남겨 주세요.",
            f"The problems may have up to {LONGEST_TEXT:,} characters together. Keep the main part of each.",
        )
    try:
        return tuple(stated_problem(need) for need in stated)
    except InvalidInputError as error:
        raise InvalidInputError("needs", error.ko, error.en) from error


def result_count(value: object, default: int = 10) -> int:
    """How many recommendations are asked for.

    Raises:
        InvalidInputError: not a whole number from 1 to MOST_RESULTS.
    """
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_RESULTS:
        raise InvalidInputError(
            "top", f"추천 개수는 1부터 {MOST_RESULTS}까지의 정수로 적어 주세요.",
            f"The number of recommendations must be a whole number from 1 to {MOST_RESULTS}.",
        )
    return value


def compared_traits(wanted: Iterable[str] = (), without: Iterable[str] = ()) -> tuple[str, ...]:
    """The traits to compare municipalities by, in the usual order: those wanted (default: all) but these.

    Raises:
        InvalidInputError: a trait is not known, or none is left.
    """
    wanted, without = set(wanted), set(without)
    known = ", ".join(TRAITS)
    for trait in sorted(wanted | without):
        if trait not in TRAITS:
            raise InvalidInputError(
                "traits", f"비교할 수 없는 항목입니다: '{trait[:40]}'. 다음 중에서 골라 주세요: {known}",
                f"'{trait[:40]}' is no trait to compare by. Choose from: {known}",
            )
    left = tuple(trait for trait in TRAITS if trait in (wanted or TRAITS) and trait not in without)
    if not left:
        raise InvalidInputError(
            "traits", f"비교할 항목을 하나 이상 남겨 주세요: {known}",
            f"Leave at least one trait to compare by: {known}",
        )
    return left


_AMOUNT = re.compile(
    r"(?:(?P<eok>\d+(?:\.\d+)?)억)?"
    r"(?:(?=[^만]*만)(?:(?P<cheon>\d)천)?(?:(?P<baek>\d)백)?(?P<man>\d+(?:\.\d+)?)?만)?"
    r"(?P<won>\d+)?(?:원|개|곳|대)?")
_SIZES = {"eok": 10**8, "cheon": 10**7, "baek": 10**6, "man": 10**4}


def whole_number(typed: str) -> int | None:
    """A number above zero as officials write it (4, 12,000,000, 3억 5,000만 원, 2천만), or None for anything else."""
    written = re.sub(r"[\s,]", "", typed)
    found = _AMOUNT.fullmatch(written)
    if found is None or not any(found.groups()) or len(written) > LONGEST_NUMBER:
        return None
    parts = [float(found[name] or 0) * size for name, size in _SIZES.items()]
    number = round(sum(parts)) + int(found["won"] or 0)
    return number if 0 < number < LARGEST_NUMBER else None


_FIGURE = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(?:%|퍼센트|년)?")


def figure_within(typed: str, least: float, most: float) -> float | None:
    """A share or a number of years as officials write it (50, 2.5%, 5년), or None when it is none or out of bounds."""
    found = _FIGURE.fullmatch(re.sub(r"\s", "", typed))
    if found is None:
        return None
    number = float(found[1])
    return number if least <= number <= most else None
