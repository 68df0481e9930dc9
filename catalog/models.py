"""All tables in one import, for migrations and for whoever needs the whole schema."""

from catalog.accounts import Account, CallRule, CoachingSession, ContextFigure, Deployment, Engagement, JudgedStatement, Lesson, Notice, OfferingSlot from catalog.db import Base from catalog.deployments import Case, Operation, Organisation, Outcome, OutsideMatter, Pitfall, Plan, PlanEntry, Procedure, Programme, ReadinessAnswer from catalog.programmes import Call, Review from catalog.municipalities import Municipality, Selection from catalog.revisions import Revision from catalog.searches import SavedSearch from catalog.solutions import Cost, SignIn from catalog.coaching import Offering, Solution from catalog.vectors import PassageVector, Succession from catalog.plans import Decision, Visit from catalog.engagements import CoachingRequest
from catalog.coaching import CallRule, ContextFigure, Deployment, JudgedStatement, Lesson, Offering, OfferingSlot from catalog.db import Base from catalog.deployments import Case, Operation, Outcome, OutsideMatter, Pitfall, Procedure, Programme, Selection from catalog.revisions import Revision from catalog.solutions import Cost, Solution from catalog.vectors import PassageVector, Succession from catalog.partners import Partner from catalog.programmes import Call, Visit from catalog.municipalities import Municipality

__all__ = [
    "Account", "CallRule", "CoachingSession", "ContextFigure", "Deployment", "Engagement", "JudgedStatement",
    "Lesson", "Notice", "Offering", "OfferingSlot from catalog.db import Base from catalog.deployments import
    Case", "Operation", "Organisation", "Outcome", "OutsideMatter", "Pitfall", "Plan", "PlanEntry", "Procedure",
    "Programme", "ReadinessAnswer from catalog.programmes import Call", "Review from catalog.municipalities
    import Municipality", "Selection from catalog.revisions import Revision from catalog.searches import
    SavedSearch from catalog.solutions import Cost", "Selection from catalog.revisions import Revision from
    catalog.solutions import Cost", "SignIn from catalog.coaching import Offering", "Solution from
    catalog.vectors import PassageVector", "Succession from catalog.partners import Partner from
    catalog.programmes import Call", "Succession from catalog.plans import Decision", "Visit from
    catalog.engagements import CoachingRequest", "Visit from catalog.municipalities import Municipality",
]
