"""Who is most alike to whom, by which traits, and what the alike ones run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from catalog import queries
from catalog.db import make_engine
from matcher.documents import profile
from matcher.fit import NUMERIC, TRAITS
from matcher.peers import medians, peers, run_elsewhere
from matcher.types import Profile
from tests.matcher.test_fit import a_profile

ALL = 400
ASKER = a_profile("91000", population=30_000, aged65_share=40.0, coastal=True)
TWIN = a_profile("91001", population=31_000, aged65_share=40.0, coastal=False)
CITY = a_profile("91002", population=900_000, aged65_share=12.0, coastal=True)
SILENT = a_profile("91003")
PROVINCE = a_profile("90000", kind="province", population=30_000, aged65_share=40.0, coastal=True)
SOME = (ASKER, TWIN, CITY, SILENT, PROVINCE)


def codes(asker: Profile, profiles: tuple[Profile, ...], *traits: str) -> list[str]:
    """Codes of the peers in their order."""
    return [peer.profile.code for peer in peers(asker, profiles, ALL, traits or TRAITS)]


@pytest.fixture(scope="module")
def country(seeded_database_url: str) -> Iterator[tuple[Profile, ...]]:
    """Every local government of the seeds that is in force."""
    engine = make_engine(seeded_database_url)
    with Session(engine) as session:
        yield tuple(profile(unit) for unit in queries.municipalities(session))
    engine.dispose()


def test_the_chosen_traits_decide() -> None:
    """By population the twin comes first; by the coast alone the city does."""
    assert codes(ASKER, SOME, "population", "aged65_share") == ["91001", "91002"]
    assert codes(ASKER, SOME, "coastal") == ["91002", "91001"]
    first = peers(ASKER, SOME, 1, ("population",))[0]
    assert set(first.likeness.traits) == {"population"}


def test_peers_are_basic_and_known() -> None:
    """Neither the asker nor a province is a peer, nor one of which none of the traits is known."""
    assert codes(ASKER, SOME, "population") == ["91001", "91002"]
    assert codes(SILENT, SOME, "population") == []
    assert "91003" in codes(ASKER, SOME)  # its kind is known


def test_closest_traits_are_figures_first() -> None:
    """A yes or no that both share is named only when no figure is left, one that differs never."""
    by_code = {peer.profile.code: peer for peer in peers(ASKER, SOME, ALL)}

    assert by_code["91001"].closest() == ("aged65_share", "population")
    assert by_code["91001"].closest(4) == ("aged65_share", "population", "kind")
    assert by_code["91003"].closest() == ("kind",)


def test_medians_are_of_known_figures() -> None:
    """The median is over the members whose figure is known, and unknown when nobody's is."""
    group = peers(ASKER, SOME, ALL)

    assert medians(group)["population"] == (31_000 + 900_000) / 2
    assert medians(group)["fiscal_independence"] is None


@pytest.mark.parametrize("trait", NUMERIC)
@pytest.mark.parametrize("place", [0, -1])
def test_one_missing_figure_hardly_moves_the_others(
    country: tuple[Profile, ...], trait: str, place: int
) -> None:
    """Without the country's most extreme figure, nobody else's likeness moves by half a percentage point."""
    asker = next(one for one in country if one.code == "48720")
    known = [one for one in country if one.kind in ("si", "gun", "gu") and getattr(one, trait) is not None]
    extreme = sorted(known, key=lambda one: float(getattr(one, trait)))[place]
    gap = tuple(replace(one, **{trait: None}) if one.code == extreme.code else one for one in country)

    before = {peer.profile.code: peer.likeness.overall for peer in peers(asker, country, ALL)}
    after = {peer.profile.code: peer.likeness.overall for peer in peers(asker, gap, ALL)}

    assert len(before) == 226
    assert set(after) == set(before)
    assert all(after[code] == pytest.approx(before[code], abs=0.005) for code in before if code != extreme.code)
    assert len(set(list(before)[:10]) & set(list(after)[:10])) >= 9


def test_what_several_peers_run_and_the_asker_does_not() -> None:
    """Operations on record are counted, most run first; the asker's own and a single peer's are left out."""
    group = peers(ASKER, SOME, ALL)
    runs = {"91000": {"bus"}, "91001": {"bus", "light", "well"}, "91002": {"bus", "light", "camera"},
            "91003": {"light", "camera"}, "99999": {"well"}}

    found = run_elsewhere(ASKER, group, runs)

    assert [(entry.solution, len(entry.peers)) for entry in found] == [("light", 3), ("camera", 2)]
    assert run_elsewhere(ASKER, group, {}) == ()
