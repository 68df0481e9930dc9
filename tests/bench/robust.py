"""Quality on worse-written versions of the development problems: `python -m tests.bench.robust`, a JSON line.

The versions are made here, by rule and seeded, from the problems in their own language.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

from matcher import evaluate
from matcher.types import Query
from tests.bench.measure import JUDGEMENTS, state

SEED = 0
TYPO_SHARE = 0.04
"""Letters that go wrong: two in a line of fifty."""

HANGUL = 0xAC00
VOWELS, FINALS = 21, 28

MIXED = {
    "주차": "parking", "관광": "tour", "안전": "safety", "버스": "bus", "데이터": "data", "쓰레기": "waste",
    "카메라": "camera", "문제": "issue", "시스템": "system", "관리": "management", "서비스": "service",
    "에너지": "energy", "축제": "festival", "노인": "senior", "어르신": "senior", "마을": "village",
    "화재": "fire", "침수": "flood",
}

BEFORE = (
    "1. 현황 및 문제점\n○ 우리 지자체는 인구 감소와 고령화로 행정 수요가 다양해지고 있는 실정임.\n○ ",
    "Ⅰ. 추진 배경\n○ 관련 법령 및 상위 계획에 따라 스마트도시 조성을 추진하고자 함.\n○ ",
)
AFTER = (
    "\n○ 이에 따라 체계적인 대응 방안 마련이 필요한 실정임.\n2. 추진 방향\n"
    "○ 관계 부서 협의를 거쳐 단계적으로 추진 예정임. 끝.",
    "\n○ 주민 의견을 수렴하여 사업의 실효성을 높이고자 함.\n○ 소요 예산은 추후 협의하여 확정할 계획임.",
)
PLAN = (
    "제1장 계획의 개요. 본 계획은 관련 법률에 따라 수립하는 법정 계획으로서 "
    "목표 연도까지의 기본 방향을 제시한다. 계획의 공간적 범위는 행정구역 전역이며 "
    "시간적 범위는 5년으로 한다. 계획 수립은 착수 보고, 중간 보고, 최종 보고의 순서로 진행한다. ",
    "제2장 일반 현황. 행정구역은 읍과 면으로 이루어져 있다. 예산은 일반회계와 특별회계로 구성된다. "
    "조직은 국과 과, 직속 기관으로 이루어진다. 통계는 통계연보의 기준일을 따른다. "
    "상위 계획과의 정합성을 검토하였다. ",
    "제3장 추진 체계. 총괄 부서가 계획을 관리하고 관계 부서가 소관 과제를 맡는다. "
    "위원회를 두어 심의와 자문을 받는다. 연차별 시행 계획을 세우고 매년 이행 상황을 점검한다. "
    "재원은 국비와 지방비로 조달한다. ",
)
ENGLISH_BEFORE = "1. Background\nIn accordance with the act and the master plan, the municipality intends to proceed.\n"
ENGLISH_AFTER = "\n2. Way forward\nA systematic response is required. The departments concerned will be consulted.\n"
ENGLISH_PLAN = (
    "Chapter 1. Outline of the plan. This plan is a statutory plan and sets out the basic direction for five "
    "years. It covers the whole administrative area. A kick-off, an interim and a final report are scheduled. ",
    "Chapter 2. General situation. The area consists of towns and townships. The budget consists of general "
    "and special accounts. Consistency with higher plans was examined. ",
    "Chapter 3. Organisation. The lead department manages the plan. A committee deliberates and advises. "
    "Annual plans are drawn up and reviewed every year. Funding comes from state and local budgets. ",
)

Change = Callable[[str, random.Random], str]


def typos(text: str, chance: random.Random) -> str:
    """Letters swapped, dropped or with another vowel."""
    letters = list(text)
    for at, letter in enumerate(letters):
        if not letter.isalpha() or chance.random() > TYPO_SHARE:
            continue
        if 0 <= ord(letter) - HANGUL < 11172:
            syllable = ord(letter) - HANGUL
            initial, vowel, final = syllable // (VOWELS * FINALS), syllable // FINALS % VOWELS, syllable % FINALS
            vowel = (vowel + chance.choice((-1, 1, 4))) % VOWELS
            letters[at] = chr(HANGUL + (initial * VOWELS + vowel) * FINALS + final)
        else:
            letters[at] = chance.choice(("", letter * 2))
    return "".join(letters)


def no_spaces(text: str, chance: random.Random) -> str:
    """Every other space is missing."""
    return re.sub(" ", lambda _: chance.choice(("", " ")), text)


def mixed(text: str, _: random.Random) -> str:
    """Common nouns in English inside a Korean text; an English text gains a Korean frame."""
    if not re.search("[가-힣]", text):
        return f"우리 지역의 문제는 다음과 같습니다. {text}"
    for korean, english in MIXED.items():
        text = text.replace(korean, english)
    return text


def polite(text: str, _: random.Random) -> str:
    """Greetings and honorifics around it."""
    if not re.search("[가-힣]", text):
        return f"Dear Sir or Madam, I hope this letter finds you well. {text} I should be grateful for your advice."
    before, after = "안녕하십니까, 수고가 많으십니다. 다름이 아니오라", "검토하여 주시면 대단히 감사하겠습니다."
    return f"{before} {text} 바쁘시겠지만 {after}"


def boilerplate(text: str, chance: random.Random) -> str:
    """The phrases of official papers before and after."""
    if not re.search("[가-힣]", text):
        return ENGLISH_BEFORE + text + ENGLISH_AFTER
    return chance.choice(BEFORE) + text + chance.choice(AFTER)


def pasted_plan(text: str, chance: random.Random) -> str:
    """About three pages of a plan with the problem somewhere inside."""
    korean = re.search("[가-힣]", text)
    pages = list(PLAN if korean else ENGLISH_PLAN) * 4
    chance.shuffle(pages)
    pages.insert(chance.randrange(2, len(pages) - 1), f"{text} ")
    return "\n".join(pages)


def one_word(text: str, _: random.Random) -> str:
    """The longest word alone, all that some people type into a search box."""
    return max(re.findall(r"[가-힣A-Za-z]+", text), key=len)


CHANGES: dict[str, Change] = {
    "typos": typos, "missing spaces": no_spaces, "mixed Korean and English": mixed, "honorifics": polite,
    "official boilerplate": boilerplate, "pasted plan of three pages": pasted_plan,
    "one word": one_word,
}


def main() -> None:
    """nDCG@10 of the clean problems and of each version."""
    matcher = state().matcher()
    judgements = evaluate.read_judgements(JUDGEMENTS)
    found = {}
    for name, change in {"clean": lambda text, _: text, **CHANGES}.items():
        chance = random.Random(SEED)
        answers = {
            judged.id: [
                one.solution
                for one in matcher.answer(Query(change(judged.text, chance), top=20)).recommendations
            ]
            for judged in judgements
        }
        figures = evaluate.evaluate(answers, judgements).groups["all"]
        found[name] = {key: figures[key].mean for key in ("ndcg@10", "right abstention", "false abstention")}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
