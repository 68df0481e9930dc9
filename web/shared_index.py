"""The index that lies in the database, kept at the catalogue's version by whichever process notices first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from matcher.documents import read_catalogue
from matcher.learned import Learned
from matcher.network import load_network
from matcher.recommend import Matcher
from matcher.retrieve import Index
from matcher.stores import building, checking
from matcher.stores.postgres import PostgresStore, schema_of
from matcher.types import Catalogue, Passage

if TYPE_CHECKING:
    from web.state import State

log = logging.getLogger(__name__)


def shared_index(state: State) -> SharedIndex | Literal[False]:
    """The shared index where there can be one: in PostgreSQL with pgvector, unless the settings say otherwise."""
    if state.settings.index == "memory" or state.engine.dialect.name != "postgresql":
        return False
    if building.available(state.engine):
        return SharedIndex(state)
    log.warning("the database has no pgvector: every process keeps an index of its own")
    return False


def schema_in_use(state: State) -> str:
    """Where the rows of this version of the software lie, or would lie, in PostgreSQL."""
    fingerprint = state.encoder().fingerprint
    return schema_of(building.recipe_of(fingerprint, load_network(fingerprint)))


class SharedIndex:
    """Answers for one process; of the rows it holds none."""

    def __init__(self, state: State) -> None:
        self._state, encoder = state, state.encoder()
        self._network = load_network(encoder.fingerprint)
        self._recipe = building.recipe_of(encoder.fingerprint, self._network)
        self._views = encoder.views
        self.index = Index(encoder, PostgresStore(state.engine, self._recipe, self._views, self._network))

    def matcher(self, before: Matcher | None, version: str) -> Matcher:
        """The matcher at this version; `before` is the one of an earlier version, if there was one.

        Rows are written by whoever comes first after a change. The others wait for them and write nothing.
        """
        if building.built_version(self._state.engine, self._recipe) != version:
            learned = Learned(self._views, self._network)
            written = building.bring_up(self._state.engine, self._read, self._vectors, learned, self._recipe)
            log.info("the index in the database is brought up: %d solutions written", written)
        with self._state.sessions() as session:
            catalogue = read_catalogue(session, passages=False)
        if before is not None:
            return before.with_facts(catalogue)
        encoder = self._state.encoder()
        encoder.model  # noqa: B018 - loaded now rather than at the first question
        return Matcher(encoder, coach_weights=self._state.coach_weights()).over(catalogue, self.index)

    def check(self) -> checking.Differences:
        """What of the rows is not as it would be written now."""
        return self._compared(checking.check)

    def mend(self) -> checking.Differences:
        """Writes that anew, and returns what it was."""
        found = self._compared(checking.mend)
        if found:
            log.warning("damaged rows of the index were written anew: %s, %d solutions", found.everything,
                        len(found.solutions))
        return found

    def _compared(self, done: Callable[..., checking.Differences]) -> checking.Differences:
        learned = Learned(self._views, self._network)
        return done(self._state.engine, self._read, self._vectors, learned, self._recipe)

    def _read(self) -> Catalogue:
        with self._state.sessions() as session:
            return read_catalogue(session)

    def _vectors(self, passages: Sequence[Passage]) -> np.ndarray:
        return self._state.vectors(passages) if passages else self._state.encoder().encode_passages([])
