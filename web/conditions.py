"""The conditions by which solutions are narrowed, in the list and in an answer: read, tested, counted, said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalog.solutions import SERVICE_FIELDS
from web.listing import Entry
from web.words import EVIDENCE
from web.words import SERVICE_FIELDS as FIELD_WORDS

CHECKS = {
    "outcomes": _l("성과 수치 있음"), "unit_cost": _l("단가 자료 있음"), "total_cost": _l("사업비 사례 있음"),
    "small": _l("인구 30만 미만에서 운영 중"), "alike": _l("여건이 비슷한 10곳에서 운영 중"),
    "coach": _l("자리가 남은 코칭 제공 있음"),
}
"""The conditions that are a tick, as they are written beside it."""
CHOICES = {"field": _l("분야"), "level": _l("근거 수준"), "listed": _l("보급 솔루션 목록")}
"""The conditions that are a choice of one value."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a condition can take and how many solutions would be left with it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One condition with its values."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked of a solution; `alike` holds the codes of the asker's peers where they are known."""

    field: str = ""
    level: int | None = None
    listed: int | None = None
    ticked: frozenset[str] = frozenset()
    alike: frozenset[str] | None = None

    @classmethod
    def read(cls, values: Mapping[str, str], alike: Collection[str] | None = None) -> Conditions:
        """The conditions in an address; what cannot be one is no condition."""
        field, level, listed = (values.get(name, "") for name in CHOICES)
        ticked = {name for name in CHECKS if values.get(name) and (name != "alike" or alike is not None)}
        return cls(
            field if field in SERVICE_FIELDS else "", int(level) if level in ("1", "2", "3", "4", "5") else None,
            int(listed) if listed.isascii() and listed.isdigit() and len(listed) == 4 else None,
            frozenset(ticked), None if alike is None else frozenset(alike),
        )

    @property
    def parameters(self) -> dict[str, str]:
        """As they stand in an address, only those that ask for something."""
        chosen = {"field": self.field, "level": str(self.level or ""), "listed": str(self.listed or "")}
        return {**{name: value for name, value in chosen.items() if value},
                **{name: "1" for name in CHECKS if name in self.ticked}}

    def failed(self, entry: Entry) -> tuple[str, ...]:
        """Names of the conditions that a solution does not meet."""
        wrong = []
        if self.field and entry.field != self.field:
            wrong.append("field")
        if self.level is not None and (entry.level or 0) < self.level:
            wrong.append("level")
        if self.listed is not None and self.listed not in entry.listed:
            wrong.append("listed")
        wrong += [name for name in CHECKS if name in self.ticked and not self._ticks(entry, name)]
        return tuple(wrong)

    def _ticks(self, entry: Entry, name: str) -> bool:
        if name == "alike":
            return self.alike is not None and not self.alike.isdisjoint(entry.operators)
        if name == "coach":
            return entry.free_coaches > 0
        return bool(getattr(entry, name))

    def split(self, known: Iterable[Entry]) -> tuple[list[Entry], list[tuple[Entry, tuple[str, ...]]]]:
        """The solutions that meet every condition, and the others with what they do not meet."""
        kept, left = [], []
        for entry in known:
            if wrong := self.failed(entry):
                left.append((entry, wrong))
            else:
                kept.append(entry)
        return kept, left

    def facets(self, known: Sequence[Entry]) -> tuple[tuple[Facet, ...], tuple[Option, ...]]:
        """The choices and the ticks, each value with the number of solutions that it would leave.

        A value is counted under the other conditions, not under its own, so that one sees what else there is.
        """
        years = sorted({year for entry in known for year in entry.listed} | ({self.listed} if self.listed else set()),
                       reverse=True)
        counts: dict[tuple[str, str], int] = {}
        for entry in known:
            wrong = self.failed(entry)
            if len(wrong) > 1:
                continue
            for name, value in self._values(entry):
                if not wrong or wrong[0] == name:
                    counts[name, value] = counts.get((name, value), 0) + 1
        chosen = self.parameters

        def option(name: str, value: str, label: object) -> Option:
            return Option(value, str(label), counts.get((name, value), 0), chosen.get(name) == value)

        facets = (
            Facet("field", str(CHOICES["field"]),
                  tuple(option("field", key, word) for key, word in FIELD_WORDS.items()
                        if ("field", key) in counts or key == self.field)),
            Facet("level", str(CHOICES["level"]),
                  tuple(option("level", str(level), _("%(words)s 이상", words=EVIDENCE[level]))
                        for level in range(1, 6))),
            Facet("listed", str(CHOICES["listed"]),
                  tuple(option("listed", str(year), _("%(year)s년 목록", year=year)) for year in years)),
        )
        ticks = tuple(  # a tick is sent as 1 under its own name, which stands as the value
            Option(name, str(word), counts.get((name, "1"), 0), name in self.ticked)
            for name, word in CHECKS.items() if name != "alike" or self.alike is not None
        )
        return facets, ticks

    def _values(self, entry: Entry) -> Iterable[tuple[str, str]]:
        """Every condition and value that a solution meets."""
        yield "field", entry.field
        yield from (("level", str(level)) for level in range(1, (entry.level or 0) + 1))
        yield from (("listed", str(year)) for year in entry.listed)
        yield from ((name, "1") for name in CHECKS if self._ticks(entry, name))


def said(names: Iterable[str]) -> str:
    """The conditions in words, for the line that tells what they removed."""
    words = {**CHOICES, **CHECKS}
    return ", ".join(str(words[name]) for name in names)
