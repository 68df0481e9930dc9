"""Text to vectors."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.encoder import MAX_CHARACTERS, clean


@given(st.text(max_size=2000))
def test_cleaned_text_can_be_encoded(text):
    """One line of bounded length without NUL or lone surrogates, and cleaning again changes nothing."""
    cleaned = clean(text)
    assert len(cleaned) <= MAX_CHARACTERS and "\0" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


def test_long_text_is_cut_at_a_word():
    """Nothing is cut inside a word where there is a choice."""
    assert clean("마을 " * 500).endswith("마을")
    assert len(clean("가" * 5000)) == MAX_CHARACTERS


def test_importing_the_module_is_cheap():
    """Torch is loaded when a model is, not before."""
    code = "import sys, matcher.encoder; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture(name="encoder", scope="module")
def _encoder(loaded_state):
    return loaded_state.encoder().encoder


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_the_bundled_model_gives_unit_vectors_alone_or_in_company(encoder):
    """A text's vector does not depend on the batch it came in; odd texts get one too."""
    texts = ["주차 자리가 없다", "no parking left", "", "\0", "😀", "가" * 3000]
    together = encoder.encode_queries(texts)
    alone = np.vstack([encoder.encode_queries([text]) for text in texts])
    assert together.dtype == np.float32 and together.shape == (6, sum(encoder.views))
    assert np.allclose(together, alone, atol=1e-5)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, sum(encoder.views))


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_the_languages_meet(encoder):
    """A Korean problem is nearer to its English twin than to another problem."""
    passages = encoder.encode_passages(["no parking spaces on market days", "wild boars wreck potato fields"])
    query = encoder.encode_queries(["장날이면 주차할 데가 없다"])
    assert (query @ passages.T)[0].argmax() == 0
