"""An address for a pooler that hands connections around leaves nothing behind in a connection."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from catalog.db import make_engine


@pytest.mark.parametrize(("added", "left"), [("", True), ("prepare_threshold=none", False)])
def test_statements_are_prepared_unless_the_address_says_no(engine: Engine, added: str, left: bool) -> None:
    """The driver prepares what is asked often; with the option PostgreSQL knows of no prepared statement."""
    if engine.dialect.name == "sqlite":
        return  # its driver prepares for itself
    address = engine.url.update_query_string(added) if added else engine.url
    pooled = make_engine(address.render_as_string(hide_password=False))

    with pooled.connect() as connection:
        for number in range(10):
            connection.execute(text("SELECT :number + 1"), {"number": number})
        prepared = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    pooled.dispose()

    assert bool(prepared) is left
