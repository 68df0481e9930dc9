"""A site in which people of every kind are signed in and something of everything is under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.test import TestResponse

from catalog import people
from catalog.accounts import Account
from catalog.deployments import Operation
from tests.fuzz import served
from tests.fuzz.commits import commits_of
from tests.fuzz.pages import Form, forms_of
from tests.web.coaching_ground import COACH, LEARNER, RUN
from tests.web.people import TOKEN, a_person, hashed, quick_hashes, signed_in_client
from tests.web.test_access import PUBLIC, VALUES, WAY_IN
from web import create_app
from web.invitations import welcome_path
from web.security import limiter

ROLES: dict[str, tuple[str | None, str]] = {
    "nobody": (None, ""), "coach": ("municipality", COACH), "learner": ("municipality", LEARNER),
    "institution": ("institution", ""), "office": ("programme-office", ""), "newcomer": (None, ""),
}
"""Kind of organisation and municipality; the newcomer has an account and belongs to none yet."""
SIGNS_OUT = WAY_IN
"""Steps of the library's own sequences: to come to one out of turn ends the sign-in."""
PROBLEM = "도로 먼지가 많아 민원이 잦습니다."
QUERY = {"text": PROBLEM, "municipality": "의령군", "s": [RUN, "smart-pole"]}
PLAN = {**QUERY, "call": "solution-diffusion-2026"}


class Site:
    """The application over a database of its own, browsers of each role, and what their pages offer to send."""

    def __init__(self, url: str, readers: Collection[str] = tuple(ROLES)) -> None:
        self.state = served.a_state(url)
        self.app: Flask = create_app(self.state.settings, self.state)
        quick_hashes(self.app)
        self.browsers: dict[str, FlaskClient] = {}
        for role, (kind, code) in ROLES.items():
            if role != "nobody":
                a_person(self.app, f"{role}@example.org", kind, code, second_factor=role == "office", name=role)
        a_person(self.app, "colleague@example.org", "municipality", COACH, name="colleague", invites=False)
        self.seen: dict[tuple[str, str], dict[str, Form]] = {}
        """Forms by method and endpoint, and by the path that they are sent to."""
        self._commits = commits_of(self.state.engine)
        self._begin_something()
        self._look_round(readers)

    def browser(self, role: str) -> FlaskClient:
        """The browser of a role, signed in."""
        limiter.reset()
        if role not in self.browsers:
            self.browsers[role] = (
                self.app.test_client() if role == "nobody" else signed_in_client(self.app, f"{role}@example.org"))
        return self.browsers[role]

    def post(self, role: str, path: str, fields: Any) -> TestResponse:
        """Sends a form with the token of this browser."""
        return self.browser(role).post(path, data=fields)

    def token(self, role: str) -> str:
        """The form token of the role's browser."""
        found = TOKEN.search(self.browser(role).get("/account/claim").text)
        assert found is not None, "the page of claims has lost its token"
        return found[1]

    def signed_in(self, role: str) -> bool:
        """Whether the role's browser still is."""
        return role == "nobody" or self.browser(role).get("/account").status_code == 200

    def come_back(self, role: str) -> None:
        """Lets a role in again whose password was changed, whose account was shut or whose sign-in was ended."""
        self.browsers.pop(role, None)
        with self.state.writing.begin() as session:
            person = people.by_email(session, f"{role}@example.org")
            assert person is not None
            person.password, person.active = hashed(self.app), True

    def changes(self) -> int:
        """A number that another commit changes, if it wrote something."""
        return self._commits.number()

    def rules(self, method: str) -> list[Rule]:
        """The routes that take a method, without files and the API, which schemathesis tries."""
        return sorted((rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())
                       and not rule.endpoint.endswith("static") and not rule.rule.startswith("/api/")),
                      key=lambda rule: rule.rule)

    def path_of(self, rule: Rule, values: dict[str, str] | None = None) -> str:
        """An address of the route, of what is there as far as the pages show it."""
        path = "/language/ko" if rule.endpoint == "language.switch" else rule.rule
        for name in rule.arguments:
            of_type = next(part for part in rule.rule.split("<") if part.split(">")[0].split(":")[-1] == name)
            path = path.replace(f"<{of_type.split('>')[0]}>", {**VALUES, **self.made, **(values or {})}[name])
        return path

    def _sent(self, role: str, path: str, **fields: Any) -> str:
        answer = self.post(role, path, {"csrf_token": self.token(role), **fields})
        assert answer.status_code == 303, f"{path}: {answer.status_code}"
        return str(answer.location)

    def _begin_something(self) -> None:
        """A plan, a decision, a search, a claim, a proposal, an offering and a request."""
        today = dt.date.today()
        with self.state.sessions() as session:
            record = session.get_one(Operation, (COACH, RUN)).deployment_id
        plan = self._sent("learner", "/plans", **PLAN)
        self.made = {"plan_id": plan.rsplit("/", 1)[1].split("?")[0], "slug": RUN, "code": LEARNER, "number": "1",
                     "search_id": "1", "call_id": "solution-diffusion-2026",
                     "record": record, "fact": record, "table": "deployment"}
        decision = self._sent("learner", f"/plans/{self.made['plan_id']}/decisions", outcome="chosen", chosen=[RUN],
                              reason="먼지가 줄어든 곳이 있다", version="1")
        self.made["decision_id"] = decision.rsplit("/", 1)[1].split("?")[0]
        self._sent("learner", "/searches", text=PROBLEM, municipality="의령군")
        self.post("nobody", "/account/claim", {
            "csrf_token": self.token("nobody"), "email": "claims@example.org", "name": "김", "municipality": "합천군",
            "department": "과"})
        with self.state.sessions() as session, self.app.test_request_context():
            claimed = session.scalars(select(Account).where(Account.email == "claims@example.org")).one()
            self.made["token"] = welcome_path(claimed).rsplit("/", 1)[1]
        offering = self._sent(
            "coach", "/coaching/offerings/new", solution=RUN, forms=["visit"], languages=["ko"], capacity="2",
            valid_from=today.isoformat(), valid_until=f"{today.year + 1}-12-31", contact="환경과")
        self.made["offering"] = offering.rsplit("/", 1)[1]
        self._sent("learner", "/coaching/ask", offering=self.made["offering"], problem=PROBLEM, message="견학")
        self._sent("coach", f"/coaching/records/{self.made['record']}/correct", status="operating", year="2019",
                   scale_ko="노선 1개", scale_en="one route", source="https://example.org/source")

    def _look_round(self, readers: Collection[str]) -> None:
        """Reads every page as these roles and remembers the forms."""
        for role in readers:
            browser = self.browser(role)
            for rule in self.rules("GET"):
                again = rule.endpoint in PUBLIC and role not in ("nobody", "coach")
                if again or rule.endpoint in SIGNS_OUT or "<form>" in rule.rule:
                    continue
                path = self.path_of(rule)
                answer = browser.get(path, query_string=QUERY)
                for form in forms_of(answer.text, path) if answer.mimetype == "text/html" else ():
                    self._remember(form)

    def _remember(self, form: Form) -> None:
        try:
            endpoint, _values = self.app.url_map.bind("localhost").match(form.path, form.method)
        except (HTTPException, RequestRedirect):
            return
        known = self.seen.setdefault((form.method, endpoint), {})
        held = known.setdefault(form.path, Form(form.method, form.path))
        for name, values in form.fields.items():
            held.add(name, None)
            for value in values:
                held.add(name, value)
