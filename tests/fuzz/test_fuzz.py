"""The short form of `make fuzz`: whatever failed once, and a few new inputs for every target."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import forms, served
from tests.fuzz.targets import CORPUS_OF, TARGETS
from tests.fuzz.watch import CORPUS, Target, Watch, corpus_of, limits
from tests.web.conftest import compiled_translations

__all__ = ["compiled_translations"]

RUNS = {"splitter": 60, "splitter-time": 8, "stated": 60, "uploads": 80, "forms-fill": 40, "batch": 6, "contest": 8,
        "seeds": 8, "backups": 6, "weights": 40, "headers": 24}
"""Inputs of each target in every run of the suite, some fifteen seconds in all."""
QUICK = [target for target in TARGETS if target.name in RUNS]
FORMS = forms.Forms(forms.quick, ("POST",))
FEW_FORMS = Target("forms", "", FORMS.check, FORMS.drive, forms.SECONDS)
KEPT = [(target, path) for target in [*QUICK, FEW_FORMS]
        if target.name not in CORPUS_OF for path in corpus_of(target.name)]
pytestmark = [
    pytest.mark.slow, pytest.mark.xdist_group("fuzz"), pytest.mark.filterwarnings("ignore:Duplicate name")]


@pytest.fixture(scope="module", autouse=True)
def _quiet(seeded_database_url: str, compiled_translations: None) -> Iterator[None]:
    """The database that the suite has made already, and no lines of libraries on every broken file."""
    served.use(seeded_database_url)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("target", QUICK, ids=lambda target: target.name)
def test_nothing_that_anybody_sends_breaks_what_reads_it(target: Target) -> None:
    """No crash, no failure of ours, no second of processor time, whatever the input."""
    watch = Watch(target)
    target.drive(watch, RUNS[target.name], 20261130)
    assert watch.findings == {}
    assert watch.tried >= RUNS[target.name]


@pytest.mark.parametrize(("target", "path"), KEPT, ids=[f"{target.name}-{path.stem}" for target, path in KEPT])
def test_what_was_found_stays_mended(target: Target, path: Path) -> None:
    """An input that once failed, or that reaches a branch of its own, is tried again."""
    if target is FEW_FORMS:
        forms.quick()  # making the site, seconds on a busy machine, is no time of an input
    watch = Watch(target, loaded=True)
    watch(path.read_bytes())
    assert watch.tried == 1


def test_every_kept_input_belongs_to_a_target() -> None:
    """No folder of the corpus is forgotten when a target gets another name."""
    names = {target.name for target in TARGETS}
    assert {folder.name for folder in CORPUS.iterdir()} - names == set()
    assert KEPT


def test_a_hang_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too long is broken off even where the code catches every Exception, and is told of."""
    monkeypatch.setattr("tests.fuzz.watch.PATIENCE", 0.05)

    def hangs(_data: bytes) -> None:
        while True:
            try:
                sum(range(1000))
            except Exception as error:
                del error

    watch = Watch(Target("hang", "", hangs, lambda *_: None), loaded=True)
    with pytest.raises(AssertionError, match="HangError"):
        watch(b"x")
    assert list(watch.findings.values()) == [b"x"]


def test_an_input_may_not_take_all_memory() -> None:
    """More than a gigabyte is refused, and the limit ends with the input."""
    with pytest.raises(MemoryError), limits():
        bytearray(2 * 1024**3)
    assert len(bytearray(1024)) == 1024


def test_a_few_forms_of_every_role_are_tried() -> None:
    """Each role sends a few of its forms spoilt; the full number is for `make fuzz`."""
    watch = Watch(FEW_FORMS)
    FORMS.drive(watch, 24, 20261130)
    assert watch.findings == {}
    assert watch.tried >= 24
