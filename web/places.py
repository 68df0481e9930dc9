"""What a local government is called on a page: with its province, and with Hangul in English."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from markupsafe import Markup

from catalog import queries
from catalog.municipalities import Municipality
from catalog.naming import full_name
from web.language import current, local
from web.state import session

SUFFIX = re.compile(r"(통합특별시|특별자치시|특별자치도|특별시|광역시)$")
FOUR_LETTERS = {"충청북도": "충북", "충청남도": "충남", "전라북도": "전북", "전라남도": "전남",
                "경상북도": "경북", "경상남도": "경남", "경기도": "경기", "강원도": "강원"}


def init_app(app: Flask) -> None:
    """Registers the filters."""
    for function in (place, full_place, where):
        app.add_template_filter(function)


def place(unit: Municipality) -> Markup:
    """경남 고성군; in English Goseong-gun, Gyeongsangnam-do (고성군)."""
    if current() == "en":
        return full_place(unit)
    province = unit.province.name_ko
    if unit.province_code == unit.code:
        return Markup.escape(unit.name_ko)
    return Markup.escape(f"{FOUR_LETTERS.get(province) or SUFFIX.sub('', province)} {unit.name_ko}")


def full_place(unit: Municipality) -> Markup:
    """경상남도 고성군; in English with the Hangul beside it."""
    ko, en = full_name(unit)
    if current() == "ko":
        return Markup.escape(ko)
    return Markup('{0} <span lang="ko">({1})</span>').format(en, unit.name_ko)


def where(row: Any) -> Markup:
    """The place of a deployment, an outcome or a selection: the unit, or what the source calls it."""
    if row.municipality is not None:
        return place(row.municipality)
    return Markup.escape(local(row, "place") or "-")


def places_to_pick() -> list[tuple[str, str]]:
    """Every local government by its full name in the language of the page, with the other one."""
    english = current() == "en"
    names = [full_name(unit) for unit in queries.municipalities(session())]
    return sorted((en, ko) if english else (ko, en) for ko, en in names)
