"""The shipped matcher on the development problems, loaded once for all tests that need both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from matcher.encoder import load_encoder
from matcher.evaluate import Judged, read_judgements
from matcher.types import Catalogue, Encoder

JUDGEMENTS = Path(__file__).parents[1] / "judgements"


class Remembering:
    """An encoder that encodes each text once, however many indexes ask."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}
        self.fingerprint = encoder.fingerprint
        self.views = getattr(encoder, "views", ())

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of stated problems."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, self._encoder.encode_queries(missing), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of catalogue texts."""
        return self._encoder.encode_passages(texts)


@dataclass(frozen=True, slots=True)
class Development:
    """The catalogue with its vectors, the encoder, and the judged problems."""

    catalogue: Catalogue
    vectors: np.ndarray
    encoder: Remembering
    judgements: Sequence[Judged]


@cache
def development(database_url: str) -> Development:
    """What `hwaksan init` leaves in the database, ready to be indexed."""
    from web.settings import Settings
    from web.state import State

    state = State(Settings(database_url=database_url))
    catalogue, vectors = state.encoded_catalogue()
    state.engine.dispose()
    return Development(catalogue, vectors, Remembering(load_encoder()), read_judgements(JUDGEMENTS))
