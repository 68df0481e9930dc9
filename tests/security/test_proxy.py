"""docs/operations/nginx.conf in a real nginx, before the real application, asked over real TLS."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.bench.startup import free_port
from tests.guards.project import ROOT
from tests.security.certificates import self_signed
from tests.web.people import a_site
from web import production_commands

pytestmark = [pytest.mark.xdist_group("security"), pytest.mark.usefixtures("compiled_translations")]
OPERATIONS = ROOT / "docs" / "operations"
AROUND = """
daemon off; pid {0}/pid; error_log stderr crit; {1}
events {{}}
http {{ client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u;
       scgi_temp_path {0}/s; include {0}/hwaksan.conf; }}
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where nginx listens, and the certificate that it shows."""

    plain: int
    secure: int
    pem: Path

    def asked(self, path: str, plain: bool = False) -> http.client.HTTPResponse:
        """The answer to one GET; over TLS with the certificate checked."""
        connection = http.client.HTTPConnection("localhost", self.plain, timeout=10) if plain else (
            http.client.HTTPSConnection("localhost", self.secure, timeout=10, context=self.context()))
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def context(self) -> ssl.SSLContext:
        """A client that trusts this proxy."""
        return ssl.create_default_context(cafile=self.pem)

    def shaken(self, context: ssl.SSLContext) -> tuple[str | None, str]:
        """Version and cipher that a handshake comes to."""
        with socket.create_connection(("localhost", self.secure), timeout=10) as line, context.wrap_socket(
                line, server_hostname="localhost") as wrapped:
            cipher = wrapped.cipher()
            assert cipher is not None
            return wrapped.version(), cipher[0]


@pytest.fixture(scope="module")
def proxy(copied: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx with our file, of which only names, paths and ports are others."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx: install Debian's nginx")
    folder = tmp_path_factory.mktemp("nginx")
    found = Proxy(free_port(), free_port(), self_signed(folder / "both.pem", "localhost"))
    with a_site(copied(), base_url="https://localhost", secure_cookies=True, proxies=1) as app:
        behind = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        text = (OPERATIONS / "nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
        for was, now in (
            ("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}"), ("listen 80", f"listen 127.0.0.1:{found.plain}"),
            ("listen 443", f"listen 127.0.0.1:{found.secure}"), ("hwaksan.example.go.kr", "localhost"),
            ("/etc/ssl/hwaksan/fullchain.pem", str(found.pem)), ("/etc/ssl/hwaksan/privkey.pem", str(found.pem)),
            ("/var/log/nginx", str(folder)), ("/etc/nginx/hwaksan_proxy.conf", str(folder / "hwaksan_proxy.conf")),
        ):
            assert was in text
            text = text.replace(was, now)
        (folder / "hwaksan.conf").write_text(text)
        shutil.copy(OPERATIONS / "hwaksan_proxy.conf", folder)
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder, user))
        process = subprocess.Popen([nginx, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"])
        try:
            for _try in range(100):
                assert process.poll() is None, "nginx does not start with the file"
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", found.secure), 1).close()
                    break
                time.sleep(.05)
            yield found
        finally:
            process.terminate()
            process.wait(10)
            behind.shutdown()


def test_only_present_versions_of_tls(proxy: Proxy) -> None:
    """1.3 where the client has it, 1.2 else; an older client is told that its version is not spoken."""
    assert proxy.shaken(proxy.context())[0] == "TLSv1.3"
    older = proxy.context()
    older.set_ciphers("DEFAULT@SECLEVEL=0")
    older.minimum_version = ssl.TLSVersion.TLSv1
    older.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError) as refused:
        proxy.shaken(older)
    assert refused.value.reason == "TLSV1_ALERT_PROTOCOL_VERSION"


@pytest.mark.parametrize(("ciphers", "taken"), [
    ("ECDHE-ECDSA-AES128-GCM-SHA256", True), ("ECDHE-ECDSA-CHACHA20-POLY1305", True),
    ("ECDHE-ECDSA-AES128-SHA256", False), ("ECDHE-ECDSA-AES256-SHA", False), ("AES128-GCM-SHA256", False),
])
def test_only_recommended_ciphers(proxy: Proxy, ciphers: str, taken: bool) -> None:
    """With forward secrecy and authenticated encryption; what has not both is refused by the server."""
    context = proxy.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    if taken:
        assert proxy.shaken(context) == ("TLSv1.2", ciphers)
    else:
        with pytest.raises(ssl.SSLError) as refused:
            proxy.shaken(context)
        assert "HANDSHAKE_FAILURE" in str(refused.value.reason)


def test_only_pages_are_led_to_tls(proxy: Proxy) -> None:
    """Whoever types the address gets on; a program is refused, because its text has already been read by others."""
    led = proxy.asked("/solutions", plain=True)
    assert (led.status, led.headers["Location"]) == (301, "https://localhost/solutions")
    assert [proxy.asked(path, plain=True).status for path in (
        "/api/v1/calls", "/api/v1/match", "/metrics", "/healthz", "/readyz")] == [403] * 5
    assert proxy.asked("/api/v1/calls").status == 200


def test_https_is_insisted_on(proxy: Proxy) -> None:
    """The application's header comes through, once, and its cookies are for this host and TLS alone."""
    answer = proxy.asked("/account/sign-in")
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]
    cookies = answer.headers.get_all("Set-Cookie", [])
    assert cookies and all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)


def test_the_public_address_is_asked(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """`hwaksan check-production --public` trusts what a browser would: this certificate only where it is known."""
    def found() -> list[str]:
        return [one.matter for one in production_commands.of_public_address(f"https://localhost:{proxy.secure}")]

    monkeypatch.setattr(production_commands, "PLAIN", proxy.plain)
    assert found() == ["public-address"]
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.pem))
    assert found() == []
