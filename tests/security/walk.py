"""A walk over the whole application: it writes into every field of every form and looks at what comes back."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.forms import ADDRESS, MARKUP, Form, forms, links
from tests.security.things import CALL, Things, made
from tests.web.coaching_ground import COACH, RUN, Ground, a_ground
from tests.web.conftest import PROBLEM
from tests.web.test_access import PUBLIC
from web.security import limiter

SIGNED_IN = ("coach", "learner", "office")
ROLES = ("", *SIGNED_IN)
ALIKE = {"coaching_requests.show": 8, "office_proposals.show": 6, "coaching_facts.proposal": 6, "saved_plans.show": 3,
         "coaching_offerings.show": 3, "decisions.show": 3}
"""Pages of one route that are looked at for each person, where one is not enough."""
SHARED = set(PUBLIC) - {"coaching.index", "saved_plans.index", "recommendations.match"}
"""Pages that are the same for everybody are looked at by nobody in particular."""
STORING = {"saved_plans.start"}
"""Those of them whose posts store something."""
ENDING = ("decline", "withdraw", "accept", "agree", "close", "finish", "publish", "return", "remove", "end", "confirm",
          "sign-out", "/language", "password", "people/")
"""Parts of addresses that are written to last, because what they end cannot be written to again."""
LEAVING = ("/account/organisation/erase", "/account/sign-ins/end", "/account/sign-out", "/account/password",
           "/account/second-factor")
"""Posts that end the walk of a person; tests of their own make them."""
ASKED = {"recommendations.match": f"?text={PROBLEM}&municipality=합천군",
         "plans.show": f"?text={PROBLEM}&municipality=합천군",
         "comparisons.show": f"?s=smart-pole&s={RUN}&municipality=합천군&text={PROBLEM}",
         "exports.compare": "?s=smart-pole", "exports.apply": f"?text={PROBLEM}&municipality=합천군",
         "exports.fill_form": f"?text={PROBLEM}&municipality=합천군"}
HEARD: list[str] = []
OUTWARD = ("socket.connect", "socket.getaddrinfo", "os.system")
"""What reaches beyond the process; a file that is opened for writing does too."""


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event in OUTWARD or writes:
        HEARD.append(f"{event} {arguments[:2]}")


@dataclass
class Walk:
    """Where the walk went and what it found."""

    ground: Ground
    things: Things
    thorough: bool = False
    """Whether pages that store nothing are written into too, and each field also alone while the others hold what
    they may."""
    reached: set[str] = field(default_factory=set)
    """Endpoints that a form of a page sends to."""
    stored: set[str] = field(default_factory=set)
    """Endpoints that took what was written: they answered with another page."""
    uploads: set[tuple[str, str]] = field(default_factory=set)
    unsafe: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    redirects: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    """Marks that were seen on pages, as text."""
    sent: int = 0
    pages: int = 0

    def endpoint(self, path: str, method: str = "GET") -> str:
        """The route that an address belongs to; empty for none."""
        try:
            return str(self.ground.app.url_map.bind("localhost").match(urlsplit(path).path, method)[0])
        except HTTPException:
            return ""

    def look(self, path: str, answer: TestResponse) -> None:
        """Notes everything that must not be in an answer."""
        self.pages += 1
        if answer.status_code >= 500:
            self.failed.append(f"{path}: {answer.status_code}")
        if "Location" in answer.headers:
            self.redirects.add(answer.headers["Location"])
        if answer.mimetype == "text/html" and answer.data:
            self.unsafe += [f"{path}: {what}" for what in unsafe(answer.text)]
            self.shown |= set(re.findall(r"qzx\d+", answer.text))

    def crawl(self, who: str, shared: bool = True) -> dict[str, str]:
        """Pages by address, from the routes and on along the links; those alike for everybody if `shared`."""
        client, found, seen = self.ground.browser(who), {}, {}
        waiting = [f"/plans/{self.things.free_plan}", f"/coaching/ask?offering={self.things.unasked}",
                   "/account/recovery-codes"] if who else []
        waiting += [address(rule, self.things) for rule in self.ground.app.url_map.iter_rules()
                    if "GET" in (rule.methods or ())
                    and not rule.rule.startswith(("/api", "/static", "/account/library"))]
        while waiting:
            path = waiting.pop(0)
            endpoint = self.endpoint(path)
            if path in found or not endpoint or endpoint in PLAIN or (
                    endpoint in SHARED and (who or not shared)) or (
                    seen.get(endpoint, 0) >= ALIKE.get(endpoint, 1)):
                continue
            seen[endpoint] = seen.get(endpoint, 0) + 1
            limiter.reset()
            answer = client.get(path)
            self.look(path, answer)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                found[path] = answer.text
                waiting += sorted(links(answer.text, path))
        return found

    def send(self, client: FlaskClient, form: Form, values: Any) -> TestResponse:
        """Sends a form as a browser does."""
        limiter.reset()
        answer = client.get(form.action, query_string=values) if form.method == "GET" else client.post(
            form.action, data=values)
        self.sent += 1
        self.look(f"{form.method} {form.action} {dict(values)}"[:300], answer)
        return answer

    def find(self, who: str) -> list[Form]:
        """Every form of every page of a person, what ends something last."""
        found = [form for path, page in self.crawl(who).items() for form in forms(page, path)]
        for form in found:
            endpoint = self.endpoint(form.action, form.method)
            self.reached.add(endpoint)
            self.uploads |= {(endpoint, each.name) for each in form.fields if each.kind == "file"}
        return sorted(found, key=_ends)

    def write(self, who: str, done: set[tuple[Any, ...]]) -> None:
        """Writes into every form of every page of a person that was not written into yet."""
        for form in self.find(who):
            endpoint = self.endpoint(form.action, form.method)
            if endpoint in SHARED - STORING and not self.thorough:
                continue
            action = form.action.rpartition("/")[2] if "/requests/" in form.action else ""
            fields = tuple(dict.fromkeys(re.sub(r"-.*", "", name) for name in form.names))
            kind = (endpoint, form.method, action, fields)
            if (who, *kind) in done or form.action.startswith(LEAVING):
                continue
            done.add((who, *kind))
            client = self.ground.browser(who)
            if form.method == "POST" and endpoint not in SHARED:
                self._sent(client, form, endpoint, form.filled(ADDRESS, free=True))
            if not self._sent(client, form, endpoint, form.filled(MARKUP)):
                self._sent(client, form, endpoint, form.filled(MARKUP, free=True))
            if self.thorough and kind not in done:
                done.add(kind)
                for name in {re.sub(r"-.*", "", each): each for each in form.names}.values():
                    self._sent(client, form, endpoint, form.filled(MARKUP, name))

    def _sent(self, client: FlaskClient, form: Form, endpoint: str, values: Any) -> bool:
        """Whether the form was taken: the answer leads to another page."""
        answer = self.send(client, form, values)
        if answer.status_code not in (302, 303):
            return False
        self.stored.add(endpoint)
        if answer.headers["Location"].startswith("/"):
            self.look(answer.headers["Location"], client.get(answer.headers["Location"]))
        return True


def _ends(form: Form) -> int:
    """How late a form is to be sent: the later, the more its sending ends."""
    return next((at for at, part in enumerate(ENDING) if part in form.action), -1)


PLAIN = {"security.logout", "security.two_factor_token_validation", "security.tf_select", "security.mf_recovery",
         "display.service_worker", "health.healthz", "health.readyz", "measures.metrics",
         "exports.apply", "exports.compare", "decisions.application", "decisions.comparison", "language.switch",
         "display.switch", "static", "delivery.sheet"}
"""Routes that answer no page; other tests read them."""


def address(rule: Rule, things: Things) -> str:
    """An address of a route, with the number of what stands there."""
    numbers = {"office.": things.claim, "coaching_facts.": things.proposal, "office_proposals.": things.proposal,
               "coaching_requests.": things.request, "invitations.": things.colleague}
    number = next((known for start, known in numbers.items() if rule.endpoint.startswith(start)), 0)
    values = {
        "slug": RUN, "code": COACH if rule.endpoint.startswith("municip") else "ko", "call_id": CALL,
        "plan_id": things.plan, "decision_id": things.decision, "search_id": things.search, "number": number,
        "offering": things.offering, "record": things.record, "table": "deployment", "fact": things.fact,
        "token": things.welcome if rule.endpoint.startswith("invit") else things.reset, "filename": "css/base.css",
        "form": "xlsx", "chosen": "light", "action": "review" if "office_proposals" in rule.endpoint else "decline",
        "municipality": COACH,
    }
    path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)
    return path + ASKED.get(rule.endpoint, "")


def unsafe(page: str) -> list[str]:
    """What of a page would run, or stands in it as markup although somebody typed it."""
    found = ["markup"] if "<b onx" in page else []
    found += ["template"] if re.search(r"qzx\d+&lt;b onx=1&gt;[^<]{0,40}49", page) else []
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            plain = re.sub(r"[\x00-\x20]", "", value).lower()
            if name.startswith("on") or name == "style" or (
                    name in ("href", "src", "action", "formaction", "data", "poster")
                    and plain.startswith(("javascript:", "data:", "vbscript:"))):
                found.append(f"<{element.tag} {name}={value[:60]}>")
        if element.tag in ("script", "iframe", "object", "embed", "base", "style") and not (
                element.tag == "script" and (element.get("src") or "").startswith("/static/")):
            found.append(f"<{element.tag}>")
    return found


def walked(ground: Ground, things: Things, thorough: bool) -> Walk:
    """Writing, in full twice, because what one writes lets another answer, and a last look at every page.

    In short only those who are signed in write, and what stores nothing is left alone.
    """
    walk, done = Walk(ground, things, thorough), set[tuple[Any, ...]]()
    walk.find("")
    for who in (*ROLES, *SIGNED_IN) if thorough else SIGNED_IN:
        walk.write(who, done)
    for who in ROLES:
        walk.crawl(who, shared=False)
    return walk


def main() -> None:
    """Walks over a database and prints what was found as one line of JSON: `python -m tests.security.walk ADDRESS`.

    A process of its own, because what listens to Python cannot be taken off again.
    """
    grounds = a_ground(sys.argv[1])
    ground = next(grounds)
    things, known = made(ground), ground.state.matcher()
    ground.state.matcher = lambda: known  # type: ignore[method-assign]  # what is matched matters to no attack
    sys.addaudithook(_hear)
    walk = walked(ground, things, "--thorough" in sys.argv)
    posts = {rule.endpoint for rule in ground.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    told = {name: sorted(getattr(walk, name)) for name in (
        "reached", "stored", "unsafe", "failed", "redirects", "shown", "uploads")}
    told |= {"posts": sorted(posts), "heard": sorted(set(HEARD)),
             "sent": walk.sent, "pages": walk.pages, "thorough": walk.thorough}
    print(json.dumps(told))
    grounds.close()


if __name__ == "__main__":
    main()
