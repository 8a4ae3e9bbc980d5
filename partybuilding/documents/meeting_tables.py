"""The joint meeting as tables: the meetings with who came, the units' duty reports of a quarter, the papers made."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Unit
from fengxiang import clock
from partybuilding.documents import indicator_cells as cells
from partybuilding.documents.tables import Content, Table
from partybuilding.dutypage import DutyEntry, DutyStanding, UnitSaid
from partybuilding.meetingpage import MeetingLine
from partybuilding.models import Attendance, Paper, Plan
from partybuilding.papers import Subject
from partybuilding.quarter import Quarter

MEETINGS, DUTIES, PAPERS = "联席会议", "履职情况", "公文"


def meetings_table(
    plan: Plan,
    lines: Sequence[MeetingLine],
    units: Sequence[Unit],
    came: Mapping[tuple[int, int], Attendance],
    name: str,
) -> Table:
    """Return the meetings in their order, with a column for each unit: whether it came; `name` is the reader's."""
    columns = [
        *(_("Meeting"), pgettext("meeting", "State"), _("Quarter it looks at"), _("Planned for"), _("Held on")),
        *(_("Place"), _("Chair"), pgettext("attendance", "Due"), pgettext("attendance", "Present")),
        *(pgettext("attendance", "Excused"), pgettext("attendance", "Absent"), _("Resolutions")),
        *(pgettext("ledger", "Closed"), pgettext("ledger", "In hand"), _("Overdue"), _("Snapshot")),
        *map(str, units),
    ]
    rows = [[*_meeting(line), *(_status(came.get((line.meeting.pk, unit.pk))) for unit in units)] for line in lines]
    return _table(plan, MEETINGS, _("Joint meetings"), columns, rows, name)


def _meeting(line: MeetingLine) -> list[Content]:
    meeting, presence, balance = line.meeting, line.presence, line.balance
    planned: list[Content] = [
        *(meeting.number, str(meeting.get_state_display()), str(meeting.quarter)),
        *(meeting.planned_on, meeting.held_on, meeting.place, meeting.chair),
    ]
    if meeting.held_on is None:
        return [*planned, *[None] * 9]
    return [
        *planned,
        *(presence.due, presence.present, presence.excused, presence.absent),
        *(balance.total, balance.closed, balance.in_hand, balance.overdue, meeting.snapshot.number),
    ]


def _status(row: Attendance | None) -> str | None:
    """Return whether a unit came; a town that was there was in attendance 列席."""
    if row is None:
        return None
    if not row.is_member and row.status == Attendance.Status.PRESENT:
        return pgettext("tap", "Attends")
    return str(row.get_status_display())


def duties_table(
    plan: Plan, quarter: Quarter, entries: Iterable[DutyEntry], standings: Iterable[DutyStanding], name: str
) -> Table:
    """Return what every unit said on each of its duties in a quarter; without a report handed in, how that stands."""
    columns = [
        *(_("Order in the plan"), _("Duty"), _("Joint duty"), _("Member unit"), _("Duty report"), _("Handed in on")),
        *(pgettext("duty", "State"), _("In words"), _("Pilots"), _("Times on the unit's agenda this quarter")),
    ]
    by_unit = {each.unit.pk: each for each in standings}
    rows = [_duty(entry, said, by_unit[said.seat.unit_id]) for entry in entries for said in entry.said]
    return _table(plan, f"{DUTIES}-{quarter}", _("Duty reports"), columns, rows, name, quarter)


def _duty(entry: DutyEntry, said: UnitSaid, standing: DutyStanding) -> list[Content]:
    report = standing.report if standing.is_submitted else None
    line = said.line
    return [
        *(entry.duty.order, str(entry.duty), entry.is_joint, str(said.seat), str(standing.word)),
        report.submitted_at if report else None,
        str(line.get_status_display()) if line else None,
        line.text if line else None,
        pgettext("list", ", ").join(str(pilot) for pilot in line.pilots.all()) if line else None,
        report.agenda_times if report else None,
    ]


def papers_table(plan: Plan, papers: Iterable[Paper], name: str) -> Table:
    """Return the register of the papers that were made, with what binds each to its data."""
    columns = [
        *(_("Version code"), pgettext("paper", "Kind"), _("What it is about"), _("Date of the document")),
        *(pgettext("paper", "Number"), _("Made at"), _("Made by"), _("Sealed copies"), "SHA-256"),
    ]
    rows = [
        [
            *(paper.code, str(paper.get_kind_display()), Subject.of(paper).label, paper.dated),
            *(paper.document_number, paper.made_at, paper.made_by.name, len(paper.scans.all()), paper.sha256),
        ]
        for paper in papers
    ]
    return _table(plan, PAPERS, _("Official papers"), columns, rows, name)


def _table(
    plan: Plan,
    named: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Content]],
    reader: str,
    quarter: Quarter | None = None,
) -> Table:
    today = clock.today()
    said = cells.facts(plan, quarter or plan.reporting_quarter(today), reader, (_("Data as of"), today))
    file = named if quarter else f"{named}-{today.isoformat()}"
    return Table(file, title, title, columns, rows, said, cells.printed_by(reader))
