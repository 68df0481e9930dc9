"""From what a person calls a local government to the one unit that is meant."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.errors import AmbiguousMunicipalityError, UnknownMunicipalityError
from catalog.municipalities import Municipality
from catalog.naming import full_name, predecessors, resolve, successors
from tests.factories import a_municipality, a_succession

AFTER_THE_REFORM = dt.date(2026, 7, 1)
BEFORE_THE_REFORM = dt.date(2025, 4, 1)


@pytest.mark.parametrize(("name", "code"), [
    ("41430", "41430"), ("의왕시", "41430"), ("의왕", "41430"),
    ("Uiwang-si", "41430"), ("uiwang", "41430"), ("UIWANG-SI", "41430"), ("Uiwang-si, Gyeonggi-do", "41430"),
    ("경상남도 고성군", "48820"), ("경남 고성군", "48820"), ("경남고성군", "48820"), ("경남 고성", "48820"),
    ("강원 고성군", "51820"), ("강원도 고성군", "51820"), ("강원특별자치도 고성군", "51820"),
    ("Gyeongsangnam-do Goseong-gun", "48820"), ("Goseong-gun, Gangwon State", "51820"),
    ("인천 부평구", "28237"), ("인천광역시 부평구", "28237"), ("울산 중구", "31110"),
    ("서울", "11000"), ("서울시", "11000"), ("서울특별시", "11000"), ("부산시", "26000"), ("Seoul", "11000"),
    ("경기", "41000"), ("경기도", "41000"), ("충북", "43000"), ("충청북도", "43000"), ("전남", "12000"),
    ("세종", "36110"), ("세종시", "36110"), ("세종특별자치시", "36110"), ("Sejong", "36110"),
    ("제주도", "50000"), ("제주특별자치도", "50000"), ("제주시", "50110"), ("서귀포", "50130"),
    ("광주시", "41610"), ("경기 광주시", "41610"), ("광주광역시", "12000"), ("광주 동구", "12210"),
    ("수원시 장안구", "41111"), ("수원 장안구", "41111"), ("경기도 수원시 장안구", "41111"), ("포항 남구", "47111"),
])
def test_a_name_means_one_unit(session: Session, name: str, code: str) -> None:
    """Codes, names with the long or short province and romanised names lead to the unit."""
    assert resolve(session, name, on=AFTER_THE_REFORM).code == code


@pytest.mark.parametrize(("name", "code"), [
    ("강원도", "51000"), ("42000", "51000"), ("전라북도", "52000"), ("전북 전주시", "52110"), ("45110", "52110"),
    ("경북 군위군", "27720"), ("47720", "27720"), ("전남 목포시", "12110"), ("전라남도 목포시", "12110"),
    ("46110", "12110"), ("28140", "28125"), ("인천 동구", "28125"),
])
def test_a_former_name_leads_to_the_successor(session: Session, name: str, code: str) -> None:
    """Renamed, recoded, transferred and merged units are found by what they were called."""
    assert resolve(session, name, on=AFTER_THE_REFORM).code == code


@pytest.mark.parametrize(("name", "code"), [
    ("전남 목포시", "46110"), ("목포시", "46110"), ("광주 동구", "29110"), ("인천 중구", "28110"),
    ("광주광역시", "29000"), ("인천 서구", "28260"),
])
def test_a_day_in_the_past_has_its_own_units(session: Session, name: str, code: str) -> None:
    """On a day before the reform the same name means the unit of that time."""
    assert resolve(session, name, on=BEFORE_THE_REFORM).code == code


@pytest.mark.parametrize(("name", "codes"), [
    ("고성군", {"48820", "51820"}), ("Goseong-gun", {"48820", "51820"}), ("고성", {"48820", "51820"}),
    ("광주", {"12000", "41610"}), ("Gwangju", {"12000", "41610"}), ("제주", {"50000", "50110"}),
    ("28110", {"28125", "28155"}), ("인천 중구", {"28125", "28155"}), ("인천 서구", {"28275", "28290"}),
])
def test_several_units_are_listed_as_choices(session: Session, name: str, codes: set[str]) -> None:
    """An ambiguous name and a unit that was split list every choice in both languages."""
    with pytest.raises(AmbiguousMunicipalityError) as refused:
        resolve(session, name, on=AFTER_THE_REFORM)

    assert {code for code, _, _ in refused.value.choices} == codes
    for code, ko, en in refused.value.choices:
        assert code in refused.value.ko and ko in refused.value.ko
        assert code in refused.value.en and en in refused.value.en


@pytest.mark.parametrize("name", [
    "  경상남도   고성군  ", "경상남도\t고성군", "경상남도\u3000고성군", "경상남도\n고성군",
    unicodedata.normalize("NFD", "경상남도 고성군"), "GOSEONG-GUN, gyeongsangnam-DO",
])
def test_spacing_case_and_composition_do_not_matter(session: Session, name: str) -> None:
    """A name is found however it was typed or copied."""
    assert resolve(session, name).code == "48820"


@pytest.mark.parametrize("name", [
    "", " ", "\n", ",", "도", "시", "동", "없는시", "99999", "x" * 10_000, "가" * 10_000,
    "'; DROP TABLE municipality; --", "%", "_____", "()[.*+?", "\\", "\0", "의왕시\0", "\ud800", "🙂",
    "<script>alert(1)</script>", "{{7*7}}", "../../etc/passwd", "의왕시 고성군",
])
def test_what_is_no_name_is_refused_in_both_languages(session: Session, name: str) -> None:
    """Nonsense, hostile and endless names get one short sentence that says what to do."""
    with pytest.raises(UnknownMunicipalityError) as refused:
        resolve(session, name)

    assert len(refused.value.ko) < 200 and len(refused.value.en) < 200
    assert "경상남도 고성군" in refused.value.ko and "Gyeongsangnam-do" in refused.value.en


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_unit_in_force_is_found_by_its_full_name_and_code(session: Session) -> None:
    """No full name in either language and no code leads anywhere but to its own unit."""
    today = dt.date.today()
    units = [unit for unit in session.scalars(select(Municipality)).all() if unit.in_force(today)]

    wrong = [
        (name, unit.code) for unit in units for name in (*full_name(unit), unit.code)
        if resolve(session, name).code != unit.code
    ]

    assert len(units) == 284
    assert wrong == []


@given(text=st.text(max_size=30))
def test_any_text_is_a_unit_or_a_clear_refusal(session: Session, text: str) -> None:
    """Whatever is typed, the answer is a unit in force or one of the two errors."""
    try:
        assert resolve(session, text, on=AFTER_THE_REFORM).in_force(AFTER_THE_REFORM)
    except (UnknownMunicipalityError, AmbiguousMunicipalityError) as refused:
        assert refused.ko and refused.en


def test_changes_in_a_row_are_followed(empty_session: Session) -> None:
    """A unit renamed twice leads to what it is now, forwards and backwards in time."""
    first = a_municipality(empty_session, "90001", valid_until=dt.date(2020, 12, 31))
    a_municipality(empty_session, "90002", valid_from=dt.date(2021, 1, 1), valid_until=dt.date(2024, 12, 31))
    last = a_municipality(empty_session, "90003", valid_from=dt.date(2025, 1, 1))
    a_succession(empty_session, "90001", "90002", effective_on=dt.date(2021, 1, 1))
    a_succession(empty_session, "90002", "90003", effective_on=dt.date(2025, 1, 1))

    assert successors(empty_session, first, dt.date(2026, 1, 1)) == [last]
    assert predecessors(empty_session, last, dt.date(2020, 1, 1)) == [first]
    assert resolve(empty_session, "90001", on=dt.date(2022, 1, 1)).code == "90002"
