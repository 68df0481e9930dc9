"""The command that assigns coaches to all selected cities of a call at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from catalog import queries
from catalog.errors import HwaksanError
from catalog.programmes import Call
from catalog.selections import selected_in
from matcher.contest import City, Contest, Offer, fit_of
from matcher.types import Catalogue, Coach, Operation, Text
from web import answers, terminal
from web.assignment_lines import STATED, Lines, read_lines
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State

ONE_AT_A_TIME = Text("동시에 코칭할 수 있는 도시 수를 밝히지 않은 지자체는 한 번에 1곳을 맡는 것으로 가정했습니다.",
                     "A coach that does not state how many cities it takes at once is assumed to take one.")
EACH_IS_MAIN = Text("주 솔루션이 확인되지 않은 도시는 선정된 솔루션을 모두 주 솔루션으로 보았습니다.",
                    "Where a city's main solution is not on record, each of its solutions counts as the main one.")
NO_UNIT = Text("지금의 지자체 한 곳으로 볼 수 없습니다. 맡을 지자체를 --input 파일에 적어 주세요.",
               "It is no single local government of today. Name the one in charge in the --input file.")


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
    require_catalogue(state)
    with state.sessions() as session:
        found = queries.call(session, call)
        value = _assigned(session, found, read_lines(session, path) if path else Lines(), at_most)
    print_answer(form, value, lambda: terminal.assignment_text(value, lang))


def _assigned(session: Session, call: Call, lines: Lines, at_most: int | None) -> dict[str, Any]:
    """The assignment as JSON values; what the lines do not state is the catalogue's."""
    from matcher.assignment import assign as best
    from matcher.assignment import refusal, shadow
    from matcher.coaches import CONSULTANTS
    from matcher.documents import read_catalogue

    cities, nowhere = (lines.cities, []) if lines.cities else _selected(session, call)
    catalogue = read_catalogue(session)
    offers = lines.offers or _operators(catalogue)
    coaches = _coaches(catalogue, cities, offers)
    provinces = {code for code, profile in catalogue.profiles.items() if profile.kind in CONSULTANTS}
    contest = Contest(
        tuple(cities), tuple(offers), {key: fit_of(coach.score) for key, coach in coaches.items()},
        frozenset(lines.conflicts), tuple(lines.locks),
        frozenset() if lines.offers else frozenset(provinces),  # whom the organiser names does coach
        at_most,
    )
    refused = refusal(contest)
    if refused is not None:
        raise HwaksanError(refused.ko, refused.en)
    found = best(contest)
    value = answers.assignment_json(contest, found, shadow(contest, found), coaches, catalogue)
    value["without"] += [{"city": None, "name": answers.text_json(name), "reason": answers.text_json(NO_UNIT)}
                         for name in nowhere]
    assumed = [(ONE_AT_A_TIME, lines.without_capacity or not lines.offers),
               (EACH_IS_MAIN, any(city.solutions and city.main is None for city in cities))]
    return {"call": call.id, "name": {"ko": call.name_ko, "en": call.name_en}, **value,
            "assumptions": [answers.text_json(text) for text, holds in assumed if holds]}


def _selected(session: Session, call: Call) -> tuple[list[City], list[Text]]:
    """The call's known selected municipalities, and the names of places that are none of today.

    Raises:
        HwaksanError: none is on record.
    """
    solutions: dict[str, set[str]] = {}
    nowhere = []
    for place in selected_in(session, call):
        if place.unit is None:
            nowhere.append(Text(place.place_ko, place.place_en))
        else:
            solutions.setdefault(place.unit.code, set()).update(place.solutions)
    if not solutions and not nowhere:
        raise HwaksanError(
            f"{call.id} 공모에서 선정된 지자체가 기록에 없습니다. --input 파일에 지자체와 솔루션을 적어 주세요.",
            f"No municipality selected in {call.id} is on record. State them and their solutions with --input.",
        )
    return [City(code, tuple(sorted(slugs))) for code, slugs in sorted(solutions.items())], nowhere


def _operators(catalogue: Catalogue) -> list[Offer]:
    """The free slots of every open offering, and everyone else who operates a solution for one city at once."""
    offered = [Offer(one.municipality, frozenset({one.solution}), one.free) for one in catalogue.offerings]
    named = {(one.municipality, one.solution) for one in catalogue.offerings}
    operated: dict[str, set[str]] = {}
    for operation in catalogue.operations:
        key = (operation.municipality, operation.solution)
        if operation.municipality in catalogue.profiles and key not in named:
            operated.setdefault(operation.municipality, set()).add(operation.solution)
    return [*offered, *(Offer(code, frozenset(slugs)) for code, slugs in sorted(operated.items()))]


def _coaches(
    catalogue: Catalogue, cities: Sequence[City], offers: Sequence[Offer]
) -> Mapping[tuple[str, str, str], Coach]:
    """Each coach that the offers allow, as it stands to each city, by (city, coach, solution)."""
    from matcher.coaches import CoachFinder

    offered = {(offer.coach, solution) for offer in offers for solution in offer.solutions}
    known = {(operation.municipality, operation.solution) for operation in catalogue.operations}
    stated = [Operation(solution, coach, None, None, 0, None, None, STATED)
              for coach, solution in sorted(offered - known)]
    finder = CoachFinder(dt.date.today().year).fit(replace(catalogue, operations=(*catalogue.operations, *stated)))
    return {
        (city.code, coach.municipality, solution): coach
        for city in cities for solution in city.solutions
        for coach in finder.coaches(solution, catalogue.profiles[city.code], len(finder.operators(solution)))
        if (coach.municipality, solution) in offered
    }
