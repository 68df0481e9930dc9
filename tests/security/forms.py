"""The forms of a page as a browser sees them, found in its markup, and how they are filled and sent."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html
from werkzeug.datastructures import MultiDict

TEXTS = {"text", "search", "email", "url", "tel", "textarea", "hidden"}
"""Kinds of fields that a person writes into, or that a page carries along as text."""
CONTROLS = ("input", "select", "textarea", "button")
TOKEN = "csrf_token"
MARKUP = "qzx{0}<b onx=1>\" onx=1 '{{{{7*7}}}}{{% zz %}}"
ADDRESS = "javascript:qzx{0}()//"
SAMPLES = {
    "email": "fresh{0}@example.org", "day": dt.date.today().isoformat(), "held_on": dt.date.today().isoformat(),
    "valid_from": dt.date.today().isoformat(), "valid_until": "2099-12-31", "capacity": "2", "after": "12",
    "year": "2020", "useful": "4", "prepared": "4", "again": "4", "at_most": "2", "municipality": "합천군",
    "page": "https://example.org/{0}", "page_date": "2026-01-02", "lines": "", "population": "", "as_of": "",
    "password": "quiet-harbour-lantern-2", "new_password": "quiet-harbour-lantern-2",
    "kind": "institution", "quantity": "", "cost": "", "running": "",
    "local_share": "", "years": "", "price_rise": "", "call": "", "version": "1", "before": "10",
}
"""What a field with nothing in it gets; any other a word or two."""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Field:
    """A field: its name, its kind, what it holds, and what it may hold where it offers a choice."""

    name: str
    kind: str
    value: str
    chosen: bool = True


@dataclass(frozen=True)
class Form:
    """A form with one of its buttons: where it goes and what it holds."""

    method: str
    action: str
    fields: tuple[Field, ...]
    page: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, each once, without the token."""
        return tuple(dict.fromkeys(field.name for field in self.fields if field.name != TOKEN))

    def filled(self, text: str, only: str | None = None, free: bool = False) -> MultiDict[str, str]:
        """Values for its fields: the text in every field to write into, or only in one, whatever its kind.

        `free` leaves out the fields that want a number, a date or a name that is known.
        """
        values: MultiDict[str, str] = MultiDict()
        grouped = {name: [field for field in self.fields if field.name == name] for name in (*self.names, TOKEN)}
        for name, group in grouped.items():
            first = group[0] if group else None
            if first is None:
                continue
            wanted = free and name.partition("-")[0] in SAMPLES
            written = first.kind in TEXTS - {"hidden", "email"} or (first.kind == "hidden" and " " in first.value)
            if name != TOKEN and (name == only if only else written and not wanted):
                values.add(name, text.format(next(_numbers)))
            elif first.kind in ("checkbox", "radio"):
                for field in [each for each in group if each.chosen] or group[:1]:
                    values.add(name, field.value)
            elif first.kind != "file":
                for field in group:
                    known = SAMPLES.get(name) if field.kind == "select" else None
                    values.add(name, known or field.value or _sample(name, first.kind))
        return values


def _sample(name: str, kind: str) -> str:
    if kind == "hidden":
        return ""
    return SAMPLES.get(name.partition("-")[0], "글 하나" if kind in TEXTS else "").format(next(_numbers))


def forms(page: str, address: str) -> Iterator[Form]:
    """Every form of a page, once for each of its buttons that sends something of its own."""
    tree = html.fromstring(page)
    for element in tree.iter("form"):
        own = element.get("id")
        inside = [*element.iter(*CONTROLS), *(
            each for each in tree.iter(*CONTROLS) if own and each.get("form") == own)]
        fields = tuple(_fields(inside))
        buttons = [each for each in inside if each.tag == "button" and each.get("type", "submit") == "submit"]
        for button in buttons or [None]:
            action = (button is not None and button.get("formaction")) or element.get("action") or address
            method = (button is not None and button.get("formmethod")) or element.get("method") or "get"
            named = (Field(button.get("name"), "button", button.get("value", "")),) if (
                button is not None and button.get("name")) else ()
            yield Form(method.upper(), _path(urljoin(address, action)), fields + named, address)


def _fields(elements: Iterable[html.HtmlElement]) -> Iterator[Field]:
    for element in elements:
        name = element.get("name")
        if not name or element.tag == "button":
            continue
        if element.tag == "textarea":
            yield Field(name, "textarea", element.text_content())
        elif element.tag == "select":
            options = [option.get("value", option.text_content()) for option in element.iter("option")]
            chosen = [option.get("value", option.text_content()) for option in element.iter("option")
                      if option.get("selected") is not None]
            yield Field(name, "select", (chosen or [one for one in options if one] or [""])[0])
        else:
            kind = element.get("type", "text")
            if kind not in ("submit", "image", "reset"):
                yield Field(name, kind, element.get("value", "on" if kind == "checkbox" else ""),
                            kind not in ("checkbox", "radio") or element.get("checked") is not None)


def links(page: str, address: str) -> set[str]:
    """Where the links of a page lead on this site."""
    found = html.fromstring(page).xpath("//a/@href")
    return {_path(urljoin(address, href)) for href in found if urlsplit(urljoin("http://localhost", href)).netloc in (
        "localhost", "") and not href.startswith(("mailto:", "#"))}


def _path(address: str) -> str:
    """Path and query, without what stands after the number sign."""
    return re.sub(r"^https?://localhost", "", address).partition("#")[0]
