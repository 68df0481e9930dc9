"""The command that assigns coaches to all selected cities of a call at once."""

from __future__ import annotations

from pathlib import Path

import click

from catalog import queries
from web import terminal
from web.assignment_lines import Lines, read_lines
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State


@click.command()
@click.argument("call")
@click.option("--input", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON lines of municipalities, coaches, locks and conflicts")
@click.option("--at-most", type=click.IntRange(min=1), help="most cities of one coach, whatever it offers")
@formatted
@click.pass_obj
@one_line_errors
def assign(state: State, call: str, path: Path | None, at_most: int | None, form: str, lang: str) -> None:
    """Assign coaches to all selected cities of CALL at once, each pair explained."""
    from web.assigning import assignment_json

    require_catalogue(state)
    with state.sessions() as session:
        found = queries.call(session, call)
        lines, wrong = read_lines(session, path.read_bytes()) if path else (Lines(), [])
        if wrong:
            raise wrong[0]
        value = assignment_json(session, found, lines, at_most, state.coach_weights())
    print_answer(form, value, lambda: terminal.assignment_text(value, lang))
