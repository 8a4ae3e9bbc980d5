import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.meetings.actions import Decision, add_decision, close_meeting, open_meeting, set_attendance
from partybuilding.models import Attendance, FieldValue, LedgerItem, Meeting, Party
from partybuilding.targets.quarter import Quarter
from tests.factories import MemberUnitFactory, UnitFactory
from tests.factories_meeting import AttendanceFactory, LedgerItemFactory, MeetingFactory
from tests.pages import form_data, text_of, told
from tests.scoreboard.test_views_exports import workbook

pytestmark = pytest.mark.usefixtures("english_pages")

QUARTER = Quarter(2005, 3)


# --- the list, and planning -------------------------------------------------------------------------------------------


def test_the_list_says_who_came_and_what_became_of_what_was_agreed(as_user, member, plan, url):
    held = MeetingFactory(plan=plan, number=1, planned_on=date(2005, 6, 28), held=True)
    for code, status in (("zuzhibu", "present"), ("minzhengju", "excused"), ("caizhengju", "present")):
        AttendanceFactory(meeting=held, unit=plan.member_units.get(unit__code=code).unit, status=status)
    AttendanceFactory(meeting=held, is_member=False)
    for number, state in ((1, "closed"), (2, "opened")):
        LedgerItemFactory(plan=plan, meeting=held, number=number, state=state)
    text = text_of(as_user(member).get(url("meetings")))
    assert "28 June 2005" in text
    assert "2 /3" in text
    assert "2 resolutions: 1 closed, 1 in progress, 0 overdue" in text


@pytest.mark.parametrize(
    ("today", "kind", "word"),
    [
        (date(2005, 11, 22), "planned", "planned"),
        (date(2005, 11, 23), "lapsed", "day over, never opened"),
        (date(2007, 7, 1), "lapsed", "day over, never opened"),  # so is the plan: nobody can open it any more
    ],
)
def test_one_whose_day_is_over_is_not_called_as_if_it_were_to_come(staff, planned, url, today, kind, word):
    with clock.set_to(today):
        shown = staff.get(url("meeting", number=1)).content.decode()
        listed = staff.get(url("meetings")).content.decode()
        (row,) = workbook(staff, url("out-meetings", form="xlsx"))
    for content in (shown, listed):
        assert re.findall(r'state--meeting-(\w+)">([^<]+)<', content) == [(kind, word)]
    assert row["State"] == word
    advice = "Its day is over and it was not opened: open it, or give it another day."
    assert (advice in shown) == (kind == "lapsed" and "Open the meeting now" in shown)
    assert advice not in listed


def test_only_the_department_is_offered_the_form(staff, as_user, member, plan, url):
    assert "data-meeting-form" in staff.get(url("meetings")).content.decode()
    assert "data-meeting-form" not in as_user(member).get(url("meetings")).content.decode()


def test_the_form_offers_the_quarter_that_ended_last(staff, plan, url):
    assert form_data(staff.get(url("meetings")), "data-meeting-form")["meeting-quarter"] == "2005Q3"


def test_a_meeting_is_planned(staff, plan, url):
    typed = {"meeting-planned_on": "2005-11-22", "meeting-begins_at": "09:00", "meeting-quarter": "2005Q3"}
    answer = staff.post(url("meeting-plan"), {**typed, "meeting-place": "县委三楼会议室"})
    assert (answer.status_code, answer.url) == (302, url("meeting", number=1))
    meeting = Meeting.objects.get()
    assert (meeting.planned_on, meeting.quarter, meeting.place) == (date(2005, 11, 22), QUARTER, "县委三楼会议室")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"meeting-planned_on": ""}, "Give the day of the meeting."),
        ({"meeting-planned_on": "2007-01-01"}, "The day lies outside the plan&#x27;s time."),
        ({"meeting-planned_on": "soon"}, "Write the day like 2005-11-15."),
        ({"meeting-begins_at": "noon"}, "Write the time like 09:00."),
        ({"meeting-quarter": "2009Q1"}, "Select a valid choice."),
        ({"meeting-chair": "610322195203045678"}, "This looks like an ID number."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(staff, plan, url, typed, message):
    sent = {"meeting-planned_on": "2005-11-22", "meeting-quarter": "2005Q3", "meeting-agenda": "一、通报进展", **typed}
    answer = staff.post(url("meeting-plan"), sent)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert message in content
    assert "一、通报进展" in content
    assert not Meeting.objects.exists()


def test_a_planned_meeting_is_changed_on_its_page(staff, planned, url):
    data = form_data(staff.get(url("meeting", number=1)), "data-meeting-form")
    shown = {**data, "meeting-planned_on": "2005-12-01", "meeting-begins_at": "14:30"}
    assert staff.post(url("meeting-change", number=1), shown).status_code == 302
    planned.refresh_from_db()
    assert (planned.planned_on, planned.begins_at.hour, planned.place) == (date(2005, 12, 1), 14, "县委三楼会议室")
    wrong = staff.post(url("meeting-change", number=1), {**shown, "meeting-planned_on": "2004-01-01"})
    assert wrong.status_code == 422
    assert 'value="2004-01-01"' in wrong.content.decode()


def test_lists_and_pages_cost_the_same_with_three_times_the_meetings(staff, plan, url, department):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(address).status_code == 200
        return len(queries)

    def hold(number):
        meeting = MeetingFactory(plan=plan, number=number, held=True)
        for order in range(4):
            unit = UnitFactory(code=f"u{number}-{order}")
            MemberUnitFactory(plan=plan, unit=unit)
            AttendanceFactory(meeting=meeting, unit=unit)
            LedgerItemFactory(plan=plan, meeting=meeting, number=number * 10 + order, responsible=unit)

    hold(1)
    staff.get(url("meetings"))
    few = cost(url("meetings")), cost(url("meeting", number=1))
    hold(2)
    hold(3)
    assert (cost(url("meetings")), cost(url("meeting", number=1))) == few
    assert max(few) <= 20


# --- opening and attendance -------------------------------------------------------------------------------------------


def test_the_page_opens_the_meeting_and_leads_to_the_projector(staff, planned, url):
    assert "Open the meeting" in staff.get(url("meeting", number=1)).content.decode()
    answer = staff.post(url("meeting-open", number=1))
    assert (answer.status_code, answer.url) == (302, url("meeting-show", number=1))
    again = staff.post(url("meeting-open", number=1))
    assert (again.url, told(again)) == (url("meeting", number=1), ["The meeting is in session already."])


def test_before_it_begins_there_is_nothing_on_the_projector(staff, planned, url):
    assert staff.get(url("meeting-show", number=1)).url == url("meeting", number=1)


def test_a_tap_is_a_form_without_script(staff, session, url):
    answer = staff.post(url("meeting-attend", number=1, unit="caizhengju"), {"status": "present", "person": "孙某"})
    assert (answer.status_code, answer.url) == (302, url("meeting", number=1))
    on_stage = staff.post(url("meeting-attend", number=1, unit="minzhengju"), {"status": "excused", "show": "1"})
    assert on_stage.url == url("meeting-show", number=1)
    assert list(Attendance.objects.values_list("unit__code", "status", "person")) == [
        ("caizhengju", "present", "孙某"),
        ("minzhengju", "excused", ""),
    ]


def test_all_are_present_in_one_tap_and_exceptions_come_after(staff, session, url, plan):
    staff.post(url("meeting-attend", number=1, unit="caizhengju"), {"status": "excused"})
    assert "All present; exceptions after" in staff.get(url("meeting-show", number=1)).content.decode()
    assert staff.post(url("meeting-attend-all", number=1), {"show": "1"}).url == url("meeting-show", number=1)
    statuses = dict(Attendance.objects.values_list("unit__code", "status"))
    assert statuses.pop("caizhengju") == "excused"
    assert set(statuses.values()) == {"present"}
    assert len(statuses) == len(plan.units_at_table()) - 1
    staff.post(url("meeting-attend", number=1, unit="minzhengju"), {"status": "absent"})
    page = staff.get(url("meeting", number=1))
    assert "Present 1 Excused 1 Absent 1" in text_of(page)
    assert "All present" not in text_of(page)


def test_with_htmx_the_row_alone_comes_back_and_the_sums(staff, session, url):
    answer = staff.post(
        url("meeting-attend", number=1, unit="caizhengju"), {"status": "present"}, headers={"HX-Request": "true"}
    )
    content = answer.content.decode()
    assert content.count("<li") == 1
    assert 'id="seat-caizhengju"' in content
    assert re.search(r'value="present"\s+aria-pressed="true"', content)
    assert 'hx-swap-oob="true"' in content
    assert "Due 3 Present 1 Excused 0 Absent 0 Not written down 2" in text_of(answer)


def test_a_refused_tap_with_htmx_loads_the_page_anew_with_the_reason(staff, session, url):
    answer = staff.post(
        url("meeting-attend", number=1, unit="caizhengju"), {"status": "late"}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Refresh"] == "true"
    assert told(answer) == ["Say whether the unit is present, excused or absent."]
    assert not Attendance.objects.exists()


def test_a_unit_that_does_not_belong_is_not_there(staff, session, url, stranger):
    assert staff.post(url("meeting-attend", number=1, unit="shuiliju"), {"status": "present"}).status_code == 404


def test_closing_names_the_units_nothing_is_known_of(staff, session, url, plan, department):
    answer = staff.post(url("meeting-close", number=1))
    (why,) = told(answer)
    assert "Civil Affairs Bureau, Finance Bureau" in why
    for seat in plan.member_units.all():
        set_attendance(meeting=session, actor=department, unit=seat.unit, status="present")
    assert told(staff.post(url("meeting-close", number=1)))[-1] == "Joint meeting no. 1 has ended."
    page = staff.get(url("meeting", number=1)).content.decode()
    assert "seat__taps" not in page
    assert "Go through the meeting again" in page


@pytest.fixture
def ended(session, plan, department):
    for seat in plan.member_units.select_related("unit"):
        set_attendance(meeting=session, actor=department, unit=seat.unit, status="present")
    return close_meeting(meeting=session, actor=department)


def test_a_meeting_that_ended_is_reopened_on_its_page_which_says_why(staff, ended, url):
    page = staff.post(url("meeting-reopen", number=1), {"reason": "财政局请假，误记为出席"}, follow=True)
    assert told(page) == ["Joint meeting no. 1 is in session again: close it once everything is right."]
    assert re.search(r"Reopened by 周某 on 15 November 2005 at \d\d:\d\d: 财政局请假，误记为出席", text_of(page))
    assert 'name="status"' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "Give the reason, in at most 100 characters."), ("长" * 101, "at most 100 characters (it has 101)")],
)
def test_without_a_good_reason_it_says_so_and_keeps_what_was_typed(staff, ended, url, typed, message):
    response = staff.post(url("meeting-reopen", number=1), {"reason": typed})
    assert response.status_code == 422
    assert message in text_of(response)
    assert form_data(response, "data-meeting-form")["reason"] == typed
    assert Meeting.objects.get().state == "closed"


def test_what_keeps_it_from_being_reopened_is_said(staff, ended, plan, url):
    MeetingFactory(plan=plan, number=2, state="closed", held_on=date(2005, 11, 15))
    response = staff.post(url("meeting-reopen", number=1), {"reason": "漏记一项"})
    assert response.status_code == 422
    assert "Joint meeting no. 2 was held already" in text_of(response)


def test_it_is_offered_until_the_next_one_is_held(staff, ended, plan, url):
    following = MeetingFactory(plan=plan, number=2)
    assert "Put right what was written down" in text_of(staff.get(url("meeting", number=1)))
    Meeting.objects.filter(pk=following.pk).update(state="closed", held_on=date(2005, 11, 15))
    assert "Put right what was written down" not in text_of(staff.get(url("meeting", number=1)))


def test_who_only_reads_is_not_offered_it(as_user, member, ended, url):
    assert "Put right what was written down" not in text_of(as_user(member).get(url("meeting", number=1)))


# --- the meeting mode -------------------------------------------------------------------------------------------------


def test_the_steps_are_links_in_their_order(staff, session, url):
    content = staff.get(url("meeting-show", number=1)).content.decode()
    agenda = content[content.index("data-agenda") :]
    assert re.findall(r'href="\?step=([^"]+)"', agenda) == [
        "opening",
        "overview",
        "pilot-qinfenglu",
        "pilot-dongguan",
        "pilot-donghulu",
        "lamp-K07-qinfenglu",
        "duties",
        "closing",
    ]
    page = staff.get(url("meeting-show", number=1), {"step": "lamp-K07-qinfenglu"}).content.decode()
    assert 'data-back href="?step=pilot-donghulu"' in page
    assert 'data-on href="?step=duties"' in page


def test_a_red_lamp_fills_the_screen_and_begins_the_decision(staff, session, url):
    page = staff.get(url("meeting-show", number=1), {"step": "lamp-K07-qinfenglu"})
    for part in ("162 m²", "38 m² short", "≥ 200 m²", "31 December 2004", "Finance Bureau"):
        assert part in text_of(page), part
    form = page.context["form"]
    assert form["matter"].value() == "Qinfeng Road Community, Gross floor area: 38 m² short"
    assert form["responsible"].value() == "caizhengju"
    assert form["due_on"].value() == date(2005, 12, 31)


def test_everything_is_shown_from_the_snapshot(staff, session, url):
    FieldValue.objects.filter(field__key="area").update(value=230)
    page = text_of(staff.get(url("meeting-show", number=1), {"step": "lamp-K07-qinfenglu"}))
    assert "162 m²" in page
    assert "230" not in page


def test_a_decision_is_typed_against_the_number_on_the_screen(staff, session, url, plan, pilots):
    sent = {
        "step": "lamp-K07-qinfenglu",
        "decision-matter": "财政局安排资金，十二月底前扩建到 200 平方米",
        "decision-responsible": "caizhengju",
        "decision-supporting": ["minzhengju", "caizhengju"],
        "decision-due_on": "2005-12-31",
    }
    answer = staff.post(url("meeting-decide", number=1), sent)
    assert answer.url == url("meeting-show", number=1) + "?step=lamp-K07-qinfenglu"
    item = LedgerItem.objects.get()
    assert (item.pilot, item.indicator, item.meeting) == (pilots[0], plan.indicators.get(code="K07"), session)
    assert (item.quarter, item.shown, item.code) == (QUARTER, "162 m²; 38 m² short", "2005-001")
    assert [unit.code for unit in item.supporting.all()] == ["minzhengju"]
    page = staff.get(answer.url).content.decode()
    assert "Agreed, and opened as action item 2005-001." in page
    assert "财政局安排资金" in page[page.index("Agreed on this") :]
    assert "162 m²" in page


@pytest.fixture
def shared_target(plan):
    """The floor area is the town's and the community's too."""
    plan.indicators.filter(code="K07").update(town_answers=True, community_answers=True)


def test_a_community_can_be_the_one_that_does_it(staff, town, shared_target, session, url, pilots):
    page = staff.get(url("meeting-show", number=1), {"step": "lamp-K07-qinfenglu"})
    assert "Finance Bureau, Chengguan Town Party Committee, Qinfeng Road Community" in text_of(page)
    assert page.context["form"]["supporting"].value() == ["chengguan"]
    sent = {"decision-matter": "补齐登记", "decision-responsible": "pilot:dongguan", "decision-due_on": "2005-12-31"}
    answer = staff.post(url("meeting-decide", number=1), {"step": "lamp-K07-qinfenglu", **sent})
    assert LedgerItem.objects.get().party == Party(pilot=pilots[1])
    for address in (answer.url, url("meeting", number=1)):
        assert "Dongguan Community" in text_of(staff.get(address))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"decision-matter": " "}, "Write what was agreed."),
        ({"decision-responsible": ""}, "Choose the responsible unit."),
        ({"decision-responsible": "shuiliju"}, "Select a valid choice."),
        ({"decision-due_on": "2005-11-14"}, "The due date is over already."),
        ({"decision-due_on": ""}, "Give the due date."),
        ({"decision-matter": "联系人 610322195203045678"}, "This looks like an ID number."),
    ],
)
def test_a_decision_that_lacks_something_stays_typed_beside_the_number(staff, session, url, typed, message):
    sent = {"step": "lamp-K07-qinfenglu", "decision-matter": "扩建用房", "decision-responsible": "minzhengju"}
    answer = staff.post(url("meeting-decide", number=1), {**sent, "decision-due_on": "2006-01-31", **typed})
    content = answer.content.decode()
    assert answer.status_code == 422
    assert {f"decision-{name}" for name in answer.context["form"].errors} == set(typed)
    assert message in content
    assert "38 m² short" in content
    assert typed.get("decision-matter", "扩建用房") in content
    assert not LedgerItem.objects.exists()


def test_what_the_ledger_refuses_is_said_and_stays_typed(staff, session, url):
    Meeting.objects.update(state="closed")
    sent = {"step": "duties", "decision-matter": "扩建用房", "decision-responsible": "minzhengju"}
    answer = staff.post(url("meeting-decide", number=1), {**sent, "decision-due_on": "2005-12-31"})
    assert answer.status_code == 422
    assert not LedgerItem.objects.exists()


def test_who_only_reads_steps_through_without_forms(as_user, member, session, url):
    page = as_user(member).get(url("meeting-show", number=1), {"step": "closing"}).content.decode()
    assert "<form" not in page
    assert "data-on" not in page
    assert "data-back" in page


def test_the_projector_names_the_snapshot_it_shows(staff, session, url):
    assert "Snapshot no. 1, data as of 15 November 2005" in text_of(staff.get(url("meeting-show", number=1)))


def test_the_next_meeting_opens_with_the_right_balance(staff, session, plan, url, department, client):
    units = [seat.unit for seat in plan.member_units.all()]
    for unit in units:
        set_attendance(meeting=session, actor=department, unit=unit, status="present")
        add_decision(
            meeting=session,
            actor=department,
            decision=Decision(matter="扩建", responsible=Party(unit), due_on=date(2005, 11, 15)),
        )
    close_meeting(meeting=session, actor=department)
    LedgerItem.objects.filter(number=1).update(state="closed")
    LedgerItem.objects.filter(number=2).update(due_on=date(2005, 12, 31))
    LedgerItem.objects.filter(number=3).update(opened_on=date(2005, 11, 1), due_on=date(2005, 11, 14))
    open_meeting(meeting=MeetingFactory(plan=plan, number=2), actor=department)
    page = text_of(staff.get(url("meeting-show", number=2), {"step": "last"}))
    assert "3 resolutions: 1 closed, 1 in progress, 1 overdue" in page


def test_a_step_costs_the_same_with_three_times_as_much_to_show(staff, session, plan, url, department, pilots):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            staff.get(url("meeting-show", number=1), {"step": "closing"})
        return len(queries)

    unit = plan.member_units.first().unit
    LedgerItemFactory(plan=plan, meeting=session, number=1, pilot=pilots[0], responsible=unit)
    staff.get(url("meeting-show", number=1))
    few = cost()
    for number in (2, 3):
        LedgerItemFactory(plan=plan, meeting=session, number=number, pilot=pilots[number - 1])
        MemberUnitFactory(plan=plan, unit=UnitFactory(code=f"more{number}"))
    assert cost() == few <= 16
