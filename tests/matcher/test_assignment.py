"""One assignment of coaches to all cities: the best there is, by the stated order of what counts."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.assignment import assign, refusal, shadow
from matcher.contest import FIT_UNIT, Assignment, City, Contest, Lock, Objective, Offer, fit_of
from tests.bench.assign import a_large_contest

SOLUTIONS = ("bench", "bus", "pole")
Choice = tuple[str, int, str] | None
"""Coach, place of its offer and solution; None: no coach."""


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    """Up to four cities and four offers with few distinct fits, so that every stage has to decide."""
    some = st.frozensets(st.sampled_from(SOLUTIONS), min_size=1)
    cities = tuple(
        City(f"c{number}", tuple(sorted(own)), draw(st.sampled_from([None, *sorted(own)])))
        for number, own in enumerate(draw(st.lists(some, min_size=1, max_size=4)))
    )
    codes = st.sampled_from(["c0", "k1", "k2", "k3"])
    offers = tuple(draw(st.lists(st.builds(Offer, codes, some, st.integers(0, 2)), max_size=4)))
    fits = {
        (city.code, offer.coach, solution): draw(st.sampled_from([1, 2, 3, 999_999]))
        for city in cities for offer in offers for solution in sorted(offer.solutions.intersection(city.solutions))
    }
    conflicts = draw(st.frozensets(st.tuples(st.sampled_from([city.code for city in cities]), codes), max_size=2))
    return Contest(cities, offers, fits, conflicts, advisers=draw(st.frozensets(st.just("k3"))),
                   at_most=draw(st.none() | st.integers(1, 2)))


def by_brute_force(contest: Contest) -> tuple[Objective, list[tuple[str, str, str]]] | None:
    """The best of all assignments by trying each; None when no assignment keeps the locks."""
    choices: list[list[Choice]] = []
    cities = sorted(contest.cities, key=lambda city: city.code)
    for city in cities:
        own: list[Choice] = [
            (offer.coach, place, solution) for place, offer in enumerate(contest.offers)
            for solution in offer.solutions.intersection(city.solutions)
            if offer.coach != city.code and offer.coach not in contest.advisers
            and (city.code, offer.coach) not in contest.conflicts
        ]
        lock = next((lock for lock in contest.locks if lock.city == city.code), None)
        choices.append([None, *own] if lock is None else [
            each for each in own if each and each[0] == lock.coach and lock.solution in (None, each[2])])
    best: tuple[Objective, list[tuple[str, str, str]]] | None = None
    for picked in itertools.product(*choices):
        used = [each for each in picked if each]
        if any(sum(each[1] == place for each in used) > offer.capacity for place, offer in enumerate(contest.offers)):
            continue
        coaches = [each[0] for each in used]
        if contest.at_most and any(coaches.count(coach) > contest.at_most for coach in coaches):
            continue
        pairs = [(city.code, each[0], each[2]) for city, each in zip(cities, picked, strict=True) if each]
        fits = [contest.fits[pair] for pair in pairs]
        main = sum(city.main in (None, each[2]) for city, each in zip(cities, picked, strict=True) if each)
        reached = Objective(main, len(pairs), min(fits, default=0), sum(fits))
        if best is None or reached > best[0] or (reached == best[0] and pairs < best[1]):
            best = reached, pairs
    return best


def triples(found: Assignment) -> list[tuple[str, str, str]]:
    """City, coach and solution of every pair."""
    return [(pair.city, pair.coach, pair.solution) for pair in found.pairs]


@settings(max_examples=100)
@given(contest=contests())
def test_nothing_is_better(contest: Contest) -> None:
    """Of all assignments that the rules allow, it is the first by every stage down to the code order."""
    found = assign(contest)

    assert (found.objective, triples(found)) == by_brute_force(contest)
    assert {pair.city for pair in found.pairs} | {code for code, _ in found.without} == {
        city.code for city in contest.cities}


@given(contest=contests(), seed=st.integers(0, 1000))
def test_the_order_of_the_input_decides_nothing(contest: Contest, seed: int) -> None:
    """Cities, offers and fits in any order give the same pairs, reasons and shadow."""
    chance = random.Random(seed)
    shuffled = replace(
        contest, cities=tuple(chance.sample(contest.cities, len(contest.cities))),
        offers=tuple(chance.sample(contest.offers, len(contest.offers))),
        fits=dict(chance.sample(list(contest.fits.items()), len(contest.fits))),
    )
    found, again = assign(contest), assign(shuffled)

    assert (triples(again), again.without, again.objective) == (triples(found), found.without, found.objective)
    assert shadow(shuffled, again) == shadow(contest, found)


@given(contest=contests(), data=st.data())
def test_locks_are_kept_or_refused(contest: Contest, data: st.DataObject) -> None:
    """With locks it is the best assignment that keeps them; when none does, that is said beforehand."""
    cities = [city.code for city in contest.cities]
    locks = data.draw(st.lists(st.builds(
        Lock, st.sampled_from(cities), st.sampled_from(["c0", "k1", "k2"]), st.none() | st.sampled_from(SOLUTIONS),
    ), min_size=1, max_size=2, unique_by=lambda lock: lock.city))
    locked = replace(contest, locks=tuple(locks))
    expected = by_brute_force(locked)

    if expected is None:
        assert refusal(locked) is not None
    else:
        assert refusal(locked) is None
        found = assign(locked)
        assert (found.objective, triples(found)) == expected


@given(contest=contests())
def test_a_result_locked_in_full_comes_back(contest: Contest) -> None:
    """A re-run with every pair locked gives the same pairs."""
    found = assign(contest)
    again = replace(contest, locks=tuple(Lock(*each) for each in triples(found)))

    assert refusal(again) is None
    assert triples(assign(again)) == triples(found)


@given(contest=contests())
def test_the_shadow_is_what_one_more_slot_brings(contest: Contest) -> None:
    """Each gain is the difference to the best assignment with the slot; all others bring nothing."""
    found = assign(contest)
    expected = {}
    for coach in {offer.coach for offer in contest.offers}:
        slot = Offer(coach, frozenset().union(*(each.solutions for each in contest.offers if each.coach == coach)))
        larger = by_brute_force(replace(contest, offers=(*contest.offers, slot)))
        assert larger is not None
        if larger[0] > found.objective:
            expected[coach] = larger[0].above(found.objective)
    listed = shadow(contest, found)

    assert dict(listed) == expected
    assert [gain for _, gain in listed] == sorted(expected.values(), reverse=True)


def a_contest(*offers: Offer, main: str | None = "bench", fit: int = 500_000, **over: object) -> Contest:
    """One city that builds a bench and a pole."""
    city = City("c0", ("bench", "pole"), main)
    fits = {("c0", offer.coach, solution): fit for offer in offers for solution in offer.solutions}
    return replace(Contest((city,), offers, fits), **over)  # type: ignore[arg-type]


def test_another_solution_is_second_best() -> None:
    """A coach for the main solution comes before a better one for another; failing that, the other."""
    main, other = Offer("k1", frozenset({"bench"})), Offer("k2", frozenset({"pole"}))
    both = a_contest(main, other)
    both = replace(both, fits={**both.fits, ("c0", "k2", "pole"): 900_000})

    assert triples(assign(both)) == [("c0", "k1", "bench")]
    assert triples(assign(a_contest(other))) == [("c0", "k2", "pole")]
    assert assign(a_contest(other)).objective.main == 0
    assert assign(a_contest(other, main=None)).objective.main == 1


@pytest.mark.parametrize(("contest", "word"), [
    (Contest((City("c0", ()),), (), {}), "not on record"),
    (a_contest(Offer("k1", frozenset({"bus"}))), "No government"),
    (a_contest(Offer("c0", frozenset({"bench"}))), "itself"),
    (a_contest(Offer("k1", frozenset({"bench"})), advisers=frozenset({"k1"})), "provinces"),
    (a_contest(Offer("k1", frozenset({"bench"})), conflicts=frozenset({("c0", "k1")})), "conflict"),
    (a_contest(Offer("k1", frozenset({"bench"}), 0)), "slot left"),
])
def test_a_city_left_without_hears_why(contest: Contest, word: str) -> None:
    """The reason names the rule that left it without, in both languages."""
    [(code, reason)] = assign(contest).without

    assert code == "c0" and word in reason.en and reason.ko


def test_a_city_locked_twice_is_refused() -> None:
    """Two coaches for one city cannot both be kept."""
    contest = a_contest(Offer("k1", frozenset({"bench"})), Offer("k2", frozenset({"bench"})),
                        locks=(Lock("c0", "k1"), Lock("c0", "k2")))
    refused = refusal(contest)

    assert refused is not None and "more than once" in refused.en


def test_every_score_has_a_fit_between_none_and_all() -> None:
    """The fit is positive, below 1, one half for the typical operator, and grows with the score."""
    assert fit_of(0.0) == FIT_UNIT // 2
    assert 0 < fit_of(-50.0) < fit_of(-1.0) < fit_of(1.0) < fit_of(50.0) < FIT_UNIT


@pytest.mark.slow
def test_forty_cities_and_three_hundred_offers_take_seconds() -> None:
    """A contest of the largest expected size is assigned, with its shadow, in under ten seconds."""
    contest = a_large_contest(seed=1)
    start = time.process_time()
    found = assign(contest)
    gains = shadow(contest, found)

    assert time.process_time() - start < 10
    assert found.objective.coached == 40 and gains
