"""The sentence behind each part of a score, in both languages of the product.

A reason cites what the number rests on: the nearest passage, the shared words, the award case. It
says plainly when the evidence speaks against a solution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from matcher.rank import Weights, need_scores
from matcher.retrieve import Channels
from matcher.types import UNSAID, Catalogue, Contribution, Need, Passage, Ranked, Text

CITED = 90
"""Characters of a passage that a reason quotes."""

EXAMPLES = "seeds/statements.jsonl"
"""Source of what was judged of example problems."""

BASE = Text(
    ko="출발점: 목록의 솔루션 대부분은 어느 한 문제의 답이 아닙니다.",
    en="Starting point: most solutions of the catalogue do not answer any one problem.",
)


def explain(
    ranked: Sequence[Ranked], channels: Channels, needs: Sequence[Need], weights: Weights, catalogue: Catalogue
) -> list[Ranked]:
    """The candidates with the reason and source of every part that has none yet."""
    if not ranked:
        return []
    place = {solution: row for row, solution in enumerate(channels.solutions)}
    rows = np.array([place[candidate.solution] for candidate in ranked])
    telling = need_scores(channels, weights)[:, rows].argmax(axis=0)
    words = channels.quotations.shared_words(channels.texts[0], rows)
    explained = []
    for candidate, row, need, shared in zip(ranked, rows.tolist(), telling.tolist(), words, strict=True):
        facts = catalogue.solutions.get(candidate.solution)
        stated, answers = needs[need].text, need in candidate.needs
        reasons = _reasons(channels, row, need, stated, answers, shared, facts.source if facts else None)
        explained.append(replace(candidate, contributions=tuple(
            part if part.reason is not UNSAID else _said(part, *reasons[part.name]) for part in candidate.contributions
        )))
    return explained


Reason = tuple[Callable[[bool], Text], str | None]
"""A sentence, by whether the part speaks for the solution, and its source."""


def _said(part: Contribution, sentence: Callable[[bool], Text], source: str | None) -> Contribution:
    return replace(part, reason=sentence(part.value > 0), source=source)


def _reasons(
    channels: Channels, row: int, need: int, stated: str, answers: bool, shared: tuple[str, ...], source: str | None
) -> dict[str, Reason]:
    """The reason of every part of one solution; its passages are cited as they answer the need it answers best.

    `answers` says whether it answers that need clearly.
    """
    near, found = _quotes(channels.quotations.nearest(need + channels.first_need, row))
    chosen, award = _quotes(channels.quotations.case(0, row))
    judged = channels.judged
    return {
        "base": (lambda _: BASE, None),
        "meaning": (partial(_meaning, near), found or source),
        "characters": (partial(_characters, near), found or source),
        "words": (partial(_words, shared), source),
        "cases": (partial(_case, chosen), award),
        "judged": (partial(_judged, int(judged.helped[0, row]), judged.similar), EXAMPLES),
        "learned": (_learned, EXAMPLES),
        "needs": (partial(_need, _cite(stated), answers, near), found or source),
    }


def _quotes(found: Sequence[Passage]) -> tuple[Text, str | None]:
    """A passage in each language (the other language's where one has none) and their source."""
    if not found:
        return UNSAID, None
    korean = next((passage for passage in found if passage.language == "ko"), found[0])
    english = next((passage for passage in found if passage.language == "en"), found[0])
    return Text(_cite(korean.text), _cite(english.text)), korean.source or english.source


def _cite(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= CITED else text[: CITED - 1].rstrip() + "…"


def _meaning(quote: Text, favourable: bool) -> Text:
    if favourable:
        return Text(
            f"이 솔루션의 설명 전체와 뜻이 가깝습니다. 예: “{quote.ko}”",
            f"Close in meaning to everything said of this solution, e.g. “{quote.en}”",
        )
    return Text(
        f"이 솔루션의 설명 전체와는 뜻이 멉니다. 예: “{quote.ko}”",
        f"Far in meaning from what is said of this solution, e.g. “{quote.en}”",
    )


def _characters(quote: Text, favourable: bool) -> Text:
    if favourable:
        return Text(
            f"쓰인 표현이 이 솔루션의 설명과 비슷합니다. 예: “{quote.ko}”",
            f"The wording resembles what is said of this solution, e.g. “{quote.en}”",
        )
    return Text(
        f"쓰인 표현이 이 솔루션의 설명과 다릅니다. 예: “{quote.ko}”",
        f"The wording differs from what is said of this solution, e.g. “{quote.en}”",
    )


def _words(shared: tuple[str, ...], favourable: bool) -> Text:
    if not shared:
        return Text("겹치는 낱말이 없습니다.", "No word in common.")
    listed = ", ".join(shared)
    if favourable:
        return Text(f"겹치는 낱말: {listed}", f"Words in common: {listed}")
    return Text(f"겹치는 낱말이 적습니다: {listed}", f"Few words in common: {listed}")


def _case(quote: Text, favourable: bool) -> Text:
    if favourable:
        return Text(
            f"비슷한 문제를 적은 지자체가 이 솔루션을 택했습니다: “{quote.ko}”",
            f"A municipality with a similar problem chose it: “{quote.en}”",
        )
    return Text(
        f"이 솔루션을 택한 지자체의 문제와는 다릅니다: “{quote.ko}”",
        f"Municipalities that chose it stated another problem: “{quote.en}”",
    )


def _judged(helped: int, similar: int, favourable: bool) -> Text:
    if helped and favourable:
        return Text(
            f"미리 판정해 둔 예시 문제 가운데 가장 비슷한 {similar}건 중 {helped}건에서 도움이 된다고 보았습니다.",
            f"Of example problems judged beforehand, it was held to help in {helped} of the {similar} most similar.",
        )
    if favourable:
        return Text(
            "미리 판정해 둔 비슷한 예시 문제에서 이 솔루션이나 닮은 솔루션이 관련 있다고 보았습니다.",
            "In similar example problems judged beforehand this solution, or one like it, was held to be related.",
        )
    return Text(
        "미리 판정해 둔 비슷한 예시 문제에서 도움이 된다고 본 경우가 드뭅니다.",
        "In similar example problems judged beforehand it was rarely held to help.",
    )


def _learned(favourable: bool) -> Text:
    if favourable:
        return Text(
            "솔루션별 문제 서술과 예시 문제로 학습한 모형이 이 글에 다른 솔루션보다 가깝다고 봅니다.",
            "A model taught with the solutions' problems and the example problems holds it closer than most.",
        )
    return Text(
        "솔루션별 문제 서술과 예시 문제로 학습한 모형이 이 글과 거리가 있다고 봅니다.",
        "A model taught with the solutions' problems and the example problems holds it farther than most.",
    )


def _need(need: str, answers: bool, quote: Text, favourable: bool) -> Text:
    if favourable and not answers:
        return Text(
            f"‘{need}’에 대한 뚜렷한 답은 아니지만 다른 솔루션보다 관련이 있습니다. 예: “{quote.ko}”",
            f"No clear answer to “{need}”, but more closely related than most, e.g. “{quote.en}”",
        )
    if favourable:
        return Text(
            f"‘{need}’에 잘 맞는 솔루션에 듭니다. 예: “{quote.ko}”",
            f"Among the solutions that suit “{need}”, e.g. “{quote.en}”",
        )
    return Text(
        f"‘{need}’에는 더 잘 맞는 솔루션이 있습니다.",
        f"Other solutions suit “{need}” better.",
    )
