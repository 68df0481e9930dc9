"""The command that checks whether a solution will work here: readiness."""

from __future__ import annotations

from collections.abc import Sequence

import click

from catalog import queries
from catalog.errors import InvalidInputError
from catalog.readiness import ANSWERS
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State


@click.command()
@click.argument("slug")
@click.option("--answer", multiple=True, metavar="ID=ANSWER",
              help="yes, no or unknown to a question by its id; repeatable")
@formatted
@click.pass_obj
@one_line_errors
def readiness(state: State, slug: str, answer: Sequence[str], form: str, lang: str) -> None:
    """Whether solution SLUG will work here: what to ask oneself, and what the answers come to."""
    from web.readiness import questions_for, questions_json, readiness_text, unreadable, verdict_json

    require_catalogue(state)
    answers = dict(answered(pair) for pair in answer)
    with state.sessions() as session:
        solution = queries.solution(session, slug)
        asked = questions_for(session, solution)
        if wrong := unreadable(asked, answers):
            names, first = ", ".join(wrong), asked[0].id
            raise InvalidInputError(
                "answer", f"이 솔루션에는 ‘{names}’ 질문이 없습니다. `hwaksan readiness {solution.slug}`에 나오는 "
                f"이름으로 적어 주세요. 예: {first}=yes",
                f"This solution has no question {names!r}. Use the names that `hwaksan readiness {solution.slug}` "
                f"lists, such as {first}=yes.",
            )
        value = questions_json(session, solution, asked)
        value |= {"answers": answers, "verdict": verdict_json(asked, answers)}
        name = f"{solution.name_en if lang == 'en' else solution.name_ko} ({solution.slug})"
    print_answer(form, value, lambda: readiness_text(name, asked, answers, lang))


def answered(pair: str) -> tuple[str, str]:
    """Question and answer from `id=yes`.

    Raises:
        InvalidInputError: something else stands there.
    """
    name, _, answer = (part.strip() for part in pair.partition("="))
    if not name or answer not in ANSWERS:
        raise InvalidInputError(
            "answer", f"‘{pair}’ 부분을 읽을 수 없습니다. 질문=yes, no, unknown 가운데 하나로 적어 주세요. "
            "예: owner=yes",
            f"{pair!r} cannot be read. Write question=yes, no or unknown, such as owner=yes.",
        )
    return name, answer
