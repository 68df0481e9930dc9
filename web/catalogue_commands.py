"""Commands that keep and ask the catalogue: init, eligible, check, backup, restore."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
from sqlalchemy.exc import DatabaseError

from catalog import backup as backups
from catalog import eligibility, naming, queries, upkeep
from catalog.checks import check as check_catalogue
from catalog.findings import KINDS, findings
from web import answers, terminal
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State


@click.command()
@formatted
@click.pass_obj
@one_line_errors
def init(state: State, form: str, lang: str) -> None:
    """Create or migrate the database and load the seeds; safe to repeat."""
    report = state.initialise()
    with state.sessions() as session:
        counts = queries.counts(session)
    value = {
        "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "withdrawn": report.withdrawn, "conflicts": list(report.conflicts), "counts": counts,
    }
    print_answer(form, value, lambda: terminal.init_text(report, counts, lang))


@click.command()
@click.argument("municipality")
@click.option("--year", type=click.IntRange(2000, 2100), default=2025, show_default=True)
@click.option("--population", type=click.IntRange(0, 100_000_000), help="official count that replaces ours")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="date of that count")
@formatted
@click.pass_obj
@one_line_errors
def eligible(state: State, municipality: str, year: int, population: int | None,
             as_of: dt.datetime | None, form: str, lang: str) -> None:
    """Which of the four programmes MUNICIPALITY may apply to in a year."""
    require_catalogue(state)
    with state.sessions() as session:
        unit = eligibility.unit_named(session, municipality, year)
        verdicts = eligibility.eligible(session, unit, year, population, as_of.date() if as_of else None)
        value = answers.eligible_json(unit.code, year, verdicts)
        name = naming.full_name(unit)
    print_answer(form, value, lambda: terminal.eligible_text(value, name, lang))


@click.command()
@click.option("--list", "kind", type=click.Choice(tuple(KINDS)), help="the rows behind one kind of warning")
@formatted
@click.pass_obj
@one_line_errors
def check(state: State, kind: str | None, form: str, lang: str) -> None:
    """Report errors (exit 1) and warnings of the whole catalogue, or the rows of one kind of warning."""
    require_catalogue(state)
    if kind is not None:
        with state.sessions() as session:
            rows = findings(session, dt.date.today())[kind]
        listed = {"kind": kind, "rows": answers.findings_json(rows)}
        print_answer(form, listed, lambda: terminal.findings_text(kind, rows, lang))
        return
    with state.sessions() as session:
        report = check_catalogue(session, dt.date.today())
    value = {"errors": list(report.errors), "warnings": report.warnings}
    print_answer(form, value, lambda: terminal.check_text(report, lang))
    sys.exit(1 if report.errors else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@formatted
@click.pass_obj
@one_line_errors
def backup(state: State, file: Path, form: str, lang: str) -> None:
    """Write the whole database to FILE."""
    require_catalogue(state)
    rows = backups.backup(state.engine, file)
    try:
        with state.writing.begin() as session:
            upkeep.note(session, "backup", {"rows": rows})
    except DatabaseError:  # a replica that only reads, or a full disk: the file is whole all the same
        click.echo("hwaksan: 백업은 마쳤으나 마친 때를 데이터베이스에 적지 못했습니다. / "
                   "The backup is done, but its time could not be noted in the database.", err=True)
    print_answer(form, {"file": str(file), "rows": rows}, lambda: terminal.rows_text(file, rows, lang))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@formatted
@click.pass_obj
@one_line_errors
def restore(state: State, file: Path, form: str, lang: str) -> None:
    """Fill an empty database from FILE."""
    rows = backups.restore(state.engine, file)
    print_answer(form, {"file": str(file), "rows": rows}, lambda: terminal.rows_text(file, rows, lang))
