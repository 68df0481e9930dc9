"""Connections are enough for whoever reads and then writes, however many come at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select

from catalog import migrate
from catalog.accounts import Mail
from web.mail import send
from web.settings import Settings
from web.state import State


@pytest.mark.slow
def test_all_that_read_may_write(engine: Engine) -> None:
    """As many as can read at once do so, and while none lets go each writes: nobody waits for the others for ever."""
    migrate.upgrade(engine)
    state = State(Settings(database_url=engine.url.render_as_string(hide_password=False)))
    people = state.engine.pool.size() + state.engine.pool._max_overflow  # type: ignore[attr-defined]
    all_read = threading.Barrier(people, timeout=20)

    def read_and_write(number: int) -> None:
        with state.sessions() as reading:
            reading.scalar(select(func.count()).select_from(Mail))
            all_read.wait()
            with state.writing.begin() as writing:
                send(writing, f"{number}@example.org", "Subject", "Body")

    with ThreadPoolExecutor(people) as threads:
        list(threads.map(read_and_write, range(people)))
    with state.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == people
    state.engine.dispose()
