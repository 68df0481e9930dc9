"""The forms and links of a page: where they lead, their fields, and the values that the page offers for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

VALUE = {"input", "button"}


@dataclass(slots=True)
class Form:
    """A form, or a link with a query: method, path and the values that the page holds by field."""

    method: str
    path: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str | None, value: str | None) -> None:
        """One more value of a field."""
        if name and name != "csrf_token":
            held = self.fields.setdefault(name, [])
            if value is not None and value not in held and len(held) < 12:
                held.append(value)


def forms_of(html: str, path: str) -> list[Form]:
    """Every form of the page at `path`, a button that sends it elsewhere as one more, and every link with a query."""
    reader = _Reader(path)
    reader.feed(html)
    elsewhere = [Form(form.method, target, dict(form.fields)) for form, target in reader.elsewhere]
    return [*reader.forms, *elsewhere, *reader.links]


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.links: list[Form] = []
        self.elsewhere: list[tuple[Form, str]] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._field: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            target = urlsplit(at.get("action") or self.path)
            self._open = Form((at.get("method") or "get").upper(), target.path or self.path)
            self.forms.append(self._open)
            if at.get("id"):
                self._named[str(at["id"])] = self._open
        elif tag == "a":
            target = urlsplit(at.get("href") or "")
            if target.query and not target.netloc:
                link = Form("GET", target.path or self.path)
                for name, value in parse_qsl(target.query):
                    link.add(name, value)
                self.links.append(link)
        form = self._named.get(str(at.get("form"))) or self._open
        if form is None:
            return
        if tag in VALUE or tag in ("select", "textarea"):
            form.add(at.get("name"), at.get("value") or ("on" if at.get("type") in ("checkbox", "radio") else None))
            self._field = at.get("name")
            if at.get("formaction"):
                self.elsewhere.append((form, urlsplit(str(at["formaction"])).path))
        elif tag == "option" and self._field:
            form.add(self._field, at.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag in ("select", "textarea"):
            self._field = None
