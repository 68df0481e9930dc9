"""Commands for coaching: offerings, offer, capacity, close and slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy.orm import Session

from catalog import naming, queries, waiting_line
from catalog import offerings as coaching
from catalog.coaching import FORMS, LANGUAGES, Offering
from catalog.engagements import CoachingRequest
from catalog.offering_terms import Terms
from web.answers import offering_json
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.offering_text import offerings_text
from web.state import State

DATE = click.DateTime(["%Y-%m-%d"])
NUMBER = click.IntRange(1, 2**31 - 1)


@click.command()
@formatted
@click.pass_obj
@one_line_errors
def offerings(state: State, form: str, lang: str) -> None:
    """List who offers coaching in what, on which terms, and whom they coach now."""
    require_catalogue(state)
    with state.sessions() as session:
        entries = [_entry(found) for found in coaching.open_offerings(session)]
    print_answer(form, {"offerings": entries}, lambda: offerings_text(entries, lang))


@click.command()
@click.argument("municipality")
@click.argument("slug")
@click.option("--capacity", type=int, required=True, help="how many cities at once, 1 to 20")
@click.option("--form", "forms", type=click.Choice(FORMS), multiple=True, required=True, help="how; repeatable")
@click.option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True, required=True, help="repeatable")
@click.option("--from", "valid_from", type=DATE, required=True, help="first day")
@click.option("--until", "valid_until", type=DATE, required=True, help="last day")
@click.option("--contact", required=True, help="the office in charge; no person's name is needed")
@click.option("--conditions-ko", help="conditions in Korean")
@click.option("--conditions-en", help="conditions in English")
@click.option("--stated-on", type=DATE, help="day of the statement; today if left out")
@click.option("--source", help="source, or who states it; the contact if left out")
@formatted
@click.pass_obj
@one_line_errors
def offer(
    state: State, municipality: str, slug: str, capacity: int, forms: Sequence[str], languages: Sequence[str],
    valid_from: dt.datetime, valid_until: dt.datetime, contact: str, conditions_ko: str | None,
    conditions_en: str | None, stated_on: dt.datetime | None, source: str | None, form: str, lang: str,
) -> None:
    """Register that MUNICIPALITY coaches others in the solution SLUG, which it operates."""
    require_catalogue(state)
    terms = Terms(
        forms, languages, valid_from.date(), valid_until.date(), contact,
        stated_on.date() if stated_on else dt.date.today(), source or contact, conditions_ko, conditions_en,
    )
    with state.writing.begin() as session:
        opened = coaching.offer(
            session, naming.resolve(session, municipality), queries.solution(session, slug), terms, capacity)
        entry = _entry(opened)
    print_answer(form, entry, lambda: offerings_text([entry], lang))


@click.command(name="change-capacity")
@click.argument("offering", type=NUMBER)
@click.argument("capacity", type=int)
@formatted
@click.pass_obj
@one_line_errors
def change_capacity(state: State, offering: int, capacity: int, form: str, lang: str) -> None:
    """Let OFFERING take CAPACITY cities at once; slots that are taken stay."""
    require_catalogue(state)
    with state.writing.begin() as session:
        step = waiting_line.set_capacity(session, offering, capacity)
        _tell(state, session, called=step.called, held=step.held)
        free = coaching.free_slots(session, offering)
    value = {"offering": offering, "capacity": capacity, "free": free}
    said = (f"{offering}번 코칭 제공: 정원 {capacity}곳, {free}자리 남음",
            f"offering {offering}: capacity {capacity}, {free} free")
    print_answer(form, value, lambda: said[lang == "en"])


@click.command(name="close-offering")
@click.argument("offering", type=NUMBER)
@formatted
@click.pass_obj
@one_line_errors
def close_offering(state: State, offering: int, form: str, lang: str) -> None:
    """Take OFFERING off the list for good; who holds a slot stays on record."""
    require_catalogue(state)
    with state.writing.begin() as session:
        declined = waiting_line.close(session, offering, "코칭 제공이 닫혔습니다.")
        _tell(state, session, decline=declined)
    said = (f"{offering}번 코칭 제공을 닫았습니다.", f"Offering {offering} is closed.")
    print_answer(form, {"offering": offering, "closed": True}, lambda: said[lang == "en"])


@click.group()
def slot() -> None:
    """Take or release a slot of an offering for a city."""


@slot.command()
@click.argument("offering", type=NUMBER)
@click.argument("municipality")
@formatted
@click.pass_obj
@one_line_errors
def take(state: State, offering: int, municipality: str, form: str, lang: str) -> None:
    """Give MUNICIPALITY a free slot of OFFERING."""
    require_catalogue(state)
    with state.writing.begin() as session:
        asker = naming.resolve(session, municipality)
        number = coaching.take_slot(session, offering, asker)
        value = {"offering": offering, "municipality": asker.code, "slot": number,
                 "free": coaching.free_slots(session, offering)}
        said = (f"{asker.name_ko}: {offering}번 코칭 제공의 자리를 받았습니다({value['free']}자리 남음).",
                f"{asker.name_en} has a slot of offering {offering} ({value['free']} left).")
    print_answer(form, value, lambda: said[lang == "en"])


@slot.command()
@click.argument("offering", type=NUMBER)
@click.argument("municipality")
@formatted
@click.pass_obj
@one_line_errors
def release(state: State, offering: int, municipality: str, form: str, lang: str) -> None:
    """Free the slot that MUNICIPALITY holds in OFFERING."""
    require_catalogue(state)
    with state.writing.begin() as session:
        holder = naming.resolve(session, municipality)
        step = waiting_line.release(session, offering, holder)
        _tell(state, session, finish=(step.request,) if step.request else (), called=step.called)
        value = {"offering": offering, "municipality": holder.code, "free": coaching.free_slots(session, offering)}
        said = (f"{holder.name_ko}: {offering}번 코칭 제공의 자리를 돌려주었습니다({value['free']}자리 남음).",
                f"{holder.name_en} released its slot of offering {offering} ({value['free']} left).")
    print_answer(form, value, lambda: said[lang == "en"])


def _tell(state: State, session: Session, **steps: Sequence[CoachingRequest]) -> None:
    """Tells both sides of each request, by step; only then is the application needed, for its addresses."""
    if not any(steps.values()):
        return
    from web import create_app
    from web.coaching_notices import tell_sides

    with create_app(state.settings, state).test_request_context():
        for step, requests in steps.items():
            tell_sides(session, step, *requests)


def _entry(row: Offering) -> dict[str, Any]:
    from matcher.documents import offering as offering_value

    return {
        "municipality": row.municipality_code,
        "name": _both(row.municipality), "solution": row.solution_slug, "solution_name": _both(row.solution),
        "offering": offering_json(offering_value(row)),
        "taken_by": [
            {"municipality": each.taken_by, "name": _both(each.learner)} for each in row.slots if each.learner
        ],
    }


def _both(row: Any) -> dict[str, str]:
    return {"ko": row.name_ko, "en": row.name_en}
