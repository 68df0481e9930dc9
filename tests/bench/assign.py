"""What assigning 40 cities among 300 offers costs, as a JSON line: `python -m tests.bench.assign`."""

from __future__ import annotations

import json
import random
import time

from matcher.assignment import assign, possible_pairs, shadow
from matcher.contest import City, Contest, Offer, fit_of

CITIES, OFFERS, SOLUTIONS = 40, 300, 12
WANTED, OFFERED = 4, 3
"""Solutions per city and per offer; with 12 in all, a city could go to most of the coaches."""


def a_large_contest(seed: int) -> Contest:
    """Cities that all want the same few good coaches, so that slots are short and the shadow is full."""
    chance = random.Random(seed)
    names = [f"solution-{number:02}" for number in range(SOLUTIONS)]
    cities = []
    for number in range(CITIES):
        wanted = chance.sample(names, WANTED)
        cities.append(City(f"c{number:02}", tuple(sorted(wanted)), wanted[0]))
    offers = [Offer(f"k{number:03}", frozenset(chance.sample(names, OFFERED))) for number in range(OFFERS)]
    quality = {offer.coach: chance.gauss(0, 1) for offer in offers}
    fits = {
        (city.code, offer.coach, solution): fit_of(quality[offer.coach] + chance.gauss(0, 0.2))
        for city in cities for offer in offers for solution in sorted(offer.solutions.intersection(city.solutions))
    }
    return Contest(tuple(cities), tuple(offers), fits)


def main() -> None:
    """Times the assignment and its shadow once each."""
    contest = a_large_contest(seed=1)
    start = time.perf_counter()
    found = assign(contest)
    assigned = time.perf_counter()
    gains = shadow(contest, found)
    print(json.dumps({
        "cities": CITIES, "offers": OFFERS, "fits": len(contest.fits), "pairs": len(possible_pairs(contest)),
        "assign_s": round(assigned - start, 2), "shadow_s": round(time.perf_counter() - assigned, 2),
        "full_coaches": len(found.loads), "shadow": len(gains),
    }))


if __name__ == "__main__":
    main()
