"""Who went to whom to learn a solution

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('learner_code', sa.String(length=5), nullable=False),
    sa.Column('coach_code', sa.String(length=5), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_visit_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_visit_source_quality_known')),
    sa.CheckConstraint('learner_code <> coach_code', name=op.f('ck_visit_not_itself')),
    sa.CheckConstraint('year BETWEEN 1990 AND 2100', name=op.f('ck_visit_year_plausible')),
    sa.ForeignKeyConstraint(['learner_code'], ['municipality.code'], name=op.f('fk_visit_learner_code')),
    sa.ForeignKeyConstraint(['coach_code'], ['municipality.code'], name=op.f('fk_visit_coach_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_visit_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    op.create_index(op.f('ix_visit_coach_code'), 'visit', ['coach_code'], unique=False)
    op.create_index(op.f('ix_visit_learner_code'), 'visit', ['learner_code'], unique=False)
    op.create_index(op.f('ix_visit_solution_slug'), 'visit', ['solution_slug'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_visit_solution_slug'), table_name='visit')
    op.drop_index(op.f('ix_visit_learner_code'), table_name='visit')
    op.drop_index(op.f('ix_visit_coach_code'), table_name='visit')
    op.drop_table('visit')
