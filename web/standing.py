"""How the service stands now, as the database tells it: mail that waits, upkeep that was done; also for Prometheus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from catalog import upkeep
from catalog.accounts import Mail
from catalog.people import aware
from web.state import State


@dataclass(frozen=True, slots=True)
class MailQueue:
    """Mails that wait, those of them that a server has refused at least once, and the time of the oldest."""

    waiting: int
    refused: int
    oldest: dt.datetime | None


def mail_queue(session: Session) -> MailQueue:
    """The mails that have not gone out."""
    waiting, refused, oldest = session.execute(select(
        func.count(), func.count().filter(Mail.tries > 0), func.min(Mail.made_at)).select_from(Mail)).one()
    return MailQueue(waiting, refused, oldest)


class StandingFigures(Collector):
    """Gauges that are read when they are asked for; without a database only that it is away."""

    def __init__(self, state: State) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        """One family of figures after the other."""
        try:
            with self.state.sessions() as session:
                mails = mail_queue(session)
                done = {kind: upkeep.last(session, kind) for kind in upkeep.KINDS}
        except DatabaseError:
            yield GaugeMetricFamily("hwaksan_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("hwaksan_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("hwaksan_mails_waiting", "Mails that have not gone out.", mails.waiting)
        yield GaugeMetricFamily("hwaksan_mails_refused", "Of these, refused at least once.", mails.refused)
        times = GaugeMetricFamily("hwaksan_upkeep_timestamp_seconds", "When upkeep was last done.", labels=["kind"])
        for kind, row in done.items():
            if row is not None:
                times.add_metric([kind], aware(row.done_at).timestamp())
        yield times
