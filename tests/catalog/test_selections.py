"""What the municipalities chosen in a call chose themselves."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from catalog import queries
from catalog.selections import selected_in


@pytest.mark.parametrize(("call", "code", "solution"), [
    ("solution-diffusion-2025", "48890", "wildfire-drone-station"),  # from a deployment
    ("base-2022", "51730", "workation"),  # from an award case, under the code that came later
])
def test_what_a_selected_municipality_chose_is_found(session: Session, call: str, code: str, solution: str) -> None:
    """Award cases and deployments of the call are read for today's unit, each solution once and in order."""
    places = selected_in(session, queries.call(session, call))
    found = {place.unit.code: place.solutions for place in places if place.unit}

    assert solution in found[code]
    assert list(found[code]) == sorted(set(found[code]))


def test_a_programme_of_another_name_is_the_same_call(session: Session) -> None:
    """The call of 2022 ran under another name, under which its award cases stand."""
    found = selected_in(session, queries.call(session, "solution-diffusion-2022"))

    assert sum(bool(place.solutions) for place in found) >= 8


def test_a_municipality_that_was_split_keeps_its_name(session: Session) -> None:
    """Seo-gu of Incheon became two: it stays in the list, without a unit and without solutions."""
    [split] = [place for place in selected_in(session, queries.call(session, "solution-diffusion-2021"))
               if place.unit is None]

    assert (split.place_ko, split.place_en, split.solutions) == ("서구", "Seo-gu", ())
