"""The service behind PgBouncer, which hands a few connections to PostgreSQL around among many of the service."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from catalog.changes import publish_solution
from catalog.db import make_engine
from tests.bench.startup import free_port
from tests.factories import a_solution
from tests.faults.browsing import Browser
from tests.faults.ground import prepared
from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres
from tests.faults.running import PATIENCE, Server, serving, until
from tests.faults.traffic import Traffic

CONNECTIONS = 20
"""To PostgreSQL, as PgBouncer has it by itself; two workers have up to eighty to the pooler."""
ASKERS, EACH = 4, 8
"""People who ask at once, and how many problems each."""
PROBLEMS = ("시장 주변에 주차할 곳이 없습니다", "어르신 혼자 계시다가 늦게 발견됩니다", "골목에 쓰레기가 쌓입니다",
            "The bus comes twice a day and the hospital is far")
NEW, ANSWERED = "dark-sky-lighting", "가로등 불빛 때문에 별과 은하수가 보이지 않는다"
CONFIGURATION = """[databases]
* = host={socket} port=5432 user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 300
query_wait_timeout = 15
max_prepared_statements = {prepared}
ignore_startup_parameters = extra_float_digits
logfile = {folder}/pgbouncer.log
"""


def program() -> str | None:
    """Where PgBouncer is, HWAKSAN_PGBOUNCER before the one that is installed; None where there is none."""
    return os.environ.get("HWAKSAN_PGBOUNCER") or shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


def version(found: str) -> str:
    """As the program says it itself, e.g. "1.18.0"."""
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[1]


@contextmanager
def pgbouncer(found: str, database: Postgres, folder: Path, prepared: int = 0) -> Iterator[int]:
    """PgBouncer in transaction mode before a server, until the end of the block; gives its port.

    With `prepared` it keeps so many prepared statements for each connection itself (version 1.22 and newer).
    """
    folder.mkdir(exist_ok=True)
    port, account = free_port(), database.server.system_user
    configuration = CONFIGURATION.format(
        socket=make_url(database.address("postgres")).query["host"], port=port, connections=CONNECTIONS,
        folder=folder, prepared=prepared)
    if not prepared:
        configuration = configuration.replace("max_prepared_statements = 0\n", "")
    file = folder / "pgbouncer.ini"
    file.write_text(configuration)
    for path in (folder, file):
        if account is not None:  # as root it does not run
            shutil.chown(path, account)
    process = subprocess.Popen([found, *(["-u", account] if account else []), str(file)], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _answers(port), patience=20)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def through(url: str, port: int, **options: str) -> str:
    """The address of a database by way of the pooler."""
    address = make_url(url).set(host="127.0.0.1", port=port, username="postgres", query=options)
    return address.render_as_string(hide_password=False)


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} dbname=postgres user=postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def ways(found: str) -> list[tuple[int, dict[str, str]]]:
    """What works with this version: no statement prepared, and from 1.22 on those that PgBouncer keeps itself."""
    without: list[tuple[int, dict[str, str]]] = [(0, {"prepare_threshold": "none"})]
    newer = tuple(map(int, version(found).split(".")[:2])) >= (1, 22)
    return [*without, (200, {})] if newer else without


def pooled(found: str, prepared_here: int, options: Mapping[str, str], database: Postgres, folder: Path) -> Outcome:
    """Two workers behind PgBouncer: the catalogue is loaded, forms are sent, problems asked and an entry published.

    With `prepared_here` PgBouncer keeps so many prepared statements itself; `options` are those of the address.
    """
    fresh = database.new_database()
    with pgbouncer(found, database, folder, prepared_here) as port:
        url = through(fresh, port, **options)
        traffic = Traffic(prepared(url, 3, 6))
        with serving(url, folder) as server:
            until(server.whole)
            until(lambda: server.status("/readyz") == 200)
            asked: list[int] = []
            with traffic.through(server.port):
                askers = [threading.Thread(target=_ask, args=(server, asker, asked)) for asker in range(ASKERS)]
                for asker in askers:
                    asker.start()
                for asker in askers:
                    asker.join()
                published = _published(url, server)
            failures = [line for line in server.log.read_text().splitlines() if '"levelname": "ERROR"' in line]
    wrong = [*traffic.audit(fresh), *(f"a match was answered {status}" for status in set(asked) - {200}),
             *([] if published else ["what was published is not in the next answer"]),
             *([f"{len(failures)} failures in the log: {failures[0][:300]}"] if failures else [])]
    how = f"`max_prepared_statements = {prepared_here}`" if prepared_here else f"`?{urlencode(options)}`"
    return Outcome(
        f"PostgreSQL: behind PgBouncer {version(found)}, transaction mode, {how}",
        f"the catalogue loaded, then two workers with {CONNECTIONS} connections to PostgreSQL",
        f"{traffic.confirmed:,} steps, {len(asked):,} matches", wrong,
        found="nothing failed or got lost; what was published was in the next answer")


def _ask(server: Server, asker: int, told: list[int]) -> None:
    for number in range(EACH):
        said = urlencode({"text": f"{PROBLEMS[(asker + number) % len(PROBLEMS)]} {asker}-{number}"})
        told.append(_answered(server, f"/match?{said}"))


def _answered(server: Server, path: str) -> int:
    """The status in the end: a worker that still loads its model says so, and its page asks again by itself."""
    began = time.monotonic()
    while (status := server.status(path, timeout=90)) == 503 and time.monotonic() - began < PATIENCE:
        time.sleep(1)
    return status


def _published(url: str, server: Server) -> bool:
    """Whether a solution that is published by another process answers the next question of the server."""
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        publish_solution(session, a_solution(
            session, NEW, name_ko="밤하늘 보호 조명", name_en="Dark-sky lighting", problems_ko=[ANSWERED],
            problems_en=["Street lights hide the stars and the Milky Way"]))
    engine.dispose()
    return f"/solutions/{NEW}" in Browser(server.port).get(f"/match?{urlencode({'text': ANSWERED})}").text
