"""What a community does with its register of the three projects' activities: entered, corrected, taken out."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from communities.models import Community, ProjectActivity, User
from fengxiang import clock
from partybuilding.registers.access import trail_of
from partybuilding.shared.act import act, date_history
from partybuilding.shared.errors import ActionError


@dataclass(frozen=True, kw_only=True)
class ActivityDraft:
    """What somebody typed about an activity."""

    project: str
    held_on: date
    subject: str
    partners: str = ""
    participants: int | None = None
    proof: str = ""
    common: str = ""


@act
def enter_activity(*, community: Community, typed: ActivityDraft, actor: User) -> ProjectActivity:
    """Enter an activity in the register; ActionError for a day that has not come."""
    return _keep(ProjectActivity(community=community), typed)


@act(once=False)
def change_activity(
    *, activity: ProjectActivity, typed: ActivityDraft, actor: User, seen: str | None = None
) -> ProjectActivity:
    """Correct an entry. A report that is approved keeps what it counted."""
    return _keep(_locked(activity, seen), typed)


@act
def delete_activity(*, activity: ProjectActivity, actor: User, seen: str | None = None) -> None:
    """Take out an entry that should not be there; its history keeps what it said."""
    entry = _locked(activity, seen)
    date_history(entry)
    entry.delete()


def _keep(activity: ProjectActivity, typed: ActivityDraft) -> ProjectActivity:
    if typed.held_on > clock.today():
        raise ActionError(_("This day has not come yet."))
    for name, value in vars(typed).items():
        setattr(activity, name, value)
    date_history(activity)
    activity.save()
    return activity


def _locked(activity: ProjectActivity, seen: str | None) -> ProjectActivity:
    """Return the entry as it is now, held until the transaction ends."""
    entry = ProjectActivity.objects.select_for_update().filter(pk=activity.pk).first()
    if entry is None:
        raise ActionError(_("A colleague has taken this entry out meanwhile."))
    trail_of(entry).require(seen)
    return entry
