"""The figures of docs/data.md on re-checks, as the catalogue gives them.

`python -m tests.catalog.data_page` prints the lines to paste there, from the project's seeds.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy.orm import Session, sessionmaker

from catalog import findings, migrate
from catalog.curating import TABLES
from catalog.db import make_engine
from catalog.fact_checks import VERDICTS, standing_check
from catalog.loading import load_seeds
from tests.conftest import SEEDS

DAY = dt.date(2026, 11, 30)
"""The day for which the page counts what is old, so that its figures do not change with the year."""


def lines(session: Session) -> list[str]:
    """The rows of both tables."""
    told = []
    for table, model in TABLES.items():
        rows = session.query(model).filter(model.withdrawn_on.is_(None)).all()
        marks = Counter(mark.verdict if (mark := standing_check(row.check)) else "unchecked" for row in rows)
        cells = [f"{marks[verdict]:,}" for verdict in (*VERDICTS, "unchecked")]
        told.append(f"| {table} | {len(rows):,} | {' | '.join(cells)} |")
    counted = findings.findings(session, DAY)
    return told + [f"| `{kind}` | {len(rows):,} |" for kind, rows in counted.items()]


def main() -> None:
    """Prints the lines from a scratch database."""
    engine = make_engine("sqlite://")
    migrate.upgrade(engine)
    with sessionmaker(engine)() as session:
        load_seeds(session, SEEDS)
        print("\n".join(lines(session)))


if __name__ == "__main__":
    main()
