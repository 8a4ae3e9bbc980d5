from datetime import date

import pytest
from django.utils import translation

from partybuilding.meetings.agenda import agenda_of, draft_agenda
from partybuilding.targets.quarter import Quarter
from tests.factories import at
from tests.factories_meeting import DutyReportFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report


@pytest.fixture
def meeting(plan, pilots):
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20))


def points(meeting):
    with translation.override("en"):
        return draft_agenda(meeting).splitlines()


def test_it_goes_from_the_last_resolutions_over_the_pilots_to_the_duties(meeting, plan, pilots, member):
    last = MeetingFactory(plan=plan, number=4, quarter=Quarter(2005, 2), planned_on=date(2005, 6, 10), held=True)
    for kind in ("resolution", "resolution", "supervision"):
        LedgerItemFactory(plan=plan, meeting=last, kind=kind, opened_on=date(2005, 6, 10))
    complete_report(pilots[1], approved=True, changes={"K07": {"area": 50}})
    plan.indicators.filter(code="K30").update(measure="joint_meetings")
    DutyReportFactory(plan=plan, unit=member.unit, submitted_at=at(date(2005, 10, 4)), submitted_by=member)
    assert points(meeting) == [
        "1. What became of the 2 resolutions of joint meeting no. 4",
        "2. Qinfeng Road Community on the third quarter of 2005",
        "3. Dongguan Community on the third quarter of 2005, and its red lamps: Gross floor area (150 m² short)",
        "4. Donghu Road Community on the third quarter of 2005",
        "5. Red lamps of the county as a whole: Joint meetings (1 meeting short)",
        "6. The duties of the member units (1 of 3 have reported)",
        "7. Matters to be decided",
    ]


def test_the_first_meeting_has_no_resolutions_to_look_back_at(meeting, plan):
    MeetingFactory(plan=plan, number=4, planned_on=date(2005, 8, 10))  # planned, but never held
    assert points(meeting)[0] == "1. Qinfeng Road Community on the third quarter of 2005"


def test_what_was_written_down_goes_before_the_draft(meeting):
    meeting.agenda = "一、通报\n二、议定"
    assert agenda_of(meeting) == "一、通报\n二、议定"
    meeting.agenda = " "
    assert agenda_of(meeting) == draft_agenda(meeting)
