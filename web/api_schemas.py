"""The shapes of the JSON API: what it documents is what it sends, field by field."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Range

from catalog.coaching import FORMS, LANGUAGES
from matcher.needs import MAX_NEEDS


class Both(Schema):
    """One text in both languages."""

    ko = fields.String(allow_none=True)
    en = fields.String(allow_none=True)


class ChoiceSchema(Both):
    """A unit that an ambiguous name can mean."""

    code = fields.String()


class WrongFieldSchema(Both):
    """A field to correct."""

    field = fields.String()
    choices = fields.List(fields.Nested(ChoiceSchema))


class ProblemSchema(Both):
    """What was wrong with a request (RFC 9457); `detail` is in the language that was asked for."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    instance = fields.String()
    errors = fields.List(fields.Nested(WrongFieldSchema))


class MatchRequest(Schema):
    """A stated problem; checked by web.inputs, so that every error comes in both languages."""

    class Meta:
        unknown = EXCLUDE

    text = fields.Raw(load_default=None, metadata={
        "type": "string", "minLength": 1, "maxLength": 10_000,
        "description": "the problem, Korean or English; it must hold a letter"})
    municipality = fields.Raw(load_default=None, metadata={
        "type": "string", "description": "who asks: name, name with province, or code"})
    top = fields.Raw(load_default=None, metadata={
        "type": "integer", "minimum": 1, "maximum": 50, "default": 10})
    needs = fields.Raw(load_default=None, metadata={
        "type": "array", "items": {"type": "string"}, "maxItems": MAX_NEEDS,
        "description": "the distinct problems one by one; only they are asked about, the text is their background"})


class ContributionSchema(Schema):
    """One named part of a score."""

    name = fields.String()
    value = fields.Float()
    reason = fields.Nested(Both)
    source = fields.String(allow_none=True)


class PeriodSchema(Schema):
    """From the first to the last day."""

    from_ = fields.String(data_key="from", attribute="from", metadata={"format": "date"})
    until = fields.String(metadata={"format": "date"})


class OfferingSchema(Schema):
    """On what terms a coach takes how many more cities."""

    id = fields.Integer()
    forms = fields.List(fields.String(metadata={"enum": list(FORMS)}))
    languages = fields.List(fields.String(metadata={"enum": list(LANGUAGES)}))
    period = fields.Nested(PeriodSchema)
    free = fields.Integer()
    capacity = fields.Integer()
    contact = fields.String()
    conditions = fields.Nested(Both, allow_none=True)
    stated_on = fields.String(metadata={"format": "date"})
    source = fields.String()


class CoachSchema(Schema):
    """A municipality that operates the solution."""

    municipality = fields.String()
    name = fields.Nested(Both)
    role = fields.String(metadata={"enum": ["coach", "consultant"]})
    score = fields.Float()
    contributions = fields.List(fields.Nested(ContributionSchema))
    capacity_left = fields.Integer(allow_none=True)
    offering = fields.Nested(OfferingSchema, allow_none=True)
    would_change = fields.Nested(Both, allow_none=True)


class OutcomeSchema(Schema):
    """One outcome exactly as its source states it."""

    id = fields.String()
    municipality = fields.String(allow_none=True)
    place = fields.Nested(Both)
    kind = fields.String()
    metric = fields.Nested(Both)
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)
    change = fields.String(allow_none=True)
    unit = fields.Nested(Both)
    period = fields.Nested(Both)
    scope = fields.Nested(Both)
    basis = fields.String()
    source = fields.String()
    source_quality = fields.String()


class RecommendationSchema(Schema):
    """A recommended solution; `score` is the sum of the contributions' values."""

    solution = fields.String()
    name = fields.Nested(Both)
    score = fields.Float()
    probability = fields.Float()
    needs = fields.List(fields.Integer())
    evidence_level = fields.Integer(allow_none=True)
    already_operating = fields.Boolean()
    contributions = fields.List(fields.Nested(ContributionSchema))
    coaches = fields.List(fields.Nested(CoachSchema))
    coaches_note = fields.Nested(Both, allow_none=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema))


class NeedSchema(Schema):
    """One distinct problem found in the text."""

    text = fields.String()
    abstained = fields.Boolean()


class NearMissSchema(Schema):
    """A solution that came close and why it was left out."""

    solution = fields.String()
    name = fields.Nested(Both)
    reason = fields.Nested(Both)


class AnswerSchema(Schema):
    """The answer to a stated problem."""

    id = fields.String(allow_none=True)
    catalog_version = fields.String()
    model = fields.String()
    took_ms = fields.Float()
    abstained = fields.Boolean()
    needs = fields.List(fields.Nested(NeedSchema))
    recommendations = fields.List(fields.Nested(RecommendationSchema))
    near_misses = fields.List(fields.Nested(NearMissSchema))


class EligibleQuery(Schema):
    """The year of the calls."""

    class Meta:
        unknown = EXCLUDE

    year = fields.Integer(load_default=2025, validate=Range(2000, 2100))
    population = fields.Integer(load_default=None, validate=Range(0, 100_000_000))
    as_of = fields.Date(load_default=None)


class EligibleSchema(Schema):
    """The four programmes of a year for one municipality."""

    municipality = fields.String()
    year = fields.Integer()
    calls = fields.List(fields.Dict())


class QuestionSchema(Schema):
    """One question of the readiness check."""

    id = fields.String()
    origin = fields.String(metadata={"enum": ["place", "prerequisite", "procedure", "core"]})
    text = fields.Nested(Both)
    short = fields.Nested(Both)
    why = fields.Nested(Both)
    source = fields.String()
    no = fields.String(metadata={"enum": ["stops", "settle"], "description": "what a no means"})
    ask = fields.String(metadata={"enum": ["coach", "department"], "description": "whom to ask what is not known"})


class ReadinessSchema(Schema):
    """The questions to answer before a solution is taken over."""

    catalog_version = fields.String()
    solution = fields.String()
    name = fields.Nested(Both)
    questions = fields.List(fields.Nested(QuestionSchema))


class CatalogueList(Schema):
    """A list of the catalogue at one version."""

    catalog_version = fields.String()
    items = fields.List(fields.Dict())
