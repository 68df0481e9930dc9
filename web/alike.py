"""What the page of alike municipalities shows: the list, the table trait by trait, what the alike ones run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Deployment
from catalog.municipalities import Municipality
from catalog.solutions import Solution
from matcher.documents import profile
from matcher.fit import TRAITS, YES_NO
from matcher.peers import BASIC, Peer, medians, peers, run_elsewhere
from web.formats import number
from web.words import KINDS, STATUS_ORDER

DATED_BY = {"population": "population_date", "density": "population_date", "aged65_share": "population_date",
            "population_change_pct": "population_date", "fiscal_independence": "fiscal_year"}


@dataclass(frozen=True, slots=True)
class PeerView:
    """One alike municipality with the row behind it."""

    peer: Peer
    unit: Municipality


@dataclass(frozen=True, slots=True)
class Column:
    """One trait of the table: the day or year of its figures, the asker's and the group's middle."""

    trait: str
    dates: tuple[str, ...]
    own: str
    group: str


@dataclass(frozen=True, slots=True)
class NotHere:
    """A solution that several peers run and the asker is not known to run; `own` is what it planned, if any."""

    solution: Solution
    units: tuple[Municipality, ...]
    own: Deployment | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Everything on the page; `total` counts the basic local governments that were compared."""

    peers: tuple[PeerView, ...]
    columns: tuple[Column, ...]
    not_here: tuple[NotHere, ...]
    total: int


def chosen_traits(wanted: Sequence[str]) -> tuple[str, ...]:
    """The traits that were ticked; all of them when none was, so that the page never stands empty."""
    return tuple(trait for trait in TRAITS if trait in wanted) or TRAITS


def alike(session: Session, asker: Municipality, traits: Sequence[str]) -> Alike:
    """The ten municipalities most alike to `asker` by these traits, with the rows behind them."""
    units = {unit.code: unit for unit in queries.municipalities(session)}
    group = peers(profile(asker), [profile(unit) for unit in units.values()], traits=traits)
    views = tuple(PeerView(peer, units[peer.profile.code]) for peer in group)
    return Alike(
        views, _columns(asker, views, traits), _not_here(session, asker, group, units),
        sum(unit.kind in BASIC for unit in units.values()),
    )


def alike_codes(session: Session, asker: Municipality) -> frozenset[str]:
    """Codes of the ten municipalities most alike to `asker` in every trait."""
    everyone = [profile(unit) for unit in queries.municipalities(session)]
    return frozenset(peer.profile.code for peer in peers(profile(asker), everyone))


def figure(trait: str, value: object) -> str:
    """A figure of a trait as it is written, with its unit; unknown is said."""
    if value is None:
        return _("확인된 자료 없음")
    if trait == "kind":
        return str(KINDS[str(value)])
    if trait == "coastal":
        return _("해안") if value else _("내륙")
    if trait == "depopulation_area":
        return _("해당") if value else _("해당 없음")
    amount = float(str(value))
    if trait == "population":
        return _("%(count)s명", count=number(round(amount)))
    if trait == "density":
        return _("km²당 %(count)s명", count=number(amount, 1))
    return f"{amount:+.1f}%" if trait == "population_change_pct" else f"{amount:.1f}%"


def _columns(asker: Municipality, views: Sequence[PeerView], traits: Sequence[str]) -> tuple[Column, ...]:
    group = [view.peer for view in views]
    middle = medians(group)
    return tuple(
        Column(trait, _dates(trait, [asker, *(view.unit for view in views)]), figure(trait, getattr(asker, trait)),
               _shared(trait, group) if trait in YES_NO else figure(trait, middle[trait]))
        for trait in traits
    )


def _shared(trait: str, group: Sequence[Peer]) -> str:
    """How many are as the asker is: a yes or no has no median."""
    known = [peer.likeness.traits[trait] for peer in group if trait in peer.likeness.traits]
    if not known:
        return _("확인된 자료 없음")
    return _("%(count)s곳 중 %(same)s곳이 같음", count=len(known), same=sum(value == 1 for value in known))


def _dates(trait: str, units: Sequence[Municipality]) -> tuple[str, ...]:
    """Days or years of the figures that are known."""
    if trait not in DATED_BY:
        return ()
    known = [unit for unit in units if getattr(unit, trait) is not None]
    return tuple(sorted({str(getattr(unit, DATED_BY[trait]) or "") for unit in known}))


def _not_here(
    session: Session, asker: Municipality, group: Sequence[Peer], units: Mapping[str, Municipality]
) -> tuple[NotHere, ...]:
    solutions = {solution.slug: solution for solution in queries.named_solutions(session)}
    runs: dict[str, set[str]] = {}
    for row in queries.operations(session):
        if row.solution_slug in solutions:
            runs.setdefault(row.municipality_code, set()).add(row.solution_slug)
    own: dict[str, Deployment] = {}
    for deployment in sorted(
        queries.deployments_in(session, asker.code), key=lambda row: STATUS_ORDER.index(row.status)
    ):
        own.setdefault(deployment.solution_slug, deployment)
    return tuple(
        NotHere(solutions[entry.solution], tuple(units[peer.profile.code] for peer in entry.peers),
                own.get(entry.solution))
        for entry in run_elsewhere(profile(asker), group, runs)
    )
