"""Requests to be coached, engagements, sessions and reviews

Revision: 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('coaching_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('asker_code', sa.String(length=5), nullable=False),
    sa.Column('live_code', sa.String(length=5), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.String(length=22), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposed_on', sa.Date(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.CheckConstraint("(live_code IS NOT NULL) = (state IN ('sent', 'proposed', 'waiting'))", name=op.f('ck_coaching_request_live_or_answered')),
    sa.CheckConstraint("(proposed_on IS NOT NULL) OR state <> 'proposed'", name=op.f('ck_coaching_request_proposed_on_a_day')),
    sa.CheckConstraint("answer <> '' OR state <> 'declined'", name=op.f('ck_coaching_request_declined_with_a_reason')),
    sa.CheckConstraint("problem <> ''", name=op.f('ck_coaching_request_problem_given')),
    sa.CheckConstraint("state IN ('sent', 'proposed', 'waiting', 'accepted', 'declined', 'withdrawn')", name=op.f('ck_coaching_request_state_known')),
    sa.CheckConstraint('live_code = asker_code', name=op.f('ck_coaching_request_live_for_its_asker')),
    sa.ForeignKeyConstraint(['asker_code'], ['municipality.code'], name=op.f('fk_coaching_request_asker_code')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_coaching_request_made_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['offering_id'], ['offering.id'], name=op.f('fk_coaching_request_offering_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_coaching_request_plan_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_request')),
    sa.UniqueConstraint('offering_id', 'live_code', name=op.f('uq_coaching_request_offering_id_live_code'))
    )
    op.create_index(op.f('ix_coaching_request_asker_code'), 'coaching_request', ['asker_code'], unique=False)
    op.create_index(op.f('ix_coaching_request_offering_id'), 'coaching_request', ['offering_id'], unique=False)
    op.create_table('engagement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('live_slot', sa.Integer(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_note', sa.Text(), nullable=False),
    sa.CheckConstraint('(live_slot IS NULL) = (ended_on IS NOT NULL)', name=op.f('ck_engagement_live_or_ended')),
    sa.CheckConstraint('live_slot = slot', name=op.f('ck_engagement_live_in_its_slot')),
    sa.ForeignKeyConstraint(['offering_id', 'live_slot'], ['offering_slot.offering_id', 'offering_slot.number'], name=op.f('fk_engagement_offering_id_live_slot')),
    sa.ForeignKeyConstraint(['request_id'], ['coaching_request.id'], name=op.f('fk_engagement_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_engagement')),
    sa.UniqueConstraint('offering_id', 'live_slot', name=op.f('uq_engagement_offering_id_live_slot')),
    sa.UniqueConstraint('request_id', name=op.f('uq_engagement_request_id'))
    )
    op.create_table('coaching_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('logged_by', sa.String(length=8), nullable=False),
    sa.CheckConstraint("form IN ('visit', 'remote', 'documents', 'secondment')", name=op.f('ck_coaching_session_form_known')),
    sa.CheckConstraint("logged_by IN ('coach', 'learner')", name=op.f('ck_coaching_session_logged_by_known')),
    sa.CheckConstraint("note <> ''", name=op.f('ck_coaching_session_note_given')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_coaching_session_engagement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_session'))
    )
    op.create_index(op.f('ix_coaching_session_engagement_id'), 'coaching_session', ['engagement_id'], unique=False)
    op.create_table('review',
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.Column('prepared', sa.Integer(), nullable=False),
    sa.Column('again', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.CheckConstraint("side IN ('coach', 'learner')", name=op.f('ck_review_side_known')),
    sa.CheckConstraint('again BETWEEN 1 AND 5', name=op.f('ck_review_again_in_range')),
    sa.CheckConstraint('prepared BETWEEN 1 AND 5', name=op.f('ck_review_prepared_in_range')),
    sa.CheckConstraint('useful BETWEEN 1 AND 5', name=op.f('ck_review_useful_in_range')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_review_engagement_id')),
    sa.PrimaryKeyConstraint('engagement_id', 'side', name=op.f('pk_review'))
    )


def downgrade() -> None:
    op.drop_table('review')
    op.drop_index(op.f('ix_coaching_session_engagement_id'), table_name='coaching_session')
    op.drop_table('coaching_session')
    op.drop_table('engagement')
    op.drop_index(op.f('ix_coaching_request_offering_id'), table_name='coaching_request')
    op.drop_index(op.f('ix_coaching_request_asker_code'), table_name='coaching_request')
    op.drop_table('coaching_request')
