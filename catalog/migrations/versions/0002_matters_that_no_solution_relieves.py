"""Matters that no solution relieves

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outside_matter',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('topic_ko', sa.Text(), nullable=False),
    sa.Column('topic_en', sa.Text(), nullable=False),
    sa.Column('statements_ko', sa.JSON(), nullable=False),
    sa.Column('statements_en', sa.JSON(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("topic_en <> ''", name=op.f('ck_outside_matter_topic_en_given')),
    sa.CheckConstraint("topic_ko <> ''", name=op.f('ck_outside_matter_topic_ko_given')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_matter'))
    )


def downgrade() -> None:
    op.drop_table('outside_matter')
