"""Documents that officials bring along: their text, or the one sentence that says how to bring it.

Nothing is stored. Reading is done by web.extract in a process that ends with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import PurePath

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from web.extract import SECONDS

LARGEST_UPLOAD = 10 * 1024**2
"""Bytes; a plan with its pictures is rarely larger."""
ACCEPTED = ".hwpx,.docx,.pdf,.txt,.md"
REFUSALS = {
    "type": _l("읽을 수 있는 파일은 한글(.hwpx), 워드(.docx), PDF, 글자 파일(.txt, .md)입니다. "
               "다른 파일은 글을 복사해 아래 칸에 붙여 넣어 주세요."),
    "hwp": _l("이전 한글 형식(.hwp)은 읽지 못합니다. 한컴오피스에서 ‘다른 이름으로 저장하기’를 눌러 "
              "파일 형식을 HWPX 문서(.hwpx)로 바꾸어 저장한 뒤 올려 주세요."),
    "doc": _l("이전 워드 형식(.doc)은 읽지 못합니다. 워드에서 ‘다른 이름으로 저장’을 눌러 "
              ".docx로 저장한 뒤 올려 주세요."),
    "locked": _l("암호가 걸린 파일입니다. 암호를 푼 파일로 다시 저장해 올려 주세요."),
    "scanned": _l("이 PDF에는 글자가 들어 있지 않습니다. 스캔한 그림으로 보입니다. "
                  "글자를 인식(OCR)한 PDF나 원래 문서를 올려 주세요."),
    "mismatch": _l("파일 이름의 확장자와 실제 내용이 다릅니다. 만든 프로그램에서 열어 다시 저장한 뒤 올려 주세요."),
    "bomb": _l("압축을 풀면 지나치게 커지는 파일이라 읽지 않았습니다. 필요한 쪽만 따로 저장해 올려 주세요."),
    "damaged": _l("파일이 손상되었거나 형식이 올바르지 않습니다. 만든 프로그램에서 열어 다시 저장한 뒤 올려 주세요."),
    "slow": _l("파일을 읽는 데 너무 오래 걸려 멈추었습니다. 필요한 쪽만 따로 저장해 올려 주세요."),
    "empty": _l("파일에 글이 없습니다. 글이 든 파일을 올려 주세요."),
    "large": _l("파일은 10MB까지 올릴 수 있습니다. 그림을 빼거나 필요한 쪽만 따로 저장해 올려 주세요."),
}


class UnreadableError(Exception):
    """A document that cannot be read; `sentence` says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.sentence = REFUSALS.get(reason, REFUSALS["damaged"])


def paragraphs(file: FileStorage) -> list[str]:
    """The paragraphs of an uploaded document, in its order.

    Raises:
        UnreadableError: the document cannot be read.
    """
    ending = PurePath(file.filename or "").suffix.lower()
    try:
        done = subprocess.run(  # noqa: S603  (no shell; of what was sent only the ending is an argument)
            [sys.executable, "-m", "web.extract", ending or "."], input=file.stream.read(), capture_output=True,
            timeout=SECONDS + 10, env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("slow") from error
    if done.returncode:
        raise UnreadableError("slow" if done.returncode < 0 else "damaged")  # below zero: stopped by the limit of time
    found = json.loads(done.stdout)
    if "refused" in found:
        raise UnreadableError(found["refused"][0])
    blocks: list[str] = found["blocks"]
    return blocks
