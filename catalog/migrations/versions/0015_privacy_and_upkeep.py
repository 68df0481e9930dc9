"""Since when an account is shut, who refuses that one learns from its texts, and when upkeep was last done

Revision: 0015, after 0014.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE: a batch would rebuild tables that others refer to, and dropping the old one cascades.
    op.add_column('account', sa.Column('shut_at', sa.DateTime(timezone=True), nullable=True))
    account = sa.table('account', sa.column('active', sa.Boolean()), sa.column('shut_at', sa.DateTime(timezone=True)))
    op.execute(account.update().where(account.c.active.is_(False)).values(shut_at=dt.datetime.now(dt.UTC)))
    op.add_column('organisation', sa.Column('learning_refused', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('upkeep',
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.CheckConstraint("kind IN ('backup', 'retention')", name=op.f('ck_upkeep_kind_known')),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_upkeep'))
    )


def downgrade() -> None:
    op.drop_table('upkeep')
    op.drop_column('organisation', 'learning_refused')
    op.drop_column('account', 'shut_at')
