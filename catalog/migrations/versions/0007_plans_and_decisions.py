"""Plans with readiness answers, and the decisions that are locked

Revision: 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SENTENCE = "a decision is locked"
LOCKED = ("id, plan_id, number, organisation_id, locked_at, outcome, reason, catalog_version, model, "
          "record, digest")
"""All but `made_by`, which is emptied when the person's account is removed."""


def _lock() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER decision_locked BEFORE UPDATE OF {LOCKED} ON decision "
                   f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
    else:
        op.execute(f"CREATE FUNCTION decision_locked() RETURNS trigger LANGUAGE plpgsql AS "
                   f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$")
        op.execute(f"CREATE TRIGGER decision_locked BEFORE UPDATE OF {LOCKED} ON decision "
                   "FOR EACH ROW EXECUTE FUNCTION decision_locked()")


def upgrade() -> None:
    op.create_table('plan',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('municipality_code', sa.String(length=5), nullable=False),
    sa.Column('call_id', sa.String(length=48), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('assumptions', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("problem <> ''", name=op.f('ck_plan_problem_given')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_plan_call_id')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_plan_made_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_plan_municipality_code')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_plan_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan'))
    )
    op.create_index(op.f('ix_plan_changed_at'), 'plan', ['changed_at'], unique=False)
    op.create_index(op.f('ix_plan_organisation_id'), 'plan', ['organisation_id'], unique=False)
    op.create_table('plan_entry',
    sa.Column('plan_id', sa.String(length=22), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=12), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=True),
    sa.Column('cost_krw', sa.BigInteger(), nullable=True),
    sa.Column('running_krw', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("mark IN ('shortlist', 'force', 'forbid')", name=op.f('ck_plan_entry_mark_known')),
    sa.CheckConstraint('cost_krw > 0', name=op.f('ck_plan_entry_cost_above_zero')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_plan_entry_quantity_above_zero')),
    sa.CheckConstraint('running_krw > 0', name=op.f('ck_plan_entry_running_above_zero')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_entry_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_plan_entry_solution_slug')),
    sa.PrimaryKeyConstraint('plan_id', 'solution_slug', name=op.f('pk_plan_entry'))
    )
    op.create_table('readiness_answer',
    sa.Column('plan_id', sa.String(length=22), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('question', sa.String(length=48), nullable=False),
    sa.Column('answer', sa.String(length=12), nullable=False),
    sa.CheckConstraint("answer IN ('yes', 'no', 'unknown')", name=op.f('ck_readiness_answer_answer_known')),
    sa.ForeignKeyConstraint(['plan_id', 'solution_slug'], ['plan_entry.plan_id', 'plan_entry.solution_slug'], name=op.f('fk_readiness_answer_plan_id_solution_slug'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', 'solution_slug', 'question', name=op.f('pk_readiness_answer'))
    )
    op.create_table('decision',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('plan_id', sa.String(length=22), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('locked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('catalog_version', sa.String(length=40), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.CheckConstraint("outcome IN ('chosen', 'none-suitable')", name=op.f('ck_decision_outcome_known')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_decision_reason_given')),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_decision_made_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_decision_organisation_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_decision_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_decision_plan_id_number'))
    )
    op.create_index(op.f('ix_decision_organisation_id'), 'decision', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_decision_plan_id'), 'decision', ['plan_id'], unique=False)
    _lock()


def downgrade() -> None:
    op.drop_index(op.f('ix_decision_plan_id'), table_name='decision')
    op.drop_index(op.f('ix_decision_organisation_id'), table_name='decision')
    op.drop_table('decision')
    op.drop_table('readiness_answer')
    op.drop_table('plan_entry')
    op.drop_index(op.f('ix_plan_organisation_id'), table_name='plan')
    op.drop_index(op.f('ix_plan_changed_at'), table_name='plan')
    op.drop_table('plan')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION decision_locked()")
