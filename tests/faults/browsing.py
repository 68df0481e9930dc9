"""A browser over real HTTP: cookies, and forms with their token."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LOST = (OSError, http.client.HTTPException)
"""What comes when the server dies while it answers: nobody knows then what became of the request."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    status: int
    text: str
    location: str


@dataclass
class Browser:
    """One person's browser; not for several threads at once."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Page:
        """Opens a page and remembers the token of its forms."""
        page = self._ask("GET", path)
        if found := TOKEN.search(page.text):
            self.token = found[1]
        return page

    def post(self, path: str, **fields: str) -> Page:
        """Sends a form with the token seen last."""
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **fields}))

    def sign_in(self, email: str, password: str) -> None:
        """Signs in as a person does."""
        self.get("/account/sign-in")
        page = self.post("/account/sign-in", email=email, password=password, next="/")
        assert page.status == 302, page.text
        self.get("/coaching")

    def _ask(self, method: str, path: str, body: str | None = None) -> Page:
        """One request over a connection of its own: a kept one may be closed by the server at that very moment."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                   "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return Page(answer.status, text, answer.headers.get("Location", ""))
