"""What every command of the terminal shares: its options, its errors and how it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from catalog.errors import DoubtfulClockError, HwaksanError, SeedError, UnusableModelError
from catalog.revisions import current_version
from catalog.troubles import trouble
from web.state import State


def formatted(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options --format and --lang."""
    form = click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text",
                        show_default=True, help="form of the answer")
    lang = click.option("--lang", type=click.Choice(["ko", "en"]), default="ko", show_default=True,
                        help="language of the text form")
    return form(lang(command))


def one_line_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns expected errors into one line on stderr.

    Exit 1 for bad seeds, a damaged model, a clock in doubt or a database that is away or full, 2 for wrong usage.
    """

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except HwaksanError as error:
            click.echo(f"hwaksan: {error.ko} / {error.en}", err=True)
            sys.exit(1 if isinstance(error, SeedError | UnusableModelError | DoubtfulClockError) else 2)
        except SQLAlchemyError as error:
            found = trouble(error)
            if found is None:
                raise
            click.echo(f"hwaksan: {found.ko} / {found.en}", err=True)
            sys.exit(1)

    return guarded


def print_answer(form: str, value: Any, text: Callable[[], str]) -> None:
    """The answer as one JSON document or as text for a person."""
    click.echo(text() if form == "text" else json.dumps(value, ensure_ascii=False))


def require_catalogue(state: State) -> None:
    """Tells an empty database apart from a question without an answer.

    Raises:
        HwaksanError: nothing was loaded yet.
    """
    try:
        with state.sessions() as session:
            if current_version(session) != "0":
                return
    except DatabaseError as error:
        if trouble(error) is not None:
            raise
    raise HwaksanError(
        "카탈로그가 비어 있습니다. 먼저 `hwaksan init`을 실행해 주세요.",
        "The catalogue is empty. Run `hwaksan init` first.",
    )
