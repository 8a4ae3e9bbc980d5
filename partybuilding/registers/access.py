"""The door to the activities of the three projects: who works for the community reads them, its secretary writes them.

A part of partybuilding/shared/access.py, which says who takes part in a plan. Staff keep them in the admin, too.
"""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from communities.access import require
from communities.models import ProjectActivity, User
from partybuilding.models import Pilot, Plan
from partybuilding.shared.access import can_write_report, get_pilot_for
from partybuilding.shared.stale import Trail, TrailStep


def get_pilot_to_record(user: User, plan: Plan, code: str) -> Pilot:
    """Return a pilot of whose activities the person keeps the register: its own secretary; 403 for others."""
    pilot = get_pilot_for(user, plan, code)
    require(can_write_report(user, pilot))
    return pilot


def get_activity_to_record(user: User, plan: Plan, code: str, pk: int) -> tuple[Pilot, ProjectActivity]:
    """Return an activity of the person's own community, to be corrected; 403 for others, 404 if it is not there."""
    pilot = get_pilot_to_record(user, plan, code)
    activity = ProjectActivity.objects.filter(community=pilot.community_id, pk=pk).first()
    if activity is None:
        raise Http404
    return pilot, activity


def trail_of(activity: ProjectActivity) -> Trail:
    """Return what was done with an entry."""
    return Trail("", ((ProjectActivity.history.filter(id=activity.pk).select_related("history_user"), _changed),))


def _changed(row: Any) -> TrailStep:
    return TrailStep(row.history_user, row.history_date, _("changed the entry"))
