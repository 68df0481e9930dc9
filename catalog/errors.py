"""Errors a person can act on: each carries one sentence in Korean and one in English."""

from __future__ import annotations

from collections.abc import Sequence


class HwaksanError(Exception):
    """An expected failure; `ko` and `en` say what happened and what to do next."""

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.ko = ko
        self.en = en


class InvalidInputError(HwaksanError):
    """What was given cannot be used as it is."""

    def __init__(self, field: str, ko: str, en: str) -> None:
        super().__init__(ko, en)
        self.field = field


class UnknownMunicipalityError(HwaksanError):
    """No local government goes by this name."""


class AmbiguousMunicipalityError(HwaksanError):
    """Several local governments go by this name; `choices` are (code, Korean name, English name)."""

    def __init__(self, ko: str, en: str, choices: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(ko, en)
        self.choices = tuple(choices)


class UnknownSolutionError(HwaksanError):
    """No solution has this slug."""


class NotOperatedError(HwaksanError):
    """A municipality offers coaching in what it is not known to operate."""


class UnknownOfferingError(HwaksanError):
    """No open offering has this number."""


class OfferingFullError(HwaksanError):
    """Every slot of an offering is taken."""


class OfferingRefusedError(HwaksanError):
    """What is asked of an offering cannot be done as it stands now."""


class UnknownPlanError(HwaksanError):
    """No plan or decision goes by this address, or it is not the asker's to see."""


class ChangedMeanwhileError(HwaksanError):
    """What is to be saved was changed by somebody else since it was read."""


class UnknownRequestError(HwaksanError):
    """There is no such request, engagement or proposal, or it is not for this municipality to see."""


class UnknownFactError(HwaksanError):
    """There is no such fact in the catalogue, or it was withdrawn."""


class RequestRefusedError(HwaksanError):
    """A step of coaching or of a proposal that cannot be taken as things stand now."""


class DoubtfulClockError(HwaksanError):
    """The clock says a time at which erasing what has stood its time might erase what has not."""


class UnusableModelError(HwaksanError):
    """A file that the sentence model or the ranking is made of is missing or damaged."""


class DatabaseTroubleError(HwaksanError):
    """The database could not do now what was asked of it; see `catalog.troubles`."""


class DatabaseAwayError(DatabaseTroubleError):
    """The database cannot be reached."""


class DatabaseFullError(DatabaseTroubleError):
    """The database cannot write, mostly because its disk is full; what it holds can still be read."""


class DatabaseBusyError(DatabaseTroubleError):
    """The database has too much to do at once."""


class SeedError(HwaksanError):
    """The seeds cannot be loaded; `problems` lists every bad line as "file:line: what"."""

    def __init__(self, problems: Sequence[str]) -> None:
        listing = "\n".join(problems)
        super().__init__(
            f"시드 자료에 고칠 곳이 {len(problems)}건 있어 아무것도 반영하지 않았습니다.\n{listing}",
            f"The seeds have {len(problems)} lines to correct; nothing was loaded.\n{listing}",
        )
        self.problems = tuple(problems)
