"""Erasing what has stood longer than the settings say: `hwaksan retention`, and daily while a server runs."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Mapping

import click
from sqlalchemy.orm import Session

from catalog import upkeep
from catalog.errors import DoubtfulClockError
from catalog.people import now
from catalog.retention import check_clock, erase_expired, expired
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State

LOOK_SECONDS = 3600
"""Between two looks whether a day has passed."""
EVERY = dt.timedelta(days=1)
NAMES = {
    "sign_ins": ("끝난 로그인", "ended sign-ins"),
    "invitations": ("받지 않은 초대와 확인하지 않은 신청", "invitations not accepted, claims not confirmed"),
    "plans": ("기관에 속하지 않은 검토안", "plans of no organisation"),
    "accounts": ("닫은 계정", "shut accounts"),
    "notices": ("알림", "notices"),
    "mails": ("나가지 못한 메일", "mails that never went out"),
}
log = logging.getLogger(__name__)


def erase_daily(state: State) -> dict[str, int] | None:
    """Erases what is due unless some process of the service has done so within a day; returns how many of what.

    Raises:
        DoubtfulClockError: the clock may be wrong; nothing is erased until the command says that it is right.
    """
    with state.writing.begin() as session:
        if not state.settings.demo:  # which may rest for months, and has nobody's data
            check_clock(session, now())
        if not upkeep.claim(session, "retention", EVERY):
            return None
        erased = erase_expired(session, state.settings.keep, now())
        upkeep.note(session, "retention", erased)
    log.info("erased what had stood its time", extra={"erased": erased})
    return erased


def clock_doubt(session: Session) -> DoubtfulClockError | None:
    """Why nothing is erased by the clock of now, None where it is believed."""
    try:
        check_clock(session, now())
    except DoubtfulClockError as error:
        return error
    return None


def erase_in_background(state: State) -> None:
    """Looks for it as long as the process lives; the first time at once."""

    def keep_erasing() -> None:
        pause = threading.Event()
        while True:
            try:
                erase_daily(state)
            except DoubtfulClockError as error:
                log.error("%s / %s", error.ko, error.en)
            except Exception:
                log.exception("erasing what had stood its time failed")
            if pause.wait(LOOK_SECONDS):
                return

    threading.Thread(target=keep_erasing, name="retention", daemon=True).start()


@click.command()
@click.option("--dry-run", is_flag=True, help="only count what would be erased")
@click.option("--clock-is-right", is_flag=True,
              help="erase although the last time is more than 31 days ago, or lies ahead")
@formatted
@click.pass_obj
@one_line_errors
def retention(state: State, dry_run: bool, clock_is_right: bool, form: str, lang: str) -> None:
    """Erase what has stood longer than the HWAKSAN_KEEP_* settings say, and tell what it was."""
    require_catalogue(state)
    if dry_run:
        with state.sessions() as session:
            found = expired(session, state.settings.keep, now())
            if not clock_is_right and (doubt := clock_doubt(session)):
                click.echo(f"hwaksan: {doubt.ko} / {doubt.en}", err=True)
    else:
        with state.writing.begin() as session:
            if not clock_is_right:
                check_clock(session, now())
            found = erase_expired(session, state.settings.keep, now())
            upkeep.note(session, "retention", found)
    print_answer(form, {"dry_run": dry_run, "found": found}, lambda: found_text(found, dry_run, lang))


def found_text(found: Mapping[str, int], dry_run: bool, lang: str) -> str:
    """One line for each matter, after what was done with them."""
    english = lang == "en"
    said = ("지울 것", "would be erased") if dry_run else ("지운 것", "erased")
    return "\n".join([f"{said[english]}: {sum(found.values()):,}",
                      *(f"  {NAMES[matter][english]}: {count:,}" for matter, count in found.items())])
