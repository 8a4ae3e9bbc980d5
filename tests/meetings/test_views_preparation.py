import re
from datetime import date, time

import pytest
from icalendar import Calendar

from partybuilding.meetings.preparation import load_preparation
from partybuilding.models import NoticeItem
from tests.factories import at
from tests.factories_meeting import MeetingFactory
from tests.pages import told
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def meeting(plan, pilots, secretary, other_secretary, third_secretary, member):
    complete_report(pilots[0], approved=True)
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20), begins_at=time(9))


def text_of(response):
    """Return the page's words, blanks drawn together."""
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_names_what_is_missing_and_whose_it_is(staff, url, meeting):
    page = text_of(staff.get(url("meeting-preparation", number=5)))
    assert "Preparation of joint meeting no. 5" in page
    assert "Dongguan Community, report on the third quarter of 2005" in page
    assert "No figure contradicts another." in page
    assert "Remind the 3 people concerned" in page


@pytest.mark.parametrize("day", [date(2005, 11, 12), date(2005, 10, 20)])
def test_before_its_days_it_says_when_it_opens_and_can_be_looked_at_early(staff, url, meeting, settings, day):
    settings.FENGXIANG_TODAY = day
    page = text_of(staff.get(url("meeting-preparation", number=5)))
    assert "This page opens on 13 November 2005" in page
    assert "Dongguan Community, report on" not in page
    early = text_of(staff.get(url("meeting-preparation", number=5), {"early": "1"}))
    assert "Dongguan Community, report on" in early
    assert "people concerned" not in early
    assert "prepared from 13 November 2005 on" in told(staff.post(url("meeting-remind", number=5)))[0]


def test_the_agenda_that_goes_out_can_be_read_before(staff, url, meeting):
    page = text_of(staff.get(url("meeting-preparation", number=5)))
    assert "this draft from the data" in page
    assert "1. Qinfeng Road Community on the third quarter of 2005 2. Dongguan" in page
    meeting.agenda = "一、通报进展"
    meeting.save()
    page = text_of(staff.get(url("meeting-preparation", number=5)))
    assert "as it was written down" in page
    assert "一、通报进展" in page


def test_after_the_tap_the_page_says_who_was_told_and_who_has_read_it(staff, url, meeting, other_secretary):
    response = staff.post(url("meeting-remind", number=5))
    assert response.url == url("meeting-preparation", number=5)
    assert told(response) == ["3 people were reminded: 李某, 张某, 赵某."]
    page = text_of(staff.get(response.url))
    assert "Everybody concerned was reminded today." in page
    assert "people concerned" not in page
    assert page.count("unread") == 6  # beside its line and in the list of messages
    other_secretary.notices.update(read_at=at(date(2005, 11, 15)))
    page = text_of(staff.get(response.url))
    assert page.count("unread") == 4
    assert "read on 15 November" in page
    assert "today already" in told(staff.post(url("meeting-remind", number=5)))[0]


def test_one_line_alone_is_reminded_of(staff, url, meeting, other_secretary):
    point = load_preparation(meeting).points[0]
    response = staff.post(url("meeting-remind-one", number=5, key=point.key))
    assert told(response) == ["1 person was reminded: 李某."]
    assert NoticeItem.objects.get().notice.recipient == other_secretary
    assert "Remind the 2 people concerned" in text_of(staff.get(response.url))


def test_once_the_meeting_has_begun_nobody_is_reminded(staff, url, meeting):
    meeting.state, meeting.held_on = "open", date(2005, 11, 15)
    meeting.save()
    page = text_of(staff.get(url("meeting-preparation", number=5)))
    assert "people concerned" not in page
    assert "Invite the member units" not in page
    assert "has begun" in told(staff.post(url("meeting-remind", number=5)))[0]


def test_everything_in_order_is_said(staff, url, meeting, monkeypatch):
    monkeypatch.setattr("partybuilding.meetings.preparation.Preparation.points", [])
    assert "everything is in order" in text_of(staff.get(url("meeting-preparation", number=5)))


def test_a_meeting_that_is_not_planned_is_not_there(staff, url, meeting):
    assert staff.get(url("meeting-preparation", number=6)).status_code == 404


def test_the_invitation_says_how_many_it_reached(staff, url, meeting, department):
    department.email = "zhou@example.org"
    department.save(update_fields=["email"])
    response = staff.post(url("meeting-invite", number=5))
    assert told(response) == [
        "3 people are invited, 1 of them by e-mail."
    ]  # who approved the report is of the department, too
    assert "today already" in told(staff.post(url("meeting-invite", number=5)))[-1]
    assert NoticeItem.objects.filter(kind="meeting").count() == 3


def test_everybody_in_the_plan_takes_the_calendar_along(as_user, secretary, url, meeting):
    MeetingFactory(plan=meeting.plan, number=6, planned_on=date(2006, 1, 20))
    response = as_user(secretary).get(url("meetings-calendar"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="fengxiang-2004-meetings.ics"'
    assert len(Calendar.from_ical(response.content).events) == 2
    one = Calendar.from_ical(as_user(secretary).get(url("meeting-calendar", number=5)).content).events
    assert [event["uid"] for event in one] == ["fengxiang-2004-5@fengxiang-2004"]
    assert as_user(secretary).get(url("meeting-calendar", number=7)).status_code == 404


@pytest.mark.parametrize("who", ["department", "secretary", "member", "town"])
def test_only_those_who_prepare_a_meeting_are_led_there(as_user, request, url, meeting, who):
    reader = as_user(request.getfixturevalue(who))
    preparation = url("meeting-preparation", number=5)
    answers = reader.get(preparation).status_code == 200
    pages = reader.get(url("meetings")), reader.get(url("meeting", number=5))
    assert [preparation in page.content.decode() for page in pages] == [answers, answers]
