"""Offerings to coach and their slots

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offering',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('open_slug', sa.String(length=80), nullable=True),
    sa.Column('by_visit', sa.Boolean(), nullable=False),
    sa.Column('by_remote', sa.Boolean(), nullable=False),
    sa.Column('by_documents', sa.Boolean(), nullable=False),
    sa.Column('by_secondment', sa.Boolean(), nullable=False),
    sa.Column('in_ko', sa.Boolean(), nullable=False),
    sa.Column('in_en', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('conditions_ko', sa.Text(), nullable=True),
    sa.Column('conditions_en', sa.Text(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('stated_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("contact <> ''", name=op.f('ck_offering_contact_given')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_offering_source_given')),
    sa.CheckConstraint('open_slug = solution_slug', name=op.f('ck_offering_open_for_its_solution')),
    sa.CheckConstraint('(open_slug IS NULL) = (closed_on IS NOT NULL)', name=op.f('ck_offering_open_or_closed')),
    sa.CheckConstraint('by_visit OR by_remote OR by_documents OR by_secondment', name=op.f('ck_offering_some_form')),
    sa.CheckConstraint('in_ko OR in_en', name=op.f('ck_offering_some_language')),
    sa.CheckConstraint('valid_from <= valid_until', name=op.f('ck_offering_period_in_order')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_offering_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_offering_solution_slug')),
    sa.ForeignKeyConstraint(['municipality_code', 'open_slug'], ['operation.municipality_code', 'operation.solution_slug'], name=op.f('fk_offering_municipality_code_open_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offering')),
    sa.UniqueConstraint('municipality_code', 'open_slug', name=op.f('uq_offering_municipality_code_open_slug')),
    sa.UniqueConstraint('id', 'municipality_code', name=op.f('uq_offering_id_municipality_code'))
    )
    op.create_index(op.f('ix_offering_solution_slug'), 'offering', ['solution_slug'], unique=False)
    op.create_table('offering_slot',
    sa.Column('offering_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('coach_code', sa.String(length=5), nullable=False),
    sa.Column('taken_by', sa.String(length=5), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('number BETWEEN 1 AND 20', name=op.f('ck_offering_slot_number_in_range')),
    sa.CheckConstraint('(taken_by IS NULL) = (taken_at IS NULL)', name=op.f('ck_offering_slot_taken_at_some_moment')),
    sa.CheckConstraint('taken_by <> coach_code', name=op.f('ck_offering_slot_not_the_coach')),
    sa.ForeignKeyConstraint(['offering_id', 'coach_code'], ['offering.id', 'offering.municipality_code'], name=op.f('fk_offering_slot_offering_id_coach_code')),
    sa.ForeignKeyConstraint(['taken_by'], ['municipality.code'], name=op.f('fk_offering_slot_taken_by')),
    sa.PrimaryKeyConstraint('offering_id', 'number', name=op.f('pk_offering_slot')),
    sa.UniqueConstraint('offering_id', 'taken_by', name=op.f('uq_offering_slot_offering_id_taken_by'))
    )


def downgrade() -> None:
    op.drop_table('offering_slot')
    op.drop_index(op.f('ix_offering_solution_slug'), table_name='offering')
    op.drop_table('offering')
