"""Entering a joint meeting that was held before 补录: it gets a number, and no snapshot: it was shown nothing here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from communities.models import Unit, User
from fengxiang import clock
from fengxiang.bilingual import listed
from partybuilding.meetings.access import step
from partybuilding.meetings.rules import MeetingAct
from partybuilding.models import Attendance, Meeting, Plan
from partybuilding.shared.act import act, date_history
from partybuilding.shared.errors import ActionError
from partybuilding.shared.uploads import CheckedFile, checked
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, kw_only=True)
class PastMeeting:
    """What is known of a meeting that was held: `attendance` by unit, `number` as it was called then, if it was."""

    held_on: date
    attendance: Mapping[Unit, str]
    number: int | None = None
    quarter: Quarter | None = None  # the one it looked at; that of its day if not given
    begins_at: time | None = None
    place: str = ""
    chair: str = ""
    agreed: str = ""
    minutes: "File[bytes] | None" = None


def problems_of_past(
    *, plan: Plan, held_on: date | None, quarter: Quarter | None, number: int | None
) -> dict[str, str]:
    """Return what is wrong with what was typed about a past meeting, by the name of the field; empty if nothing is."""
    wrong = {}
    if held_on is None:
        wrong["held_on"] = _("Give the day of the meeting.")
    elif not plan.begins_on <= held_on <= plan.ends_on:
        wrong["held_on"] = _("The day lies outside the plan's time.")
    elif held_on >= clock.today():
        wrong["held_on"] = _("The day has to be over: a meeting of today is planned and opened.")
    if quarter is not None and not plan.first_quarter <= quarter <= plan.last_quarter:
        wrong["quarter"] = _("Choose a quarter of the plan.")
    elif quarter is not None and held_on is not None and quarter.first_day > held_on:
        wrong["quarter"] = _("The quarter will not have begun on that day.")
    if number is not None and plan.meetings.filter(number=number).exists():
        wrong["number"] = _("There is a joint meeting of this number already.")
    return wrong


@act
def enter_meeting(*, plan: Plan, actor: User, past: PastMeeting) -> Meeting:
    """Enter a meeting that was held before today, with who came; it has ended, and bears who entered it and when.

    ActionError for a day or quarter that cannot be, a number taken already, a file that is no good, and while it is
    not said of every member unit whether it came. It gets the next free number if none is given.
    """
    entered = step(MeetingAct.ENTER, None, actor)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    wrong = problems_of_past(plan=plan, held_on=past.held_on, quarter=past.quarter, number=past.number)
    if wrong:
        raise ActionError(" ".join(wrong.values()))
    table = plan.units_at_table()
    missing = [unit for unit, seat in table.items() if seat and unit not in past.attendance]
    if missing:
        names = listed(missing)
        raise ActionError(_("The attendance of these units is not written down yet: %(units)s") % {"units": names})
    if set(past.attendance) - set(table) or set(past.attendance.values()) - set(Attendance.Status.values):
        raise ActionError(_("Say whether the unit is present, excused or absent."))
    last = plan.meetings.order_by("number").last()
    now = clock.now()
    meeting = Meeting(
        plan=plan,
        number=past.number or (last.number + 1 if last else 1),
        quarter=past.quarter or Quarter.of(past.held_on),
        planned_on=past.held_on,
        held_on=past.held_on,
        begins_at=past.begins_at,
        place=past.place.strip(),
        chair=past.chair.strip(),
        agreed=past.agreed.strip(),
        state=entered,
        closed_at=now,
        entered_by=actor,
        entered_at=now,
    )
    date_history(meeting)
    _save_with(meeting, _checked(past.minutes) if past.minutes else None)
    for unit, status in past.attendance.items():
        Attendance(meeting=meeting, unit=unit, is_member=bool(table[unit]), status=status).save()
    return meeting


def _checked(file: "File[bytes]") -> CheckedFile:
    try:
        return checked(file)
    except ValidationError as error:
        raise ActionError(error.message) from error


def _save_with(meeting: Meeting, minutes: CheckedFile | None) -> None:
    """Save the meeting, its minutes under a name nobody can guess."""
    if minutes is not None:
        name = uuid4().hex + PurePath(minutes.name).suffix.lower()
        meeting.minutes.save(name, ContentFile(minutes.content), save=False)
    meeting.save()
