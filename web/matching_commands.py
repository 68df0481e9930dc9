"""Commands that ask the matcher: match, coaches, peers, eval."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from catalog import naming, queries
from catalog.errors import HwaksanError
from web import answers, terminal
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.inputs import compared_traits, result_count, stated_problem
from web.state import State


@click.command()
@click.argument("text", required=False)
@click.option("--municipality", "-m", help="who asks: name, name with province, or code")
@click.option("--top", type=int, default=10, show_default=True, help="how many recommendations")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON lines of id, text, municipality")
@formatted
@click.pass_obj
@one_line_errors
def match(state: State, text: str | None, municipality: str | None, top: int, batch: Path | None,
          form: str, lang: str) -> None:
    """Recommend solutions and coaches for a problem stated in TEXT."""
    if batch is not None:
        if text is not None:
            raise click.UsageError("give TEXT or --batch, not both")
        sys.exit(_match_batch(state, batch, result_count(top)))
    problem, count = stated_problem(text or ""), result_count(top)
    require_catalogue(state)
    value = answered(state, problem, municipality, count)
    print_answer(form, value, lambda: terminal.match_text(value, lang))


def answered(
    state: State, problem: str, municipality: str | None, top: int, query_id: str | None = None
) -> dict[str, Any]:
    """The answer to one stated problem as JSON values."""
    from matcher.documents import profile
    from matcher.types import Query

    with state.sessions() as session:
        asker = profile(naming.resolve(session, municipality)) if municipality else None
        matcher = state.matcher()
        started = time.perf_counter()
        answer = matcher.answer(Query(problem, asker, top))
        took_ms = 1000 * (time.perf_counter() - started)
        return answers.answer_json(session, answer, took_ms, query_id)


def _match_batch(state: State, path: Path, top: int) -> int:
    require_catalogue(state)
    failed = False
    for line in _lines(path):
        query_id: object = None
        try:
            record = json.loads(line.decode("utf-8"))
            if not isinstance(record, dict):
                raise ValueError
            query_id, municipality = record.get("id"), record.get("municipality")
            if municipality is not None and not isinstance(municipality, str):
                raise ValueError
            value: Any = answered(state, stated_problem(record.get("text")), municipality or None, top, query_id)
        except HwaksanError as error:
            value, failed = answers.error_json(query_id, error.ko, error.en), True
        except (ValueError, RecursionError):
            value, failed = answers.error_json(
                query_id, "한 줄이 id, text, municipality를 가진 UTF-8 JSON이어야 합니다.",
                "Each line must be UTF-8 JSON with id, text and municipality."), True
        # Half of a surrogate pair, which JSON can state and UTF-8 cannot, goes out as JSON writes it.
        click.echo(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8"))
    return int(failed)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield line.removeprefix(b"\xef\xbb\xbf")


@click.command()
@click.argument("slug")
@click.option("--for", "asker", required=True, help="the municipality that asks")
@click.option("--top", type=int, default=10, show_default=True)
@formatted
@click.pass_obj
@one_line_errors
def coaches(state: State, slug: str, asker: str, top: int, form: str, lang: str) -> None:
    """Municipalities that can coach another in the solution SLUG, best first."""
    from matcher.coaches import CoachFinder, note_on_few
    from matcher.documents import profile, read_catalogue

    require_catalogue(state)
    count = result_count(top)
    with state.sessions() as session:
        solution = queries.solution(session, slug)
        unit = naming.resolve(session, asker)
        finder = CoachFinder(dt.date.today().year, state.coach_weights()).fit(read_catalogue(session))
        found = finder.coaches(solution.slug, profile(unit), count)
        note = note_on_few(finder.operators(solution.slug), profile(unit))
        value = answers.coaches_json(solution.slug, unit.code, found)
        value["note"] = answers.text_json(note) if note else None
    print_answer(form, value, lambda: terminal.coaches_text(value, lang))


@click.command()
@click.argument("municipality")
@click.option("--top", type=int, default=10, show_default=True)
@click.option("--traits", default="", help="compare by these alone, separated by commas: population,aged65_share")
@click.option("--without", default="", help="leave these out of the comparison, separated by commas")
@formatted
@click.pass_obj
@one_line_errors
def peers(state: State, municipality: str, top: int, traits: str, without: str, form: str, lang: str) -> None:
    """Municipalities most alike to MUNICIPALITY, trait by trait."""
    from matcher.documents import profile
    from matcher.peers import peers as most_alike

    require_catalogue(state)
    count, used = result_count(top), compared_traits(_listed(traits), _listed(without))
    with state.sessions() as session:
        unit = naming.resolve(session, municipality)
        everyone = [profile(other) for other in queries.municipalities(session)]
        group = most_alike(profile(unit), everyone, count, used)
    value = answers.peers_json(unit.code, group, used)
    print_answer(form, value, lambda: terminal.peers_text(value, lang))


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


@click.command(name="eval")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@formatted
@click.pass_obj
@one_line_errors
def evaluate(state: State, folder: Path, form: str, lang: str) -> None:
    """Score the judgements in FOLDER (queries.jsonl with qrels.tsv, coach_visits.csv), with ablations."""
    from web.evaluation import evaluate_everything

    require_catalogue(state)
    value, markdown = evaluate_everything(state, folder)
    print_answer(form, value, lambda: markdown)
