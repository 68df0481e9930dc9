"""Named writes of the catalogue; each leaves a revision, and the caller commits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.deployments import Deployment, Operation
from catalog.municipalities import Municipality
from catalog.offerings import close_without
from catalog.revisions import Revision
from catalog.solutions import Solution


def publish_solution(session: Session, solution: Solution) -> None:
    """Adds a solution, or the changed form of one; the matcher finds it from the next question on."""
    session.merge(solution)
    session.add(Revision(reason=f"solution published: {solution.slug}"))
    session.flush()


def refresh_operations(session: Session) -> None:
    """Derives who operates what now from the deployments, for units in force.

    Of several deployments of a pair the one with the latest statement, a scale and the lowest id
    stands for it. A pair with an ended deployment as the latest statement does not operate, unless another
    of its projects is said to operate in the same year; offerings to coach in what a municipality no longer
    operates are closed.
    """
    statements = session.scalars(
        select(Deployment)
        .join(Municipality, Municipality.code == Deployment.municipality_code)
        .where(Municipality.valid_until.is_(None), Deployment.withdrawn_on.is_(None),
               Deployment.status.in_(("operating", "ended")))
    )
    pairs: dict[tuple[str, str], list[Deployment]] = {}
    for row in statements:
        if row.municipality_code:
            pairs.setdefault((row.municipality_code, row.solution_slug), []).append(row)
    # Locked, so that nobody opens an offering for an operation that is about to go.
    standing = {
        (row.municipality_code, row.solution_slug): row for row in session.scalars(select(Operation).with_for_update())
    }
    operating = set()
    for (code, slug), rows in sorted(pairs.items()):
        rows.sort(key=lambda row: (-(row.as_of or 0), row.status == "ended", row.scale_ko is None, row.id))
        running = [row for row in rows if row.status == "operating"]
        if not running or rows[0].status == "ended":
            continue
        years = [row.year for row in running if row.year]
        operation = standing.get((code, slug)) or Operation(municipality_code=code, solution_slug=slug)
        operation.since, operation.as_of = min(years, default=None), running[0].as_of
        operation.deployment_id = running[0].id
        session.add(operation)
        operating.add((code, slug))
    close_without(session, operating)
    for pair in standing.keys() - operating:
        session.delete(standing[pair])
    session.flush()
