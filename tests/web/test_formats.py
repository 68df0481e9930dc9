"""Dates, money, figures and sources, as an official writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from web import formats


@pytest.fixture(params=["ko"])
def lang(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """A request in one language."""
    with app.test_request_context(f"/?lang={request.param}"):
        yield request.param


english = pytest.mark.parametrize("lang", ["en"], indirect=True)


@pytest.mark.parametrize(("value", "written"), [
    (dt.date(2026, 11, 22), "2026. 11. 22."), ("2025-06", "2025. 6."), ("2025", "2025년"),
    (2023, "2023년"), (None, "날짜 미상"),
])
def test_dates(lang: str, value: object, written: str) -> None:
    assert formats.date(value) == written  # type: ignore[arg-type]


@english
def test_english_dates(lang: str) -> None:
    assert formats.date(dt.date(2026, 11, 22)) == "22 November 2026"
    assert formats.date("2025-06") == "June 2025"


@pytest.mark.parametrize(("amount", "written"), [
    (1_200_000_000, "12억 원"), (150_000_000, "1.5억 원"), (35_000_000, "3,500만 원"),
    (56_000_000_000, "560억 원"), (1_100_000_000_000, "1.1조 원"), (9_000, "9,000원"),
])
def test_money(lang: str, amount: int, written: str) -> None:
    assert formats.won(amount) == written
    assert f'title="{amount:,}원"' in formats.money(amount)


@english
def test_english_money(lang: str) -> None:
    assert formats.won(1_200_000_000) == "KRW 1.2 billion"
    assert formats.won(35_000_000) == "KRW 35 million"


@pytest.mark.parametrize(("change", "unit", "written"), [
    ("-38.4%", "초", "38.4% 감소"), ("-10~-20%", "%", "10~20% 감소"), ("-13", "%", "13퍼센트포인트 감소"),
    ("+4.9", "%p", "4.9퍼센트포인트 증가"), ("x3", "명/월", "3배"), ("x1/3", "건", "3분의 1"),
    ("÷4.5", "분", "4.5분의 1"), ("-34", "분", "34분 감소"), ("+7200000000", "원", "72억 원 증가"),
    ("99.2%", "%", "99.2%"), (None, "%", "-"),
])
def test_changes_name_percent_and_points(lang: str, change: str | None, unit: str, written: str) -> None:
    assert formats.change(change, unit, unit) == written


@english
def test_english_changes(lang: str) -> None:
    assert formats.change("-13", "%", "%") == "down 13 percentage points"
    assert formats.change("-34", "분", "min") == "down 34 min"
    assert formats.change("+15.4%p", "%", "%") == "up 15.4 percentage points"


def test_quantities(lang: str) -> None:
    assert formats.quantity("2122", "명", "명") == "2,122명"
    assert formats.quantity("4900000000", "원", "원") == "49억 원"
    assert formats.quantity("26~30", "분", "분") == "26~30분"
    assert formats.quantity(None, "분", "분") == "-"


def test_sources_link_only_web_addresses(lang: str) -> None:
    found = formats.sources("매일경제 2025-03-16 | https://www.molit.go.kr/a?b=1 | javascript:alert(1)")
    assert [(source.label, source.href) for source in found] == [
        ("매일경제 2025-03-16", None), ("molit.go.kr", "https://www.molit.go.kr/a?b=1"),
        ("javascript:alert(1)", None),
    ]


@pytest.mark.parametrize(("source", "label", "href"), [
    ("seeds/statements.jsonl", "미리 판정해 둔 예시 문제", "/sources"),
    ("seeds/programmes/base-2025.yaml", "공모 조사 기록", "/programmes"),
    ("seeds/municipalities.csv", "공공 통계", "/sources"),
    ("2026-11-22 기준 공개 자료 조사 (찾지 못함)", "2026. 11. 22. 기준 공개 자료 조사(찾지 못함)", None),
    ("아산시 확인(2026-11-30)", "아산시 확인(2026. 11. 30.)", None),
])
def test_files_of_the_project_are_named_by_what_they_hold(lang: str, source: str, label: str, href: str | None) -> None:
    assert formats.sources(source) == [formats.Source(label, href)]


def test_notes_part_from_their_sources(lang: str) -> None:
    text, named = formats.noted("찾지 못했다. 출처: https://a.kr/1 | https://b.kr/2")
    assert text == "찾지 못했다."
    assert [source.label for source in named] == ["a.kr", "b.kr"]
