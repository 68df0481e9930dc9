"""Proposals that their municipality took back

Revision: 0013, after 0012.
"""

from __future__ import annotations

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

STATE = 'ck_proposal_state_known'


def upgrade() -> None:
    _allow("state IN ('proposed', 'reviewed', 'published', 'returned', 'withdrawn')")


def downgrade() -> None:
    op.execute("UPDATE proposal SET state = 'returned', reason = 'withdrawn' WHERE state = 'withdrawn'")
    _allow("state IN ('proposed', 'reviewed', 'published', 'returned')")


def _allow(states: str) -> None:
    with op.batch_alter_table('proposal') as batch_op:
        batch_op.drop_constraint(op.f(STATE), type_='check')
        batch_op.create_check_constraint(op.f(STATE), states)
