from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate
from icalendar import Calendar

from partybuilding.meetings.ical import calendar_of
from tests.factories_meeting import MeetingFactory


@pytest.fixture
def meeting(plan, pilots):
    agenda = "1. 通报进展；研究红灯\n2. 议定事项, 明确责任单位" + "，逐项落实" * 30
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20), begins_at=time(9, 30), agenda=agenda)


@pytest.fixture(autouse=True)
def reads_chinese():
    with translation.override("zh-hans"):
        yield


def events(raw):
    return Calendar.from_ical(raw).events


def test_a_meeting_reads_back_as_it_was_planned(plan, meeting):
    (event,) = events(calendar_of(plan, [meeting]))
    assert event["summary"] == "第5次联席会议，社区党建示范点建设"
    assert (event["uid"], event["location"]) == ("fengxiang-2004-5@fengxiang-2004", "县委三楼会议室")
    assert event.decoded("dtstart") == datetime(2005, 11, 20, 1, 30, tzinfo=UTC)  # 9:30 in the county
    assert event.decoded("dtend") == datetime(2005, 11, 20, 3, 30, tzinfo=UTC)
    assert localdate(event["dtstamp"].dt) == date(2005, 11, 15)
    assert event["dtstamp"].to_ical().endswith(b"Z")
    assert event["description"] == f"主持人：{meeting.chair}\n{meeting.agenda}"


def test_the_file_keeps_to_the_lines_of_the_standard(plan, meeting):
    raw = calendar_of(plan, [meeting])
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert "1. 通报进展；研究红灯\\n2. 议定事项\\, 明确" in raw.replace(b"\r\n ", b"").decode()
    calendar = Calendar.from_ical(raw)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")


def test_without_an_hour_it_takes_the_whole_day(plan, meeting):
    meeting.begins_at, meeting.place, meeting.chair, meeting.agenda = None, "", "", ""
    (event,) = events(calendar_of(plan, [meeting]))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2005, 11, 20), date(2005, 11, 21))
    assert not {"location", "description"} & {name.lower() for name in event}


def test_a_meeting_that_was_put_off_keeps_its_name_and_counts_the_change(plan, meeting):
    (first,) = events(calendar_of(plan, [meeting]))
    meeting.planned_on = date(2005, 11, 22)
    meeting.save()
    (second,) = events(calendar_of(plan, [meeting]))
    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("dtstart").date() == date(2005, 11, 22)


def test_what_was_held_stands_on_the_day_it_was_held(plan, meeting):
    meeting.state, meeting.held_on = "closed", date(2005, 11, 21)
    (event,) = events(calendar_of(plan, [meeting]))
    assert event.decoded("dtstart").date() == date(2005, 11, 21)


def test_an_agenda_nobody_wrote_is_drafted_only_where_asked(plan, meeting):
    meeting.agenda = ""
    (bare,), (drafted,) = events(calendar_of(plan, [meeting])), events(calendar_of(plan, [meeting], drafted=True))
    assert "秦凤路社区" not in bare["description"]
    assert "1. 秦凤路社区" in drafted["description"]


def test_it_speaks_the_readers_language(plan, meeting):
    with translation.override("en"):
        (event,) = events(calendar_of(plan, [meeting]))
    assert event["summary"] == "joint meeting no. 5, Community Party-building pilots"


@pytest.mark.alike
def test_eight_meetings_cost_as_many_queries_as_two(plan, meeting):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            calendar_of(plan, plan.meetings.order_by("number"))
        return len(queries)

    MeetingFactory(plan=plan, number=6)
    few = cost()
    for number in range(7, 13):
        MeetingFactory(plan=plan, number=number)
    assert cost() == few == 2
