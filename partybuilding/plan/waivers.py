"""Who may have age or education waived 放宽: those in post when the plan was published (三·4)."""

from django.utils.translation import gettext as _

from communities.models import Cadre
from partybuilding.models import Plan


def objection_to_waiver(cadre: Cadre) -> str:
    """Return why this person cannot have a waiver, or an empty text."""
    days = list(
        Plan.objects.filter(pilots__community=cadre.community_id).values_list("published_on", flat=True).distinct()
    )
    if not days or any(cadre.is_in_force(day) for day in days):
        return ""
    return _("Only for those in post on %s, when the plan was published.") % max(days).isoformat()
