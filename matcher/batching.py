"""One encoder for the threads of a process: what they ask at the same time is encoded together, once.

Encoding is most of what a question costs. Whoever finds the encoder free takes all that waits, the others wait for
their own; a text that was asked for a moment ago is not encoded again.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np

from matcher.encoder import SentenceEncoder

TOGETHER = 32
"""Texts encoded at once: more would make those wait that came first."""

MOST = 256
"""Texts of one question, above which it is a list to work off."""

REMEMBERED = 4096
"""Texts whose vectors stay, by the hash of the text: 14 MiB under the bundled model. The texts themselves do not."""


class BatchingEncoder:
    """An encoder to share between threads; passages and long lists go through one by one, unremembered.

    `told` hears how many texts were "remembered" and how many "encoded".
    """

    def __init__(self, encoder: SentenceEncoder, told: Callable[[str, int], None] | None = None) -> None:
        self.encoder, self.told = encoder, told or (lambda _source, _texts: None)
        self.fingerprint, self.views = encoder.fingerprint, encoder.views
        self._guard, self._encoding = threading.Lock(), threading.Lock()
        self._waiting: OrderedDict[bytes, tuple[str, Future[np.ndarray]]] = OrderedDict()
        self._vectors: OrderedDict[bytes, np.ndarray] = OrderedDict()

    @property
    def model(self) -> object:
        """The model behind it; the first access takes seconds."""
        return self.encoder.model

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """As the encoder does, one caller at a time."""
        with self._encoding:
            return self.encoder.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of stated problems, float32, shape (len(texts), dimensions)."""
        if not texts or len(texts) > MOST:
            with self._encoding:
                return self.encoder.encode_queries(texts)
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        found, awaited = self._look_up(keys, texts)
        while any(not future.done() for future in awaited.values()):
            with self._encoding:
                self._encode_waiting()
        found |= {key: future.result() for key, future in awaited.items()}
        return np.stack([found[key] for key in keys])

    def _look_up(
        self, keys: Sequence[bytes], texts: Sequence[str]
    ) -> tuple[dict[bytes, np.ndarray], dict[bytes, Future[np.ndarray]]]:
        """What is remembered, and what will be known; new texts join those that wait."""
        with self._guard:
            found = {key: self._vectors[key] for key in keys if key in self._vectors}
            for key in found:
                self._vectors.move_to_end(key)
            new = {key: text for key, text in zip(keys, texts, strict=True)
                   if key not in found and key not in self._waiting}
            self._waiting.update({key: (text, Future()) for key, text in new.items()})
            awaited = {key: self._waiting[key][1] for key in keys if key not in found}
            self.told("remembered", len(found))
        return found, awaited

    def _encode_waiting(self) -> None:
        """Encodes those that came first; called by one thread at a time."""
        with self._guard:
            taken = list(self._waiting.items())[:TOGETHER]
        if not taken:
            return
        try:
            vectors = self.encoder.encode_queries([text for _, (text, _) in taken])
        except BaseException as error:
            self._done(taken, None, error)
            raise
        self._done(taken, vectors, None)

    def _done(
        self, taken: Sequence[tuple[bytes, tuple[str, Future[np.ndarray]]]], vectors: np.ndarray | None,
        error: BaseException | None,
    ) -> None:
        with self._guard:
            for at, (key, (_, future)) in enumerate(taken):
                del self._waiting[key]
                if vectors is None:
                    future.set_exception(error)
                else:
                    self._vectors[key] = vectors[at]
                    future.set_result(vectors[at])
            while len(self._vectors) > REMEMBERED:
                self._vectors.popitem(last=False)
            self.told("encoded", len(taken) if vectors is not None else 0)
