"""A catalogue of three solutions and an encoder whose similarities can be done in the head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.types import Catalogue, Passage, SolutionFacts, Text

WORDS = ("주차", "parking", "쓰레기", "waste", "노인", "elderly", "산불", "wildfire")


class KeywordEncoder:
    """One dimension per word pair: Korean and English of a subject share it; the last is "none"."""

    fingerprint = "keywords"

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), len(WORDS) // 2 + 1), dtype=np.float32)
        for row, text in enumerate(texts):
            for column, word in enumerate(WORDS):
                vectors[row, column // 2] += word in text.lower()
            vectors[row, -1] = not vectors[row].any()
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


STATEMENTS = {
    "shared-parking": ("주차 자리가 모자란다", "no parking left", "시장 주차 난리", "parking on market days"),
    "waste-watch": ("쓰레기 무단투기", "waste dumped at night", "골목 쓰레기", "bags of waste"),
    "care-call": ("노인 고독사", "elderly living alone", "홀로 사는 노인", "elderly found late"),
}


def passages(solutions: Sequence[str] = tuple(STATEMENTS)) -> tuple[Passage, ...]:
    """Four phrasings of each solution, two in each language."""
    return tuple(
        Passage(f"{slug}:{number}", slug, "phrasing", "en" if number % 2 else "ko", text, f"https://s/{slug}")
        for slug in solutions
        for number, text in enumerate(STATEMENTS[slug])
    )


def facts(slug: str, **changes: object) -> SolutionFacts:
    """What ranking needs of a solution, with harmless defaults."""
    values: dict[str, object] = {
        "slug": slug, "name": Text(f"{slug} 이름", slug), "domain": "any", "suits": Text("", ""),
        "not_for": Text("", ""), "evidence_level": None, "evidence_source": None, "operating": 0,
        "source": f"https://s/{slug}",
    }
    return SolutionFacts(**(values | changes))  # type: ignore[arg-type]


def catalogue(**changes: object) -> Catalogue:
    """The three solutions as a catalogue."""
    values: dict[str, object] = {
        "version": "1", "solutions": {slug: facts(slug) for slug in STATEMENTS}, "passages": passages(),
        "operations": (), "profiles": {},
    }
    return Catalogue(**(values | changes))  # type: ignore[arg-type]
