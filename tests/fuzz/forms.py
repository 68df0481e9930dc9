"""Hostile values in every form and every query, as every role: never a failure of ours, never half a change."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.fuzz import documents, served
from tests.fuzz.lines import CONTEST
from tests.fuzz.pages import Form
from tests.fuzz.site import PROBLEM, ROLES, SIGNS_OUT, Site
from tests.fuzz.texts import hypothesis, texts
from tests.fuzz.watch import Watch
from tests.web.people import PASSWORD
from tests.web.test_access import PUBLIC, WAY_IN
from web.security import limiter

HOSTILE = (
    "", " ", "0", "-1", "1", "9" * 25, "9" * 4999, "1e400", "9" * 400 + "억", "NaN", "2026-02-30", "9999-12-31",
    "0001-01-01", "\x00", "a\x00b", "\ud800".encode("utf-8", "replace").decode(), "\u202e", "😀" * 500, "가" * 3000,
    "<b>x</b>", "' OR 1=1 --", "../../x", "//example.org", "https://example.org", "x@example.org", "%s", "{{7*7}}",
    "true", "ko", "en", "의령군", "고성군", "48720", "99999", "smart-pole", "no-such-solution", "confirm", "²", "٣",
    "1,000", "3억 5,000만", "operating", "ended", "split:0", "join:0", "a" * 300, "a" * 70_000, "[]", "{}", "=1+1",
    "2026-W01-1", "20261130",
)
STRANGE_PATHS = ("0", "1", "9" * 10, "9" * 30, "x", "%00", "a%00", "%F0%9F%98%80", "가", "a" * 200)
USUAL = {
    "text": PROBLEM, "problem": PROBLEM, "message": "견학을 바랍니다.", "municipality": "의령군",
    "email": "a@example.org", "name": "김담당", "name_ko": "기관", "name_en": "Office", "department": "과",
    "reason": "까닭", "note": "확인함", "contact": "교통과", "page": "https://example.org/page",
    "source": "https://example.org/page", "quote": "노선 1개를 운영한다", "searched": "누리집",
    "page_date": "2026-01", "day": "2026-01-31", "valid_from": "2026-01-01", "valid_until": "2027-12-31",
    "held_on": "2026-01-31", "as_of": "2025", "year": "2024", "capacity": "2", "metric_ko": "이용자", "after": "20",
    "before": "10", "period_ko": "6개월", "scope_ko": "군 전체", "scale_ko": "노선 1개", "scale_en": "one route",
    "why_ko": "예산", "password": PASSWORD, "version": "1", "lines": CONTEST, "at_most": "2", "q": "버스",
    "for": "의령군", "page_number": "1", "notice": "1", "choice": "48820", "next": "/",
}
"""What people put into fields that a page leaves empty."""
COSTLY = ("assignments.show", "assignments.solve", "assignments.export")
"""Each takes a second of solving; two roles are enough."""
SECONDS = 5.0
"""Of processor time for one request: solving a contest and writing a PDF are the longest."""
FOR_ALL = ("nobody", "coach")

Exchange = dict[str, Any]


def encoded(exchange: Exchange) -> bytes:
    """What is sent, as an input."""
    return json.dumps(exchange, ensure_ascii=True, sort_keys=True).encode()


def pairs(site: Site, method: str) -> list[tuple[str, Rule]]:
    """Every role with every route that it tries."""
    found = []
    for rule in site.rules(method):
        public = rule.endpoint in PUBLIC or rule.endpoint in WAY_IN
        for role in ROLES:
            if (public and role not in FOR_ALL) or (rule.endpoint in COSTLY and role != "nobody"):
                continue
            if not (method == "GET" and rule.endpoint in SIGNS_OUT):
                found.append((role, rule))
    return found


def exchanges(site: Site, role: str, method: str, rule: Rule) -> st.SearchStrategy[Exchange]:
    """Requests of a role to a route: its real forms filled with what the pages offer, then one field or two spoilt."""
    known = list(site.seen.get((method, rule.endpoint), {}).values())[:3] or [
        Form(method, site.path_of(rule), {name: [] for name in USUAL})]
    return st.sampled_from(known).flatmap(partial(_filled, site, role, method, rule))


def _filled(site: Site, role: str, method: str, rule: Rule, form: Form) -> st.SearchStrategy[Exchange]:
    offered = {name: [value for value in values if value] or [USUAL.get(name, "")]
               for name, values in sorted(form.fields.items())}
    strange = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), texts(400).map(_as_sent))
    spoilt = st.lists(st.tuples(st.sampled_from(list(offered) or ["text"]), strange), max_size=2)
    paths = st.just(form.path)
    if rule.arguments:
        names = sorted(rule.arguments)
        paths = st.one_of(paths, paths, paths, st.tuples(*(st.sampled_from(STRANGE_PATHS) for _ in names)).map(
            lambda values: site.path_of(rule, dict(zip(names, values, strict=True)))))
    return st.builds(
        lambda path, usual, other, file: {
            "role": role, "method": method, "path": path,
            "fields": [pair for pair in usual.items() if pair[0] not in dict(other)] + other,
            **({"file": file} if {"file", "form"} & offered.keys() else {})},
        paths, st.fixed_dictionaries({name: st.sampled_from(values) for name, values in offered.items()}), spoilt,
        st.integers(0, len(documents.uploads()) - 1))


def _as_sent(text: str) -> str:
    """The text as a browser would send it: half a surrogate pair becomes a replacement character."""
    return text.encode("utf-8", "replace").decode()


class Forms:
    """Tries requests against one site."""

    def __init__(self, make: Callable[[], Site], methods: Sequence[str] = ("POST", "GET")) -> None:
        self._make, self.methods = make, methods

    @property
    def site(self) -> Site:
        """The site, made when it is first asked."""
        return self._make()

    def check(self, data: bytes) -> None:
        """The answer is none of a failure; a refusal has changed nothing; where it leads there is a page."""
        sent = json.loads(data)
        site, limited = self.site, sent["path"].format(**self.site.made)
        browser = site.browser(sent["role"])
        fields: dict[str, list[Any]] = {}
        for name, value in sent["fields"]:
            fields.setdefault(name, []).append(value)
        limiter.reset()
        if sent["method"] == "GET":
            answer = browser.get(limited, query_string=fields)
        else:
            fields["csrf_token"] = [site.token(sent["role"])]
            if "file" in sent:
                ending, _, content = documents.uploads()[sent["file"]].partition(b"\n")
                for name in ("file", "form"):
                    fields[name] = [(io.BytesIO(content), f"plan{ending.decode()}")]
            before = site.changes()
            answer = browser.post(limited, data=fields)
            refused = answer.status_code >= 400
            assert not refused or site.changes() == before, f"{answer.status_code} and yet something was written"
        assert answer.status_code < 500, f"{answer.status_code} from {answer.request.path}"
        if answer.status_code in (302, 303) and answer.location.startswith("/"):
            followed = browser.get(answer.location)
            assert followed.status_code < 500, f"{followed.status_code} where {answer.request.path} leads"

    def drive(self, watch: Watch, runs: int, seed: int) -> None:
        """Some requests of every role to every route, then every page once more, over what was written."""
        site = self.site
        for method in self.methods:
            tried = pairs(site, method)
            for number, (role, rule) in enumerate(tried):
                each = runs * (number + 1) // len(tried) - runs * number // len(tried)
                if each:
                    hypothesis(exchanges(site, role, method, rule), encoded)(watch, each, seed + number)
                if not site.signed_in(role):
                    site.come_back(role)
        for role, rule in pairs(site, "GET") if runs >= 500 else ():
            hypothesis(st.just({"role": role, "method": "GET", "path": site.path_of(rule), "fields": []}), encoded)(
                watch, 1, seed)


@cache
def on_sqlite() -> Site:
    """The site over a copy of the seeded SQLite database."""
    return Site(served.a_copy())


@cache
def quick() -> Site:
    """The same with the forms that only a municipality finds; it is made sooner."""
    return Site(served.a_copy(), ("learner",))


@cache
def on_postgresql() -> Site:
    """The site over a PostgreSQL database seeded as `hwaksan init` does it."""
    return Site(served.a_postgresql())
