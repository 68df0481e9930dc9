"""What browsers and others send beside the address: languages, cookies, ids, hosts, types."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.fuzz import served
from tests.fuzz.mutations import spoilt
from tests.fuzz.watch import Watch
from tests.web.people import a_person, quick_hashes, signed_in_client
from web import create_app
from web.measures import USABLE_ID
from web.security import limiter

PATHS = ("/", "/account", "/solutions/smart-pole", "/api/v1/calls", "/static/css/base.css", "/plans", "/read",
         "/changes", "/healthz", "/metrics", "/api/v1/match", "/match")
SENT = {
    "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8", "X-Request-ID": "0f3c-abc.DEF_12", "Host": "localhost:8000",
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
    "Accept": "text/html,application/json;q=0.9", "Accept-Encoding": "gzip, br;q=0.9", "Referer": "http://localhost/",
    "If-None-Match": '"abc"', "If-Modified-Since": "Mon, 30 Nov 2026 07:00:00 GMT", "Range": "bytes=0-10",
    "Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer abc", "Origin": "http://localhost",
    "X-Forwarded-For": "10.0.0.1", "Cookie": "lang=en; theme=dark",
}


@cache
def _app() -> tuple[Flask, str]:
    """The application and the cookies of somebody who is signed in and has looked at pages."""
    state = served.answering_state()
    app = create_app(state.settings, state)
    quick_hashes(app)
    a_person(app, "sender@example.org")
    client = signed_in_client(app, "sender@example.org")
    for path in ("/solutions/smart-pole", "/changes", "/language/en", "/display/dark", "/?municipality=48720"):
        client.get(path)
    cookies = client._cookies.values() if client._cookies else ()
    return app, "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies)


def drive(watch: Watch, runs: int, seed: int) -> None:
    """Requests with one or two headers spoilt, most often the cookies of a session."""
    rng, cookies = Random(seed), _app()[1]
    for number in range(runs):
        headers = {**SENT, "Cookie": cookies}
        if rng.random() < 0.5:
            headers = {name: headers[name] for name in rng.sample(sorted(headers), 5)}
        for _ in range(rng.choice((1, 1, 2))):
            name = rng.choice((*headers, "Cookie"))
            headers[name] = spoilt(rng, headers.get(name, "").encode("latin-1"))[:9000].decode("latin-1")
        try:
            watch(json.dumps({"path": PATHS[number % len(PATHS)], "headers": headers,
                                "method": "POST" if "match" in PATHS[number % len(PATHS)] else "GET"}).encode())
        except AssertionError:
            continue  # the watch has kept it


def check(data: bytes) -> None:
    """No header makes a failure, and only a usable id comes back in an answer."""
    sent, (app, _) = json.loads(data), _app()
    limiter.reset()
    builder = EnvironBuilder(path=sent["path"], method=sent["method"], input_stream=BytesIO(b'{"text": "bus"}'))
    environ = builder.get_environ()
    for name, value in sent["headers"].items():
        key = name.upper().replace("-", "_")
        # A server refuses these by itself before an application sees them.
        plain = "".join(character for character in value if character not in "\r\n\x00")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = plain
    answered: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], None]:
        answered.append((status, headers))
        return lambda _data: None

    body = app.wsgi_app(environ, start)
    length = sum(map(len, body))
    getattr(body, "close", lambda: None)()
    (status, headers), = answered
    assert length >= 0 and int(status[:3]) < 500, f"{status} from {sent['path']}"
    assert all("\n" not in value and "\r" not in value for _, value in headers)
    ids = [value for name, value in headers if name == "X-Request-ID"]
    assert len(ids) == 1 and USABLE_ID.fullmatch(ids[0])
