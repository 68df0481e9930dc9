"""Nothing that people write leaves the machine, is logged, or is learned from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.deployments import Operation
from catalog.programmes import Call
from matcher.documents import read_catalogue
from tests.factories import a_pitfall
from tests.work_factories import (
    a_decision,
    a_plan,
    a_plan_entry,
    a_proposal,
    a_saved_search,
    an_account,
    an_organisation,
)
from web.state import State

ROOT = Path(__file__).parents[2]
WORD = "꾀꼬리마을쓰레기봉투"
WATCHED = '''
import ipaddress, json, sys

tried = []

def local(address):
    if not isinstance(address, tuple):
        return True  # a socket of the machine's own files
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")

def watch(event, values):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and not local(values[1]):
        tried.append([event, str(values[1])])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not local((str(values[0]),)):
        tried.append([event, str(values[0])])
    else:
        return
    raise OSError(f"nothing leaves this machine: {event} {values[1:]}")

sys.addaudithook(watch)
word = sys.argv[1]

import socket  # that the watch works is seen first
for attempt in (lambda: socket.socket().connect(("192.0.2.1", 80)), lambda: socket.getaddrinfo("example.org", 80)):
    try:
        attempt()
    except OSError as error:
        assert "nothing leaves" in str(error), error
assert [event for event, _to in tried] == ["socket.connect", "socket.getaddrinfo"], tried
tried.clear()

from click.testing import CliRunner
from web import create_app
from web.matching_commands import match
from web.measures import write_json_lines
from web.settings import Settings
from web.state import State

write_json_lines()
state = State(Settings.from_environment())
found = CliRunner().invoke(match, [f"{word} 버스가 하루 두 번뿐입니다", "--format", "json"], obj=state)
asked = {"text": f"{word} 버스가 하루 두 번뿐입니다", "municipality": "합천군"}
page = create_app(state.settings, state).test_client().get("/match", query_string=asked)
print(json.dumps({"command": found.exit_code, "recommended": bool(json.loads(found.stdout)["recommendations"]),
                  "page": page.status_code, "shown": word in page.text, "tried": tried}))
'''
"""Runs a command and a page with every connection but those to the machine itself refused, and tells what was tried."""


@pytest.mark.model
@pytest.mark.slow
def test_a_question_is_answered_without_a_single_connection(copied: Callable[[], str], tmp_path: Path) -> None:
    """The real model, the command and the page: no name is looked up, nothing is sent, and no log holds the text."""
    environment = {**os.environ, "HWAKSAN_DATABASE_URL": copied(), "HWAKSAN_INSTANCE": str(tmp_path),
                   "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", WATCHED, WORD], capture_output=True, text=True, check=False, cwd=ROOT,
                         env=environment)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert told == {"command": 0, "recommended": True, "page": 200, "shown": True, "tried": []}
    assert '"route": "/match"' in run.stderr and WORD not in run.stderr


def plant(session: Session) -> None:
    """Leaves the word in everything that people write for themselves."""
    call = session.scalars(select(Call.id)).first()
    assert call is not None
    organisation = an_organisation(session, "48890")
    person = an_account(session, organisation_id=organisation.id, name=WORD)
    a_saved_search(session, account_id=person.id, problem=WORD)
    plan = a_plan(session, call, organisation_id=organisation.id, municipality_code="48890", problem=WORD)
    slug = session.scalars(select(Operation.solution_slug)).first()
    a_plan_entry(session, call, plan_id=plan.id, solution_slug=slug, note=WORD)
    a_decision(session, call, plan_id=plan.id, organisation_id=organisation.id, reason=WORD, record={"problem": WORD})
    a_proposal(session, municipality_code="48890", solution_slug=slug, content={"note": WORD})
    a_pitfall(session, str(slug), text_ko=WORD, text_en=WORD)  # as a proposal that was published leaves one


def test_what_people_write_is_not_learned_from(copied: Callable[[], str], tmp_path: Path) -> None:
    """What the matcher indexes and is trained on holds no word of a search, plan, note, decision or proposal."""
    from web.settings import Settings

    state = State(Settings(database_url=copied()))
    with state.writing.begin() as session:
        plant(session)
    with state.sessions() as session:
        known = read_catalogue(session)
    state.engine.dispose()
    assert len(known.passages) > 1000 and WORD not in repr(known)
