"""The network that has read every statement, on a world small enough to know the answer."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest

from matcher.encoder import load_encoder
from matcher.learned import Learned
from matcher.network import SHIPPED, Network, load_network, write_network
from matcher.train_network import learn
from matcher.types import Passage
from tests.matcher.keywords import KeywordEncoder, passages
from tests.matcher.test_judged import statement

pytestmark = pytest.mark.xdist_group("model")


def taught(solutions: tuple[str, ...] = ("care-call", "shared-parking", "waste-watch"), copies: int = 40) -> Network:
    """A network that has read the toy catalogue many times, and what it has no answer for."""
    read = [passage for _ in range(copies) for passage in passages(solutions)]
    read += [Passage(f"o-{at}", "law", "outside", "ko", "헌법 소송") for at in range(copies)]
    vectors = KeywordEncoder().encode_passages([passage.text for passage in read])
    return learn(Learned().fit(read, vectors), KeywordEncoder.fingerprint, read, vectors)


@pytest.fixture(scope="module", name="network")
def _network() -> Network:
    return taught()


def say(network: Network, *texts: str, admitting: bool = False):
    """What the network says of texts, prepared as the index of the toy catalogue prepares them."""
    encoder, read = KeywordEncoder(), passages()
    seen = encoder.encode_passages([passage.text for passage in read])
    learned = Learned(network=network if admitting else None).fit(read, seen)
    vectors = learned.prepared(encoder.encode_queries(texts), ["ko"] * len(texts))
    rows, _ = learned.rows(read, seen)
    return network.search(texts, vectors, rows.slugs, rows.votes)[0]


def test_a_statement_is_answered_by_its_solution(network: Network) -> None:
    """The largest share goes to the solution whose statements say the same."""
    found = say(network, "시장 주차", "노인 고독사")
    assert found.argmax(axis=1).tolist() == [1, 0]


def test_the_shares_and_none_are_one_vote(network: Network) -> None:
    """Over the solutions it knows and "none of them", the shares sum to one."""
    shares = np.exp(say(network, "시장 주차", "헌법 소송"))
    assert (shares > 0).all() and (shares.sum(axis=1) < 1).all()
    assert 1 - shares[0].sum() < 0.5 < 1 - shares[1].sum()


def test_a_matter_outside_is_given_to_none(network: Network) -> None:
    """What it learned to leave unanswered takes the share of no solution."""
    law, parking = np.exp(say(network, "헌법 소송", "주차 난리"))
    assert 1 - law.sum() > law.max()
    assert 1 - parking.sum() < parking.max()


def test_formalities_are_told_from_problems() -> None:
    """What states no problem takes a share of its own, not that of "none of them"."""
    read = [*passages(), *(Passage("f", "formality", "formality", "ko", "붙임 계획서"),) * 4] * 40
    vectors = KeywordEncoder().encode_passages([passage.text for passage in read])
    learned = Learned().fit(read[:12], vectors[:12])
    network = learn(learned, KeywordEncoder.fingerprint, read, vectors)
    texts = ("붙임 계획서 1부", "시장 주차")
    prepared = learned.prepared(KeywordEncoder().encode_queries(texts), ["ko", "ko"])
    formal = network.search(texts, prepared, ("shared-parking",), np.full((1, 1), np.nan))[1]
    assert formal[0] > 0.5 > formal[1]


def test_learning_is_reproducible(network: Network) -> None:
    """The same texts give the same numbers."""
    again = taught()
    assert all(np.array_equal(getattr(network, name), getattr(again, name)) for name in ("first", "second", "spelling"))


def test_a_solution_it_never_saw_is_unknown_until_admitted() -> None:
    """Unknown is no number; admitted by its own statements it wins its own problem and no other."""
    seen = taught(("shared-parking", "waste-watch"))
    assert np.isnan(say(seen, "노인")[0, 0])
    found = say(seen, "노인 고독사", "주차 자리", admitting=True)
    assert found.argmax(axis=1).tolist() == [0, 1]


def test_judged_examples_teach_and_an_unanswered_one_goes_to_none() -> None:
    """An example's grades share its vote; an example without help is a lesson in saying so."""
    read = [*passages()] * 40
    helped, unhelped = statement(1, **{"waste-watch": 3}), statement(2, **{"waste-watch": 1})
    read += [helped, unhelped] * 40
    words = {helped.key: "산불", unhelped.key: "헌법"}
    texts = [words.get(passage.key, passage.text) for passage in read]
    vectors = KeywordEncoder().encode_passages(texts)
    network = learn(Learned().fit(read, vectors), KeywordEncoder.fingerprint, read, vectors)
    fire, law = np.exp(say(network, "산불", "헌법"))
    assert fire.argmax() == 2
    assert fire.sum() > law.sum()


def test_what_is_written_is_read(network: Network, tmp_path: pathlib.Path) -> None:
    """The smaller numbers of the file rank alike, and another encoder is given nothing."""
    write_network(network, tmp_path / "network.npz")
    read = load_network("keywords", tmp_path / "network.npz")
    assert read is not None
    assert say(read, "시장 주차") == pytest.approx(say(network, "시장 주차"), abs=0.1)
    assert load_network("another", tmp_path / "network.npz") is None


def test_the_network_that_ships() -> None:
    """It is small and was made for the encoder that ships."""
    assert SHIPPED.stat().st_size < 20_000_000
    network = load_network(load_encoder().fingerprint)
    assert network is not None
    assert len(network.solutions) == len(set(network.solutions)) > 100
