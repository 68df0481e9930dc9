"""What guards every request: the host it names, forgery tokens, the rate limit and the security headers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from werkzeug.middleware.proxy_fix import ProxyFix

from catalog.errors import HwaksanError
from web.cookies import name_of
from web.settings import Settings
from web.uploads import LARGEST_UPLOAD

API_PREFIX = "/api/"
LARGEST_BODY = 1024 * 1024
STORAGES = ("redis", "rediss", "memcached")
STORAGE_SECONDS = 1
"""A request waits no longer for the server that counts."""
BRINGS_A_FILE = "reading.choose"
FOR_MACHINES = {"health.healthz", "health.readyz", "measures.metrics"}
"""What watches a server asks it by its number."""
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
POLICY = "; ".join((
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONLY_HTTPS = "max-age=31536000; includeSubDomains"

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=True)


def init_app(app: Flask, settings: Settings) -> None:
    """The host, forgery tokens on every form post outside the API, the limiter, and the headers."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    app.config.update(
        SESSION_COOKIE_NAME=name_of("session", settings.secure_cookies),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    app.after_request(_when_to_come_again)  # before the limiter's own, so that it runs after that
    csrf.init_app(app)
    app.config.update(counting(settings))
    limiter.init_app(app)
    app.extensions["hwaksan_rate_limit"] = settings.rate_limit
    app.extensions["hwaksan_host"] = urlsplit(settings.base_url or "").hostname
    app.before_request(_check_host)
    app.before_request(_check_token)
    app.after_request(_add_headers)


def counting(settings: Settings) -> dict[str, Any]:
    """Where flask-limiter counts: in this process, or at the address of the settings for all processes together.

    When that server is away, each process counts for itself until it is back.

    Raises:
        HwaksanError: the address cannot be used, or the package that talks to such a server is not installed.
    """
    if settings.rate_limit_url is None:
        return {"RATELIMIT_STORAGE_URI": "memory://"}
    options = ({"timeout": STORAGE_SECONDS, "connect_timeout": STORAGE_SECONDS}
               if settings.rate_limit_url.startswith("memcached:") else
               {"socket_timeout": STORAGE_SECONDS, "socket_connect_timeout": STORAGE_SECONDS})
    try:
        if settings.rate_limit_url.partition("://")[0] not in STORAGES:
            raise ValueError(", ".join(STORAGES))
        storage_from_string(settings.rate_limit_url, **options)
    except (ConfigurationError, ValueError) as error:
        raise HwaksanError(
            "HWAKSAN_RATE_LIMIT_URL을 redis://서버:6379/0 또는 memcached://서버:11211 꼴로 적고, redis 또는 pymemcache "
            "패키지를 설치해 주세요.",
            "Write HWAKSAN_RATE_LIMIT_URL like redis://host:6379/0 or memcached://host:11211, and install the package "
            "redis or pymemcache.") from error
    return {"RATELIMIT_STORAGE_URI": settings.rate_limit_url, "RATELIMIT_STORAGE_OPTIONS": options,
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True}


def rate_limit() -> str:
    """The limit of the pages and calls that ask the matcher, e.g. "60 per minute"."""
    return str(current_app.extensions["hwaksan_rate_limit"])


def host_is_this_machine() -> bool:
    """Whether the asker names this server as one does on the machine itself."""
    return _host_named() in THIS_MACHINE


def _host_named() -> str:
    """The name that the request gives this server, without a port; empty where it can be none."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


def _check_host() -> None:
    """Where the public address is known, no other name is answered to: none gets into a link, a cookie or a cache."""
    public = current_app.extensions["hwaksan_host"]
    if public and _host_named() != public and not host_is_this_machine() and request.endpoint not in FOR_MACHINES:
        abort(400)


def _check_token() -> None:
    if "\x00" in request.path:
        abort(404)  # no name holds it, and PostgreSQL refuses it
    if request.endpoint == BRINGS_A_FILE:
        request.max_content_length = LARGEST_UPLOAD + LARGEST_BODY
    if not request.path.startswith(API_PREFIX):
        csrf.protect()


def _when_to_come_again(response: Response) -> Response:
    """The limiter says with every answer when its window ends; that is no time to wait unless it refused."""
    if "come_again_after" in g:
        response.headers["Retry-After"] = str(g.come_again_after)
    elif response.status_code != 429:
        response.headers.pop("Retry-After", None)
    return response


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
    return response
