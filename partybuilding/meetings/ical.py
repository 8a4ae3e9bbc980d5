"""The plan's joint meetings as a calendar file .ics (RFC 5545), to be taken into any calendar."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from fengxiang import clock
from fengxiang.text import cleaned, one_line
from partybuilding.meetings.agenda import agenda_of
from partybuilding.models import Meeting, Plan

if TYPE_CHECKING:
    from icalendar import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
# The plan names a day and an hour to begin with, but no end: a calendar shows nothing of a meeting without one.
USUAL_LENGTH = timedelta(hours=2)


def calendar_of(plan: Plan, meetings: Iterable[Meeting], *, drafted: bool = False) -> bytes:
    """Return meetings as a calendar, in the reader's language; those without an hour take the whole day.

    With `drafted`, a meeting without an agenda has the one drafted from the data. Every meeting keeps its UID and
    counts its revisions, so that a calendar that knows it already moves it.
    """
    from icalendar import Calendar  # 4 MB a worker, for a file that few fetch

    meetings = list(meetings)
    calendar = Calendar()
    calendar.add("prodid", f"-//{plan.slug}//joint meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(_("Joint meetings, %(plan)s") % {"plan": plan}))
    revisions = _revisions(meetings)
    for meeting in meetings:
        calendar.add_component(_event(plan, meeting, revisions.get(meeting.pk, 1), drafted=drafted))
    return bytes(calendar.to_ical())


def _revisions(meetings: list[Meeting]) -> dict[int, int]:
    """Return how often each meeting was written down, by its key."""
    rows = Meeting.history.filter(id__in=[meeting.pk for meeting in meetings]).order_by().values_list("id")
    return dict(rows.annotate(n=Count("history_id")))


def _event(plan: Plan, meeting: Meeting, revisions: int, *, drafted: bool) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{plan.slug}-{meeting.number}@{plan.slug}")
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("sequence", revisions - 1)
    _say(event, "summary", _("%(meeting)s, %(plan)s") % {"meeting": meeting, "plan": plan})
    event.add("status", "CONFIRMED")
    day = meeting.held_on or meeting.planned_on
    if meeting.begins_at is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        begins = timezone.make_aware(datetime.combine(day, meeting.begins_at)).astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + USUAL_LENGTH)
    if meeting.place:
        _say(event, "location", meeting.place)
    if text := _description(meeting, drafted=drafted):
        _say(event, "description", text)
    return event


def _say(event: "Event", name: str, text: str) -> None:
    """Add a text, without what was kept before texts were cleaned on their way in."""
    event.add(name, cleaned(text))


def _description(meeting: Meeting, *, drafted: bool) -> str:
    """Return chair and agenda."""
    chair = _("Chair: %(name)s") % {"name": meeting.chair} if meeting.chair else ""
    agenda = agenda_of(meeting) if drafted else meeting.agenda.strip()
    return "\n".join(part for part in (chair, agenda) if part)
