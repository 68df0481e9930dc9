"""Coaches for all selected cities of a call at once, from the catalogue or from stated lines, as JSON values."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from catalog.errors import HwaksanError
from catalog.programmes import Call
from catalog.selections import selected_in
from matcher.coach_parts import CoachWeights
from matcher.contest import Assignment, City, Contest, Offer, fit_of
from matcher.types import Catalogue, Coach, Operation, Text
from web import answers
from web.assignment_lines import STATED, Lines

ONE_AT_A_TIME = Text("동시에 코칭할 수 있는 도시 수를 밝히지 않은 지자체는 한 번에 1곳을 맡는 것으로 가정했습니다.",
                     "A coach that does not state how many cities it takes at once is assumed to take one.")
EACH_IS_MAIN = Text("주 솔루션이 확인되지 않은 도시는 선정된 솔루션을 모두 주 솔루션으로 보았습니다.",
                    "Where a city's main solution is not on record, each of its solutions counts as the main one.")
NO_UNIT = Text("지금의 지자체 한 곳으로 볼 수 없습니다. 맡을 지자체를 입력에 적어 주세요.",
               "It is no single local government of today. Name the one in charge in the input.")
CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")


def assignment_json(
    session: Session, call: Call, lines: Lines, at_most: int | None, weights: CoachWeights
) -> dict[str, Any]:
    """The assignment as in the contract; what the lines do not state is the catalogue's.

    Raises:
        HwaksanError: no selected municipality is on record, or the locks cannot all be kept.
    """
    from matcher.assignment import assign, refusal, shadow
    from matcher.coaches import CONSULTANTS
    from matcher.documents import read_catalogue

    cities, nowhere = (lines.cities, []) if lines.cities else _selected(session, call)
    catalogue = read_catalogue(session)
    offers = lines.offers or operators(catalogue)
    coaches = _coaches(catalogue, cities, offers, weights)
    provinces = {code for code, profile in catalogue.profiles.items() if profile.kind in CONSULTANTS}
    contest = Contest(
        tuple(cities), tuple(offers), {key: fit_of(coach.score) for key, coach in coaches.items()},
        frozenset(lines.conflicts), tuple(lines.locks),
        frozenset() if lines.offers else frozenset(provinces),  # whom the organiser names does coach
        at_most,
    )
    refused = refusal(contest)
    if refused is not None:
        raise HwaksanError(_named(refused.ko, catalogue, "ko"), _named(refused.en, catalogue, "en"))
    found = assign(contest)
    value = answers.assignment_json(contest, found, shadow(contest, found), coaches, catalogue)
    value["coaches"] = _rooms(found, offers, lines, catalogue)
    value["without"] += [{"city": None, "name": answers.text_json(name), "reason": answers.text_json(NO_UNIT)}
                         for name in nowhere]
    assumed = [(ONE_AT_A_TIME, bool(lines.without_capacity) or not lines.offers),
               (EACH_IS_MAIN, any(city.solutions and city.main is None for city in cities))]
    return {"call": call.id, "name": {"ko": call.name_ko, "en": call.name_en}, **value,
            "assumptions": [answers.text_json(text) for text, holds in assumed if holds]}


def _named(sentence: str, catalogue: Catalogue, lang: str) -> str:
    """A sentence with the name before each code of a municipality."""
    return CODE.sub(lambda code: f"{getattr(catalogue.profiles[code[0]].name, lang)}({code[0]})"
                    if code[0] in catalogue.profiles else code[0], sentence)


def _rooms(
    found: Assignment, offers: Sequence[Offer], lines: Lines, catalogue: Catalogue
) -> list[dict[str, Any]]:
    """Every coach that is used: how many cities it has, under which offers, and how each capacity is known.

    `basis` is "stated" (by the lines), "offering" (the free slots of a registered one; `taken` are those that
    others hold) or "assumed" (one city); assumed room that stays unused is left out.
    """
    registered: Counter[tuple[str, frozenset[str]]] = Counter()
    for one in catalogue.offerings:
        registered[one.municipality, frozenset({one.solution})] += one.capacity - one.free
    room: Counter[tuple[str, frozenset[str]]] = Counter()
    for offer in offers:
        room[offer.coach, offer.solutions] += offer.capacity
    used = Counter((pair.coach, pair.offer.solutions) for pair in found.pairs)
    rooms = []
    for coach, load in found.loads.items():
        entries = []
        for key in sorted((key for key in room if key[0] == coach), key=lambda key: sorted(key[1])):
            assumed = key in lines.without_capacity if lines.offers else key not in registered
            if used[key] or not assumed:
                entries.append({
                    "solutions": sorted(key[1]), "capacity": room[key], "load": used[key],
                    "basis": "assumed" if assumed else "stated" if lines.offers else "offering",
                    "taken": 0 if lines.offers else registered[key],
                })
        rooms.append({"coach": coach, "name": answers.text_json(catalogue.profiles[coach].name), "load": load,
                      "offers": entries})
    return rooms


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
            f"{call.id} 공모에서 선정된 지자체가 기록에 없습니다. 지자체와 솔루션을 적어 주세요(명령에서는 --input).",
            f"No municipality selected in {call.id} is on record. State them and their solutions in the input "
            "(--input with the command).",
        )
    return [City(code, tuple(sorted(slugs))) for code, slugs in sorted(solutions.items())], nowhere


def operators(catalogue: Catalogue) -> list[Offer]:
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
    catalogue: Catalogue, cities: Sequence[City], offers: Sequence[Offer], weights: CoachWeights
) -> Mapping[tuple[str, str, str], Coach]:
    """Each coach that the offers allow, as it stands to each city, by (city, coach, solution)."""
    from matcher.coaches import CoachFinder

    offered = {(offer.coach, solution) for offer in offers for solution in offer.solutions}
    known = {(operation.municipality, operation.solution) for operation in catalogue.operations}
    stated = [Operation(solution, coach, None, None, 0, None, None, STATED)
              for coach, solution in sorted(offered - known)]
    finder = CoachFinder(dt.date.today().year, weights).fit(
        replace(catalogue, operations=(*catalogue.operations, *stated)))
    return {
        (city.code, coach.municipality, solution): coach
        for city in cities for solution in city.solutions
        for coach in finder.coaches(solution, catalogue.profiles[city.code], len(finder.operators(solution)))
        if (coach.municipality, solution) in offered
    }
