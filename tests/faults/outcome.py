"""What came out of a trial, as a line of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fault, what was done how often, what had been confirmed, what was wrong afterwards, seconds to recover."""

    fault: str
    done: str
    confirmed: str
    wrong: Sequence[str] = ()
    seconds: Sequence[float] = ()
    found: str = "all of it there, nothing half-written, nothing twice"
    """Said where nothing is wrong."""

    def line(self) -> str:
        """A row of the table."""
        found = "; ".join(self.wrong) or self.found
        took = f"{median(self.seconds):.1f} ({max(self.seconds):.1f})" if self.seconds else "–"
        return f"| {self.fault} | {self.done} | {self.confirmed} | {found} | {took} |"
