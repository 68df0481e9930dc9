"""What people type into the forms on coaching, kept as typed, and one sentence for each field to correct."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from catalog.coaching import FORMS, LANGUAGES
from catalog.deployments import STATUSES
from catalog.errors import HwaksanError, InvalidInputError
from catalog.offering_terms import Terms
from web.language import current

LONGEST = 2000
FIELD_OF = {"until": "valid_until"}
"""Fields of the forms whose name in an error of the catalogue differs."""
BASES = ("measured", "survey", "reported", "estimate")
OUTCOME_KINDS = ("effect", "usage", "satisfaction", "cost", "output")
MONTHS = ("6", "12", "36")


class Typed:
    """A form as it was sent: reads its fields and collects one sentence for each that cannot be used."""

    def __init__(self, values: MultiDict[str, str] | Mapping[str, Any] | None = None) -> None:
        self.values: MultiDict[str, str] = MultiDict(values or {})
        self.errors: dict[str, str] = {}

    def get(self, name: str) -> str:
        """What was typed, for the form to show again."""
        return str(self.values.get(name, ""))

    def all(self, name: str) -> list[str]:
        """Every value of a field of several choices."""
        return self.values.getlist(name)

    def refuse(self, error: HwaksanError) -> None:
        """Puts what the catalogue says beside its field, or above the form."""
        sentence = error.en if current() == "en" else error.ko
        field = error.field if isinstance(error, InvalidInputError) else "form"
        self.errors[FIELD_OF.get(field, field)] = sentence

    def text(self, name: str, needed: str = "") -> str:
        """A text without the blanks around it; `needed` is said where it is empty."""
        text = self.get(name).replace("\r\n", "\n").replace("\x00", "").strip()
        if needed and not text:
            self.errors[name] = needed
        elif len(text) > LONGEST:
            self.errors[name] = _("%(most)s자까지 적을 수 있습니다.", most=f"{LONGEST:,}")
        return text

    def day(self, name: str) -> dt.date:
        """A date; today where it cannot be read, with a sentence."""
        try:
            return dt.date.fromisoformat(self.get(name).strip())
        except ValueError:
            self.errors[name] = _("날짜를 2026-10-31처럼 적어 주세요.")
            return dt.date.today()

    def stated_day(self, name: str) -> dt.date:
        """A date.

        Raises:
            InvalidInputError: it cannot be read as one.
        """
        try:
            return dt.date.fromisoformat(self.get(name).strip())
        except ValueError as error:
            raise InvalidInputError(name, "날짜를 2026-10-31처럼 적어 주세요.",
                                    "Give the date as in 2026-10-31.") from error

    def year(self, name: str, needed: bool = False) -> int | None:
        """A year from 1990 to this one."""
        typed = self.get(name).strip().removesuffix("년")
        if not typed and not needed:
            return None
        if re.fullmatch(r"\d{4}", typed) and 1990 <= int(typed) <= dt.date.today().year:
            return int(typed)
        self.errors[name] = _("연도를 1990부터 올해까지의 네 자리 숫자로 적어 주세요.")
        return None

    def number(self, name: str) -> int:
        """A whole number; 0 where it cannot be read, which the catalogue refuses in its own words."""
        typed = self.get(name).strip()
        return int(typed) if re.fullmatch(r"\d{1,4}", typed) else 0

    def one_of(self, name: str, allowed: Collection[str], otherwise: str) -> str:
        """One of the choices; `otherwise` is said where none was made."""
        typed = self.get(name)
        if typed not in allowed:
            self.errors[name] = otherwise
        return typed


def terms(form: Typed, organisation: str) -> tuple[Terms, int]:
    """The terms and the capacity of an offering; the municipality itself is the source."""
    today = dt.date.today()
    return Terms(
        forms=[one for one in form.all("forms") if one in FORMS],
        languages=[one for one in form.all("languages") if one in LANGUAGES],
        valid_from=form.day("valid_from"), valid_until=form.day("valid_until"),
        contact=form.text("contact"), stated_on=today, source=organisation,
        conditions_ko=form.text("conditions_ko"), conditions_en=form.text("conditions_en"),
    ), form.number("capacity")


def deployment_content(form: Typed) -> dict[str, Any]:
    """The columns of a corrected or added deployment; an ended one says when and why."""
    status = form.one_of("status", STATUSES, _("상태를 골라 주세요."))
    content: dict[str, Any] = {"status": status}
    if status == "ended":
        content["as_of"] = form.year("as_of", needed=True)
        content["why_ko"] = form.text(
            "why_ko", _("운영을 끝낸 이유를 적어 주세요. 같은 일을 겪을 지자체에 도움이 됩니다."))
        content["why_en"] = form.text("why_en")
    else:
        content["as_of"] = dt.date.today().year
    year = form.year("year")
    scale = {"scale_ko": form.text("scale_ko"), "scale_en": form.text("scale_en")}
    if year is not None and status == "ended" and content["as_of"] and year > content["as_of"]:
        form.errors["year"] = _("도입 연도가 운영을 끝낸 연도보다 늦습니다. 두 연도를 확인해 주세요.")
    if year is not None:
        content["year"] = year
    return {**content, **{name: text for name, text in scale.items() if text}}


def outcome_content(form: Typed) -> dict[str, Any]:
    """The columns of an outcome and its months since the start."""
    months = form.one_of("months", MONTHS, _("도입 뒤 몇 개월의 성과인지 골라 주세요."))
    content: dict[str, Any] = {
        "kind": form.one_of("kind", OUTCOME_KINDS, _("성과의 종류를 골라 주세요.")),
        "basis": form.one_of("basis", BASES, _("수치를 어떻게 얻었는지 골라 주세요.")),
        "metric_ko": form.text("metric_ko", _("무엇을 잰 수치인지 적어 주세요. 예: 하루 이용자 수")),
        "after": form.text("after", _("도입 뒤의 수치를 적어 주세요.")),
        "period_ko": form.text("period_ko", _("언제부터 언제까지 잰 수치인지 적어 주세요.")),
        "scope_ko": form.text("scope_ko", _("어디까지 잰 수치인지 적어 주세요. 예: 군 전체, 시범 마을 3곳")),
    }
    optional = ("before", "unit_ko", "metric_en", "period_en", "scope_en", "unit_en")
    content |= {name: text for name in optional if (text := form.text(name))}
    if content.get("before"):
        content["design"] = "before-after"
    if months in MONTHS:
        content["months"] = int(months)
        content["period_ko"] = f"도입 {months}개월 뒤, {content['period_ko']}"
        if "period_en" in content:
            content["period_en"] = f"{months} months after the start, {content['period_en']}"
    return content
