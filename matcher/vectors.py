"""Vectors of passages: kept by the hash of the text, so that only changed text is encoded again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.types import Encoder, Passage

SHIPPED = Path(__file__).parent / "weights" / "seed_vectors.npz"
"""The seeds' vectors under the bundled model: a fresh start encodes nothing."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors in the order of the passages (float32), and those that had to be encoded now."""

    matrix: np.ndarray
    new: Mapping[str, bytes]


def text_hash(text: str) -> str:
    """Key of a text's vector: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def encode(passages: Sequence[Passage], encoder: Encoder, known: Mapping[str, bytes]) -> Encoded:
    """Vectors of the passages, taken from `known` (float16 bytes by text hash) where possible."""
    hashes = [text_hash(passage.text) for passage in passages]
    missing = {key: passage.text for key, passage in zip(hashes, passages, strict=True) if key not in known}
    new: dict[str, bytes] = {}
    if missing:
        vectors = encoder.encode_passages(list(missing.values()))
        new = {key: vector.astype("<f2").tobytes() for key, vector in zip(missing, vectors, strict=True)}
    rows = [np.frombuffer(new.get(key) or known[key], dtype="<f2") for key in hashes]
    matrix = np.stack(rows).astype(np.float32) if rows else np.zeros((0, 1), dtype=np.float32)
    return Encoded(matrix, new)


def write_shipped(passages: Sequence[Passage], encoder: Encoder, path: Path = SHIPPED) -> int:
    """Brings the file that ships with the code up to the passages; returns how many were encoded."""
    fingerprint, known = read_shipped(path) if path.exists() else ("", {})
    encoded = encode(passages, encoder, known if fingerprint == encoder.fingerprint else {})
    vectors = {**known, **encoded.new}
    keys = sorted({text_hash(passage.text) for passage in passages})
    np.savez_compressed(
        path,
        fingerprint=np.array(encoder.fingerprint),
        hashes=np.array([bytes.fromhex(key) for key in keys]),
        vectors=np.stack([np.frombuffer(vectors[key], dtype="<f2") for key in keys]),
    )
    return len(encoded.new)


def read_shipped(path: Path = SHIPPED) -> tuple[str, dict[str, bytes]]:
    """Model fingerprint and vectors by text hash of the shipped file."""
    with np.load(path) as file:
        keys = [bytes(key).ljust(32, b"\0").hex() for key in file["hashes"]]
        vectors = [row.astype("<f2").tobytes() for row in file["vectors"]]
        return str(file["fingerprint"]), dict(zip(keys, vectors, strict=True))
