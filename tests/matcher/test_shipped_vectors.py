"""The vectors that ship with the code are those of the seeds under the bundled model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy.orm import Session

from catalog.db import make_engine
from matcher.discriminant import unit
from matcher.documents import read_catalogue
from matcher.encoder import load_encoder
from matcher.types import Passage
from matcher.vectors import passage_hash, read_shipped, vectors_of
from web.state import State

SAMPLE = 40
SAME = 0.999
"""Cosine of a vector with its shipped copy: a byte per number costs 1e-4, another processor's arithmetic as much."""


@pytest.fixture(scope="module", name="passages")
def _passages(seeded_database_url: str) -> Sequence[Passage]:
    engine = make_engine(seeded_database_url)
    with Session(engine) as session:
        found = read_catalogue(session).passages
    engine.dispose()
    return found


def test_a_fresh_start_encodes_nothing(passages: Sequence[Passage]) -> None:
    """Every passage of the seeds has a shipped vector of the bundled model."""
    fingerprint, known = read_shipped()

    assert fingerprint == load_encoder().fingerprint
    missing = [passage.key for passage in passages if passage_hash(passage) not in known]
    assert missing == [], "run `make vectors`"


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_a_sample_encoded_anew_is_the_same(passages: Sequence[Passage], loaded_state: State) -> None:
    """Texts from all over the catalogue get the vectors that were shipped."""
    _, known = read_shipped()
    sample = passages[:: len(passages) // SAMPLE]

    shipped = np.stack([np.frombuffer(known[passage_hash(passage)], dtype="<f2") for passage in sample])
    cosines = (unit(vectors_of(sample, loaded_state.encoder())) * unit(shipped.astype(np.float32))).sum(axis=1)
    assert cosines.min() > SAME
