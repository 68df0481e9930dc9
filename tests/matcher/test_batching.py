"""Threads share one encoder: together, and once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from matcher import batching
from matcher.batching import BatchingEncoder
from tests.matcher.keywords import KeywordEncoder


class Slow(KeywordEncoder):
    """Encodes when it is let; remembers how it was asked."""

    views = ()

    def __init__(self) -> None:
        self.go, self.begun, self.asked = threading.Event(), threading.Event(), []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        self.begun.set()
        assert self.go.wait(10)
        return super().encode_queries(texts)


@pytest.fixture(name="slow")
def _slow() -> Slow:
    return Slow()


def ask_behind_one(shared: BatchingEncoder, slow: Slow, questions: Sequence[Sequence[str]]) -> list[np.ndarray]:
    """Asks the first question, and the others while that is being encoded; then lets the encoder go."""
    with ThreadPoolExecutor(len(questions)) as threads:
        first = threads.submit(shared.encode_queries, questions[0])
        assert slow.begun.wait(10)
        others = [threads.submit(shared.encode_queries, question) for question in questions[1:]]
        waiting = {text for question in questions[1:] for text in question} | set(questions[0])
        while len(shared._waiting) < len(waiting):
            pass
        slow.go.set()
        return [found.result() for found in (first, *others)]


def test_what_is_asked_meanwhile_is_encoded_together(slow: Slow) -> None:
    """Three questions behind one are one batch, and each gets its own vectors."""
    shared = BatchingEncoder(slow)
    questions = [["주차"], ["쓰레기", "노인"], ["노인", "산불"], ["waste"]]

    found = ask_behind_one(shared, slow, questions)

    assert [sorted(asked) for asked in slow.asked] == [["주차"], sorted(["쓰레기", "노인", "산불", "waste"])]
    for question, vectors in zip(questions, found, strict=True):
        assert np.array_equal(vectors, KeywordEncoder().encode_queries(question))


def test_a_text_asked_before_is_remembered_by_its_hash(slow: Slow) -> None:
    """It is not encoded again, and the text itself is not kept."""
    slow.go.set()
    heard: Counter[str] = Counter()
    shared = BatchingEncoder(slow, lambda event, amount: heard.update({event: amount}))

    again = [shared.encode_queries(["우리 마을의 사정"]) for _ in range(2)]

    assert np.array_equal(*again)
    assert slow.asked == [["우리 마을의 사정"]]
    assert (heard["encoded"], heard["remembered"]) == (1, 1)
    assert "사정" not in repr(vars(shared))


def test_the_oldest_is_forgotten(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays in memory is bounded."""
    monkeypatch.setattr(batching, "REMEMBERED", 2)
    slow.go.set()
    shared = BatchingEncoder(slow)

    for text in ("a", "b", "a", "c", "a", "b"):
        shared.encode_queries([text])

    assert [asked[0] for asked in slow.asked] == ["a", "b", "c", "b"]


def test_a_failure_reaches_everybody_who_waits_and_nobody_later(slow: Slow) -> None:
    """The next question is tried again."""
    shared = BatchingEncoder(slow)
    slow.encode_queries = lambda _texts: (_ for _ in ()).throw(OSError("no model"))  # type: ignore[method-assign]
    with pytest.raises(OSError, match="no model"):
        shared.encode_queries(["주차"])
    del slow.encode_queries
    slow.go.set()

    assert shared.encode_queries(["주차"]).shape == (1, 5)


def test_many_threads_get_what_they_asked_for(slow: Slow) -> None:
    """Whatever the order, no vector goes to the wrong question."""
    slow.go.set()
    shared = BatchingEncoder(slow)
    texts = [f"{word} {number}" for number in range(40) for word in ("주차", "노인", "산불")]

    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda text: shared.encode_queries([text]), texts))

    assert np.array_equal(np.vstack(found), KeywordEncoder().encode_queries(texts))
