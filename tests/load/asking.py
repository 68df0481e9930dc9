"""Asks a running server for a while, as many people at once as are wanted, and tells how long each waited."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of it: seconds of every answered question, and how many answers had which status."""

    people: int
    lasted: float
    seconds: tuple[float, ...]
    statuses: dict[int, int]

    @property
    def failed(self) -> int:
        """Questions without an answer, whatever the reason; 0 stands for a broken connection."""
        return sum(count for status, count in self.statuses.items() if status != 200)

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        return float(np.quantile(self.seconds, share)) if self.seconds else float("nan")


def ask(port: int, texts: Sequence[str], people: int, lasting: float, reading: float = 0.0) -> Asked:
    """Each of `people` asks the next text once the last answer was read, for `lasting` seconds.

    Reading takes from none to twice `reading` seconds; without it everybody asks again at once.
    """
    guard, position = threading.Lock(), 0
    seconds: list[float] = []
    statuses: Counter[int] = Counter()
    begun = time.perf_counter()

    def person(chance: random.Random) -> None:
        nonlocal position
        time.sleep(chance.uniform(0, 2 * reading))  # not all begin at one moment
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while time.perf_counter() - begun < lasting:
            with guard:
                text = texts[position % len(texts)]
                position += 1
            start = time.perf_counter()
            try:
                connection.request("POST", "/api/v1/match", json.dumps({"text": text}),
                                   {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            with guard:
                statuses[status] += 1
                if status == 200:
                    seconds.append(time.perf_counter() - start)
            if reading:
                connection.close()  # as the server would, which waits two seconds for the next request
                time.sleep(chance.uniform(0, 2 * reading))
        connection.close()

    threads = [threading.Thread(target=person, args=(random.Random(number),)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Asked(people, time.perf_counter() - begun, tuple(seconds), dict(statuses))
