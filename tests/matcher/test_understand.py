"""What a text asks for, however much is written around it."""

from __future__ import annotations

import pytest

from matcher.learned import Learned
from matcher.network import Network
from matcher.retrieve import Index
from matcher.train_network import learn
from matcher.types import Passage
from matcher.understand import FORMAL, formality, understand
from tests.matcher.keywords import KeywordEncoder, passages

FORMALITIES = ("계획의 목적", "위원회를 둔다", "붙임 계획서 1부", "추진 일정은 다음과 같다", "예산은 협의하여 정한다")


@pytest.fixture(scope="module", name="index")
def _index() -> Index:
    return Index.of(KeywordEncoder(), passages(), network=_network())


def _network() -> Network:
    formal = [Passage(text, "formality", "formality", "ko", text) for text in FORMALITIES]
    read = [*passages(), *formal] * 40
    vectors = KeywordEncoder().encode_passages([passage.text for passage in read])
    learned = Learned().fit(passages(), vectors[: len(passages())])
    return learn(learned, KeywordEncoder.fingerprint, read, vectors)


def test_the_problem_is_found_among_formalities(index: Index) -> None:
    """A plan of thirty sentences with one problem has one need, and is compared as that problem."""
    text = "\n".join([*FORMALITIES * 3, "시장 주차 자리가 없다.", *FORMALITIES * 3])
    needs, channels = understand(text, index)
    assert [need.text for need in needs] == ["시장 주차 자리가 없다."]
    assert text[needs[0].start : needs[0].end] == needs[0].text
    assert channels.texts == ("시장 주차 자리가 없다.",)


def test_many_problems_are_joined_and_the_formalities_between_them_left_out(index: Index) -> None:
    """At most eight needs, none lost, none compared together with the formalities inside its span."""
    problems = ["골목 쓰레기가 쌓인다.", "노인 혼자 산다.", "주차 자리가 없다."] * 4
    text = "\n".join(f"{problem}\n{formality}" for problem, formality in zip(problems, FORMALITIES * 3, strict=False))
    needs, channels = understand(text, index)
    assert len(needs) == 8
    said = " ".join(channels.texts[1:])
    assert all(problem in said for problem in problems)
    assert not any(formality in said for formality in FORMALITIES)


def test_a_text_of_formalities_alone_is_taken_as_it_is(index: Index) -> None:
    """Nothing is left out when nothing would remain."""
    text = "계획의 목적\n위원회를 둔다"
    needs, channels = understand(text, index)
    assert [need.text for need in needs] == ["계획의 목적", "위원회를 둔다"]
    assert channels.texts[0] == text


def test_without_a_network_every_piece_counts() -> None:
    """Nothing is held to be a formality that nothing was taught to tell."""
    needs, _ = understand("계획의 목적\n시장 주차", Index.of(KeywordEncoder(), passages()))
    assert len(needs) == 2


def test_given_needs_are_taken_as_they_are(index: Index) -> None:
    """What a person corrected is what is compared, wherever it stands in the text, formality or not."""
    text = "위원회를 둔다. 시장 주차\n자리가 없다."
    needs, channels = understand(text, index, ("시장 주차 자리가 없다.", "위원회를 둔다", "골목 쓰레기"))
    assert [(need.text, text[need.start : need.end]) for need in needs] == [
        ("시장 주차 자리가 없다.", "시장 주차\n자리가 없다."), ("위원회를 둔다", "위원회를 둔다"), ("골목 쓰레기", "")]
    assert channels.texts == ("시장 주차 자리가 없다. 위원회를 둔다 골목 쓰레기", *(need.text for need in needs))


def test_formality_tells_the_formalities_of_a_document_from_its_problems(index: Index) -> None:
    """One share for each passage, in their order; nothing for nothing."""
    formal, problem = formality(["위원회를 둔다", "시장 주차 자리가 없다."], index)
    assert problem < FORMAL <= formal
    assert formality([], index) == ()
