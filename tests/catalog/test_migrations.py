"""The migrations and the models say the same."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect

from catalog import migrate
from catalog.models import Base


def test_migrations_build_the_models(engine: Engine) -> None:
    """An empty database brought up to date differs in nothing from the models."""
    migrate.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_build_every_check(engine: Engine) -> None:
    """Every named check of the models is in the database, with the same condition, and no other."""
    migrate.upgrade(engine)
    migrated = _checks(engine)
    migrate.downgrade(engine)
    Base.metadata.create_all(engine)

    assert migrated == _checks(engine)
    named = {rule.name for table in Base.metadata.tables.values() for rule in table.constraints
             if isinstance(rule, CheckConstraint)}
    assert {name for checks in migrated.values() for name in checks} == named


def test_downgrade_leaves_nothing(engine: Engine) -> None:
    """Going back to the start drops every table but Alembic's own, and the way up is open again."""
    migrate.upgrade(engine)
    migrate.downgrade(engine)

    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_twice_is_fine(engine: Engine) -> None:
    """A second upgrade finds nothing to do and keeps what is there."""
    migrate.upgrade(engine)
    before = _checks(engine)

    migrate.upgrade(engine)

    assert _checks(engine) == before


def test_there_is_one_line_of_migrations(engine: Engine) -> None:
    """Migrations follow each other in one line, numbered without gaps."""
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migrate.config(connection))

    names = [script.revision for script in scripts.walk_revisions()]

    assert names[::-1] == [f"{number:04}" for number in range(1, len(names) + 1)]


def _checks(engine: Engine) -> dict[str, dict[str | None, str]]:
    inspector = inspect(engine)
    return {
        table: {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
    }
