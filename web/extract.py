"""The text of a document, read in a process of its own: `python -m web.extract .docx < file`.

Files come from anywhere, and no parser is trusted with them. The process has little memory and time, is
given nothing of the server's environment, and tells what it found, or why not, as one line of JSON.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator

MOST_CHARACTERS = 60_000
"""Some thirty pages; what a plan says of problems stands before that."""
SECONDS = 20
MEMORY = 1024**3
MOST_PAGES = 200
MOST_ENTRIES = 2000
MOST_INFLATED = 100 * 1024**2
MOST_RATIO = 200
"""Bytes that one byte of an archive may become; real documents stay under 50."""
BY_CONTENT = {".pdf": ".pdf", ".docx": ".docx", ".hwpx": ".hwpx", ".txt": ".txt", ".md": ".txt"}
"""What a file with this ending must hold."""
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_OLE = b"\xd0\xcf\x11\xe0"
_STARTS_A_BLOCK = re.compile(r"[-*•·‣▪□○ㅇ◦▶❍■◆◇※]|\(?\d{1,2}[.)]|[①-⑳]|[가-하][.)]|[ⅠⅡⅢⅣⅤⅥ]")


class RefusedError(Exception):
    """The file cannot be read; the message is a key of web.uploads.REFUSALS."""


def blocks(content: bytes, ending: str) -> list[str]:
    """The paragraphs of a document in its order.

    Raises:
        RefusedError: not a kind that is read, locked, scanned, or not what its name says.
    """
    if ending not in BY_CONTENT:
        raise RefusedError("hwp" if ending == ".hwp" else "doc" if ending == ".doc" else "type")
    if not content:
        raise RefusedError("empty")
    kind = _kind(content)
    if kind != BY_CONTENT[ending]:
        raise RefusedError("mismatch")
    read = {".pdf": _pdf, ".docx": _docx, ".hwpx": _hwpx, ".txt": _plain}[kind]
    found: list[str] = []
    for block in read(content):
        if said := " ".join(block.split()):
            found.append(said)
        if sum(map(len, found)) > MOST_CHARACTERS:
            break
    if not any(character.isalpha() for block in found for character in block):
        raise RefusedError("scanned" if kind == ".pdf" else "empty")
    return found


def _kind(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return ".pdf"
    if content.startswith(_OLE):
        raise RefusedError("locked")  # what has the ending of a newer format and is OLE inside is a locked one
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return ".txt"


def _kind_of_archive(content: bytes) -> str:
    """What kind of document an archive is, when it is safe to open."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_INFLATED or any(
            entry.file_size > MOST_RATIO * max(entry.compress_size, 1024) for entry in entries
        ):
            raise RefusedError("bomb")
        names = {entry.filename for entry in entries}
        for name in names:
            if name.lower().endswith((".xml", ".rels", ".hpf")):
                part = archive.read(name)
                if not is_plain_xml(part):
                    raise RefusedError("damaged")
                if name == "META-INF/manifest.xml" and b"encryption-data" in part:
                    raise RefusedError("locked")
    if "word/document.xml" in names:
        return ".docx"
    if any(name.startswith("Contents/section") for name in names):
        return ".hwpx"
    return ".zip"


def is_plain_xml(part: bytes) -> bool:
    """Whether a part of a document is UTF-8 and declares no document type, whose entities could read files.

    Neither format has one. In UTF-16, or in UTF-7 as a declaration may say, it could hide from who looks for it.
    """
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    declared = _DECLARED.match(part)
    return (not declared or declared[1].lower() == b"utf-8") and not any(
        mark in part for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\x00"))


def _plain(content: bytes) -> Iterator[str]:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        yield from (re.sub(r"^\s*(?:#+|>)\s*", "", line) for line in text.splitlines())
        return
    raise RefusedError("mismatch")


def _docx(content: bytes) -> Iterator[str]:
    import docx
    from docx.table import Table

    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " · ".join(dict.fromkeys(text for cell in row.cells if (text := " ".join(cell.text.split()))))
        else:
            yield block.text


def _hwpx(content: bytes) -> Iterator[str]:
    from hwpx import TextExtractor

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from TextExtractor(archive).extract_text().splitlines()


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(content))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("locked")
    except (DependencyError, NotImplementedError) as error:
        raise RefusedError("locked") from error
    for page in reader.pages[:MOST_PAGES]:
        text = re.sub(r"[ \t]+(?=[,.;:!?%)\]])", "", page.extract_text())  # many fonts set punctuation apart
        yield from joined([line.strip() for line in text.splitlines()])


def joined(lines: list[str]) -> Iterator[str]:
    """Paragraphs from the lines of a page: a line goes on where the one before it is full and ends no sentence."""
    full = 0.7 * max((len(line) for line in lines), default=0)
    block = last = ""
    for line in lines:
        if block and line and len(last) >= full and last[-1] not in ".!?:" and not _STARTS_A_BLOCK.match(line):
            block = f"{block} {line}"
        else:
            yield block
            block = line
        last = line
    yield block


def main() -> None:
    """Reads standard input within the limits and prints one line of JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        found = {"blocks": blocks(sys.stdin.buffer.read(), sys.argv[1])}
    except RefusedError as error:
        found = {"refused": [str(error)]}
    except Exception:  # parsers of hostile files raise anything; to the reader all of it means the same
        found = {"refused": ["damaged"]}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
