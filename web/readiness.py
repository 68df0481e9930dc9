"""The readiness check as the page, the command and the API give it: questions, answers, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog import queries
from catalog.readiness import ANSWERS, Question, Readiness, questions, verdict
from catalog.revisions import current_version
from catalog.solutions import Solution

HEADINGS = {
    "stops": {"ko": "이대로는 시작할 수 없는 것", "en": "What would stop it"},
    "settle_first": {"ko": "먼저 정할 것", "en": "Settle first"},
    "ask_coach": {"ko": "물어볼 것", "en": "What to ask"},
    "unanswered": {"ko": "아직 답하지 않음", "en": "Not answered yet"},
    "in_order": {"ko": "갖추어진 것", "en": "In order"},
}
"""The five lists of a result, in the order in which they are read."""
WHOM = {
    "coach": {"ko": "코칭 지자체에", "en": "ask the coach"},
    "department": {"ko": "소관 부서에", "en": "ask your department"},
}
READY = {
    "ko": "물은 것이 모두 갖추어져 있습니다.", "en": "Everything that was asked is in order.",
}
ASKED_NOW = {
    "ko": "`--answer ID=yes|no|unknown`으로 답하면 결과가 나옵니다.",
    "en": "Answer with `--answer ID=yes|no|unknown` to see what it comes to.",
}


def questions_for(session: Session, solution: Solution) -> tuple[Question, ...]:
    """The questions about a solution, from what the catalogue holds now."""
    return questions(solution, queries.procedures_for(session, solution.slug), queries.lessons(session))


def unreadable(asked: Sequence[Question], given: Mapping[str, str]) -> tuple[str, ...]:
    """Names among `given` that look like answers and count for none: no such question, or no such answer."""
    ids = {question.id for question in asked}
    return tuple(
        name for name, answer in given.items()
        if (name in ids and answer not in ANSWERS) or (name not in ids and answer in ANSWERS)
    )


def questions_json(session: Session, solution: Solution, asked: Sequence[Question]) -> dict[str, Any]:
    """The questions with why each is asked, its source, and what a "no" or a "don't know" means."""
    return {
        "catalog_version": current_version(session),
        "solution": solution.slug,
        "name": {"ko": solution.name_ko, "en": solution.name_en},
        "questions": [_question_json(question) for question in asked],
    }


def verdict_json(asked: Sequence[Question], answers: Mapping[str, str]) -> dict[str, Any]:
    """Ids of the questions by what their answers mean."""
    found = verdict(asked, answers)
    return {**{name: [question.id for question in getattr(found, name)] for name in HEADINGS}, "ready": found.ready}


def readiness_text(name: str, asked: Sequence[Question], answers: Mapping[str, str], lang: str) -> str:
    """For a terminal: the questions as long as none is answered, then what the answers come to."""
    if not answers:
        lines = [name]
        for number, question in enumerate(asked, 1):
            lines.append(f"{number}. {getattr(question, f'text_{lang}')} [{question.id}]")
            lines.append(f"   {_why(question, lang)}")
        return "\n".join([*lines, ASKED_NOW[lang]])
    return "\n".join([name, *_verdict_lines(verdict(asked, answers), lang)])


def _verdict_lines(found: Readiness, lang: str) -> list[str]:
    lines = [READY[lang]] if found.ready else []
    for name, heading in HEADINGS.items():
        listed: tuple[Question, ...] = getattr(found, name)
        if listed:
            lines.append(heading[lang])
        for question in listed:
            whom = f" ({WHOM[question.ask][lang]})" if name == "ask_coach" else ""
            lines.append(f"  - {getattr(question, f'short_{lang}')}{whom} [{question.id}]")
            if name in ("stops", "settle_first"):
                lines.append(f"    {_why(question, lang)}")
    return lines


def _why(question: Question, lang: str) -> str:
    return f"{getattr(question.why, lang)} <{question.why.source.split(' | ')[0]}>"


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.id, "origin": question.origin,
        "text": {"ko": question.text_ko, "en": question.text_en},
        "short": {"ko": question.short_ko, "en": question.short_en},
        "why": {"ko": question.why.ko, "en": question.why.en}, "source": question.why.source,
        "no": question.no, "ask": question.ask,
    }
