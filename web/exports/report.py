"""A document independent of any file format: what it says, in order, with numbered sources.

Whoever builds one writes through `Draft`, so that what is missing stands marked in its place and in the list
at the front by the same call, and a source that is named twice keeps one number. A writer walks `Report.blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from flask_babel import gettext as _

from web.formats import sources
from web.language import current
from web.words import QUALITY

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with the numbers of its sources; `blank` marks what somebody still has to write."""

    text: str
    notes: tuple[int, ...] = ()
    blank: bool = False
    strong: bool = False

    @property
    def marks(self) -> str:
        """The numbers of the sources as they stand behind the text: [1][3]."""
        return "".join(f"[{number}]" for number in self.notes)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `number` is the figure that its text shows, for formats that know numbers."""

    lines: tuple[Line, ...]
    number: int | float | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (chapter) or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, an item of a list, or a source with its address."""

    line: Line
    kind: Literal["plain", "item", "source"] = "plain"
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `weights` are relative widths, `right` the columns of figures, `heads` whether rows have a heading."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    weights: tuple[int, ...]
    right: frozenset[int] = frozenset()
    heads: bool = True


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document: front matter, body and list of sources, already in the order of reading."""

    title: str
    subtitle: str
    language: str
    blocks: tuple[Block, ...]
    missing: tuple[tuple[str, str], ...] = ()
    """What is not filled in or not known, and what to do about each: the list at the front."""
    landscape: bool = False


def cell(text: str | Line, number: int | float | None = None) -> Cell:
    """A cell of one line."""
    return Cell((text if isinstance(text, Line) else Line(clean(text)),), number)


def clean(text: str) -> str:
    """Text without the characters that no document may hold; line ends become spaces."""
    return " ".join(UNREADABLE.sub("", str(text)).split())


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that is not filled in or not known, what it is a part of, and what to do about it."""

    part: str
    to_do: str
    of: str = ""


def front_rows(missing: Sequence[Missing]) -> tuple[tuple[str, str], ...]:
    """The list at the front: the same part of several things is one row that names them all."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in missing:
        rows.setdefault((one.part, one.to_do), []).append(one.of)
    return tuple(
        (f"{part}: {', '.join(dict.fromkeys(named))}" if (named := [of for of in ofs if of]) else part, to_do)
        for (part, to_do), ofs in rows.items()
    )


@dataclass(slots=True)
class Draft:
    """A report being written."""

    blocks: list[Block] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _qualities: dict[str, str] = field(default_factory=dict)

    def cite(self, source: str | None, quality: str | None = None) -> tuple[int, ...]:
        """Numbers of the sources in a cell of the catalogue ("one | another")."""
        numbers = []
        for part in (part.strip() for part in (source or "").split(" | ")):
            if part:
                numbers.append(self._numbers.setdefault(part, len(self._numbers) + 1))
                if quality:
                    self._qualities.setdefault(part, quality)
        return tuple(dict.fromkeys(numbers))

    def line(self, text: str, source: str | None = None, quality: str | None = None, strong: bool = False) -> Line:
        """A line that rests on a source."""
        return Line(clean(text), self.cite(source, quality), strong=strong)

    def blank(self, part: str, to_do: str, of: str = "") -> Line:
        """A marked blank that somebody has to fill, also listed at the front."""
        self.missing.append(Missing(clean(part), clean(to_do), clean(of)))
        return Line(_("[작성 필요: %(part)s]", part=clean(part)), blank=True)

    def unknown(self, part: str, to_do: str, of: str = "") -> Line:
        """What the catalogue does not know, said in its place and listed at the front."""
        self.missing.append(Missing(clean(part), clean(to_do), clean(of)))
        return Line(_("확인된 자료 없음"))

    def heading(self, text: str, level: int = 1) -> None:
        """Starts a chapter or a section."""
        self.blocks.append(Heading(clean(text), level))

    def say(self, line: Line | str) -> None:
        """Adds a paragraph."""
        self.blocks.append(Paragraph(line if isinstance(line, Line) else Line(clean(line))))

    def item(self, line: Line | str) -> None:
        """Adds an item of a list."""
        self.blocks.append(Paragraph(line if isinstance(line, Line) else Line(clean(line)), "item"))

    def table(
        self, caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], weights: Sequence[int],
        right: Sequence[int] = (),
    ) -> None:
        """Adds a table; the first column names each row."""
        self.blocks.append(Table(clean(caption), tuple(header), tuple(tuple(row) for row in rows), tuple(weights),
                                 frozenset(right)))

    def finished(
        self, title: str, subtitle: str, facts: Sequence[tuple[str, Line | str]], landscape: bool = False
    ) -> Report:
        """The report: facts about its day, what is missing, the body, the sources."""
        told = [Cell((value,)) if isinstance(value, Line) else cell(value) for _name, value in facts]
        front: list[Block] = [Table(
            _("문서 정보"), (_("항목"), _("내용")),
            tuple((cell(name), value) for (name, _value), value in zip(facts, told, strict=True)), (1, 4),
        )]
        front.append(Heading(_("작성하거나 확인할 것")))
        missing = front_rows(self.missing)
        if missing:
            front.append(Table(
                _("채우지 못한 부분 %(count)s건", count=len(missing)), (_("부분"), _("할 일")),
                tuple((cell(part), cell(to_do)) for part, to_do in missing), (2, 3),
            ))
        else:
            front.append(Paragraph(Line(_("비어 있는 부분이 없습니다."))))
        return Report(clean(title), clean(subtitle), current(), (*front, *self.blocks, *self._listed()),
                      missing, landscape)

    def _listed(self) -> list[Block]:
        if not self._numbers:
            return []
        return [Heading(_("출처")), *(self._source(text, number) for text, number in self._numbers.items())]

    def _source(self, text: str, number: int) -> Paragraph:
        (found,) = sources(text)
        outside = found.href if found.href and found.href.startswith("http") else None
        told = outside or (
            _("%(name)s(확산의 자료 출처 화면에 설명)", name=found.label) if found.href else found.label)
        quality = f" ({QUALITY[self._qualities[text]]})" if text in self._qualities else ""
        return Paragraph(Line(f"[{number}] {clean(told)}{quality}"), "source", outside)
