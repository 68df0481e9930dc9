"""How dates, money, figures and sources are written, in both languages; all are Jinja filters."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from web.language import current

KOREA = dt.timezone(dt.timedelta(hours=9))
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")
SEARCHED = re.compile(r"(\d{4}-\d\d-\d\d) 기준 공개 자료 조사 \(찾지 못함\)")
CONFIRMED = re.compile(r"(.+) 확인\((\d{4}-\d\d-\d\d)\)")
"""Sources that are no address but this project's own search, or a municipality's word; see `coaching_facts.confirm`."""
HOST_PREFIX = re.compile(r"^(?:www|m|amp|mobile|m2)\.")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SIGN = re.compile(r"(^|~)[+-]")


@dataclass(frozen=True, slots=True)
class Source:
    """One source: a link with its host's name, a page of our own, or the words that name it."""

    label: str
    href: str | None

    @property
    def korean(self) -> bool:
        """Whether it is named in Korean, which an English page says of it."""
        return any("가" <= letter <= "힣" for letter in self.label)


def init_app(app: Flask) -> None:
    """Registers the filters under the names of their functions."""
    for function in (date, moment, month_range, money, money_range, number, quantity, change, sources, noted):
        app.add_template_filter(function)


def date(value: dt.date | str | int | None) -> str:
    """2026. 11. 22. or 22 November 2026; a year or a month alone stays one."""
    if value in (None, ""):
        return _("날짜 미상")
    parts = str(value.isoformat() if isinstance(value, dt.date) else value)[:10].split("-")
    if not all(part.isdigit() for part in parts):
        return str(value)
    numbers = [int(part) for part in parts]
    if current() == "ko":
        return f"{numbers[0]}년" if len(numbers) == 1 else " ".join(f"{part}." for part in numbers)
    words = [str(numbers[0])]
    if len(numbers) > 1:
        words.insert(0, MONTHS[numbers[1] - 1])
    if len(numbers) > 2:
        words.insert(0, str(numbers[2]))
    return " ".join(words)


def moment(value: dt.datetime) -> str:
    """A time as a clock in Korea shows it; a value without a zone is UTC."""
    known = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    local = known.astimezone(KOREA)
    return f"{date(local.date())} {local:%H:%M}"


def month_range(window: tuple[str, str] | None) -> str:
    """A period between two dates."""
    if not window:
        return _("확인된 자료 없음")
    return f"{date(window[0])} ~ {date(window[1])}" if current() == "ko" else (
        f"{date(window[0])} to {date(window[1])}")


def won(amount: int) -> str:
    """Rounded once: 12억 원, 3,500만 원, KRW 1.2 billion, KRW 35 million."""
    if current() == "ko":
        for size, word in ((10**12, "조"), (10**8, "억"), (10**4, "만")):
            if amount >= size:
                return f"{_rounded(amount / size)}{word} 원"
        return f"{amount:,}원"
    for size, word in ((10**9, " billion"), (10**6, " million")):
        if amount >= size:
            return f"KRW {_rounded(amount / size)}{word}"
    return f"KRW {amount:,}"


def money(amount: int) -> Markup:
    """An amount with the full won on hover."""
    return Markup('<data value="{0}" title="{1}">{2}</data>').format(amount, _full(amount), won(amount))


def money_range(amount: int | tuple[int, int] | list[int] | None) -> Markup | str:
    """An amount, or the range between two."""
    if amount is None:
        return _("확인된 자료 없음")
    if isinstance(amount, int):
        return money(amount)
    low, high = amount
    if low == high:
        return money(low)
    return Markup("{0} {1} {2}").format(money(low), "~" if current() == "ko" else "to", money(high))


def number(value: float | int | str | None, digits: int = 2) -> str:
    """A figure with thousands separated and no trailing zeros."""
    if value is None or value == "":
        return _("확인된 자료 없음")
    if isinstance(value, str):
        return NUMBER.sub(lambda found: number(_parsed(found[0])), value)
    return f"{value:,}" if isinstance(value, int) else _rounded(value, digits)


def quantity(value: str | None, unit_ko: str | None, unit: str | None) -> str:
    """A figure of an outcome with its unit, as the source states it."""
    if not value:
        return "-"
    if unit_ko == "원" and value.isdigit():
        return won(int(value))
    if unit_ko in ("%", "%p"):
        return f"{number(value)}%"
    gap = "" if current() == "ko" or not unit else " "
    return f"{number(value)}{gap}{unit or ''}"


def change(value: str | None, unit_ko: str | None, unit: str | None) -> str:
    """A change in words: 38.4% 감소, 13퍼센트포인트 증가, 3배; percent and points never mixed up."""
    if not value:
        return "-"
    if value[0] in "x÷":
        return _times(value)
    if value[0] not in "+-":
        return number(value)
    size = number(SIGN.sub(r"\1", value).removesuffix("%p"))
    if value.endswith("%"):
        amount = size
    elif value.endswith("%p") or unit_ko in ("%", "%p"):
        amount = _("%(size)s퍼센트포인트", size=size)
    elif unit_ko == "원" and value[1:].isdigit():
        amount = won(int(value[1:]))
    else:
        amount = quantity(size, unit_ko, unit)
    return _("%(amount)s 증가", amount=amount) if value[0] == "+" else _("%(amount)s 감소", amount=amount)


def sources(text: str | None) -> list[Source]:
    """The sources in a cell ("one | another"); only http and https become links."""
    return [_source(part.strip()) for part in (text or "").split(" | ") if part.strip()]


def noted(text: str | None) -> tuple[str, list[Source]]:
    """A note and the sources named at its end ("… 출처: one | another")."""
    for mark in ("출처:", "Sources:"):
        note, found, named = (text or "").partition(mark)
        if found:
            return note.strip(), sources(named)
    return (text or "").strip(), []


def _source(part: str) -> Source:
    try:
        parts = urlsplit(part)
    except ValueError:
        return Source(part, None)
    if parts.scheme in ("http", "https") and parts.hostname:
        return Source(HOST_PREFIX.sub("", parts.hostname), part)
    if part.startswith("seeds/programmes"):
        return Source(_("공모 조사 기록"), "/programmes")
    if part.startswith("seeds/statements"):
        return Source(_("미리 판정해 둔 예시 문제"), "/sources")
    if part.startswith("seeds/"):
        return Source(_("공공 통계"), "/sources")
    if searched := SEARCHED.fullmatch(part):
        return Source(_("%(date)s 기준 공개 자료 조사(찾지 못함)", date=date(searched[1])), None)
    if confirmed := CONFIRMED.fullmatch(part):
        return Source(_("%(name)s 확인(%(date)s)", name=confirmed[1], date=date(confirmed[2])), None)
    return Source(part, None)


def _times(value: str) -> str:
    if value[0] == "÷" or value.startswith("x1/"):
        return _("%(size)s분의 1", size=value.removeprefix("x1/").removeprefix("÷"))
    return _("%(size)s배", size=value[1:])


def _full(amount: int) -> str:
    return f"{amount:,}원" if current() == "ko" else f"KRW {amount:,}"


def _parsed(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _rounded(value: float, digits: int = 1) -> str:
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
