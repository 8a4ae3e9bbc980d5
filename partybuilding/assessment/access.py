"""The door to final assessments: everybody in the plan reads what is approved, a draft who works for the community.

A part of partybuilding/shared/access.py, which says who takes part in a plan.
"""

from collections.abc import Callable
from typing import Any

from communities.access import own_communities, require
from communities.models import Role, User
from partybuilding.assessment.rules import CHANGED, RATED, TABLE, AssessmentAct, AssessmentRole
from partybuilding.models import FinalAssessment, GoodRating, Pilot, Plan
from partybuilding.shared.access import get_pilot_for
from partybuilding.shared.stale import Trail, TrailStep

Party = GoodRating.Party
PARTIES = {AssessmentAct.RATE: Party.BRANCH, AssessmentAct.CONCLUDE: Party.DEPARTMENT}


def roles_of(user: User, pilot: Pilot) -> frozenset[AssessmentRole]:
    """Return what the person is to a pilot's final assessment."""
    if user.role == Role.DEPARTMENT:
        return frozenset({AssessmentRole.DEPARTMENT})
    is_secretary = user.role == Role.SECRETARY and user.community_id == pilot.community_id
    return frozenset({AssessmentRole.BRANCH} if is_secretary else ())


def readable_by(user: User) -> Callable[[FinalAssessment], bool]:
    """Return who reads what: an approved sheet everybody in the plan, a draft who works for its community.

    The communities are asked for once, in one query.
    """
    communities = frozenset(own_communities(user).values_list("pk", flat=True))
    return lambda assessment: assessment.is_approved or assessment.pilot.community_id in communities


def get_pilot_to(act: AssessmentAct, user: User, plan: Plan, code: str) -> Pilot:
    """Return a pilot with whose final assessment somebody wants to do something; 403 for those whose act it is not."""
    pilot = get_pilot_for(user, plan, code)
    require(TABLE.can_act(act, roles_of(user, pilot)))
    return pilot


def trail_of(assessment: FinalAssessment, party: str = "") -> Trail:
    """Return what a decision on a sheet depends on; of one party's ratings alone, if it is given."""
    ratings = GoodRating.history.filter(assessment=assessment.pk).select_related("history_user")
    if party:
        ratings = ratings.filter(party=party)
    sheets = FinalAssessment.history.filter(id=assessment.pk).select_related("history_user")
    return Trail(assessment.state, ((sheets, _changed), (ratings, _rated)))


def _changed(row: Any) -> TrailStep:
    return TrailStep(row.history_user, row.history_date, CHANGED)


def _rated(row: Any) -> TrailStep:
    return TrailStep(row.history_user, row.history_date, RATED)
