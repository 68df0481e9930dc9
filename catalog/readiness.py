"""Will it work here? A solution's own conditions as questions, and what the answers come to.

Pure: rows of the catalogue and answers in, frozen values out. The questions are in this order: the place, the
solution's prerequisites in its own words, the procedures that apply to it, what every solution needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from catalog.eligibility_words import Reason
from catalog.readiness_core import CORE, PRIVACY, CoreQuestion, No, Whom
from catalog.solutions import Lesson, Pitfall, Procedure, Solution

Answer = Literal["yes", "no", "unknown"]
Origin = Literal["place", "prerequisite", "procedure", "core"]
ANSWERS: tuple[str, ...] = get_args(Answer)
FEWEST, MOST = 10, 15
"""Fewer say too little about a place; more are not answered between two telephone calls."""
LONGEST_ID = 48

STOPPING = re.compile(
    r"동의|협의|협약|허가|승인|조례|법상|인증$|한정면허|접속 용량|인수검사|협조$|통제 권한"
    r"|(?:법적|처리|운송|할인|위탁) 근거|[지구]역 지정|지구 지정|(?<!공모 )참여$"
    r"|(?:경찰|소방|해경).*(?:협업|연계|협력|절차)"
)
"""Prerequisites (in Korean) in which the law or somebody outside the town hall has to say yes."""
PERMITS = {"traffic-safety-committee", "road-occupation", "drone-flight-approval"}
"""Procedures in which somebody else decides; the others a municipality goes through by itself."""
INFORMATION = {"informatisation-prior-consultation", "security-review", "software-task-review"}
"""Procedures of every information project, asked as one question."""
OF_PERSONAL_DATA = {"cctv-consultation", "privacy-impact-assessment"}
PERSONAL_DATA = re.compile(r"CCTV|카메라|번호인식|위치|GPS|회원|개인정보|화상|(?<!업)앱")
ALREADY_ASKED = {
    "traffic-safety-committee": re.compile(r"경찰.*(?:협의|협업|협력)"), "road-occupation": re.compile(r"도로점용"),
    "drone-flight-approval": re.compile(r"비행로? ?승인|특별비행승인"), "cctv-consultation": re.compile(r"행정예고"),
    "privacy-impact-assessment": re.compile(r"개인정보 영향"),
}
"""Prerequisites that name a procedure: asked once, with the procedure's reason and source."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `short` names its matter, `why` carries the source.

    `no` says what a "no" means, `ask` whom a "don't know" goes to.
    """

    id: str
    origin: Origin
    short_ko: str
    short_en: str
    text_ko: str
    text_en: str
    why: Reason
    no: No
    ask: Whom


@dataclass(frozen=True, slots=True)
class Readiness:
    """Every question stands in exactly one of the five; `ready` when all are in order."""

    stops: tuple[Question, ...]
    settle_first: tuple[Question, ...]
    ask_coach: tuple[Question, ...]
    """Answered "don't know": for the coach or the department in charge, as each question's `ask` says."""
    unanswered: tuple[Question, ...]
    in_order: tuple[Question, ...]

    @property
    def ready(self) -> bool:
        """Nothing stops it, nothing is to be settled or asked, and no question was left out."""
        return not (self.stops or self.settle_first or self.ask_coach or self.unanswered)


def questions(
    solution: Solution, procedures: Sequence[Procedure], lessons: Sequence[Lesson]
) -> tuple[Question, ...]:
    """10 to 15 questions about one solution, its own first.

    Where there would be more, what applies to every project gives way first, then network and control centre.
    """
    pitfalls = [row for row in solution.pitfalls if row.withdrawn_on is None]
    own = [_place(solution)]
    named: set[str] = set()
    for ko, en in zip(solution.prerequisites_ko, solution.prerequisites_en, strict=True):
        procedure = next((row for row in procedures if _names(ko, row.id)), None)
        if procedure:
            named.add(procedure.id)
        own.append(_prerequisite(solution, ko, en, procedure, _taken(pitfalls, _speaks_of(ko, pitfalls))))
    steps = _steps([row for row in procedures if row.id not in named])
    core, spare = _core(solution, procedures)
    core += spare[:max(0, FEWEST - len(own) - len(steps) - len(core))]
    least = [row.id for row in procedures if row.solutions is None] + [row.id for row in core if row.technical]
    surplus = set(least[:max(0, len(own) + len(steps) + len(core) - MOST)])
    asked = (*own, *steps, *(_common(row, pitfalls, lessons) for row in core))
    return tuple(question for question in asked if question.id not in surplus)


def verdict(asked: Sequence[Question], answers: Mapping[str, str]) -> Readiness:
    """What stops it, what to settle, whom to ask; what has no answer, or none that can be read, is unanswered."""
    stopping_first = sorted(asked, key=lambda question: question.no != "stops")

    def answered(answer: str, among: Iterable[Question] = asked) -> tuple[Question, ...]:
        return tuple(question for question in among if answers.get(question.id) == answer)

    no = answered("no")
    return Readiness(
        stops=tuple(question for question in no if question.no == "stops"),
        settle_first=tuple(question for question in no if question.no != "stops"),
        ask_coach=answered("unknown", stopping_first),
        unanswered=tuple(question for question in stopping_first if answers.get(question.id) not in ANSWERS),
        in_order=answered("yes"),
    )


def _place(solution: Solution) -> Question:
    return Question(
        "place", "place", "맞는 지역인지", "The right kind of place",
        f"우리 지역이 다음과 같은 곳입니까? — {solution.suits_ko}",
        f"Is this your kind of place? — {solution.suits_en}",
        Reason(f"맞지 않는 곳: {solution.not_for_ko}", f"Not for: {solution.not_for_en}", _sources(solution)),
        "stops", "coach",
    )


def _prerequisite(
    solution: Solution, ko: str, en: str, procedure: Procedure | None, pitfall: Pitfall | None
) -> Question:
    stops = STOPPING.search(ko) is not None
    if procedure:
        step = _applies([procedure])
        why = Reason(f"{procedure.name_ko}: {step.ko}", f"{procedure.name_en}. {step.en}", step.source)
    elif pitfall:
        why = _of_row(pitfall)
    elif stops:
        why = Reason("법적 근거나 다른 기관·당사자의 동의가 있어야 시작할 수 있습니다.",
                     "It can start only on a legal ground or with the consent of others.", _sources(solution))
    else:
        why = Reason("먼저 운영한 곳의 자료에서 갖출 것으로 확인한 조건입니다.",
                     "A condition found in the records of places that run it.", _sources(solution))
    return Question(
        _slug(en), "prerequisite", ko, en[:1].upper() + en[1:],
        f"다음이 갖추어져 있습니까? — {ko}", f"Is this in place? — {en}", why, "stops" if stops else "settle",
        "coach",
    )


def _steps(procedures: Sequence[Procedure]) -> list[Question]:
    """The procedures as questions, those for few solutions first; those of information projects are one."""
    groups: dict[str, list[Procedure]] = {}
    for row in sorted(procedures, key=lambda row: (row.solutions is None, len(row.solutions or ()), row.id)):
        groups.setdefault("information-project" if row.id in INFORMATION else row.id, []).append(row)
    return [_step(name, rows) for name, rows in groups.items()]


def _step(name: str, rows: Sequence[Procedure]) -> Question:
    ko, en = ", ".join(row.name_ko for row in rows), ", ".join(row.name_en for row in rows)
    return Question(
        name, "procedure", ko, en, f"다음 절차를 마쳤거나 해당하지 않음을 확인했습니까? — {ko}",
        f"Is this done, or confirmed not to apply? — {en}", _applies(rows),
        "stops" if name in PERMITS else "settle", "department",
    )


def _core(
    solution: Solution, procedures: Sequence[Procedure]
) -> tuple[list[CoreQuestion], list[CoreQuestion]]:
    """The common questions that tell something here, and those to fall back on where there are too few."""
    applying = {row.id for row in procedures}
    personal = applying & OF_PERSONAL_DATA or PERSONAL_DATA.search(" ".join(solution.components_ko))
    telling: list[CoreQuestion] = []
    spare: list[CoreQuestion] = []
    for row in (*CORE, PRIVACY) if personal else CORE:
        asked = row.asked_by and any(re.search(row.asked_by, ko) for ko in solution.prerequisites_ko)
        idle = row.technical and not applying & INFORMATION
        (spare if asked or idle else telling).append(row)
    return telling, spare


def _common(row: CoreQuestion, pitfalls: list[Pitfall], lessons: Sequence[Lesson]) -> Question:
    found = next((one for one in pitfalls if row.pitfall and re.search(row.pitfall, one.text_ko)), None)
    told = _taken(pitfalls, found) or next((one for one in lessons if one.id == row.lesson), None)
    why = _of_row(told) if told else Reason(row.why_ko, row.why_en, row.source)
    return Question(row.id, "core", row.short_ko, row.short_en, row.text_ko, row.text_en, why, row.no, row.ask)


def _names(prerequisite: str, procedure: str) -> bool:
    pattern = ALREADY_ASKED.get(procedure)
    return pattern is not None and pattern.search(prerequisite) is not None


def _speaks_of(prerequisite: str, pitfalls: Sequence[Pitfall]) -> Pitfall | None:
    """The pitfall that shares two words with a prerequisite, or one of three letters and more."""
    words = re.findall(r"[가-힣A-Za-z]{2,}", prerequisite)
    for row in pitfalls:
        told = re.findall(r"[가-힣A-Za-z]{2,}", row.text_ko)
        common = [word for word in words if any(other.startswith(word) for other in told)]
        if len(common) > 1 or any(len(word) > 2 for word in common):
            return row
    return None


def _taken(pitfalls: list[Pitfall], row: Pitfall | None) -> Pitfall | None:
    """Takes a pitfall out of the list, so that it is the reason for one question only."""
    if row:
        pitfalls.remove(row)
    return row


def _applies(rows: Sequence[Procedure]) -> Reason:
    """When the procedures are gone through, with their sources."""
    english = ", or ".join(row.applies_when_en[:1].lower() + row.applies_when_en[1:] for row in rows)
    return Reason(f"{', '.join(row.applies_when_ko for row in rows)} 거칩니다.", f"Needed {english}.",
                  " | ".join(dict.fromkeys(row.source for row in rows)))


def _of_row(row: Pitfall | Lesson) -> Reason:
    return Reason(row.text_ko, row.text_en, row.source)


def _slug(english: str) -> str:
    """An id that changes with the words, so that an old answer never counts for another question."""
    words = re.sub(r"[^a-z0-9]+", "-", english.casefold().replace("’", "")).strip("-")
    return words if len(words) <= LONGEST_ID else words[:LONGEST_ID].rpartition("-")[0]


def _sources(solution: Solution) -> str:
    return " | ".join(solution.sources[:2])
