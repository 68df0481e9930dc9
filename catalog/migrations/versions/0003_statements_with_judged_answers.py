"""Example statements with judged answers

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('judged_statement',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('text_ko', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('grades', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("text_en <> ''", name=op.f('ck_judged_statement_text_en_given')),
    sa.CheckConstraint("text_ko <> ''", name=op.f('ck_judged_statement_text_ko_given')),
    sa.CheckConstraint("language IN ('ko', 'en')", name=op.f('ck_judged_statement_language_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judged_statement'))
    )


def downgrade() -> None:
    op.drop_table('judged_statement')
