"""What the list of solutions and every filter know of each solution, kept for a version of the catalogue.

Ten thousand solutions are searched in memory: LIKE would see neither through spaces nor into the lists of
problems, which SQLite keeps as escaped JSON.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Deployment, Operation, Outcome
from catalog.evidence import evidence
from catalog.municipalities import Municipality
from catalog.offerings import open_offerings
from catalog.revisions import current_version
from catalog.solutions import Cost, Solution

SMALL = 300_000
"""Residents below which a municipality is one of those that the diffusion programme is for."""
RUNNING = "year"
TOTAL = "project"
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
SYLLABLES_EACH = 588
"""Hangul syllables that share an initial consonant in Unicode."""
IN_EXTENSIONS = "hwaksan_listing"
_WORD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One solution as lists and filters need it; who runs and who offers it stands as codes."""

    slug: str
    name_ko: str
    name_en: str
    summary_ko: str
    summary_en: str
    field: str
    listed: tuple[int, ...]
    level: int | None
    outcomes: int
    unit_cost: bool
    total_cost: bool
    operators: frozenset[str]
    small: int
    free_coaches: int
    newest: int | None
    """Year of the latest statement about where it runs."""
    names: str
    words: str
    initials: str

    @property
    def operating(self) -> int:
        """How many municipalities are on record as operating it."""
        return len(self.operators)


def entries(session: Session) -> Sequence[Entry]:
    """Every solution that stands, by slug; read again only when the catalogue or the day has changed."""
    key = (current_version(session), dt.date.today())
    kept: tuple[object, Sequence[Entry]] | None = current_app.extensions.get(IN_EXTENSIONS)
    if kept is None or kept[0] != key:
        kept = (key, read_entries(session))
        current_app.extensions[IN_EXTENSIONS] = kept
    return kept[1]


def read_entries(session: Session) -> tuple[Entry, ...]:
    """The entries as the database has them now."""
    small = set(session.scalars(select(Municipality.code).where(Municipality.population < SMALL)))
    operators = _grouped(session.execute(select(Operation.solution_slug, Operation.municipality_code)))
    costs = _grouped(session.execute(select(Cost.solution_slug, Cost.per).where(Cost.withdrawn_on.is_(None))))
    outcomes: dict[str, list[Outcome]] = {}
    for outcome in queries.outcomes(session):
        outcomes.setdefault(outcome.solution_slug, []).append(outcome)
    newest: dict[str, int | None] = {
        slug: year for slug, year in session.execute(
            select(Deployment.solution_slug, func.max(func.coalesce(Deployment.as_of, Deployment.year)))
            .where(Deployment.withdrawn_on.is_(None)).group_by(Deployment.solution_slug))
    }
    free: dict[str, int] = {}
    for offering in open_offerings(session):
        if any(slot.taken_by is None for slot in offering.slots):
            free[offering.solution_slug] = free.get(offering.solution_slug, 0) + 1
    rows = session.execute(
        select(Solution.slug, Solution.name_ko, Solution.name_en, Solution.aliases_ko, Solution.aliases_en,
               Solution.summary_ko, Solution.summary_en, Solution.problems_ko, Solution.problems_en,
               Solution.service_field, Solution.distribution_list_years)
        .where(Solution.replaced_by.is_(None), Solution.withdrawn_on.is_(None)).order_by(Solution.slug)
    )
    found = []
    for row in rows:
        per, known = costs.get(row.slug, set()), outcomes.get(row.slug, ())
        runs = frozenset(operators.get(row.slug, ()))
        names = (row.name_ko, row.name_en, row.slug, *row.aliases_ko, *row.aliases_en)
        found.append(Entry(
            row.slug, row.name_ko, row.name_en, row.summary_ko, row.summary_en, row.service_field,
            tuple(sorted(row.distribution_list_years)), evidence(known).level, len(known),
            bool(per - {TOTAL, RUNNING}), TOTAL in per, runs, len(runs & small), free.get(row.slug, 0),
            newest.get(row.slug), squeezed(names),
            squeezed((*names, row.summary_ko, row.summary_en, *row.problems_ko, *row.problems_en)),
            initials_of(squeezed((row.name_ko, *row.aliases_ko))),
        ))
    return tuple(found)


def squeezed(texts: Iterable[str]) -> str:
    """Texts to search in: composed Hangul, small letters, no spaces, one text a line."""
    return "\n".join(_WORD.sub("", unicodedata.normalize("NFC", text).casefold()) for text in texts)


def initials_of(text: str) -> str:
    """Each Hangul syllable as its initial consonant (수요응답 is ㅅㅇㅇㄷ), everything else as it is."""
    return "".join(
        INITIALS[(ord(character) - ord("가")) // SYLLABLES_EACH] if "가" <= character <= "힣" else character
        for character in text
    )


def matching(known: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries that hold every word typed, spaces aside, in name, summary or problems; hits in names first.

    Words of initial consonants alone are looked for in the names.
    """
    words = [word for part in typed.split() if (word := squeezed([part]))]
    if not words:
        return list(known)
    whole = "".join(words)
    found: list[tuple[bool, Entry]] = []
    for entry in known:
        named = whole in entry.names or all(_named(entry, word) for word in words)
        if named or whole in entry.words or all(word in entry.words or _named(entry, word) for word in words):
            found.append((not named, entry))
    return [entry for _later, entry in sorted(found, key=lambda pair: pair[0])]


def _named(entry: Entry, word: str) -> bool:
    return word in entry.initials if set(word) <= set(INITIALS) else word in entry.names


def _grouped(rows: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for key, value in rows:
        groups.setdefault(key, set()).add(value)
    return groups
