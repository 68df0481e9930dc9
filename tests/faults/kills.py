"""kill -9 of workers, of the whole server and of the database, under people who ask for coaching and book slots."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres
from tests.faults.running import Server, serving, until
from tests.faults.traffic import Traffic

BETWEEN = (0.5, 3.0)
"""Seconds of traffic before each kill, drawn anew, so that it comes at every moment of a transaction."""
_drawn = random.Random(7)


def worker_killed(traffic: Traffic, server: Server, times: int) -> Outcome:
    """The oldest worker dies again and again; the other goes on, and a new one takes its place."""
    return _under_traffic(traffic, server, times, "kill -9 of a worker", server.kill_worker)


def database_killed(traffic: Traffic, server: Server, times: int, database: Postgres) -> Outcome:
    """All processes of PostgreSQL die at one moment; it comes back over the same data."""

    def kill() -> None:
        database.kill()
        database.start()

    return _under_traffic(traffic, server, times, "kill -9 of the database, all its processes", kill)


def backend_killed(traffic: Traffic, server: Server, times: int, database: Postgres) -> Outcome:
    """One process of PostgreSQL dies; the postmaster ends all others and recovers by itself."""
    return _under_traffic(traffic, server, times, "kill -9 of one process of the database", database.kill_backend)


def _under_traffic(traffic: Traffic, server: Server, times: int, what: str, kill: Callable[[], object]) -> Outcome:
    seconds, before = [], traffic.answers.copy()
    until(server.whole)
    with traffic.through(server.port):
        traffic.seconds_until_confirmed(time.monotonic())
        for _kill in range(times):
            time.sleep(_drawn.uniform(*BETWEEN))
            kill()
            seconds.append(traffic.seconds_until_confirmed(time.monotonic()))
        until(server.whole)
    made = traffic.answers - before
    return Outcome(
        f"{traffic.kind}: {what}", f"{times} times under traffic",
        f"{made['confirmed']:,} steps; {made['lost']} answers lost, {made['impossible']:,} told that nothing was saved",
        traffic.audit(), seconds)


def power_cut(traffic: Traffic, folder: Path, times: int) -> Outcome:
    """The server and its workers die at once; a new server is started over what lies on the disk."""
    seconds, before = [], traffic.confirmed
    for _cut in range(times):
        with serving(traffic.ground.url, folder) as server:
            until(server.whole)
            with traffic.through(server.port):
                traffic.seconds_until_confirmed(time.monotonic())
                time.sleep(_drawn.uniform(*BETWEEN))
                server.kill_everything()
        began = time.monotonic()
        with serving(traffic.ground.url, folder) as server:
            until(server.whole)
            seconds.append(time.monotonic() - began)
    return Outcome(f"{traffic.kind}: kill -9 of the server with its workers",
                   f"{times} times under traffic, each time started again",
                   f"{traffic.confirmed - before:,} steps", traffic.audit(), seconds)
