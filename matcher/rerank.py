"""Policy after relevance, as further contributions of the score.

What a solution is for is settled by then; here the list becomes useful to the one who asks: no two
near-duplicates before another need is served, nothing that does not suit the place, nothing that
already runs there unless more of it is asked for, and proof as the tie-breaker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from matcher.lexical import stems
from matcher.types import Catalogue, Contribution, Query, Ranked, SolutionFacts, Text

Alike = Callable[[Sequence[str]], np.ndarray]
"""Cosines of what the catalogue says of each of some solutions with each."""

OPERATING = -0.15
"""An equal that does not run there yet comes first; a clearly better fit stays in front."""

EVIDENCE = 0.02
"""Log-odds per evidence level: orders equals, never overturns relevance."""

NOT_FOR = -0.5
NOT_FOR_SHARE = 0.6
"""Share of the words of "not for" that the asker's text uses from which it is taken as meant."""

VARIETY = -0.3
"""Enough to let an equal for another need pass, too little to bury a good second."""

NEAR_DUPLICATE = 0.75
"""Cosine of two solutions' descriptions from which one is a variant of the other."""

_MORE = re.compile(
    r"확대|확산|추가|증설|늘리|늘려|더\s*설치|고도화|연장|\bexpand|\bextend|\bmore of\b|\bscale up|\bupgrade",
    re.IGNORECASE,
)


def rerank(
    ranked: Sequence[Ranked], query: Query, catalogue: Catalogue, alike: Alike | None = None
) -> list[Ranked]:
    """The candidates with policy's contributions appended, best first, ties by slug."""
    weighed = [_weigh(candidate, query, catalogue) for candidate in ranked]
    weighed = _sorted(weighed)
    return _sorted(_varied(weighed, catalogue, alike)) if alike else weighed


def already_operating(query: Query, solution: str, catalogue: Catalogue) -> bool:
    """Whether the asker runs the solution now, as far as the catalogue knows."""
    return _operation(query, solution, catalogue) is not None


def _operation(query: Query, solution: str, catalogue: Catalogue) -> str | None:
    """Source of the asker's own operation of the solution."""
    if query.asker is None:
        return None
    for operation in catalogue.operations:
        if operation.solution == solution and operation.municipality == query.asker.code:
            return operation.source
    return None


def _sorted(ranked: Sequence[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.solution))


def _weigh(candidate: Ranked, query: Query, catalogue: Catalogue) -> Ranked:
    facts = catalogue.solutions.get(candidate.solution)
    added = [_evidence(facts), _unsuited(facts, query), _running(candidate, query, catalogue)]
    return replace(candidate, contributions=(*candidate.contributions, *filter(None, added)))


def _evidence(facts: SolutionFacts | None) -> Contribution | None:
    if facts is None or not facts.evidence_level:
        return None
    level = facts.evidence_level
    reason = Text(f"효과의 근거 수준이 {level}단계입니다.", f"Its effect is proven at evidence level {level}.")
    return Contribution("evidence", EVIDENCE * level, reason, facts.evidence_source)


def _unsuited(facts: SolutionFacts | None, query: Query) -> Contribution | None:
    """When the text says what the catalogue says the solution is not for."""
    if facts is None:
        return None
    stated = _words_of(query.said)
    for warning in (facts.not_for.ko, facts.not_for.en):
        words = _words_of(warning)
        if words and len(words & stated) >= NOT_FOR_SHARE * len(words):
            reason = Text(
                f"맞지 않는 곳으로 알려져 있습니다: {facts.not_for.ko}",
                f"Known not to suit: {facts.not_for.en}",
            )
            return Contribution("not_for", NOT_FOR, reason, facts.source)
    return None


@lru_cache(maxsize=1024)
def _words_of(text: str) -> frozenset[str]:
    """The same few warnings meet every query."""
    return frozenset(stems(text))


def _running(candidate: Ranked, query: Query, catalogue: Catalogue) -> Contribution | None:
    source = _operation(query, candidate.solution, catalogue)
    if source is None or query.asker is None or _MORE.search(query.said):
        return None
    name = query.asker.name
    reason = Text(f"{name.ko}에서 이미 운영하고 있습니다.", f"{name.en} already operates it.")
    return Contribution("already_operating", OPERATING, reason, source)


def _varied(ranked: Sequence[Ranked], catalogue: Catalogue, alike: Alike) -> list[Ranked]:
    """A near-duplicate of a better-placed candidate for the same needs steps back a little."""
    near = alike([candidate.solution for candidate in ranked]) >= NEAR_DUPLICATE
    varied: list[Ranked] = []
    for at, candidate in enumerate(ranked):
        twin = next(
            (better.solution for above, better in enumerate(ranked[:at])
             if near[at, above] and set(candidate.needs) <= set(better.needs)),
            None,
        )
        if twin is not None:
            name = catalogue.solutions[twin].name if twin in catalogue.solutions else Text(twin, twin)
            reason = Text(
                f"더 앞에 있는 ‘{name.ko}’ 솔루션과 거의 같습니다.",
                f"Nearly the same as {name.en}, which stands before it.",
            )
            candidate = replace(
                candidate,
                contributions=(*candidate.contributions, Contribution("variety", VARIETY, reason)),
            )
        varied.append(candidate)
    return varied
