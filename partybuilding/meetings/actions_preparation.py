"""What the department does before a joint meeting: it reminds those who owe something."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import User
from partybuilding.meetings.access import step
from partybuilding.meetings.preparation import load_preparation
from partybuilding.meetings.rules import MeetingAct
from partybuilding.models import Meeting, NoticeItem
from partybuilding.notices.actions import tell
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError


@act
def remind_owners(*, meeting: Meeting, actor: User, key: str = "") -> list[NoticeItem]:
    """Remind everybody of what they owe the meeting 催办, all of it in one message a person, and return what is new.

    With `key`, of one point alone. Who was told of a thing today already is not told again.
    """
    # The meeting's row is held, so that two people who tap at once do not both do it.
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("plan__lead_unit").get(pk=meeting.pk)
    step(MeetingAct.REMIND, meeting, actor)
    preparation = load_preparation(meeting)
    if not preparation.is_open:
        day = date_format(preparation.opens_on)
        raise ActionError(_("It is too early: the meeting is prepared from %(day)s on.") % {"day": day})
    points = [point for point in preparation.points if key in {"", point.key}]
    if not points:
        raise ActionError(_("Nothing is left of it: it was put right meanwhile."))
    if not any(point.people for point in points):
        raise ActionError(_("Nobody can be reminded: whose it is has no open account, or it is your own."))
    new = tell(matters=(matter for point in points for matter in point.matters), actor=actor)
    if not new:
        raise ActionError(_("All of them were told today already: once a day is enough."))
    return new
