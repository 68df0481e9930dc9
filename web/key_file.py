"""The file of secret keys, one a line, the newest first; readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from catalog.errors import HwaksanError


def new_key() -> str:
    """A key of 256 random bits."""
    return secrets.token_hex(32)


def read_keys(file: Path) -> tuple[str, ...]:
    """The keys of a file, newest first.

    Raises:
        HwaksanError: it cannot be read, or holds none.
    """
    try:
        keys = tuple(line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    except (OSError, UnicodeDecodeError):
        keys = ()
    if not keys:
        raise HwaksanError(f"비밀 키 파일 {file}을 읽을 수 없거나 비어 있습니다. 경로와 권한을 확인해 주세요.",
                           f"The file of secret keys {file} cannot be read or is empty; check its path and rights.")
    return keys


def write_keys(file: Path, keys: Iterable[str]) -> None:
    """Keeps these keys in place of those that stood there; whole or not at all.

    Raises:
        HwaksanError: the folder cannot be written, as that of a credential or of a vault.
    """
    try:
        os.replace(_written(file.parent, keys), file)
    except OSError as error:
        raise HwaksanError(f"{file.parent} 폴더에 쓸 수 없습니다. 비밀 키 파일을 그것을 관리하는 곳에서 바꿔 주세요.",
                           f"The folder {file.parent} cannot be written; change the key file where it is kept."
                           ) from error


def kept_in(folder: Path) -> Path:
    """The file of keys in the folder; where there is none yet it is made with a new key, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "secret_key"
    if not file.exists():
        made = _written(folder, [new_key()])
        try:
            with suppress(FileExistsError):  # another process was faster
                os.link(made, file)
        finally:
            os.unlink(made)
    return file


def _written(folder: Path, keys: Iterable[str]) -> str:
    """A new file with these keys, on the disk."""
    descriptor, made = tempfile.mkstemp(dir=folder)  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write("\n".join(keys) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError:
        os.unlink(made)
        raise
    return made
