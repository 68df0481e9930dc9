"""The operator takes an organisation along and erases it: the whole name first, the file whole, the other side told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from catalog import engaging, migrate, people
from catalog.accounts import Account, Mail, Notice, Organisation
from catalog.engagements import CoachingRequest, Engagement
from catalog.municipalities import Municipality
from catalog.revisions import Revision
from tests.catalog.test_offerings import COACH, offer, prepare
from tests.work_factories import an_account, an_organisation
from web.cli import hwaksan

LEARNER, NAME, WORDS = "92001", "배우는 시(예시)", "우리 시의 주차장이 모자랍니다."


@dataclass(frozen=True, slots=True)
class Ground:
    """A database in which a learner without an administrator is coached, and the command over it."""

    engine: Engine
    folder: Path

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Erases by the command."""
        return CliRunner().invoke(hwaksan, ["admin", "erase-organisation", *arguments], input=typed, env={
            "HWAKSAN_DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
            "HWAKSAN_INSTANCE": str(self.folder)})

    @property
    def there(self) -> bool:
        """Whether the learner is still there."""
        with Session(self.engine) as session:
            return people.organisation_of(session, LEARNER) is not None


@pytest.fixture(name="ground")
def _ground(engine: Engine, tmp_path: Path, compiled_translations: None) -> Iterator[Ground]:
    migrate.upgrade(engine)
    with Session(engine) as session, session.begin():
        session.add(Revision(reason="a catalogue"))
        prepare(session, 1)
        learner = an_organisation(session, LEARNER, name_ko=NAME, name_en="Learner")
        an_account(session, email="left@example.org", organisation_id=learner.id, active=False, invites=True,
                   confirmed_at=people.now(), shut_at=people.now(), password="a-hash-of-a-password")
        coach = an_organisation(session, COACH, name_ko="코치 시", name_en="Coach")
        an_account(session, email="coach@example.org", organisation_id=coach.id, confirmed_at=people.now())
        people.make_organisation(session, people.OFFICE, "운영기관", "Office")
        request = engaging.ask(session, offer(session, 1).id, session.get_one(Municipality, LEARNER), WORDS)
        engaging.propose(session, request.id, dt.date.today(), "")
        engaging.accept(session, request.id, "learner")
    yield Ground(engine, tmp_path)


def test_who_has_no_administrator_is_erased_and_the_other_side_told(ground: Ground) -> None:
    """The file holds everything and no secret, for its owner's eyes; the coaching that ran is over on both sides."""
    file = ground.folder / "learner.json"
    done = ground.run(NAME, str(file), typed=f"{NAME}\n")
    assert done.exit_code == 0, done.output
    assert "되돌릴 수 없습니다" in done.stderr and f"{NAME}: 지웠습니다" in done.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.read_text(encoding="utf-8")
    assert [row["problem"] for row in json.loads(written)["tables"]["coaching_request"]] == [WORDS]
    assert "left@example.org" in written and "a-hash-of-a-password" not in written
    with Session(ground.engine) as session:
        assert people.organisation_of(session, LEARNER) is None
        assert session.scalars(select(Account.email)).all() == ["coach@example.org"]
        assert WORDS not in str(session.scalars(select(CoachingRequest.problem)).all())
        assert session.scalars(select(Engagement.ended_on)).all() == [dt.date.today()]
        told = session.scalars(select(Notice.text_ko)).all()
        assert len(told) == 1 and "마쳤습니다" in told[0]
        assert session.scalars(select(Mail.recipient)).all() == ["coach@example.org"]


def test_the_security_log_has_a_line_without_names(ground: Ground) -> None:
    """One JSON line on standard error: what happened, to which number, how much of what."""
    with Session(ground.engine) as session:
        number = session.scalar(select(Organisation.id).where(Organisation.municipality_code == LEARNER))
    done = ground.run(LEARNER, str(ground.folder / "a.json"), "--yes", "Learner", "--format", "json")
    line = json.loads(done.stderr)
    assert (line["name"], line["levelname"], line["message"]) == (
        "hwaksan.security", "INFO", "organisation erased")
    assert line["organisation"] == number and line["erased"]["people"] == 1
    assert NAME not in done.stderr and "example.org" not in done.stderr
    assert json.loads(done.stdout)["erased"] == line["erased"]


@pytest.mark.parametrize(("said", "typed"), [(NAME, "배우는 시"), (LEARNER, LEARNER), (NAME, "")])
def test_another_name_erases_nothing(ground: Ground, said: str, typed: str) -> None:
    """Not the whole name, the code in its place or nothing at all: refused in a sentence, and no file is left."""
    file = ground.folder / "a.json"
    for done in (ground.run(said, str(file), "--yes", typed), ground.run(said, str(file), typed=f"{typed}\n")):
        assert done.exit_code != 0 and "Traceback" not in done.output
    assert ground.there and not file.exists()


def test_what_cannot_be_written_down_is_not_erased(ground: Ground) -> None:
    """A file that exists stays as it is, a folder that does not exist is named."""
    kept = ground.folder / "kept.json"
    kept.write_text("something else")
    for file, words in ((kept, "이미 있는 파일"), (ground.folder / "none" / "a.json", "쓸 수 없어")):
        refused = ground.run(NAME, str(file), "--yes", NAME)
        assert refused.exit_code == 2 and words in refused.stderr
    assert ground.there and kept.read_text() == "something else"


def test_who_is_meant_must_be_certain(ground: Ground) -> None:
    """The office stays, an unknown name is told, and of two of one name the number chooses."""
    file = str(ground.folder / "a.json")
    assert "운영기관은 지울 수 없습니다" in ground.run("Office", file, "--yes", "Office").stderr
    assert "기관이 없습니다" in ground.run("아무 곳", file, "--yes", "아무 곳").stderr
    with Session(ground.engine) as session, session.begin():
        twins = [people.make_organisation(session, "institution", "연구원", "Institute").id for _one in range(2)]
    refused = ground.run("연구원", file, "--yes", "연구원")
    assert refused.exit_code == 2 and f"#{twins[0]}" in refused.stderr and f"#{twins[1]}" in refused.stderr
    assert ground.run(f"#{twins[1]}", file, "--yes", "연구원").exit_code == 0
    with Session(ground.engine) as session:
        assert session.get(Organisation, twins[0]) is not None and session.get(Organisation, twins[1]) is None


def test_who_could_do_it_themselves_is_told_before(ground: Ground) -> None:
    """The question says that an administrator is there; the answer is still the operator's."""
    with Session(ground.engine) as session, session.begin():
        learner = people.organisation_of(session, LEARNER)
        assert learner is not None
        an_account(session, organisation_id=learner.id, invites=True, confirmed_at=people.now())
    asked = ground.run(NAME, str(ground.folder / "a.json"), "--lang", "en", typed="no\n")
    assert "who could do so themselves: 1" in asked.stderr and ground.there
