"""A matcher with hand-made answers: pages are tested without loading the sentence model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.revisions import current_version
from matcher.coaches import CoachFinder
from matcher.documents import read_catalogue
from matcher.needs import located
from matcher.types import (
    Answer,
    Catalogue,
    Coach,
    Contribution,
    NearMiss,
    Need,
    Profile,
    Query,
    Recommendation,
    Text,
)
from web.settings import Settings
from web.state import State

ABSTAINS = "화성 탐사"
FITS_NOTHING = "구름"
FAILS = "일부러 실패"
RECOMMENDED = (
    "demand-responsive-bus", "smart-village-broadcast", "ai-checkin-call", "smart-crosswalk", "smart-pole",
    "mobile-market", "smart-bus-shelter",
)
SOURCE = "https://www.molit.go.kr/example"


class StubMatcher:
    """Two needs, seven recommendations, the second of which already runs at the asker's."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._coaches = CoachFinder(2026).fit(catalogue)

    def coaches(self, solution: str, asker: Profile | None, top: int = 10) -> tuple[Coach, ...]:
        """As the real one."""
        return self._coaches.coaches(solution, asker, top)

    def answer(self, query: Query) -> Answer:
        """The same shape as a real answer."""
        if FAILS in query.text:
            raise RuntimeError("the stub was asked to fail")
        miss = NearMiss("smart-hydrant", Text("스마트 소화전", "Smart hydrant"),
                        Text("낱말만 겹치고 문제는 다릅니다.", "Shares words only."))
        if ABSTAINS in query.text:
            return self._answer((Need(query.text, 0, len(query.text), True),), (), (miss,), True)
        if FITS_NOTHING in query.text:
            need = Need(query.text, 0, len(query.text))
            close = replace(self._recommendation(0, RECOMMENDED[0], query), needs=())
            return self._answer((need,), (close,), (), False)
        if query.needs:
            return self._answer(located(query.needs, query.text), tuple(
                self._recommendation(position, slug, query) for position, slug in enumerate(RECOMMENDED)
            ), (miss,), False)
        half = max(1, len(query.text) // 2)
        needs = (
            Need(query.text[:half], 0, half),
            Need(query.text[half:], half, len(query.text), abstained=True),
        )
        entries = tuple(
            self._recommendation(position, slug, query) for position, slug in enumerate(RECOMMENDED)
        )
        return self._answer(needs, entries, (miss,), False)

    def formality(self, passages: Sequence[str]) -> tuple[float, ...]:
        """Holds whatever does not say that something is lacking to state no problem."""
        return tuple(float("없" not in passage) for passage in passages)

    def _recommendation(self, position: int, slug: str, query: Query) -> Recommendation:
        facts = self.catalogue.solutions[slug]
        contributions = (
            Contribution("base", -2.0, Text("출발점입니다.", "The starting point.")),
            Contribution("meaning", 2.5 - position / 10, Text(
                f"뜻이 가깝습니다: {facts.name.ko}", f"Close in meaning: {facts.name.en}"), SOURCE),
            Contribution("words", 0.4, Text("겹치는 낱말: 버스", "Words in common: bus")),
            Contribution("variety", -0.3, Text("앞 솔루션과 비슷합니다.", "Much like the one before.")),
        )
        return Recommendation(
            slug, facts.name, contributions, sum(part.value for part in contributions), 0.8, (0,),
            facts.evidence_level, position == 1, self.coaches(slug, query.asker, 3),
        )

    def _answer(
        self, needs: tuple[Need, ...], entries: tuple[Recommendation, ...],
        misses: tuple[NearMiss, ...], abstained: bool,
    ) -> Answer:
        return Answer(self.catalogue.version, "stub", needs, entries, misses, abstained)


def stubbed(settings: Settings) -> State:
    """A state that answers from the stub matcher, with the facts of the database's version."""
    state = State(settings)
    with state.sessions() as session:
        known = StubMatcher(read_catalogue(session))

    def matcher() -> StubMatcher:
        nonlocal known
        with state.sessions() as session:
            if known.catalogue.version != current_version(session):
                known = StubMatcher(read_catalogue(session))
        return known

    state.matcher = matcher  # type: ignore[method-assign, assignment]
    state._matcher = known  # type: ignore[assignment]
    return state
