"""The invitation to a joint meeting: to everybody of the member units and the town, with agenda and calendar file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from communities.models import User
from fengxiang import clock
from partybuilding.meetings.access import step
from partybuilding.meetings.agenda import agenda_of
from partybuilding.meetings.rules import MeetingAct
from partybuilding.models import Meeting, NoticeItem
from partybuilding.notices.actions import send_each, tell
from partybuilding.notices.schedule import Matter, people_of
from partybuilding.record.heads import Head, current_head, keep_head
from partybuilding.shared.act import act, on_commit
from partybuilding.shared.errors import ActionError

Attach = Callable[[Meeting], bytes]


@dataclass(frozen=True)
class Invited:
    """Who was told, and how many of them by e-mail too."""

    items: list[NoticeItem]

    @property
    def people(self) -> int:
        return len(self.items)

    @property
    def mailed(self) -> int:
        return sum(bool(item.notice.recipient.email) for item in self.items)


def invite(*, meeting: Meeting, actor: User, calendar: Attach) -> Invited:
    """Invite everybody who works in a member unit or in the town to a meeting; once a day a person.

    `calendar` makes the file that goes with the e-mail. What the mail server does not take is told by the next
    reminder of that day, without agenda.
    """
    return Invited(_invite(meeting=meeting, actor=actor, calendar=calendar))


@act
def _invite(*, meeting: Meeting, actor: User, calendar: Attach) -> list[NoticeItem]:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("plan__lead_unit").get(pk=meeting.pk)
    step(MeetingAct.INVITE, meeting, actor)
    if meeting.planned_on < clock.today():
        raise ActionError(_("The day of the meeting is over: change it first."))
    people = _people(meeting)
    if not people:
        raise ActionError(_("Nobody can be invited: no unit has anybody with an open account."))
    matters = [
        Matter(
            recipient=user,
            kind=NoticeItem.Kind.MEETING,
            plan=meeting.plan,
            counted_from=meeting.planned_on,
            meeting=meeting,
        )
        for user in people
    ]
    new = tell(matters=matters, actor=actor, is_mailed=True)
    if not new:
        raise ActionError(_("All of them were invited today already: once a day is enough."))
    messages = [item for item in new if item.notice.recipient.email]
    head = current_head()
    keep_head(head, meeting)
    on_commit(lambda: _send(meeting, messages, calendar, head))
    return new


def _people(meeting: Meeting) -> list[User]:
    """Return who is invited: the member units' people in the plan's order, then the towns'."""
    units = [unit.pk for unit in meeting.plan.units_at_table()]
    staff = people_of(units)
    return [user for unit in units for user in staff.get(unit, [])]


def _send(meeting: Meeting, items: Iterable[NoticeItem], calendar: Attach, head: Head) -> None:
    """Send one message to each, in the site's language: nobody is there to choose another."""
    with translation.override(settings.LANGUAGE_CODE):
        attached = calendar(meeting)
        subject = _("Invitation: %(meeting)s, %(day)s") % {"meeting": meeting, "day": date_format(meeting.planned_on)}
        agenda = agenda_of(meeting)

        def message_to(user: User) -> EmailMessage:
            message = EmailMessage(subject, f"{_body(meeting, user, agenda)}\n\n{head.printed}", None, [user.email])
            message.attach(f"meeting-{meeting.number}.ics", attached, "text/calendar")
            return message

        send_each((message_to(item.notice.recipient), [item]) for item in items)


def _body(meeting: Meeting, user: User, agenda: str) -> str:
    plan = meeting.plan
    when = date_format(meeting.planned_on)
    if meeting.begins_at is not None:
        when = f"{when} {time_format(meeting.begins_at)}"
    lines = [
        _("Dear %(name)s,") % {"name": user},
        "",
        _("you are invited to %(meeting)s of “%(plan)s”.") % {"meeting": meeting, "plan": plan},
        "",
        _("When: %(when)s") % {"when": when},
    ]
    if meeting.place:
        lines.append(_("Where: %(place)s") % {"place": meeting.place})
    if meeting.chair:
        lines.append(_("Chair: %(name)s") % {"name": meeting.chair})
    lines += ["", _("Agenda:"), agenda, "", str(plan.lead_unit), date_format(clock.today())]
    return "\n".join(lines)
