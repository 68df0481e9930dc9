"""Sections of docs/reliability.md that programs write, each between two markers of its name."""

from __future__ import annotations

import re
from pathlib import Path


def write_section(page: Path, name: str, text: str) -> None:
    """Puts a text between `<!-- name -->` and `<!-- /name -->`, leaving the rest of the page as it is.

    Raises:
        ValueError: the page has no such section.
    """
    before = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    section = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not section.search(before):
        raise ValueError(f"{page.name} has no section between {begin} and {end}")
    page.write_text(section.sub(lambda _: f"{begin}\n{text.strip()}\n{end}", before, count=1), encoding="utf-8")
