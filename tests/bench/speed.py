"""What one match costs beside the encoding inside it, as a JSON line: `python -m tests.bench.speed`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

import numpy as np

from matcher import evaluate
from matcher.recommend import Matcher
from matcher.types import Query
from tests.bench.measure import JUDGEMENTS, state

REPEATS = 3
"""Each is timed this often and the fastest counts: the rest is what else the machine did."""


def seconds(call: Callable[[], object]) -> float:
    """The fastest of REPEATS calls."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def strings_of(matcher: Matcher, text: str) -> list[str]:
    """Every string that a match of the text encodes, in one list."""
    seen: list[str] = []
    encode, index = matcher.encoder.encode_queries, matcher.index_

    class Listening:
        """The encoder, writing down what it is asked for."""

        fingerprint = matcher.encoder.fingerprint

        def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
            seen.extend(texts)
            return encode(texts)

        def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
            return matcher.encoder.encode_passages(texts)

    index.encoder = Listening()
    try:
        matcher.answer(Query(text))
    finally:
        index.encoder = matcher.encoder
    return seen


def main() -> None:
    """Times every development problem three ways."""
    matcher = state().matcher()
    problems = [judged.text for judged in evaluate.read_judgements(JUDGEMENTS)]
    matcher.answer(Query(problems[0]))
    encode = matcher.encoder.encode_queries
    encoded = {text: strings_of(matcher, text) for text in problems}
    match, strings, whole = (
        np.array([seconds(lambda text=text, each=each: each(text)) for text in problems])
        for each in (
            lambda text: matcher.answer(Query(text)),
            lambda text: encode(encoded[text]),
            lambda text: encode([text]),
        )
    )
    print(json.dumps({
        "queries": len(problems),
        **{name: 1000 * float(np.median(times)) for name, times in
           (("match", match), ("strings", strings), ("whole", whole))},
        "over_strings": float(np.median(match / strings)),
        "over_whole": float(np.median(match / whole)),
    }))


if __name__ == "__main__":
    main()
