"""Who asks the matcher waits for a turn, and is told at once where too many wait already.

Answering is bound by the processor: more at once would make everybody wait longer. Those that wait hold no
connection to the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from web import measures

AT_ONCE = 8
"""Questions answered at once by a process: enough for their texts to be encoded together."""

MOST_WAITING = 64
"""Questions that wait in a process: some ten seconds on two cores."""


class BusyError(Exception):
    """More wait for an answer than can have one soon."""


class Turns:
    """The line of one process."""

    def __init__(self, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING) -> None:
        self._free = threading.Semaphore(at_once)
        self._guard, self._waiting, self._most = threading.Lock(), 0, most_waiting

    def taking(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """The view, entered when it is the request's turn.

        Raises:
            BusyError: too many wait already.
        """

        @wraps(view)
        def entered(*args: Any, **kwargs: Any) -> Any:
            self._join()
            with self._free:
                self._leave()
                return view(*args, **kwargs)

        return entered

    def _join(self) -> None:
        with self._guard:
            if self._waiting >= self._most:
                raise BusyError
            self._waiting += 1
            measures.WAITING.set(self._waiting)

    def _leave(self) -> None:
        with self._guard:
            self._waiting -= 1
            measures.WAITING.set(self._waiting)


turns = Turns()
