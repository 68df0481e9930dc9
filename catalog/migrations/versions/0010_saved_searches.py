"""Saved searches

Revision: 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_search',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('problem_hash', sa.String(length=64), nullable=False),
    sa.Column('known', sa.JSON(), nullable=False),
    sa.Column('checked_version', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("problem <> ''", name=op.f('ck_saved_search_problem_given')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_search_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_saved_search_municipality_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('account_id', 'municipality_code', 'problem_hash', name=op.f('uq_saved_search_account_id_municipality_code_problem_hash'))
    )
    op.create_index(op.f('ix_saved_search_account_id'), 'saved_search', ['account_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_saved_search_account_id'), table_name='saved_search')
    op.drop_table('saved_search')
