"""The list of solutions as one browses it: words, conditions with counts, order, pages, what was put aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from catalog.municipalities import Municipality
from web.alike import alike_codes
from web.conditions import Conditions, Facet, Option
from web.language import current
from web.listing import Entry, entries, matching

PAGE = 30
LONGEST_WORDS = 200
ORDERS = {
    "operating": _l("운영 많은 순"), "name": _l("이름순"), "evidence": _l("근거 높은 순"),
    "newest": _l("최근 확인된 순"),
}
DEFAULT_ORDER = "operating"
BY: dict[str, Callable[[Entry], tuple[object, ...]]] = {
    "operating": lambda entry: (-entry.operating, entry.slug),
    "name": lambda entry: ((entry.name_en.casefold() if current() == "en" else entry.name_ko), entry.slug),
    "evidence": lambda entry: (-(entry.level or 0), -entry.operating, entry.slug),
    "newest": lambda entry: (-(entry.newest or 0), -entry.operating, entry.slug),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list and everything around it."""

    words: str
    conditions: Conditions
    order: str
    shown: Sequence[Entry]
    count: int
    page: int
    pages: int
    facets: Sequence[Facet]
    ticks: Sequence[Option]
    put_aside: Sequence[Entry]
    """The solutions to compare, whether they stand on this page or not."""
    text: str
    asker: Municipality | None

    def address(self, page: int = 1, plain: bool = False) -> str:
        """The address of a page of this list; `plain` without words, conditions and order."""
        narrowed = {"q": self.words, **self.conditions.parameters,
                    "order": "" if self.order == DEFAULT_ORDER else self.order}
        parts = [] if plain else [*narrowed.items(), ("page", str(page) if page > 1 else "")]
        if self.text or (self.asker and (self.put_aside or "alike" in self.conditions.ticked)):
            parts.append(("municipality", self.asker.code if self.asker else ""))
        parts += [("text", self.text), *(("s", entry.slug) for entry in self.put_aside)]
        query = urlencode([(name, value) for name, value in parts if value])
        return f"/solutions?{query}" if query else "/solutions"


def browse(session: Session, asked: MultiDict[str, str], asker: Municipality | None) -> Found:
    """The list that an address asks for; what cannot be asked for is left out, never an error."""
    conditions = Conditions.read(asked, alike_codes(session, asker) if asker else None)
    order = asked.get("order", DEFAULT_ORDER)
    order = order if order in BY else DEFAULT_ORDER
    words = asked.get("q", "").strip()[:LONGEST_WORDS]
    everything = entries(session)
    named = matching(sorted(everything, key=BY[order]), words)
    kept, _left = conditions.split(named)
    facets, ticks = conditions.facets(named)
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(1, asked.get("page", 1, type=int)), pages)
    by_slug = {entry.slug: entry for entry in everything}
    aside = [by_slug[slug] for slug in dict.fromkeys(asked.getlist("s")) if slug in by_slug]
    return Found(
        words, conditions, order, kept[(page - 1) * PAGE:page * PAGE], len(kept), page, pages, facets, ticks, aside,
        asked.get("text", ""), asker,
    )
