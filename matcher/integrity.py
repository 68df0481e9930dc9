"""Whether what a model is made of is whole: a damaged file is refused by name, never silently used."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROKEN = (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is not what was written: its parts carry check sums (CRC-32)."""


class DamagedError(Exception):
    """A file is missing or is not what it was when it was made; `name` says which and of what."""

    def __init__(self, name: str) -> None:
        super().__init__(f"damaged: {name}")
        self.name = name


def verify_package(package: str, files: Sequence[str]) -> None:
    """Compares files of an installed package, named by how they end, with the sums that came with it.

    The sums are the package's own (RECORD, packaging.python.org); a tenth of a second for 100 MB.

    Raises:
        DamagedError: a file is missing or differs.
    """
    recorded = [file for file in importlib.metadata.files(package) or () if file.name.endswith(tuple(files))]
    for ending in files:
        if not any(file.name.endswith(ending) for file in recorded):
            raise DamagedError(f"{ending} ({package})")
    for file in recorded:
        try:
            with open(str(file.locate()), "rb") as opened:
                found = hashlib.file_digest(opened, "sha256").digest()
        except OSError as error:
            raise DamagedError(f"{file.name} ({package})") from error
        if file.hash is None or base64.urlsafe_b64encode(found).decode().rstrip("=") != file.hash.value:
            raise DamagedError(f"{file.name} ({package})")


@contextmanager
def whole(path: Path) -> Iterator[Any]:
    """The arrays of a file of ours, by name.

    Raises:
        DamagedError: the file or what is read of it is not whole.
    """
    import numpy as np  # commands that need no model do not wait for it

    try:
        with np.load(path) as file:
            yield file
    except BROKEN as error:
        raise DamagedError(path.name) from error
