"""The command that puts a package together: plan."""

from __future__ import annotations

from collections.abc import Sequence

import click

from catalog import naming, queries
from catalog.errors import InvalidInputError
from web.burden import read_terms
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.inputs import stated_problem, whole_number
from web.state import State


@click.command()
@click.argument("municipality")
@click.option("--call", "call_id", required=True, help="the call, such as solution-diffusion-2025")
@click.option("--problem", required=True, help="the problem in the municipality's own words")
@click.option("--force", multiple=True, metavar="SLUG", help="a solution that must be in the package; repeatable")
@click.option("--forbid", multiple=True, metavar="SLUG", help="a solution that must not; repeatable")
@click.option("--quantity", multiple=True, metavar="SLUG=N", help="how many units of a solution; repeatable")
@click.option("--cost", multiple=True, metavar="SLUG=WON", help="your own cost figure for a solution; repeatable")
@click.option("--running", multiple=True, metavar="SLUG=WON", help="your own running cost a year; repeatable")
@click.option("--local-share", metavar="PERCENT", help="local share of building, 0 to 100; default: the call's")
@click.option("--years", metavar="N", help="years of running to count, 1 to 10; default 5")
@click.option("--price-rise", metavar="PERCENT", help="how running costs rise a year, 0 to 20; default 0")
@formatted
@click.pass_obj
@one_line_errors
def plan(
    state: State, municipality: str, call_id: str, problem: str, force: Sequence[str], forbid: Sequence[str],
    quantity: Sequence[str], cost: Sequence[str], running: Sequence[str], local_share: str | None, years: str | None,
    price_rise: str | None, form: str, lang: str,
) -> None:
    """The best package for MUNICIPALITY within a call's rules, and what is known of its money."""
    from web.plan_text import plan_text
    from web.planning import PlanRequest, plan_json

    require_catalogue(state)
    text = stated_problem(problem)
    terms, wrong = read_terms({"local_share": local_share, "years": years, "price_rise": price_rise})
    for name, sentence in wrong.items():
        option = f"--{name.replace('_', '-')}"
        raise InvalidInputError(name, f"{option}: {sentence.ko}", f"{option}: {sentence.en}")
    with state.sessions() as session:
        unit = naming.resolve(session, municipality)
        queries.call(session, call_id)
        value = plan_json(session, state.matcher(), PlanRequest(
            unit, call_id, text, frozenset(force), frozenset(forbid), numbers(quantity, "quantity"),
            numbers(cost, "cost"), numbers(running, "running"), terms,
        ))
    print_answer(form, value, lambda: plan_text(value, lang))


def numbers(pairs: Sequence[str], field: str) -> dict[str, int]:
    """Whole numbers by solution from `slug=number`.

    Raises:
        InvalidInputError: something else stands there.
    """
    found = {}
    for pair in pairs:
        slug, _, number = pair.partition("=")
        known = whole_number(number)
        if known is None:
            raise InvalidInputError(
                field, f"‘{pair}’ 부분을 읽을 수 없습니다. 솔루션=0보다 큰 수로 적어 주세요. 예: smart-crosswalk=4",
                f"{pair!r} cannot be read. Write solution=number above zero, such as smart-crosswalk=4.",
            )
        found[slug.strip()] = known
    return found
