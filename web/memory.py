"""What a long-lived process does about its memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def everything_stays() -> Iterator[None]:
    """Creates objects without the search for garbage, and leaves them out of every later search.

    A start makes half a million objects that stay as long as the process. Going through them again and
    again costs the start a second, and later some request the .4 s of a full search.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
