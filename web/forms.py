"""What people type, and the one sentence that says what to do when it cannot be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from catalog.errors import AmbiguousMunicipalityError, InvalidInputError, UnknownMunicipalityError
from catalog.municipalities import Municipality
from catalog.naming import full_name, resolve
from web.inputs import given_needs, stated_problem
from web.language import current

LARGEST_POPULATION = 20_000_000
BOXES = 6
"""Boxes for problems stated one by one on the front page: more than this nobody fills in at once."""


@dataclass(slots=True)
class ProblemForm:
    """A stated problem and whose it is; `errors` holds one sentence per field.

    Where `needs` are given, only they are asked about, and the text is their background.
    """

    text: str = ""
    municipality: str = ""
    choice: str = ""
    needs: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    choices: tuple[tuple[str, str], ...] = ()
    """Code and name of the units that an ambiguous name can mean."""
    unit: Municipality | None = None

    @classmethod
    def read(cls, values: MultiDict[str, str]) -> ProblemForm:
        """The form as it was sent; line ends as one character, boxes without a word left out."""
        text, *needs = (
            typed.replace("\r\n", "\n").replace("\x00", "")
            for typed in (values.get("text", ""), *values.getlist("need"))
        )
        stated = tuple(need.strip() for need in needs if need.strip())
        return cls(text, values.get("municipality", "").strip(), values.get("choice", ""), stated)

    @property
    def problem(self) -> str:
        """The text, or the problems one by one where nothing else was written."""
        return self.text if self.text.strip() else "\n".join(self.needs)

    def validate(self, session: Session) -> bool:
        """Fills `errors`, `choices` and `unit`; true when the problem can be answered."""
        self._check_text()
        if self.municipality:
            self.find_municipality(session)
        return not self.errors

    def _check_text(self) -> None:
        try:
            if self.text.strip() or not self.needs:
                self.text = stated_problem(self.text)
            self.needs = given_needs(self.needs)
        except InvalidInputError as error:
            self.errors[error.field] = error.en if current() == "en" else error.ko

    def find_municipality(self, session: Session) -> None:
        try:
            self.unit = resolve(session, self.municipality)
        except AmbiguousMunicipalityError as error:
            english = current() == "en"
            self.choices = tuple((code, en if english else ko) for code, ko, en in error.choices)
            if self.choice in dict(self.choices):
                self.unit = resolve(session, self.choice)
                self.municipality = full_name(self.unit)[english]
                self.choices = ()
                return
            self.errors["municipality"] = _(
                "‘%(name)s’에 해당하는 곳이 %(count)s곳입니다. 아래에서 하나를 골라 주세요.",
                name=self.municipality[:60], count=len(self.choices),
            )
        except UnknownMunicipalityError as error:
            self.errors["municipality"] = error.en if current() == "en" else error.ko


@dataclass(slots=True)
class PopulationForm:
    """An official resident count that replaces the one on record."""

    population: int | None = None
    as_of: dt.date | None = None
    typed_population: str = ""
    typed_as_of: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, values: Mapping[str, str]) -> PopulationForm:
        """The form as it was sent, with what could be understood of it."""
        form = cls(typed_population=values.get("population", "").strip(),
                   typed_as_of=values.get("as_of", "").strip())
        digits = form.typed_population.replace(",", "").removesuffix("명").strip()
        if digits.isdecimal() and len(digits) < 10 and int(digits) <= LARGEST_POPULATION:
            form.population = int(digits)
        elif form.typed_population:
            form.errors["population"] = _("인구는 숫자로 적어 주세요. 예: 298,500")
        if form.typed_as_of:
            try:
                form.as_of = dt.date.fromisoformat(form.typed_as_of)
            except ValueError:
                form.errors["as_of"] = _("기준일은 2026-10-31처럼 적어 주세요.")
        return form
