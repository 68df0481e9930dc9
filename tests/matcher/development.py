"""The shipped matcher on the development problems, with all that measures it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matcher.batching import BatchingEncoder
from matcher.evaluate import Judged, read_judgements
from matcher.types import Catalogue
from web.state import State

JUDGEMENTS = Path(__file__).parents[1] / "judgements"


@dataclass(frozen=True, slots=True)
class Development:
    """The catalogue with its vectors, the encoder, which remembers each text, and the judged problems."""

    catalogue: Catalogue
    vectors: np.ndarray
    encoder: BatchingEncoder
    judgements: Sequence[Judged]


def development(state: State) -> Development:
    """What `hwaksan init` leaves in the database of the state."""
    return Development(*state.encoded_catalogue(), state.encoder(), read_judgements(JUDGEMENTS))
