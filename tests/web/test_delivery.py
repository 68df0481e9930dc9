"""One style sheet, files that browsers keep, and what travels compressed."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.people import a_person, quick_hashes, signed_in_client
from web.delivery import FOLDER, IMPORT, version

KEPT = "public, max-age=31536000, immutable"
SMALL = {"Accept-Encoding": "gzip, deflate, br"}


def sheet_of(client: FlaskClient) -> str:
    """Address of the page's only style sheet."""
    (address,) = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)
    return str(address)


def test_a_page_asks_for_one_sheet_that_holds_every_other(client: FlaskClient) -> None:
    """Each file of the folder is named in all.css once, and its rules are in the sheet, print's for print alone.

    Only the dark colours travel apart, for those who chose them.
    """
    named = [found[1] for found in IMPORT.finditer((FOLDER / "css/all.css").read_text(encoding="utf-8"))]
    own = [name for name in named if "/" not in name]
    apart = ["all.css", "modes.css"]
    assert sorted([*own, *apart]) == sorted(file.name for file in FOLDER.glob("css/*.css"))
    sheet = client.get(sheet_of(client)).text
    assert "@import" not in sheet and "@charset" not in sheet
    assert ".site-header-row {" in sheet and ":root {" in sheet
    assert (FOLDER / "css/print.css").read_text(encoding="utf-8").splitlines()[-2] in sheet.split("@media print {")[-1]


def test_files_named_in_the_sheet_are_there(client: FlaskClient) -> None:
    """Addresses in it lead from its own place to files, each with its version."""
    addresses = set(re.findall(r'url\("([^"]+)"\)', client.get(sheet_of(client)).text))
    fonts = [address for address in addresses if ".woff2" in address]
    assert len(fonts) == 3
    if (FOLDER / "vendor/krds").exists():
        assert all(version(address.split("?v=")[0]) == address.split("?v=")[1] for address in fonts)
        assert client.get(f"/static/{fonts[0]}").headers["Cache-Control"] == KEPT


def test_a_file_is_kept_only_under_the_address_of_its_content(client: FlaskClient) -> None:
    """A year for the right version, whoever asks; without it or with another, browsers ask anew."""
    (icon,) = re.findall(r'rel="icon" href="([^"]+)"', client.get("/").text)
    for address in (icon, sheet_of(client)):
        kept = client.get(address)
        assert kept.headers["Cache-Control"] == KEPT
        assert "Cookie" not in kept.headers.get("Vary", "") and "Set-Cookie" not in kept.headers
        for other in (address.split("?")[0], address.split("?")[0] + "?v=0"):
            assert "immutable" not in client.get(other).headers.get("Cache-Control", "")


def test_text_travels_small(client: FlaskClient) -> None:
    """What arrives is what was meant; a browser that cannot unpack it gets it as it is."""
    for address in ("/solutions", sheet_of(client), "/api/v1/solutions"):
        small, plain = client.get(address, headers=SMALL), client.get(address)
        assert small.headers["Content-Encoding"] == "br" and "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in small.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
        assert brotli.decompress(small.data) == plain.data
        assert len(small.data) < len(plain.data) / 3
        zipped = client.get(address, headers={"Accept-Encoding": "br;q=0, gzip"})
        assert gzip.decompress(zipped.data) == plain.data


def test_a_file_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    """Whichever form of it a browser holds."""
    first = client.get("/static/css/base.css", headers=SMALL)
    assert first.headers["Content-Encoding"] == "br"
    again = client.get("/static/css/base.css", headers={**SMALL, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.fixture
def signed_in(writable_app: Flask) -> FlaskClient:
    """A browser in which an official is signed in."""
    quick_hashes(writable_app)
    a_person(writable_app, "delivery@example.org", "municipality")
    return signed_in_client(writable_app, "delivery@example.org")


def test_pages_of_a_person_have_a_length_that_tells_nothing(signed_in: FlaskClient, client: FlaskClient) -> None:
    """Compressed, but blurred by a name of random length; what is about the account itself travels as it is."""
    found = [signed_in.get("/sources", headers=SMALL) for _ in range(12)]
    assert {answer.headers["Content-Encoding"] for answer in found} == {"gzip"}
    assert len({len(answer.data) for answer in found}) > 1
    assert "자료 출처" in gzip.decompress(found[0].data).decode()
    assert "Content-Encoding" not in signed_in.get("/account", headers=SMALL).headers
    assert "Content-Encoding" not in client.get("/account/sign-in", headers=SMALL).headers
    assert signed_in.get(sheet_of(signed_in), headers=SMALL).headers["Content-Encoding"] == "br"
