"""The vectors that ship with the code are those of the seeds under the bundled model."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matcher.documents import read_catalogue
from matcher.encoder import load_encoder
from matcher.vectors import read_shipped, text_hash

SAMPLE = 40
HALF_PRECISION = 1e-3
"""A component of a unit vector loses at most 2^-11 of itself as float16."""


def test_a_fresh_start_encodes_nothing(session: Session) -> None:
    """Every passage of the seeds has a shipped vector of the bundled model."""
    fingerprint, known = read_shipped()

    assert fingerprint == load_encoder().fingerprint
    missing = [passage.key for passage in read_catalogue(session).passages if text_hash(passage.text) not in known]
    assert missing == [], "run `make vectors`"


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_a_sample_encoded_anew_is_the_same(session: Session) -> None:
    """Texts from all over the catalogue get the vectors that were shipped."""
    _, known = read_shipped()
    passages = read_catalogue(session).passages
    texts = [passage.text for passage in passages[:: len(passages) // SAMPLE]]

    shipped = np.stack([np.frombuffer(known[text_hash(text)], dtype="<f2") for text in texts])
    assert np.allclose(load_encoder().encode_passages(texts), shipped, atol=HALF_PRECISION)
