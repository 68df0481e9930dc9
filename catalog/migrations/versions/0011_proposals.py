"""What municipalities propose to put on record

Revision: 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=12), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('deployment_id', sa.String(length=32), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('live_key', sa.String(length=160), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_by', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('fact_id', sa.String(length=32), nullable=True),
    sa.CheckConstraint("subject IN ('confirm', 'correct', 'add', 'outcome')", name=op.f('ck_proposal_subject_known')),
    sa.CheckConstraint("state IN ('proposed', 'reviewed', 'published', 'returned')", name=op.f('ck_proposal_state_known')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_proposal_source_given')),
    sa.CheckConstraint("(deployment_id IS NOT NULL) OR subject NOT IN ('confirm', 'correct')", name=op.f('ck_proposal_about_a_deployment')),
    sa.CheckConstraint("(live_key IS NOT NULL) = (state IN ('proposed', 'reviewed'))", name=op.f('ck_proposal_live_or_decided')),
    sa.CheckConstraint("reason <> '' OR state <> 'returned'", name=op.f('ck_proposal_returned_with_a_reason')),
    sa.CheckConstraint("(fact_id IS NOT NULL) = (state = 'published')", name=op.f('ck_proposal_published_as_a_fact')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_proposal_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_proposal_solution_slug')),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_proposal_deployment_id')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_proposal_made_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reviewed_by'], ['account.id'], name=op.f('fk_proposal_reviewed_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], name=op.f('fk_proposal_decided_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('live_key', name=op.f('uq_proposal_live_key'))
    )
    op.create_index(op.f('ix_proposal_municipality_code'), 'proposal', ['municipality_code'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_proposal_municipality_code'), table_name='proposal')
    op.drop_table('proposal')
