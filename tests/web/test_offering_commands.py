"""Offerings to coach in the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli import hwaksan

BUS = "demand-responsive-bus"
PERIOD = ("--from", "2026-01-01", "--until", "2099-12-31")
OFFER = ("offer", "청주시", BUS, "--capacity", "1", "--form", "visit", "--form", "remote", "--language", "ko", *PERIOD,
         "--contact", "대중교통과", "--conditions-ko", "버스 1대까지")


@pytest.fixture
def run(copied: Callable[[], str], tmp_path: Path) -> Callable[..., Result]:
    """Runs the command on a copy of the seeded database."""
    environment = {"HWAKSAN_DATABASE_URL": copied(), "HWAKSAN_INSTANCE": str(tmp_path)}
    return lambda *arguments: CliRunner().invoke(hwaksan, arguments, env=environment)


def refused(result: Result, *words: str) -> bool:
    """Exit code 2 with one line that holds the words."""
    return result.exit_code == 2 and result.stderr.count("\n") == 1 and all(word in result.stderr for word in words)


def test_from_the_offer_to_the_end(run: Callable[..., Result]) -> None:
    """An offering is registered, taken, full, enlarged, released and closed; answers say how many slots are left."""
    before = run("coaches", BUS, "--for", "합천군").stdout
    assert "아직 등록된 코칭 제공 없음" in before

    opened = json.loads(run(*OFFER, "--format", "json").stdout)
    number = str(opened["offering"]["id"])
    assert opened["offering"]["forms"] == ["visit", "remote"] and opened["offering"]["source"] == "대중교통과"
    assert json.loads(run("slot", "take", number, "합천군", "--format", "json").stdout) == {
        "offering": int(number), "municipality": "48890", "slot": 1, "free": 0}
    assert refused(run("slot", "take", number, "의령군"), "모두 찼습니다", "is taken")
    assert "1자리 남음" in run("change-capacity", number, "2").stdout
    assert "0 left" in run("slot", "take", number, "의령군", "--lang", "en").stdout
    listed = run("offerings").stdout
    assert "코칭 중: 합천군 (48890), 의령군 (48720)" in listed and "버스 1대까지" in listed and "현장 견학" in listed
    assert json.loads(run("slot", "release", number, "합천군", "--format", "json").stdout)["free"] == 1
    assert "닫았습니다" in run("close-offering", number).stdout
    assert json.loads(run("offerings", "--format", "json").stdout) == {"offerings": []}
    assert run("coaches", BUS, "--for", "합천군").stdout == before


def test_coaches_with_an_offering_come_first(run: Callable[..., Result]) -> None:
    """Its terms and free slots stand in the JSON and in the text; the others have none."""
    run(*OFFER)
    value = json.loads(run("coaches", BUS, "--for", "합천군", "--top", "2", "--format", "json").stdout)
    first, second = value["coaches"]

    assert (first["municipality"], first["capacity_left"], second["capacity_left"]) == ("43110", 1, None)
    assert second["offering"] is None and first["offering"]["period"] == {"from": "2026-01-01", "until": "2099-12-31"}
    assert first["offering"]["conditions"] == {"ko": "버스 1대까지", "en": "버스 1대까지"}
    text = run("coaches", BUS, "--for", "합천군", "--lang", "en").stdout
    assert "1 of 1 slots free" in text and "site visit, remote advice" in text and "no offering yet" in text


@pytest.mark.parametrize(("arguments", "word"), [
    (("offer", "합천군", *OFFER[2:]), "put its deployment on record"),
    ((*OFFER[:4], "21", *OFFER[5:]), "from 1 to 20"),
    (("slot", "take", "99", "합천군"), "list of offerings"),
    (("slot", "release", "99", "합천군"), "holds no slot"),
    (("change-capacity", "99", "3"), "no open offering 99"),
    (("close-offering", "99"), "no open offering 99"),
])
def test_what_cannot_be_is_refused(run: Callable[..., Result], arguments: tuple[str, ...], word: str) -> None:
    """Exit code 2, what is wrong and what to do, in both languages; nothing is written."""
    assert refused(run(*arguments), word)
    assert json.loads(run("offerings", "--format", "json").stdout) == {"offerings": []}
