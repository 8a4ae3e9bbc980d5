"""The meetings with who came, as a table."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Unit
from partybuilding.meetings.queries import MeetingLine, snapshot_of
from partybuilding.models import Attendance, Meeting, Plan
from partybuilding.shared.tables import Content, Table, listing

NAME = "联席会议"


def meetings_table(
    plan: Plan,
    lines: Sequence[MeetingLine],
    units: Sequence[Unit],
    attendance: Mapping[tuple[int, int], Attendance],
) -> Table:
    """Return the meetings in their order, with a column for each unit: whether it came."""
    columns = [
        *(_("Meeting"), pgettext("meeting", "State"), _("Quarter it looks at"), _("Planned for"), _("Held on")),
        *(_("Place"), _("Chair"), pgettext("attendance", "Due"), pgettext("attendance", "Present")),
        *(pgettext("attendance", "Excused"), pgettext("attendance", "Absent"), _("Resolutions")),
        *(
            pgettext("ledger", "Closed"),
            pgettext("ledger", "In progress"),
            _("Overdue"),
            _("Snapshot"),
            _("Entered afterwards"),
        ),
        *map(str, units),
    ]
    rows = [
        [*_meeting(line), *(_status(attendance.get((line.meeting.pk, unit.pk))) for unit in units)] for line in lines
    ]
    return listing(plan, NAME, _("Joint meetings"), columns, rows)


def _meeting(line: MeetingLine) -> list[Content]:
    meeting, presence, balance = line.meeting, line.presence, line.balance
    planned: list[Content] = [
        *(meeting.number, meeting.state_word, str(meeting.quarter)),
        *(meeting.planned_on, meeting.held_on, meeting.place, meeting.chair),
    ]
    if meeting.held_on is None:
        return [*planned, *[None] * 10]
    snapshot = snapshot_of(meeting)
    return [
        *planned,
        *(presence.due, presence.present, presence.excused, presence.absent),
        *(balance.total, balance.closed, balance.in_hand, balance.overdue, snapshot.number if snapshot else None),
        _entered(meeting),
    ]


def _entered(meeting: Meeting) -> str | None:
    """Return by whom and when a meeting was entered afterwards; None for the others."""
    if meeting.entered_by is None or meeting.entered_at is None:
        return None
    return f"{meeting.entered_by.name} {localdate(meeting.entered_at).isoformat()}"


def _status(row: Attendance | None) -> str | None:
    """Return whether a unit came; a town that was there was in attendance 列席."""
    if row is None:
        return None
    if not row.is_member and row.status == Attendance.Status.PRESENT:
        return pgettext("tap", "attends")
    return str(row.get_status_display())
