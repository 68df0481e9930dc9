"""Marks of a re-check, and the year of a price

Revision: 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fact_check',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('verdict', sa.String(length=12), nullable=False),
    sa.Column('page', sa.Text(), nullable=True),
    sa.Column('page_date', sa.String(length=10), nullable=True),
    sa.Column('quote', sa.Text(), nullable=True),
    sa.Column('changed', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(verdict = 'unverifiable') = (page IS NULL)", name=op.f('ck_fact_check_page_or_none_found')),
    sa.CheckConstraint("verdict IN ('confirmed', 'corrected', 'unverifiable')", name=op.f('ck_fact_check_verdict_known')),
    sa.CheckConstraint('(page IS NULL) = (quote IS NULL)', name=op.f('ck_fact_check_page_with_its_words')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact_check'))
    )
    op.add_column('cost', sa.Column('price_year', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('cost', 'price_year')
    op.drop_table('fact_check')
