"""One fair assignment of coaches to all cities of a contest at once.

What counts, each only among what is equal in all before it:

1. most cities with a coach for their main solution, then most cities with any coach;
2. the best fit for the city that fares worst among those with a coach;
3. the greatest sum of fits;
4. the order of codes: the first city gets the first coach that it can, and so on, so that the result is one
   and never depends on the order of the input.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from matcher.assignment_milp import best_choice
from matcher.contest import Assignment, City, Contest, Lock, Objective, Offer, Pair
from matcher.types import Text


def assign(contest: Contest) -> Assignment:
    """The one best assignment; its locks must be keepable (see `refusal`)."""
    pairs = possible_pairs(contest)
    chosen = _optimum(contest, pairs)
    reached = _objective(chosen)
    settled = _by_code(contest, [pair for pair in pairs if pair.fit >= reached.worst], chosen)
    coached = {pair.city for pair in settled}
    return Assignment(
        tuple(sorted(settled, key=lambda pair: pair.city)),
        tuple((city.code, _why_without(contest, city))
              for city in sorted(contest.cities, key=lambda city: city.code) if city.code not in coached),
        reached,
    )


def shadow(contest: Contest, found: Assignment) -> tuple[tuple[str, Objective], ...]:
    """What one more slot of each full coach would add to every part of the objective, best first.

    Everything is solved anew with the slot. Coaches whose slot adds nothing are left out.
    """
    wanted = {pair.coach for pair in possible_pairs(contest)}
    gains = []
    for coach in sorted({offer.coach for offer in contest.offers}):
        own = [offer for offer in contest.offers if offer.coach == coach]
        load = found.loads.get(coach, 0)
        if load < min(offer.capacity for offer in own) or load == contest.at_most:
            continue
        slot = Offer(coach, frozenset().union(*(offer.solutions for offer in own)))
        others = (offer for offer in contest.offers if offer.coach in wanted and offer.coach != coach)
        larger = replace(contest, offers=(*others, *own, slot))
        reached = _objective(_optimum(larger, possible_pairs(larger), found.objective))
        if reached > found.objective:
            gains.append((reached.above(found.objective), coach))
    gains.sort(key=lambda gain: gain[1])
    return tuple((coach, gain) for gain, coach in sorted(gains, key=lambda gain: gain[0], reverse=True))


def refusal(contest: Contest) -> Text | None:
    """Why the locks cannot all be kept, and what to do about it; None when they can."""
    pairs = possible_pairs(contest)
    for lock in contest.locks:
        if sum(other.city == lock.city for other in contest.locks) > 1:
            return Text(f"{lock.city}에 고정한 배정이 둘 이상입니다. 하나만 남겨 주세요.",
                        f"{lock.city} is locked more than once. Keep one lock.")
        if not any(pair.city == lock.city for pair in pairs):
            return Text(
                f"{lock.city}에 코치 {lock.coach} 배정을 고정할 수 없습니다. 대상 도시인지, 그 솔루션의 코치이고 "
                "여유가 있는지, 이해충돌로 적지 않았는지 확인하거나 고정을 풀어 주세요.",
                f"The coach {lock.coach} locked to {lock.city} cannot be assigned. Check that the city takes part and "
                "that the coach offers its solution with a free slot and without a conflict, or remove the lock.")
    for coach in sorted({lock.coach for lock in contest.locks}):
        cities = {lock.city for lock in contest.locks if lock.coach == coach}
        locked = [pair for pair in pairs if pair.city in cities]
        if best_choice(locked, lambda pair: 0, contest.at_most, cities) is None:
            return Text(f"코치 {coach}에게 고정한 도시가 맡을 수 있는 수보다 많습니다. 고정을 풀거나 capacity를 "
                        "늘려 주세요.",
                        f"More cities are locked to the coach {coach} than it can take. Remove a lock or raise "
                        "its capacity.")
    return None


def possible_pairs(contest: Contest) -> list[Pair]:
    """The pairs of which the best assignment is made, after the rules and the locks.

    Of one offer a city needs only its best solution. And of n cities' coaches it needs only its n best: the
    other cities fill at most n - 1 of them, so with a worse one it could always move to a better.
    """
    slots: dict[tuple[str, frozenset[str]], int] = {}
    for offer in contest.offers:
        slots[offer.coach, offer.solutions] = slots.get((offer.coach, offer.solutions), 0) + offer.capacity
    offers = [Offer(coach, solutions, capacity) for (coach, solutions), capacity in slots.items() if capacity > 0]
    locks = {lock.city: lock for lock in contest.locks}
    found = []
    for city in sorted(contest.cities, key=lambda city: city.code):
        allowed, lock = _allowed(contest, city), locks.get(city.code)
        pairs = [
            best for offer in offers if offer.coach in allowed and (lock is None or lock.coach == offer.coach)
            if (best := _best_under(contest, city, offer, lock)) is not None
        ]
        pairs.sort(key=_preference)
        coaches = set(list(dict.fromkeys(pair.coach for pair in pairs))[:len(contest.cities)])
        found += [pair for pair in pairs if pair.coach in coaches]
    return found


def _best_under(contest: Contest, city: City, offer: Offer, lock: Lock | None) -> Pair | None:
    """The pair that the city prefers among the solutions of one offer; None when it wants none of them."""
    return min((
        Pair(city.code, offer, solution, contest.fits[city.code, offer.coach, solution], city.main in (None, solution))
        for solution in offer.solutions.intersection(city.solutions)
        if lock is None or lock.solution in (None, solution)
    ), key=_preference, default=None)


def _preference(pair: Pair) -> tuple[bool, int, str, str]:
    return not pair.main, -pair.fit, pair.coach, pair.solution


def _optimum(contest: Contest, pairs: Sequence[Pair], known: Objective | None = None) -> list[Pair]:
    """Stages 1 to 3; `known` is an objective that can be reached for certain, to start from."""
    locked = {lock.city for lock in contest.locks}
    # One more main coach outweighs every city, so both counts of stage 1 are found in one go.
    weight = len(contest.cities) + 1
    most = best_choice(pairs, lambda pair: weight * pair.main + 1, contest.at_most, locked)
    if most is None:
        raise ValueError("the locks cannot be kept; ask refusal() first")
    reached = _objective(most)
    if not most:
        return []
    fits = sorted({pair.fit for pair in pairs})

    def fairest(least: int) -> list[Pair] | None:
        return best_choice([pair for pair in pairs if pair.fit >= least], lambda pair: pair.fit, contest.at_most,
                           locked, (reached.main, reached.coached))

    same = known is not None and (known.main, known.coached) == (reached.main, reached.coached)
    low = bisect_left(fits, known.worst if known is not None and same else reached.worst)
    best, high = fairest(fits[low]), bisect_right(fits, _ceiling(pairs, reached.coached))
    probe = low + 1  # first the next fit: in a shadow nothing above it can be reached, as a rule
    while high - low > 1:
        better = fairest(fits[probe])
        if better is None:
            high = probe
        else:
            low, best = probe, better
        probe = (low + high) // 2
    if best is None:
        raise RuntimeError("HiGHS found no assignment where it had found one before")
    return best


def _ceiling(pairs: Sequence[Pair], coached: int) -> int:
    """What the worst fit cannot exceed: even if each city had its best coach, and only the luckiest had one."""
    best: dict[str, int] = {}
    for pair in pairs:
        best[pair.city] = max(best.get(pair.city, 0), pair.fit)
    return sorted(best.values(), reverse=True)[coached - 1]


def _by_code(contest: Contest, pairs: Sequence[Pair], chosen: Sequence[Pair]) -> list[Pair]:
    """Stage 4: of all choices as good as this one, city by city the first coach and solution by code."""
    reached, current = _objective(chosen), {pair.city: pair for pair in chosen}
    must = {lock.city for lock in contest.locks}
    open_pairs = list(pairs)
    for code in sorted({pair.city for pair in pairs}):
        while earlier := [pair for pair in open_pairs if pair.city == code
                          and (code not in current or _code(pair) < _code(current[code]))]:
            others = [pair for pair in open_pairs if pair.city != code]
            found = best_choice([*others, *earlier], lambda pair: pair.fit, contest.at_most, must | {code},
                                (reached.main, reached.coached))
            if found is None or _objective(found).total < reached.total:
                break
            current = {pair.city: pair for pair in found}
        open_pairs = [pair for pair in open_pairs if pair.city != code
                      or (code in current and _code(pair) == _code(current[code]))]
        must |= {code} & current.keys()
    return list(current.values())


def _code(pair: Pair) -> tuple[str, str]:
    return pair.coach, pair.solution


def _objective(chosen: Sequence[Pair]) -> Objective:
    fits = [pair.fit for pair in chosen]
    return Objective(sum(pair.main for pair in chosen), len(fits), min(fits, default=0), sum(fits))


def _allowed(contest: Contest, city: City) -> set[str]:
    """Coaches that the rules let near the city: not itself, no adviser, none in conflict."""
    return {
        offer.coach for offer in contest.offers
        if offer.coach != city.code and offer.coach not in contest.advisers
        and (city.code, offer.coach) not in contest.conflicts
    }


def _why_without(contest: Contest, city: City) -> Text:
    """Which rule leaves the city without a coach, and what to do next."""
    offering = {offer.coach for offer in contest.offers if offer.solutions.intersection(city.solutions)}
    others = offering - {city.code}
    coaches = others - contest.advisers
    free = coaches & _allowed(contest, city)
    if not city.solutions:
        return Text("선정된 솔루션이 확인되지 않았습니다. 솔루션을 입력에 적어 주세요.",
                    "What it was selected for is not on record. State its solutions in the input.")
    if not offering:
        return Text("이 솔루션을 운영하는 것으로 확인된 지자체가 없습니다. 전문기관 자문을 먼저 받으시기 바랍니다.",
                    "No government is known to operate any of its solutions; seek expert advice first.")
    if not others:
        return Text("운영하는 것으로 확인된 지자체가 자기 자신뿐입니다. 전문기관 자문을 먼저 받으시기 바랍니다.",
                    "Only the city itself is known to operate them; seek expert advice first.")
    if not coaches:
        return Text("도 단위 기관만 운영하고 있어 코칭이 아니라 자문을 받을 수 있습니다.",
                    "Only provinces operate them: partners for advice rather than coaches.")
    if not free:
        return Text("운영하는 지자체가 모두 이해충돌로 제외되었습니다.",
                    "Every government that operates them is excluded by a conflict.")
    return Text(f"코칭할 수 있는 지자체 {len(free)}곳에 남은 자리가 없습니다. 코치의 capacity를 늘리거나 "
                "다음에 배정하시기 바랍니다.",
                f"None of the {len(free)} governments that could coach it has a slot left; raise a capacity or "
                "assign it later.")
