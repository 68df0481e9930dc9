"""What must hold on the development problems: quality, honest reasons, and room for new solutions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from matcher import fit_weights as fitting
from matcher import train_network
from matcher.evaluate import Judged, evaluate, ndcg_at_k
from matcher.learned import Learned
from matcher.rank import Weights, answer, load_weights, order
from matcher.recommend import Matcher
from matcher.retrieve import Index
from matcher.train_network import learn
from matcher.types import HELPS, Answer, Passage, Profile, Query
from tests.matcher.development import Development, development
from web.state import State

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.xdist_group("model")]

REACHED = 0.82
"""nDCG@10 of the shipped ranker on these problems, abstentions included; raise it when it rises."""
TOLERANCE = 0.02

NEW, NEW_TOLERANCE = 20, 0.05
"""Solutions published after training, and how much their own problems may lose by it."""
TAUGHT = 3
"""Of the other solutions every so many statements teach the network there: enough to admit what it has not seen."""

DEPENDS_ON_THE_ASKER = {"already_operating", "variety"}
"""`variety` follows the order, which the first may change."""


@pytest.fixture(scope="module", name="found")
def _found(loaded_state: State) -> Development:
    return development(loaded_state)


@pytest.fixture(scope="module", name="shipped")
def _shipped(loaded_state: State) -> Matcher:
    return loaded_state.matcher()


@pytest.fixture(scope="module", name="examples")
def _examples(found: Development, shipped: Matcher) -> Mapping[str, fitting.Example]:
    """Evidence of every problem in its own language."""
    return {judged.id: fitting.example_of(shipped.index_, judged, judged.text) for judged in found.judgements}


def test_quality_has_not_dropped(found: Development, examples: Mapping[str, fitting.Example]) -> None:
    """Shipped vectors, network and weights reach what was reached."""
    weights = load_weights()
    answers = {key: answer(example.channels, weights) for key, example in examples.items()}
    report = evaluate(answers, found.judgements).groups["all"]

    assert report["ndcg@10"].mean >= REACHED - TOLERANCE
    assert report["false abstention"].mean <= 0.03


def test_a_solution_need_not_have_been_seen_in_training(
    found: Development, examples: Mapping[str, fitting.Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty solutions published later, with nothing trained again, lose little on their own problems."""
    slugs = sorted(found.catalogue.solutions)
    new = set(np.random.default_rng(1).choice(slugs, NEW, replace=False).tolist())
    passages = [_without(passage, new) for passage in found.catalogue.passages]
    told = np.array([  # an example whose only answers are the new solutions would teach that it has none
        passage.kind == "judged" and _helps(whole) and not _helps(passage)
        for passage, whole in zip(passages, found.catalogue.passages, strict=True)
    ])
    theirs = np.array([passage.solution in new for passage in passages])
    before = ~theirs & ~told
    old = [passage for passage, kept in zip(passages, before, strict=True) if kept]
    monkeypatch.setattr(train_network, "EPOCHS", 6)  # what it has not seen is admitted, not learned
    learned = Learned(found.encoder.views).fit(old, found.vectors[before])
    network = learn(learned, found.encoder.fingerprint, old[::TAUGHT], found.vectors[before][::TAUGHT])
    index = Index.of(found.encoder, old, found.vectors[before], network)
    seen = [fitting.example_of(index, judged, judged.text) for judged in found.judgements]
    weights = fitting.fit_weights(seen)  # without strays: they teach when nothing fits, and the order is measured

    published = [passage for passage, is_told in zip(passages, told, strict=True) if not is_told]
    later = Index.of(found.encoder, published, found.vectors[~told], network)
    own = [judged for judged in found.judgements if any(judged.grades.get(slug, 0) >= HELPS for slug in new)]
    untrained = {judged.id: fitting.example_of(later, judged, judged.text) for judged in own}

    assert len(own) >= NEW
    assert _quality(own, untrained, weights) >= _quality(own, examples, load_weights()) - NEW_TOLERANCE


def _without(passage: Passage, solutions: set[str]) -> Passage:
    kept = tuple((solution, grade) for solution, grade in passage.grades if solution not in solutions)
    return replace(passage, grades=kept) if len(kept) < len(passage.grades) else passage


def _helps(passage: Passage) -> bool:
    return any(grade >= HELPS for _, grade in passage.grades)


def _quality(
    judgements: Sequence[Judged], examples: Mapping[str, fitting.Example], weights: Weights
) -> float:
    """Mean nDCG@10, without abstaining."""
    return float(np.mean([
        ndcg_at_k(order(examples[judged.id].channels, weights), judged.grades) for judged in judgements
    ]))


@pytest.fixture(scope="module", name="answers")
def _answers(found: Development, shipped: Matcher) -> list[tuple[Query, Answer, Answer]]:
    """Every fourth problem, asked by nobody and by a municipality that operates a solution."""
    operators = {operation.municipality for operation in found.catalogue.operations}
    askers = [profile for code, profile in sorted(found.catalogue.profiles.items()) if code in operators]
    problems = found.judgements[::4]
    return [
        (query, shipped.answer(replace(query, asker=None)), shipped.answer(query))
        for query in (
            Query(judged.text, asker, top=40)
            for judged, asker in zip(problems, _spread(askers, len(problems)), strict=True)
        )
    ]


def _spread(askers: Sequence[Profile], count: int) -> list[Profile]:
    return [askers[at * len(askers) // count] for at in range(count)]


def test_every_score_is_the_sum_of_its_parts(answers: list[tuple[Query, Answer, Answer]]) -> None:
    """For every result of every problem, with an asker and without."""
    shown = [one for _, *both in answers for each in both for one in each.recommendations]
    assert len(shown) > 500
    assert [one.solution for one in shown if one.score != pytest.approx(sum(p.value for p in one.contributions))] == []


def test_a_reason_cites_only_what_the_catalogue_holds(
    found: Development, answers: list[tuple[Query, Answer, Answer]]
) -> None:
    """Every quotation of a part that cites the catalogue begins a passage of that very solution, or a need."""
    texts: dict[str, list[str]] = {}
    for passage in found.catalogue.passages:
        texts.setdefault(passage.solution, []).append(" ".join(passage.text.split()))
    wrong, checked = [], 0
    for query, _, asked in answers:
        for one in asked.recommendations:
            for part in one.contributions:
                for said in (part.reason.ko, part.reason.en) if part.name in QUOTING else ():
                    for quote in re.findall("“([^”]*)”", said):
                        checked += 1
                        cited = quote.removesuffix("…")
                        known = any(text.startswith(cited) for text in texts[one.solution])
                        if not known and cited not in " ".join(query.text.split()):
                            wrong.append((one.solution, part.name, quote))
    assert checked > 500
    assert wrong == []


QUOTING = ("meaning", "characters", "cases", "needs")


def test_every_source_is_known(found: Development, answers: list[tuple[Query, Answer, Answer]]) -> None:
    """A contribution's source is that of a passage, a solution, its evidence or an operation of the catalogue."""
    known = {passage.source for passage in found.catalogue.passages} | {"seeds/statements.jsonl", None}
    known |= {operation.source for operation in found.catalogue.operations}
    for facts in found.catalogue.solutions.values():
        known |= {facts.source, facts.evidence_source}
    sources = {part.source for _, _, asked in answers for one in asked.recommendations for part in one.contributions}
    assert sources - known == set()


def test_the_asker_changes_only_what_depends_on_the_asker(answers: list[tuple[Query, Answer, Answer]]) -> None:
    """The evidence of the text is the same whoever asks."""
    compared = 0
    for _, unasked, asked in answers:
        mine = {one.solution: one for one in asked.recommendations}
        for one in unasked.recommendations:
            if one.solution in mine:
                compared += 1
                both = ({part for part in each.contributions if part.name not in DEPENDS_ON_THE_ASKER}
                        for each in (one, mine[one.solution]))
                first, second = both
                assert first == second
    assert compared > 300
