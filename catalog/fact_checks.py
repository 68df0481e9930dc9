"""Marks of a re-check: whether a deployment, an outcome or a cost was compared with a public page, and how it came out.

The procedure is in docs/data.md. A fact without a mark was not compared yet.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db import Base, Fact, one_of

VERDICTS = ("confirmed", "corrected", "unverifiable")
LONGEST_QUOTE = 200
"""Characters of a page's words that are kept, enough to find the place again."""


class FactCheck(Fact, Base):
    """The last re-check of one fact; `id` is the fact's.

    `page` is the page whose text was read, `quote` its words, `page_date` as much of its date as it shows, and
    `changed` the fields that the check corrected or filled. A fact that no page states is `unverifiable`. Where pages
    differ, the row follows `page`, and `other_page` with what it says instead (`other_ko`, `other_en`) is kept.
    """

    __tablename__ = "fact_check"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    checked_on: Mapped[dt.date]
    verdict: Mapped[str] = mapped_column(String(12))
    page: Mapped[str | None]
    page_date: Mapped[str | None] = mapped_column(String(10))
    quote: Mapped[str | None]
    changed: Mapped[str | None]
    note: Mapped[str | None]
    other_page: Mapped[str | None]
    other_ko: Mapped[str | None]
    other_en: Mapped[str | None]

    __table_args__ = (
        one_of("verdict", VERDICTS),
        CheckConstraint("(verdict = 'unverifiable') = (page IS NULL)", name="page_or_none_found"),
        CheckConstraint("(page IS NULL) = (quote IS NULL)", name="page_with_its_words"),
        CheckConstraint("(other_page IS NULL) = (other_ko IS NULL) AND (other_page IS NULL) = (other_en IS NULL)",
                        name="other_page_with_what_it_says"),
    )


def standing_check(check: FactCheck | None) -> FactCheck | None:
    """The mark of a fact, None where it has none that stands."""
    return check if check is not None and check.withdrawn_on is None else None


def doubtful(check: FactCheck | None) -> bool:
    """Whether a fact was looked for and found on no page: it stays on record, but proves little."""
    found = standing_check(check)
    return found is not None and found.verdict == "unverifiable"
