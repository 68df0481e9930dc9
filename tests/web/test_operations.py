"""The page of operations and what it is made of: slow statements, counted failures, mail and upkeep."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, bindparam, func, literal, select, text

from catalog import migrate, upkeep
from catalog.accounts import Mail
from catalog.db import make_engine
from catalog.errors import DoubtfulClockError
from catalog.people import OFFICE, now
from catalog.revisions import Revision
from catalog.vectors import PassageVector
from matcher.vectors import passage_hash
from tests.web.conftest import PROBLEM, served
from tests.web.people import a_person, quick_hashes, signed_in_client, state_of
from tests.work_factories import a_mail, a_notice, an_organisation
from web import create_app
from web.cli import hwaksan
from web.measures import totals
from web.retention import erase_daily
from web.security import limiter
from web.settings import Settings
from web.slow_queries import KEPT, SlowQuery, watch
from web.state import State

PAGE = "/office/operations"
VALUE = "아무도 보면 안 되는 글"
TOKEN = {"Authorization": "Bearer a-token-of-the-tests"}


@pytest.fixture(scope="module", name="site")
def _site(copied: Callable[[], str], compiled_translations: None) -> Iterator[Flask]:
    """The application with an administrator of the office and a colleague who is none."""
    for made in served(copied()):
        limiter.reset()
        quick_hashes(made)
        a_person(made, "head@example.org", OFFICE, second_factor=True)
        a_person(made, "clerk@example.org", OFFICE, second_factor=True, invites=False)
        yield made


def shown(page: str) -> dict[str, str]:
    """The facts of the page by name."""
    return {name: re.sub(r"<[^>]+>", "", value).strip()
            for name, value in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)}


def test_the_office_sees_how_the_service_stands(site: Flask) -> None:
    """Database, index, counts, mail, upkeep and what is due, each as it is."""
    state = state_of(site)
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with state.writing.begin() as session:
        a_mail(session, tries=2, made_at=long_ago)
        a_mail(session)
        a_notice(session, organisation_id=an_organisation(session, "48730").id, made_at=long_ago)
    limiter.reset()
    head = signed_in_client(site, "head@example.org")
    head.get("/match", query_string={"text": PROBLEM})
    facts = shown(head.get(PAGE).text)
    assert facts["종류"] == "SQLite" and facts["크기"].endswith("MB") and facts["응답 시간"].endswith("ms")
    assert re.fullmatch(r"\d{4}", facts["구조 판"])
    assert facts["상태"] == "답할 준비가 됨" and int(facts["문장"].replace(",", "")) > 1000
    assert (facts["기다리는 메일"], facts["한 번 이상 실패"]) == ("2", "1")
    assert facts["가장 오래된 메일"].startswith("2020. 1. 1.")
    assert (facts["마지막 백업"], facts["마지막으로 지운 때"]) == ("기록 없음", "기록 없음")
    assert (facts["알림"], facts["나가지 못한 메일"]) == ("1", "1")
    assert int(facts["추천한 질문"].removesuffix("번")) >= 1

    known = {passage_hash(passage) for passage in state.matcher().catalogue.passages}
    with state.writing.begin() as session:
        session.delete(session.scalars(select(PassageVector).where(PassageVector.text_hash.in_(known))).first())
        upkeep.note(session, "backup", {"rows": 1234})
    english = shown(head.get(PAGE, query_string={"lang": "en"}).text)
    assert count(english["Passages without a vector"]) == count(facts["벡터가 없는 문장"]) + 1
    assert english["Last backup"].endswith("1,234 items") and english["notices"] == "1"


def count(written: str) -> int:
    """A figure of the page."""
    return int(written.replace(",", ""))


def test_the_commands_note_what_they_did(engine: Engine, tmp_path: Path) -> None:
    """`backup` writes the file and then when it was done; `retention` what it erased, and counts before it does."""
    state = State(Settings(database_url=engine.url.render_as_string(hide_password=False)))
    migrate.upgrade(engine)
    with state.writing.begin() as session:
        session.add(Revision(reason="a catalogue"))
        a_mail(session, made_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    def run(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(hwaksan, [*arguments, "--format", "json"], env={
            "HWAKSAN_DATABASE_URL": state.settings.database_url, "HWAKSAN_INSTANCE": str(tmp_path)})
        assert result.exit_code == 0, result.stderr
        value: dict[str, Any] = json.loads(result.stdout)
        return value

    backed_up = run("backup", str(tmp_path / "backup.gz"))
    counted, erased = run("retention", "--dry-run"), run("retention", "--clock-is-right")
    again = run("retention")

    assert counted["found"] == erased["found"] and erased["found"]["mails"] == 1
    assert set(again["found"].values()) == {0}
    with state.sessions() as session:
        done = {kind: upkeep.last(session, kind) for kind in upkeep.KINDS}
    assert done["backup"] is not None and done["backup"].result == {"rows": backed_up["rows"]}
    assert done["retention"] is not None and done["retention"].result == again["found"]
    assert erase_daily(state) is None, "done within a day"
    state.engine.dispose()


def test_a_clock_years_ahead_erases_nothing(engine: Engine, tmp_path: Path) -> None:
    """Neither daily nor by the command, whatever is written meanwhile, until a person says that the clock is right."""
    state = State(Settings(database_url=engine.url.render_as_string(hide_password=False)))
    migrate.upgrade(engine)
    with state.writing.begin() as session:
        session.add(Revision(reason="a catalogue"))
        a_mail(session, made_at=now())
    assert erase_daily(state) is not None

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(hwaksan, ["retention", *arguments], env={
            "HWAKSAN_DATABASE_URL": state.settings.database_url, "HWAKSAN_INSTANCE": str(tmp_path)})

    with time_machine.travel(now() + dt.timedelta(days=2000)):
        with state.writing.begin() as session:
            a_mail(session, made_at=now())
        with pytest.raises(DoubtfulClockError):
            erase_daily(state)
        refused, counted = run(), run("--dry-run", "--lang", "en")
        assert refused.exit_code == 1 and "지우지 않았습니다" in refused.stderr and "Traceback" not in refused.stderr
        assert counted.exit_code == 0 and "mails that never went out: 1" in counted.stdout
        assert "The clock may be wrong" in counted.stderr
    with state.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 2

    assert run().exit_code == 0, "put right, it is believed again"
    with time_machine.travel(now() + dt.timedelta(days=2000)):  # it has stood still for years
        assert run("--clock-is-right").exit_code == 0
        assert run().exit_code == 0, "said once, it holds"
    with state.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 1
    behind = run()
    assert behind.exit_code == 1 and "마지막으로 지운 때" in behind.stderr
    state.engine.dispose()


def test_the_office_sees_that_the_clock_is_in_doubt(site: Flask) -> None:
    """The page says why nothing is erased and what to do, in the language of the page."""
    state = state_of(site)
    with state.writing.begin() as session:
        upkeep.note(session, "retention", {})
        session.get_one(upkeep.Upkeep, "retention").done_at = now() - dt.timedelta(days=400)
    limiter.reset()
    head = signed_in_client(site, "head@example.org")
    assert "hwaksan retention --clock-is-right" in head.get(PAGE).text
    assert "so nothing was erased" in head.get(PAGE, query_string={"lang": "en"}).text
    with state.writing.begin() as session:
        upkeep.note(session, "retention", {})
    assert "--clock-is-right" not in head.get(PAGE).text


def test_days_to_keep_are_whole_numbers(tmp_path: Path) -> None:
    """A setting that cannot be read is told in one line before anything is erased."""
    result = CliRunner().invoke(hwaksan, ["retention"], env={
        "HWAKSAN_INSTANCE": str(tmp_path), "HWAKSAN_KEEP_ACCOUNTS_DAYS": "1 year"})
    assert result.exit_code == 2 and "HWAKSAN_KEEP_ACCOUNTS_DAYS" in result.stderr and "Traceback" not in result.stderr


def test_only_administrators_see_it(site: Flask) -> None:
    """A colleague who may not invite gets 403 and no link."""
    limiter.reset()
    clerk = signed_in_client(site, "clerk@example.org")
    assert clerk.get(PAGE).status_code == 403
    assert PAGE not in clerk.get("/").text


def test_a_slow_statement_is_told_without_its_values(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """One line, one count and one entry for each; what was bound to it is in none of them."""
    before = totals()["slow_queries"]
    kept = watch(engine, 0)
    with engine.connect() as connection, caplog.at_level(logging.WARNING, "hwaksan.queries"):
        for _time in range(KEPT + 1):
            connection.execute(text("SELECT length(:problem) AS letters"), {"problem": VALUE})
    assert len(kept) == KEPT and totals()["slow_queries"] >= before + KEPT + 1
    assert isinstance(kept[-1], SlowQuery) and "AS letters" in kept[-1].statement
    lines = [record.__dict__ for record in caplog.records]
    assert [line["statement"] for line in lines][-1] == kept[-1].statement and lines[-1]["milliseconds"] >= 0
    assert VALUE not in str(lines) + str(kept)


def test_a_long_list_of_places_is_told_short(engine: Engine) -> None:
    """Where hundreds of values were bound the statement stays readable."""
    kept = watch(engine, 0)
    letters = bindparam("letters", ["a"] * 400, expanding=True)
    with engine.connect() as connection:
        connection.execute(select(literal(1)).where(literal("a").in_(letters)))
    assert ", …)" in kept[-1].statement and len(kept[-1].statement) < 200


def test_quick_statements_are_not_told(engine: Engine) -> None:
    """What stays below the threshold leaves nothing."""
    kept = watch(engine, 60_000)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert list(kept) == []


def test_a_slow_statement_names_its_request(site: Flask) -> None:
    """The page lists it under the id that the answer carried."""
    watching = create_app(dataclasses.replace(state_of(site).settings, slow_query_ms=0), state_of(site))
    watching.test_client().get("/solutions/smart-pole", headers={"X-Request-ID": "the-slow-request"})
    assert {row.request for row in watching.extensions["hwaksan_slow_queries"]} == {"the-slow-request"}


def test_failures_are_counted_by_part(site: Flask) -> None:
    """What any part of the process logs as a failure counts, a warning does not."""
    before = totals()["errors"]
    logging.getLogger("web.mail").warning("a server is busy")
    logging.getLogger("web.mail").error("failed")
    assert totals()["errors"] == before + 1


def test_figures_tell_of_mail_and_upkeep(site: Flask) -> None:
    """Gauges are read when asked for; a database that is away is told, not a failure."""
    watched = create_app(dataclasses.replace(state_of(site).settings, metrics_token=TOKEN["Authorization"][7:]),
                         state_of(site)).test_client()
    with state_of(site).writing.begin() as session:
        upkeep.note(session, "backup", {"rows": 1})
    told = watched.get("/metrics", headers=TOKEN).text
    assert "hwaksan_database_up 1.0" in told and re.search(r"hwaksan_mails_waiting \d", told)
    assert re.search(r'hwaksan_upkeep_timestamp_seconds\{kind="backup"\} 1\.\d+e\+09', told)


def test_figures_without_a_database(tmp_path: Path) -> None:
    """Prometheus still gets the rest, and that the database is away."""
    gone = tmp_path / "none" / "hwaksan.sqlite3"
    settings = Settings(database_url=f"sqlite:///{gone}", metrics_token=TOKEN["Authorization"][7:])
    state = State(settings)
    state.engine = make_engine(settings.database_url)
    told = create_app(settings, state).test_client().get("/metrics", headers=TOKEN)
    assert told.status_code == 200 and "hwaksan_database_up 0.0" in told.text
