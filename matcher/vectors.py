"""Vectors of passages: kept by the hash of the text, so that only changed text is encoded again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.integrity import whole
from matcher.types import Encoder, Passage

SHIPPED = Path(__file__).parent / "weights" / "seed_vectors.npz"
"""The seeds' vectors under the bundled model: a fresh start encodes nothing."""

STATED = ("judged", "formality")
"""Kinds of passages that are encoded as stated problems, not as texts of the catalogue."""


SLACK = 0.005
"""Half-size numbers leave unit vectors within .0001 of length one, bytes of the shipped file within .0012."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors in the order of the passages (float32), those that had to be encoded now, and keys of damaged ones."""

    matrix: np.ndarray
    new: Mapping[str, bytes]
    damaged: frozenset[str] = frozenset()


def text_hash(text: str) -> str:
    """Key of a text's vector: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def passage_hash(passage: Passage) -> str:
    """Key of a passage's vector: a stated problem has another than a catalogue text of the same words."""
    return text_hash(f"stated: {passage.text}" if passage.kind in STATED else passage.text)


def vectors_of(passages: Sequence[Passage], encoder: Encoder) -> np.ndarray:
    """Unit vectors, one row each: judged statements are encoded as stated problems, the rest as texts."""
    stated = np.array([passage.kind in STATED for passage in passages], dtype=bool)
    texts, problems = (
        [passage.text for passage, is_stated in zip(passages, stated, strict=True) if is_stated == wanted]
        for wanted in (False, True)
    )
    if not problems:
        return encoder.encode_passages(texts)
    asked = encoder.encode_queries(problems)
    matrix = np.zeros((len(passages), asked.shape[1]), dtype=np.float32)
    matrix[stated] = asked
    if texts:
        matrix[~stated] = encoder.encode_passages(texts)
    return matrix


def encode(passages: Sequence[Passage], encoder: Encoder, known: Mapping[str, bytes]) -> Encoded:
    """Vectors of the passages, taken from `known` (float16 bytes by text hash) where possible.

    What can be no unit vector, because what stores it was damaged, is encoded again.
    """
    hashes = [passage_hash(passage) for passage in passages]
    damaged = damaged_among(known, sum(getattr(encoder, "views", ())))
    known = {key: vector for key, vector in known.items() if key not in damaged} if damaged else known
    missing = {key: passage for key, passage in zip(hashes, passages, strict=True) if key not in known}
    new: dict[str, bytes] = {}
    if missing:
        vectors = vectors_of(list(missing.values()), encoder)
        new = {key: vector.astype("<f2").tobytes() for key, vector in zip(missing, vectors, strict=True)}
    rows = [np.frombuffer(new.get(key) or known[key], dtype="<f2") for key in hashes]
    matrix = np.stack(rows).astype(np.float32) if rows else np.zeros((0, 1), dtype=np.float32)
    return Encoded(matrix, new, damaged)


def damaged_among(known: Mapping[str, bytes], dimensions: int = 0) -> frozenset[str]:
    """Keys of stored vectors with other dimensions than the model's (0: than most), or not of length one (SLACK)."""
    if not known:
        return frozenset()
    size = 2 * dimensions or Counter(map(len, known.values())).most_common(1)[0][0]
    keys = [key for key, vector in known.items() if len(vector) == size]
    rows = np.frombuffer(b"".join(known[key] for key in keys), dtype="<f2").reshape(len(keys), -1)
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
    sound = {keys[row] for row in np.flatnonzero(np.abs(lengths - 1) < SLACK)}
    return frozenset(known.keys() - sound)


def write_shipped(passages: Sequence[Passage], encoder: Encoder, path: Path = SHIPPED) -> int:
    """Brings the file that ships with the code up to the passages; returns how many were encoded.

    A byte per dimension halves the file; cosines stay within .001.
    """
    fingerprint, known = read_shipped(path) if path.exists() else ("", {})
    encoded = encode(passages, encoder, known if fingerprint == encoder.fingerprint else {})
    vectors = {**known, **encoded.new}
    keys = sorted({passage_hash(passage) for passage in passages})
    rows = np.stack([np.frombuffer(vectors[key], dtype="<f2") for key in keys]).astype(np.float32)
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127
    np.savez_compressed(
        path,
        fingerprint=np.array(encoder.fingerprint),
        hashes=np.array([bytes.fromhex(key) for key in keys]),
        scale=scale,
        vectors=np.round(rows / np.maximum(scale, 1e-12)).astype(np.int8),
    )
    return len(encoded.new)


def read_shipped(path: Path = SHIPPED) -> tuple[str, dict[str, bytes]]:
    """Model fingerprint and vectors by text hash of the shipped file.

    Raises:
        DamagedError: the file is not whole.
    """
    with whole(path) as file:
        keys = [bytes(key).ljust(32, b"\0").hex() for key in file["hashes"]]
        vectors = [row.tobytes() for row in (file["vectors"] * file["scale"]).astype("<f2")]
        return str(file["fingerprint"]), dict(zip(keys, vectors, strict=True))
