"""How `make fuzz` knows that a refused form has written nothing."""

from __future__ import annotations

from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session

from catalog.revisions import Revision
from tests.fuzz.commits import commits_of


def test_a_form_that_wrote_would_be_noticed(migrated: Engine) -> None:
    """On both databases a commit that wrote counts; reading, and what was taken back, does not."""
    commits = commits_of(migrated)
    before = commits.number()
    with migrated.connect() as reader, Session(migrated) as taken_back:
        reader.execute(text("SELECT count(*) FROM revision"))
        taken_back.add(Revision(reason="taken back"))
        taken_back.flush()
        taken_back.rollback()
    assert commits.number() == before
    with Session(migrated) as session, session.begin():
        session.add(Revision(reason="written"))
    assert commits.number() != before
    with Session(migrated) as session, session.begin():
        session.execute(delete(Revision))
