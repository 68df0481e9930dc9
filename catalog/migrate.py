"""Brings a database to the schema of this version, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from catalog.db import LONG_PATIENCE, alone, for_writing

if TYPE_CHECKING:
    from alembic.config import Config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Runs the migrations up to `revision`; nothing happens when the schema is already there.

    All of them are one transaction, and of several processes that come at once one does it while the others wait.
    """
    from alembic import command  # a tenth of a second that a server over a finished database need not pay

    with for_writing(engine, LONG_PATIENCE).begin() as connection:
        alone(connection)
        command.upgrade(config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Takes the schema back to `revision`. Facts in dropped tables are lost: back up first."""
    from alembic import command

    with for_writing(engine, LONG_PATIENCE).begin() as connection:
        alone(connection)
        command.downgrade(config(connection), revision)


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """The schema's revision in the database, and the newest that this version of the code knows."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    standing = MigrationContext.configure(connection).get_current_revision()
    return standing, ScriptDirectory.from_config(config(connection)).get_current_head()


def config(connection: Connection) -> Config:
    """Alembic's settings for one open connection."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", "catalog:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
