"""The shipped matcher on the development problems, loaded once for all tests that need both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from matcher.batching import BatchingEncoder
from matcher.encoder import load_encoder
from matcher.evaluate import Judged, read_judgements
from matcher.types import Catalogue

JUDGEMENTS = Path(__file__).parents[1] / "judgements"


@dataclass(frozen=True, slots=True)
class Development:
    """The catalogue with its vectors, the encoder, and the judged problems."""

    catalogue: Catalogue
    vectors: np.ndarray
    encoder: BatchingEncoder
    """It encodes each text once, however many indexes ask."""
    judgements: Sequence[Judged]


@cache
def development(database_url: str) -> Development:
    """What `hwaksan init` leaves in the database, ready to be indexed."""
    from web.settings import Settings
    from web.state import State

    state = State(Settings(database_url=database_url))
    catalogue, vectors = state.encoded_catalogue()
    state.engine.dispose()
    return Development(catalogue, vectors, BatchingEncoder(load_encoder()), read_judgements(JUDGEMENTS))
