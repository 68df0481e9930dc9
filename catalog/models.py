"""All tables in one import, for migrations and for whoever needs the whole schema."""

from catalog.accounts import Account, Mail, Notice, Organisation, SignIn
from catalog.coaching import Offering, OfferingSlot
from catalog.db import Base
from catalog.deployments import Case, ContextFigure, Deployment, Operation, Outcome, Visit
from catalog.engagements import CoachingRequest, CoachingSession, Engagement, Review
from catalog.fact_checks import FactCheck
from catalog.municipalities import Municipality, Succession
from catalog.partners import Partner
from catalog.plans import Decision, Plan, PlanEntry, ReadinessAnswer
from catalog.programmes import Call, CallRule, Programme, Selection
from catalog.proposals import Proposal
from catalog.revisions import Revision
from catalog.searches import SavedSearch
from catalog.solutions import Cost, JudgedStatement, Lesson, OutsideMatter, Pitfall, Procedure, Solution
from catalog.upkeep import Upkeep
from catalog.vectors import PassageVector

__all__ = [
    "Account", "Base", "Call", "CallRule", "Case", "CoachingRequest", "CoachingSession", "ContextFigure",
    "Cost", "Decision", "Deployment", "Engagement", "FactCheck", "JudgedStatement", "Lesson", "Mail",
    "Municipality", "Notice", "Offering", "OfferingSlot", "Operation", "Organisation", "Outcome",
    "OutsideMatter", "Partner", "PassageVector", "Pitfall", "Plan", "PlanEntry", "Procedure", "Programme",
    "Proposal", "ReadinessAnswer", "Review", "Revision", "SavedSearch", "Selection", "SignIn", "Solution",
    "Succession", "Upkeep", "Visit",
]
