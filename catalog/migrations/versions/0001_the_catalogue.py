"""The catalogue

Revision: 0001, after .
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('award_case',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('programme', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('municipalities', sa.JSON(), nullable=False),
    sa.Column('place_ko', sa.Text(), nullable=True),
    sa.Column('place_en', sa.Text(), nullable=True),
    sa.Column('problem_ko', sa.Text(), nullable=True),
    sa.Column('problem_en', sa.Text(), nullable=True),
    sa.Column('problem_basis', sa.String(length=32), nullable=True),
    sa.Column('solutions', sa.JSON(), nullable=False),
    sa.Column('state_funds_krw', sa.BigInteger(), nullable=True),
    sa.Column('local_match', sa.String(length=16), nullable=True),
    sa.Column('outcomes_ko', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('confidence', sa.String(length=16), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("problem_basis IN ('stated', 'inferred_from_purpose')", name=op.f('ck_award_case_problem_basis_known')),
    sa.CheckConstraint('(problem_ko IS NULL) = (problem_en IS NULL)', name=op.f('ck_award_case_problem_in_both_languages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_case'))
    )
    op.create_table('lesson',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('text_ko', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_lesson_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_lesson_source_quality_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson'))
    )
    op.create_table('municipality',
    sa.Column('code', sa.String(length=5), nullable=False),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('province_code', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('population_date', sa.String(length=10), nullable=True),
    sa.Column('population_change_pct', sa.Double(), nullable=True),
    sa.Column('aged65_share', sa.Double(), nullable=True),
    sa.Column('area_km2', sa.Double(), nullable=True),
    sa.Column('density', sa.Double(), nullable=True),
    sa.Column('fiscal_independence', sa.Double(), nullable=True),
    sa.Column('fiscal_year', sa.Integer(), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('coastal', sa.Boolean(), nullable=True),
    sa.Column('depopulation_area', sa.Boolean(), nullable=True),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('si', 'gun', 'gu', 'special-city', 'metropolitan-city', 'special-autonomous-city', 'province', 'special-autonomous-province', 'administrative-si', 'administrative-gu')", name=op.f('ck_municipality_kind_known')),
    sa.CheckConstraint('aged65_share BETWEEN 0 AND 100', name=op.f('ck_municipality_aged65_share_percent')),
    sa.CheckConstraint('population >= 0', name=op.f('ck_municipality_population_not_negative')),
    sa.CheckConstraint('valid_until IS NULL OR valid_from IS NULL OR valid_from <= valid_until', name=op.f('ck_municipality_validity_in_order')),
    sa.ForeignKeyConstraint(['province_code'], ['municipality.code'], name=op.f('fk_municipality_province_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_municipality'))
    )
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_municipality_name_ko'), ['name_ko'], unique=False)

    op.create_table('passage_vector',
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('model_fingerprint', sa.String(length=120), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('text_hash', 'model_fingerprint', name=op.f('pk_passage_vector'))
    )
    op.create_table('procedure',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('text_ko', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('applies_when_ko', sa.Text(), nullable=False),
    sa.Column('applies_when_en', sa.Text(), nullable=False),
    sa.Column('solutions', sa.JSON(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_date', sa.String(length=10), nullable=True),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("name_en <> ''", name=op.f('ck_procedure_name_en_given')),
    sa.CheckConstraint("name_ko <> ''", name=op.f('ck_procedure_name_ko_given')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_procedure_source_given')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_procedure'))
    )
    op.create_table('programme',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('purpose_ko', sa.Text(), nullable=False),
    sa.Column('purpose_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_programme_source_given')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme'))
    )
    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('(CURRENT_TIMESTAMP)'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('seeds_digest', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revision'))
    )
    op.create_table('solution',
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('replaced_by', sa.String(length=80), nullable=True),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('aliases_ko', sa.JSON(), nullable=False),
    sa.Column('aliases_en', sa.JSON(), nullable=False),
    sa.Column('domain', sa.String(length=40), nullable=False),
    sa.Column('service_field', sa.String(length=40), nullable=False),
    sa.Column('summary_ko', sa.Text(), nullable=False),
    sa.Column('summary_en', sa.Text(), nullable=False),
    sa.Column('problems_ko', sa.JSON(), nullable=False),
    sa.Column('problems_en', sa.JSON(), nullable=False),
    sa.Column('phrasings_ko', sa.JSON(), nullable=False),
    sa.Column('phrasings_en', sa.JSON(), nullable=False),
    sa.Column('components_ko', sa.JSON(), nullable=False),
    sa.Column('components_en', sa.JSON(), nullable=False),
    sa.Column('prerequisites_ko', sa.JSON(), nullable=False),
    sa.Column('prerequisites_en', sa.JSON(), nullable=False),
    sa.Column('suits_ko', sa.Text(), nullable=False),
    sa.Column('suits_en', sa.Text(), nullable=False),
    sa.Column('not_for_ko', sa.Text(), nullable=False),
    sa.Column('not_for_en', sa.Text(), nullable=False),
    sa.Column('distribution_list_years', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("name_en <> ''", name=op.f('ck_solution_name_en_given')),
    sa.CheckConstraint("name_ko <> ''", name=op.f('ck_solution_name_ko_given')),
    sa.CheckConstraint("service_field IN ('administration', 'transport', 'health-welfare', 'environment-energy-water', 'crime-disaster-prevention', 'facility-management', 'education', 'culture-tourism-sports', 'logistics', 'labour-employment', 'housing', 'other')", name=op.f('ck_solution_service_field_known')),
    sa.CheckConstraint("summary_en <> ''", name=op.f('ck_solution_summary_en_given')),
    sa.CheckConstraint("summary_ko <> ''", name=op.f('ck_solution_summary_ko_given')),
    sa.CheckConstraint('replaced_by IS NULL OR replaced_by <> slug', name=op.f('ck_solution_not_replaced_by_itself')),
    sa.ForeignKeyConstraint(['replaced_by'], ['solution.slug'], name=op.f('fk_solution_replaced_by')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_solution'))
    )
    op.create_table('call',
    sa.Column('id', sa.String(length=48), nullable=False),
    sa.Column('programme_id', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('name_ko', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('announced_on', sa.Date(), nullable=True),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('note_ko', sa.Text(), nullable=True),
    sa.Column('note_en', sa.Text(), nullable=True),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("state IN ('held', 'none-found')", name=op.f('ck_call_state_known')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_call_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('programme_id', 'year', name=op.f('uq_call_programme_id_year'))
    )
    op.create_table('context_figure',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=True),
    sa.Column('place_ko', sa.Text(), nullable=True),
    sa.Column('place_en', sa.Text(), nullable=True),
    sa.Column('metric_ko', sa.Text(), nullable=False),
    sa.Column('metric_en', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('change', sa.Text(), nullable=True),
    sa.Column('unit_ko', sa.Text(), nullable=True),
    sa.Column('unit_en', sa.Text(), nullable=True),
    sa.Column('period_ko', sa.Text(), nullable=True),
    sa.Column('period_en', sa.Text(), nullable=True),
    sa.Column('scope_ko', sa.Text(), nullable=True),
    sa.Column('scope_en', sa.Text(), nullable=True),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("basis IN ('measured', 'study', 'reported', 'survey', 'vendor', 'estimate')", name=op.f('ck_context_figure_basis_known')),
    sa.CheckConstraint("metric_en <> ''", name=op.f('ck_context_figure_metric_en_given')),
    sa.CheckConstraint("metric_ko <> ''", name=op.f('ck_context_figure_metric_ko_given')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_context_figure_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_context_figure_source_quality_known')),
    sa.CheckConstraint('before IS NOT NULL OR after IS NOT NULL OR change IS NOT NULL', name=op.f('ck_context_figure_has_a_figure')),
    sa.CheckConstraint('municipality_code IS NOT NULL OR place_ko IS NOT NULL', name=op.f('ck_context_figure_somewhere')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_context_figure_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_context_figure_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_context_figure'))
    )
    with op.batch_alter_table('context_figure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_context_figure_municipality_code'), ['municipality_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_context_figure_solution_slug'), ['solution_slug'], unique=False)

    op.create_table('cost',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('amount_krw', sa.BigInteger(), nullable=False),
    sa.Column('per', sa.String(length=16), nullable=False),
    sa.Column('what_ko', sa.Text(), nullable=False),
    sa.Column('what_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("per IN ('project', 'unit', 'site', 'year', 'm2', 'house', 'delivery', 'event')", name=op.f('ck_cost_per_known')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_cost_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_cost_source_quality_known')),
    sa.CheckConstraint("what_en <> ''", name=op.f('ck_cost_what_en_given')),
    sa.CheckConstraint("what_ko <> ''", name=op.f('ck_cost_what_ko_given')),
    sa.CheckConstraint('amount_krw >= 0', name=op.f('ck_cost_amount_not_negative')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_cost_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cost'))
    )
    with op.batch_alter_table('cost', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cost_solution_slug'), ['solution_slug'], unique=False)

    op.create_table('deployment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=True),
    sa.Column('place_ko', sa.Text(), nullable=True),
    sa.Column('place_en', sa.Text(), nullable=True),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('programme', sa.String(length=40), nullable=True),
    sa.Column('programme_ko', sa.Text(), nullable=True),
    sa.Column('programme_en', sa.Text(), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('as_of', sa.Integer(), nullable=True),
    sa.Column('scale_ko', sa.Text(), nullable=True),
    sa.Column('scale_en', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("level IN ('basic', 'province', 'national', 'other', 'abroad')", name=op.f('ck_deployment_level_known')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_deployment_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_deployment_source_quality_known')),
    sa.CheckConstraint("status IN ('planned', 'selected', 'operating', 'ended')", name=op.f('ck_deployment_status_known')),
    sa.CheckConstraint('municipality_code IS NOT NULL OR place_ko IS NOT NULL', name=op.f('ck_deployment_somewhere')),
    sa.CheckConstraint('year BETWEEN 1990 AND 2100', name=op.f('ck_deployment_year_plausible')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_deployment_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_deployment_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deployment'))
    )
    with op.batch_alter_table('deployment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deployment_municipality_code'), ['municipality_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_deployment_solution_slug'), ['solution_slug'], unique=False)

    op.create_table('outcome',
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('design', sa.String(length=16), nullable=True),
    sa.Column('evaluator', sa.String(length=16), nullable=True),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=True),
    sa.Column('place_ko', sa.Text(), nullable=True),
    sa.Column('place_en', sa.Text(), nullable=True),
    sa.Column('metric_ko', sa.Text(), nullable=False),
    sa.Column('metric_en', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('change', sa.Text(), nullable=True),
    sa.Column('unit_ko', sa.Text(), nullable=True),
    sa.Column('unit_en', sa.Text(), nullable=True),
    sa.Column('period_ko', sa.Text(), nullable=True),
    sa.Column('period_en', sa.Text(), nullable=True),
    sa.Column('scope_ko', sa.Text(), nullable=True),
    sa.Column('scope_en', sa.Text(), nullable=True),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("basis IN ('measured', 'study', 'reported', 'survey', 'vendor', 'estimate')", name=op.f('ck_outcome_basis_known')),
    sa.CheckConstraint("design IN ('none', 'before-after', 'comparison', 'randomised')", name=op.f('ck_outcome_design_known')),
    sa.CheckConstraint("evaluator IN ('self', 'vendor', 'independent')", name=op.f('ck_outcome_evaluator_known')),
    sa.CheckConstraint("kind IN ('effect', 'usage', 'satisfaction', 'cost', 'output')", name=op.f('ck_outcome_kind_known')),
    sa.CheckConstraint("metric_en <> ''", name=op.f('ck_outcome_metric_en_given')),
    sa.CheckConstraint("metric_ko <> ''", name=op.f('ck_outcome_metric_ko_given')),
    sa.CheckConstraint("source <> ''", name=op.f('ck_outcome_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_outcome_source_quality_known')),
    sa.CheckConstraint('before IS NOT NULL OR after IS NOT NULL OR change IS NOT NULL', name=op.f('ck_outcome_has_a_figure')),
    sa.CheckConstraint('municipality_code IS NOT NULL OR place_ko IS NOT NULL', name=op.f('ck_outcome_somewhere')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_outcome_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_outcome_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome'))
    )
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outcome_municipality_code'), ['municipality_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_outcome_solution_slug'), ['solution_slug'], unique=False)

    op.create_table('pitfall',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('text_ko', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_quality', sa.String(length=16), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_pitfall_source_given')),
    sa.CheckConstraint("source_quality IN ('official', 'academic', 'press-or-other', 'mirror-or-blog')", name=op.f('ck_pitfall_source_quality_known')),
    sa.CheckConstraint("text_en <> ''", name=op.f('ck_pitfall_text_en_given')),
    sa.CheckConstraint("text_ko <> ''", name=op.f('ck_pitfall_text_ko_given')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_pitfall_solution_slug')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pitfall'))
    )
    with op.batch_alter_table('pitfall', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pitfall_solution_slug'), ['solution_slug'], unique=False)

    op.create_table('succession',
    sa.Column('predecessor_code', sa.String(length=5), nullable=False),
    sa.Column('successor_code', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('recode', 'rename', 'merge', 'split', 'transfer')", name=op.f('ck_succession_kind_known')),
    sa.CheckConstraint('predecessor_code <> successor_code', name=op.f('ck_succession_not_itself')),
    sa.ForeignKeyConstraint(['predecessor_code'], ['municipality.code'], name=op.f('fk_succession_predecessor_code')),
    sa.ForeignKeyConstraint(['successor_code'], ['municipality.code'], name=op.f('fk_succession_successor_code')),
    sa.PrimaryKeyConstraint('predecessor_code', 'successor_code', name=op.f('pk_succession'))
    )
    op.create_table('call_rule',
    sa.Column('call_id', sa.String(length=48), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('value', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('text_ko', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_call_rule_source_given')),
    sa.CheckConstraint("status <> 'unknown' OR value IS NULL", name=op.f('ck_call_rule_unknown_has_no_value')),
    sa.CheckConstraint("status IN ('known', 'assumed', 'unknown')", name=op.f('ck_call_rule_status_known')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_rule_call_id')),
    sa.PrimaryKeyConstraint('call_id', 'key', name=op.f('pk_call_rule'))
    )
    op.create_table('operation',
    sa.Column('municipality_code', sa.String(length=5), nullable=False),
    sa.Column('solution_slug', sa.String(length=80), nullable=False),
    sa.Column('since', sa.Integer(), nullable=True),
    sa.Column('as_of', sa.Integer(), nullable=True),
    sa.Column('deployment_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployment.id'], name=op.f('fk_operation_deployment_id')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_operation_municipality_code')),
    sa.ForeignKeyConstraint(['solution_slug'], ['solution.slug'], name=op.f('fk_operation_solution_slug')),
    sa.PrimaryKeyConstraint('municipality_code', 'solution_slug', name=op.f('pk_operation'))
    )
    op.create_table('selection',
    sa.Column('call_id', sa.String(length=48), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('municipality_code', sa.String(length=5), nullable=True),
    sa.Column('place_ko', sa.Text(), nullable=True),
    sa.Column('place_en', sa.Text(), nullable=True),
    sa.Column('note_ko', sa.Text(), nullable=True),
    sa.Column('note_en', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('seed_digest', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint("source <> ''", name=op.f('ck_selection_source_given')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_selection_call_id')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_selection_municipality_code')),
    sa.PrimaryKeyConstraint('call_id', 'position', name=op.f('pk_selection'))
    )


def downgrade() -> None:
    op.drop_table('selection')
    op.drop_table('operation')
    op.drop_table('call_rule')
    op.drop_table('succession')
    with op.batch_alter_table('pitfall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pitfall_solution_slug'))

    op.drop_table('pitfall')
    with op.batch_alter_table('outcome', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outcome_solution_slug'))
        batch_op.drop_index(batch_op.f('ix_outcome_municipality_code'))

    op.drop_table('outcome')
    with op.batch_alter_table('deployment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deployment_solution_slug'))
        batch_op.drop_index(batch_op.f('ix_deployment_municipality_code'))

    op.drop_table('deployment')
    with op.batch_alter_table('cost', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cost_solution_slug'))

    op.drop_table('cost')
    with op.batch_alter_table('context_figure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_context_figure_solution_slug'))
        batch_op.drop_index(batch_op.f('ix_context_figure_municipality_code'))

    op.drop_table('context_figure')
    op.drop_table('call')
    op.drop_table('solution')
    op.drop_table('revision')
    op.drop_table('programme')
    op.drop_table('procedure')
    op.drop_table('passage_vector')
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_municipality_name_ko'))

    op.drop_table('municipality')
    op.drop_table('lesson')
    op.drop_table('award_case')
