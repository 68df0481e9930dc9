"""Telling people by mail when something new answers a search that they saved."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog import offerings, queries, searches
from catalog.municipalities import Municipality
from catalog.searches import MATTERS, SavedSearch
from matcher.documents import profile
from matcher.recommend import Matcher
from matcher.types import Query
from web.alert_words import alert_mail
from web.mail import send
from web.state import State

TOP = 10
"""Recommendations that a search keeps an eye on: those that the page of results shows."""
LOOK_SECONDS = 300
"""Between two looks for a new version of the catalogue."""
log = logging.getLogger(__name__)


def answers_now(session: Session, matcher: Matcher, problem: str, asker: Municipality | None) -> dict[str, list[str]]:
    """What there is for a problem now, by matter: solutions, open offerings for them, calls that were held."""
    answer = matcher.answer(Query(problem, profile(asker) if asker is not None else None, TOP))
    solutions = [entry.solution for entry in answer.recommendations]
    return {
        "solutions": solutions,
        "offerings": [str(one.id) for one in offerings.open_offerings(session) if one.solution_slug in solutions
                      and (asker is None or one.municipality_code != asker.code)],
        "calls": [call.id for call in queries.calls(session) if call.state == "held"],
    }


def tell_news(state: State) -> int:
    """Compares every saved search with the catalogue of now and queues a mail where something is new; returns how many.

    Each search is a transaction of its own, and of several processes one tells.
    """
    matcher, told = state.matcher(), 0
    version = matcher.catalogue.version
    with state.sessions() as session:
        waiting = searches.unchecked(session, version)
        found = [(one, answers_now(session, matcher, one.problem, one.municipality)) for one in waiting]
        fresh = [(one, now, news_for(session, one, now)) for one, now in found]
    for search, now, news in fresh:
        with state.writing.begin() as session:
            if searches.checked(session, search, _both(search, now), version, bool(news)) and news:
                send(session, search.account.email, *alert_mail(search, news, state.settings.base_url or ""))
                told += 1
    return told


def news_for(session: Session, search: SavedSearch, now: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """What of `now` its owner has not been told of, each as name in both languages and path."""
    new = {matter: [one for one in now[matter] if one not in search.known[matter]] for matter in MATTERS}
    listed = {str(one.id): one for one in offerings.open_offerings(session)} if new["offerings"] else {}
    news = []
    for slug in new["solutions"]:
        solution = queries.solution(session, slug)
        news.append(_item("solutions", solution.name_ko, solution.name_en, f"/solutions/{slug}"))
    for number in new["offerings"]:
        offering = listed[number]
        news.append(_item(
            "offerings", f"{offering.municipality.name_ko} · {offering.solution.name_ko}",
            f"{offering.municipality.name_en} · {offering.solution.name_en}", f"/solutions/{offering.solution_slug}"))
    for call_id in new["calls"]:
        call = queries.call(session, call_id)
        news.append(_item("calls", f"{call.year} {call.name_ko}", f"{call.year} {call.name_en}",
                          f"/programmes/{call_id}"))
    return news


def tell_in_background(state: State) -> None:
    """Looks for news as long as the process lives."""

    def keep_telling() -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            try:
                tell_news(state)
            except Exception:
                log.exception("telling of news failed")

    threading.Thread(target=keep_telling, name="alerts", daemon=True).start()


def _item(matter: str, ko: str, en: str, path: str) -> dict[str, Any]:
    return {"matter": matter, "name": {"ko": ko, "en": en}, "path": path}


def _both(search: SavedSearch, now: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What was known and what is there now: something that comes back later is not news again."""
    return {matter: list(dict.fromkeys((*search.known[matter], *now[matter]))) for matter in MATTERS}
