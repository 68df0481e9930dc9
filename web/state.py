"""What a process holds while it runs: the database and, once loaded, the matcher."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flask import Flask, current_app, g
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

import seeds
from catalog import migrate
from catalog.db import LONG_PATIENCE, HoldingSession, for_writing, make_engine
from catalog.loading import LoadReport, digest_of, load_seeds
from catalog.revisions import current_version, seeds_digest
from catalog.troubles import trouble
from catalog.vectors import forget_vectors, store_vectors, stored_vectors
from web.damage import told_of_damage, told_of_weights
from web.memory import everything_stays
from web.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from matcher.batching import BatchingEncoder
    from matcher.coach_parts import CoachWeights
    from matcher.recommend import Matcher
    from matcher.types import Catalogue, Passage
    from web.shared_index import SharedIndex

AGAIN_SECONDS = 3
"""Between two tries to load the matcher from a database that is away."""
WRITERS = 10
"""Connections to PostgreSQL in which a process writes at once; they wait for each other's locks anyway."""
SEEDS = Path(seeds.__file__).parent
log = logging.getLogger(__name__)


class State:
    """Database sessions and an up-to-date matcher, shared by all threads of a process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = make_engine(settings.database_url)
        self.sessions = sessionmaker(self.engine, class_=HoldingSession)
        # Connections of their own: a request that has read and would write waits for one that no other such waits for.
        self.writer = make_engine(settings.database_url, most=WRITERS)
        event.listen(self.engine, "engine_disposed", lambda _engine: self.writer.dispose())
        self.writing = sessionmaker(for_writing(self.writer), class_=HoldingSession)
        self._lock = threading.Lock()
        self._encoder: BatchingEncoder | None = None
        self._matcher: Matcher | None = None
        self._warming: threading.Thread | None = None
        self._shared: SharedIndex | Literal[False] | None = None
        self._hindered = False

    @property
    def ready(self) -> bool:
        """Whether the matcher is loaded, so that the next question is answered at once."""
        return self._matcher is not None

    def loaded(self) -> Matcher | None:
        """The matcher as it answers now, None while it is not loaded; nothing is read or encoded for it."""
        return self._matcher

    def preparing(self) -> bool:
        """Whether a question would have to wait for the model, which is seen to; not when loading it has failed.

        Then asking says why.
        """
        if self.ready:
            return False
        thread = self._warming or self.warm_up()
        return thread.is_alive() and not self._hindered

    def matcher(self) -> Matcher:
        """The matcher at the catalogue's current version; on PostgreSQL its index lies there (`shared_index.py`).

        Loads the model on first use (seconds). When the catalogue changed, only texts that no model
        run has seen are encoded, and nothing is trained again.

        Raises:
            UnusableModelError: a file of the model or of the ranking is damaged.
        """
        with self.sessions() as session:
            version = current_version(session)
        with self._lock, told_of_damage():
            if self._matcher is None or self._matcher.catalogue.version != version:
                if self._shared is None:
                    from web.shared_index import shared_index

                    self._shared = shared_index(self)
                shared = self._shared.matcher(self._matcher, version) if self._shared else None
                self._matcher = shared or self._with_new_facts() or self._load_matcher()
            return self._matcher

    def encoder(self) -> BatchingEncoder:
        """The sentence model of this process, for all of its threads; it is loaded with the first text."""
        if self._encoder is None:
            from matcher.batching import BatchingEncoder
            from matcher.encoder import load_encoder
            from web.measures import count_encoding  # not before a server has its workers: see measures.py

            self._encoder = BatchingEncoder(load_encoder(self.settings.model), count_encoding)
        return self._encoder

    def coach_weights(self) -> CoachWeights:
        """The weights between the parts of a coach's score, as the settings change them.

        Raises:
            HwaksanError: the file that the settings name cannot be used.
        """
        from matcher.coach_parts import load_coach_weights

        with told_of_weights():
            return load_coach_weights(self.settings.coach_weights)

    def _with_new_facts(self) -> Matcher | None:
        """The matcher with the facts of now when no text changed: a slot that was taken needs no new index."""
        if self._matcher is None:
            return None
        from matcher.documents import read_catalogue

        with self.sessions() as session:
            catalogue = read_catalogue(session)
        if catalogue.passages != self._matcher.catalogue.passages:
            return None
        return self._matcher.with_facts(catalogue)

    def _load_matcher(self) -> Matcher:
        from matcher.encoder import calm_blas
        from matcher.recommend import Matcher

        calm_blas()  # threads of the index that spin would slow the model that loads beside it
        encoder, coach_weights = self.encoder(), self.coach_weights()
        # Not beside the model: between any two rows a reader waits until the imports let it run.
        catalogue, matrix = self.encoded_catalogue()
        with ThreadPoolExecutor(1) as aside:  # the model loads while the index is built
            loading = aside.submit(lambda: encoder.model)
            matcher = Matcher(encoder, coach_weights=coach_weights).fit(catalogue, matrix)
            loading.result()
        return matcher

    def encoded_catalogue(self) -> tuple[Catalogue, np.ndarray]:
        """The catalogue of now and a vector for each of its passages; only new texts are encoded."""
        # Imported here: the libraries behind it take seconds that `hwaksan eligible` need not pay.
        from matcher.documents import read_catalogue

        with self.sessions() as session:
            catalogue = read_catalogue(session)
        return catalogue, self.vectors(catalogue.passages)

    def vectors(self, passages: Sequence[Passage]) -> np.ndarray:
        """A vector for each passage; what the database has under this model is not encoded again."""
        from matcher import vectors

        encoder = self.encoder()
        with self.sessions() as session:
            known = stored_vectors(session, encoder.fingerprint, {vectors.passage_hash(each) for each in passages})
        encoded = vectors.encode(passages, encoder, known)
        if encoded.new or encoded.damaged:
            log.info("encoded %d passages, %d of them for damaged vectors", len(encoded.new), len(encoded.damaged))
            with self.writing.begin() as session:
                forget_vectors(session, encoder.fingerprint, encoded.damaged)
                store_vectors(session, encoder.fingerprint, encoded.new)
        return encoded.matrix

    def warm_up(self, when_ready: Callable[[State], None] | None = None) -> threading.Thread:
        """Loads the matcher in the background, so that the server answers health checks meanwhile.

        While the database is away it is tried again: a process becomes ready although nobody asks it.
        """

        def load() -> None:
            pause = threading.Event()
            while not self._loaded():
                pause.wait(AGAIN_SECONDS)
            if when_ready is not None:
                when_ready(self)

        self._warming = threading.Thread(target=load, name="warm-up", daemon=True)
        self._warming.start()
        return self._warming

    def _loaded(self) -> bool:
        try:
            with everything_stays():
                self.matcher()
        except SQLAlchemyError as error:
            if trouble(error) is None:
                raise
            log.warning("the matcher waits for the database: %s", type(error).__name__)
            self._hindered = True
            return False
        return True

    def initialise_if_changed(self) -> None:
        """As `initialise`, unless the files loaded last are those of now: then nothing is read."""
        migrate.upgrade(self.engine)
        with self.sessions() as session:
            loaded = seeds_digest(session)
        if loaded != digest_of(SEEDS):
            self.initialise()

    def initialise(self) -> LoadReport:
        """Migrates the database and loads the seeds with the vectors that ship with the code.

        Raises:
            SeedError: the seeds have lines to correct; nothing was loaded.
            UnusableModelError: the file of vectors that ships with the code is damaged; nothing was loaded.
        """
        from matcher import vectors

        migrate.upgrade(self.engine)
        with told_of_damage(), Session(for_writing(self.engine, LONG_PATIENCE)) as session, session.begin():
            report = load_seeds(session, SEEDS)
            if vectors.SHIPPED.exists():
                store_vectors(session, *vectors.read_shipped())
        return report

    def init_app(self, app: Flask) -> None:
        """Hangs the state on an app and closes each request's session at its end."""
        app.extensions["hwaksan"] = self
        app.teardown_appcontext(_close_session)


def state() -> State:
    """The state of the current app."""
    found: State = current_app.extensions["hwaksan"]
    return found


def session() -> Session:
    """The request's session; a view that writes commits it, everything else is rolled back."""
    if "session" not in g:
        g.session = state().sessions()
    found: Session = g.session
    return found


def write_in_request() -> None:
    """Lets this request read and write in one session that queues with the other writers; call it first."""
    g.session = state().writing()


def _close_session(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        try:
            opened.close()
        except SQLAlchemyError as error:  # the answer is made, and a dead connection has nothing to keep
            log.warning("a session was not closed: %s", type(error).__name__)
            opened.invalidate()
