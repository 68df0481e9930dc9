"""What municipalities state of themselves: reviewed, published with its history, and safe from the seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import engaging, proposing, queries
from catalog.coaching import Offering
from catalog.deployments import Deployment, Operation, Outcome
from catalog.errors import InvalidInputError, RequestRefusedError, UnknownRequestError
from catalog.loading import load_seeds
from catalog.municipalities import Municipality
from catalog.proposals import Proposal
from catalog.revisions import current_version
from catalog.solutions import Pitfall
from tests.catalog.small_seeds import SmallSeeds
from tests.catalog.test_offerings import COACH, offer, prepare


@pytest.fixture
def ground(empty_session: Session) -> Session:
    """A coach that operates the solution, and a learner."""
    prepare(empty_session, 1)
    return empty_session


def propose(session: Session, subject: str, content: dict[str, Any], **over: Any) -> Proposal:
    """A proposal of the coach about its own record, or a new one."""
    row = session.scalars(select(Deployment)).first() if subject in ("confirm", "correct") else None
    return proposing.propose(session, subject, session.get_one(Municipality, over.get("code", COACH)), "test-solution",
                             content, over.get("source", "교통과-12(2026. 3. 2.)"), deployment=row)


def publish(session: Session, proposal: Proposal, **english: str) -> Proposal:
    """Through both steps of the office."""
    if proposal.state == "proposed":
        proposing.review(session, proposal.id, None, "3쪽에 있음")
    return proposing.publish(session, proposal.id, None, "official", english)[0]


def test_a_confirmation_dates_the_record_and_keeps_what_it_was(ground: Session) -> None:
    """The year and the source are new, the origin says who, the row before stays, and the version moves on."""
    version = current_version(ground)

    done = publish(ground, propose(ground, "confirm", {"as_of": 2026}))

    row = ground.scalars(select(Deployment)).one()
    assert (row.as_of, row.origin, row.status) == (2026, "submitted", "operating")
    assert row.source == "교통과-12(2026. 3. 2.) | https://example.org/source"
    assert done.before is not None and (done.before["as_of"], done.before["origin"]) == (None, "seed")
    assert ground.scalars(select(Operation)).one().as_of == 2026
    assert current_version(ground) != version


def test_nothing_is_published_unreviewed_or_without_english(ground: Session) -> None:
    """The steps keep their order, and the missing translation is named."""
    made = propose(ground, "correct", {"status": "operating", "as_of": 2026, "scale_ko": "버스 4대"})
    with pytest.raises(RequestRefusedError):
        proposing.publish(ground, made.id, None, "official", {})
    proposing.review(ground, made.id, None, "확인")
    with pytest.raises(InvalidInputError) as refused:
        proposing.publish(ground, made.id, None, "official", {})
    assert refused.value.field == "scale_en" and proposing.missing_english(made) == ("scale",)

    publish(ground, made, scale="4 buses")

    row = ground.scalars(select(Deployment)).one()
    assert (row.scale_ko, row.scale_en) == ("버스 4대", "4 buses")


def test_the_end_of_operation_closes_and_teaches(ground: Session) -> None:
    """An ended operation is gone, its offering closed, whoever asked is declined, and the reason is a pitfall."""
    offering = offer(ground, 1)
    request = engaging.ask(ground, offering.id, ground.get_one(Municipality, "92001"), "버스가 없습니다.")
    made = propose(ground, "correct", {"status": "ended", "as_of": 2026, "why_ko": "이용자가 적어서"})
    proposing.review(ground, made.id, None, "확인")

    _, declined = proposing.publish(ground, made.id, None, "official", {"why": "few passengers"})

    assert declined == (request,) and request.state == "declined"
    assert ground.scalars(select(Operation)).all() == []
    assert ground.get_one(Offering, offering.id).closed_on is not None
    pitfall = ground.scalars(select(Pitfall)).one()
    assert "이용자가 적어서" in pitfall.text_ko and "few passengers" in pitfall.text_en
    assert pitfall.origin == "submitted"


def test_two_projects_of_one_year_one_ended(ground: Session) -> None:
    """Where another project of the pair is confirmed in the same year, the municipality still operates it."""
    publish(ground, propose(ground, "add", {"status": "ended", "as_of": 2026, "why_ko": "", "scale_ko": ""}))
    publish(ground, propose(ground, "confirm", {"as_of": 2026}))

    assert ground.scalars(select(Operation)).one().municipality_code == COACH


def test_an_addition_and_an_outcome_are_new_facts(ground: Session) -> None:
    """They stand among the facts with their source."""
    publish(ground, propose(ground, "add", {"status": "operating", "as_of": 2026, "year": 2025}))
    publish(ground, propose(ground, "outcome", {
        "kind": "effect", "basis": "measured", "metric_ko": "이용자", "metric_en": "passengers", "before": "10",
        "after": "30", "design": "before-after", "period_ko": "도입 12개월 뒤, 2025년", "months": 12,
        "period_en": "12 months after the start, 2025"}))

    assert [row.origin for row in queries.deployments_in(ground, COACH) if row.as_of] == ["submitted"]
    (outcome,) = ground.scalars(select(Outcome)).all()
    assert (outcome.origin, outcome.evaluator, outcome.after) == ("submitted", "self", "30")


def test_what_is_returned_says_why_and_may_come_again(ground: Session) -> None:
    """One open proposal for one record; after a return the next may come."""
    made = propose(ground, "confirm", {"as_of": 2026})
    with pytest.raises(RequestRefusedError, match="before the programme office"):
        propose(ground, "confirm", {"as_of": 2026})
    with pytest.raises(InvalidInputError):
        proposing.give_back(ground, made.id, None, " ")
    proposing.give_back(ground, made.id, None, "문서를 찾을 수 없습니다.")
    with pytest.raises(RequestRefusedError):
        proposing.review(ground, made.id, None, "확인")

    assert propose(ground, "confirm", {"as_of": 2026}).state == "proposed"


def test_nobody_speaks_for_another(ground: Session) -> None:
    """A record of one municipality is not another's to correct, and a source is always needed."""
    with pytest.raises(UnknownRequestError):
        propose(ground, "confirm", {"as_of": 2026}, code="92001")
    with pytest.raises(InvalidInputError):
        propose(ground, "confirm", {"as_of": 2026}, source=" ")


def test_the_seeds_never_overwrite_what_was_published(empty_session: Session, tmp_path: Path) -> None:
    """Loading the seeds again, also changed ones, reports the row as kept; an addition is left alone."""
    seeds = SmallSeeds(tmp_path)
    load_seeds(empty_session, seeds.folder)
    row, unit = empty_session.get_one(Deployment, "dep-0001"), empty_session.get_one(Municipality, "48820")
    publish(empty_session, proposing.propose(
        empty_session, "correct", unit, "smart-bench", {"status": "planned", "as_of": 2026}, "공원과-1",
        deployment=row))
    added = publish(empty_session, proposing.propose(
        empty_session, "add", unit, "smart-bench", {"status": "operating", "as_of": 2026}, "공원과-2"))

    kept = [load_seeds(empty_session, seeds.folder).conflicts]
    seeds.change("deployments.csv", "2021,operating,2025", "2022,operating,2026")
    kept.append(load_seeds(empty_session, seeds.folder).conflicts)

    assert all(conflicts[0].endswith("deployment dep-0001") for conflicts in kept)
    assert (row.status, row.as_of, row.year) == ("planned", 2026, 2021)
    assert empty_session.get_one(Deployment, added.fact_id).withdrawn_on is None
