"""Whom sources name beside a deployment

Revision: 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('partner',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('deployment_id', sa.String(length=32), nullable=False),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('role_ko', sa.Text(), nullable=True),
    sa.Column('role_en', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_date', sa.String(length=10), nullable=True),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_partner_source_given')),
    sa.CheckConstraint("name_ko <> ''", name=op.f('ck_partner_name_ko_given')),
    sa.CheckConstraint("name_en <> ''", name=op.f('ck_partner_name_en_given')),
    sa.CheckConstraint("kind IN ('company', 'foundation', 'institute', 'public-body', 'university')", name=op.f('ck_partner_kind_known')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_partner_source_quality_known')),
    sa.CheckConstraint('(role_ko IS NULL) = (role_en IS NULL)', name=op.f('ck_partner_role_in_both_languages')),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_partner_deployment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner'))
    )
    op.create_index(op.f('ix_partner_deployment_id'), 'partner', ['deployment_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_partner_deployment_id'), table_name='partner')
    op.drop_table('partner')
