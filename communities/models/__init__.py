"""The ground: who and what exists, whatever plan is running."""

from communities.models.account import AdminDuty, Role, Unit, User
from communities.models.base import in_force, unit_of
from communities.models.cadre import Cadre
from communities.models.cobuilding import FiveCommons, Partnership, PartnershipActivity, ResidentUnit
from communities.models.community import Community, PartyBranch, SocialOrganisation, SurveyPart
from communities.models.compound import Compound
from communities.models.limit import LimitCount
from communities.models.past_password import PastPassword
from communities.models.project import ProjectActivity
from communities.models.venue import Equipment, Room

__all__ = [
    "AdminDuty",
    "Cadre",
    "Community",
    "Compound",
    "Equipment",
    "FiveCommons",
    "LimitCount",
    "Partnership",
    "PartnershipActivity",
    "PartyBranch",
    "PastPassword",
    "ProjectActivity",
    "ResidentUnit",
    "Role",
    "Room",
    "SocialOrganisation",
    "SurveyPart",
    "Unit",
    "User",
    "in_force",
    "unit_of",
]
