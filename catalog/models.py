"""All tables in one import, for migrations and for whoever needs the whole schema."""

from catalog.coaching import Offering, OfferingSlot
from catalog.db import Base
from catalog.deployments import Case, ContextFigure, Deployment, Operation, Outcome, Visit
from catalog.municipalities import Municipality, Succession
from catalog.programmes import Call, CallRule, Programme, Selection
from catalog.revisions import Revision
from catalog.solutions import Cost, JudgedStatement, Lesson, OutsideMatter, Pitfall, Procedure, Solution
from catalog.vectors import PassageVector

__all__ = [
    "Base", "Call", "CallRule", "Case", "ContextFigure", "Cost", "Deployment",
    "JudgedStatement", "Lesson", "Municipality", "Offering", "OfferingSlot", "Operation", "Outcome", "OutsideMatter",
    "PassageVector", "Pitfall", "Procedure", "Programme",
    "Revision", "Selection", "Solution", "Succession", "Visit",
]
