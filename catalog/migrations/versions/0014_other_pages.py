"""What another page says instead of a fact that was compared

Revision: 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

COLUMNS = ('other_page', 'other_ko', 'other_en')
RULE = 'ck_fact_check_other_page_with_what_it_says'


def upgrade() -> None:
    with op.batch_alter_table('fact_check') as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
        batch_op.create_check_constraint(
            op.f(RULE), "(other_page IS NULL) = (other_ko IS NULL) AND (other_page IS NULL) = (other_en IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table('fact_check') as batch_op:
        batch_op.drop_constraint(op.f(RULE), type_='check')
        for name in COLUMNS:
            batch_op.drop_column(name)
