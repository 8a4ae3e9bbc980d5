"""A joint meeting that is planned, and one in session that is shown a red lamp."""

from datetime import date

import pytest

from partybuilding.meetings.actions import open_meeting
from tests.factories_meeting import MeetingFactory


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def planned(plan):
    return MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 22))


@pytest.fixture
def report(report_in):
    return report_in("approved", changes={"K07": {"area": 162}})


@pytest.fixture
def session(planned, report, department):
    """A meeting in session that is shown one red lamp: 162 m² of the 200."""
    return open_meeting(meeting=planned, actor=department)
