"""Vectors of passages: only text that no run has seen is encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matcher.types import Passage
from matcher.vectors import encode, read_shipped, text_hash, write_shipped


class LetterEncoder:
    """Counts a few letters, so that a vector can be worked out in the head; remembers what it encoded."""

    fingerprint = "letters-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        counts = np.array([[text.count(letter) for letter in "abcd"] for text in texts], dtype=np.float32)
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)


def passages(*texts: str) -> list[Passage]:
    """Passages with these texts."""
    return [Passage(f"s:{number}", "s", "problem", "en", text) for number, text in enumerate(texts)]


def test_vectors_stand_in_the_order_of_the_passages() -> None:
    """Row n is the vector of passage n, and the same text twice is encoded once."""
    encoder = LetterEncoder()

    encoded = encode(passages("b", "a", "b"), encoder, {})

    assert encoded.matrix.dtype == np.float32
    assert encoded.matrix.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    assert encoder.encoded == ["b", "a"]
    assert set(encoded.new) == {text_hash("a"), text_hash("b")}


def test_known_texts_are_not_encoded_again() -> None:
    """With the vectors of an earlier run only new text is encoded, and the result is the same."""
    known = dict(encode(passages("a", "b"), LetterEncoder(), {}).new)
    encoder = LetterEncoder()

    encoded = encode(passages("a", "c", "b"), encoder, known)

    assert encoder.encoded == ["c"]
    assert set(encoded.new) == {text_hash("c")}
    assert np.array_equal(encoded.matrix, encode(passages("a", "c", "b"), LetterEncoder(), {}).matrix)


def test_nothing_to_encode() -> None:
    """An empty catalogue has no vectors and asks nothing of the model."""
    encoder = LetterEncoder()

    encoded = encode([], encoder, {})

    assert (len(encoded.matrix), encoded.new, encoder.encoded) == (0, {}, [])


@pytest.mark.parametrize("text", ["", "의왕시", "a\0b", "half \ud800 character"])
def test_a_texts_hash_is_that_of_its_bytes(text: str) -> None:
    """The key of a text is the SHA-256 of its UTF-8, whatever the text holds."""
    assert text_hash(text) == hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def test_the_shipped_file_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """What is written for a fresh start is read back under the same model, for any hash."""
    texts = [f"{letter}{number}" for letter in "abcd" for number in range(200)]  # some hashes end in zero bytes
    texts += next([f"zero {n}"] for n in range(10_000) if text_hash(f"zero {n}").endswith("00"))
    encoder = LetterEncoder()
    write_shipped(passages(*texts), encoder, tmp_path / "vectors.npz")

    fingerprint, vectors = read_shipped(tmp_path / "vectors.npz")

    assert fingerprint == "letters-1"
    assert vectors == encode(passages(*texts), encoder, {}).new
