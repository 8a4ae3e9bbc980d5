from datetime import date

import pytest

from fengxiang import clock
from partybuilding.models import Duty, DutyLine, DutyReport
from partybuilding.registers.records import load_records
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.units.actions import (
    DutyDraft,
    LineDraft,
    confirm_duties,
    name_contact,
    save_duty_report,
    submit_duty_report,
    withdraw_duty_report,
)
from tests.factories import UserFactory
from tests.factories_meeting import MeetingFactory

Q3 = Quarter(2005, 3)


@pytest.fixture
def seat(plan, member):
    return plan.member_units.get(unit=member.unit)


@pytest.fixture
def duty(plan, seat):
    duty = Duty.objects.create(plan=plan, code="posts", order=1, name="职数设置")
    duty.units.add(seat)
    return duty


@pytest.fixture
def place(plan, member):
    """Where the member's report on the third quarter belongs, and who writes it."""
    return {"plan": plan, "unit": member.unit, "quarter": Q3, "actor": member}


@pytest.fixture
def whole(duty, pilots):
    """All that has to be said."""
    line = LineDraft("done", "配齐三个社区职数", frozenset({pilots[0].pk}))
    return DutyDraft({duty.pk: line}, {"agenda_times": 2, "remark": ""})


# --- confirming, and the contact --------------------------------------------------------------------------------------


def test_a_unit_confirms_its_duties_once_and_the_indicator_counts_it(plan, seat, member):
    confirm_duties(seat=seat, actor=member)
    seat.refresh_from_db()
    assert seat.duties_confirmed_on == date(2005, 11, 15)
    assert seat.history.first().history_user == member
    assert load_records(plan, {Q3: clock.today()}).of(Q3, None, "duties_confirmed") == {"units": 1}
    with clock.set_to(date(2005, 11, 16)), pytest.raises(ActionError):
        confirm_duties(seat=seat, actor=UserFactory(unit=member.unit))
    seat.refresh_from_db()
    assert seat.duties_confirmed_on == date(2005, 11, 15)


@pytest.mark.parametrize("who", ["department", "stranger", "town"])
def test_nobody_confirms_another_units_duties(seat, request, who):
    with pytest.raises(ActionError):
        confirm_duties(seat=seat, actor=request.getfixturevalue(who))
    seat.refresh_from_db()
    assert seat.duties_confirmed_on is None


def test_the_contact_is_named_by_the_unit_and_by_the_department(seat, member, department, stranger):
    name_contact(seat=seat, contact=" 赵某 基政股股长 ", actor=member)
    name_contact(seat=seat, contact="赵某 基政股股长", actor=member)  # the same again is no change
    name_contact(seat=seat, contact="钱某 办公室主任", actor=department)
    with pytest.raises(ActionError):
        name_contact(seat=seat, contact="孙某", actor=stranger)
    written = seat.history.exclude(history_user=None).order_by("history_id")
    assert [(row.contact, row.history_user) for row in written] == [
        ("赵某 基政股股长", member),
        ("钱某 办公室主任", department),
    ]


# --- the report -------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_in_the_actors_name(place, duty, whole, pilots, member):
    report = save_duty_report(draft=whole, **place)
    line = DutyLine.objects.get()
    assert (line.report, line.duty, line.status, line.text) == (report, duty, "done", "配齐三个社区职数")
    assert [*line.pilots.all()] == [pilots[0]]
    assert (report.agenda_times, report.is_submitted) == (2, False)
    assert {row.history_user for row in [*report.history.all(), *line.history.all()]} == {member}


def test_only_what_was_typed_is_changed(place, duty, whole):
    save_duty_report(draft=whole, **place)
    report = save_duty_report(draft=DutyDraft(facts={"remark": "另有说明"}), **place)
    assert (report.agenda_times, report.remark, DutyLine.objects.get().status) == (2, "另有说明", "done")
    rows = report.history.count(), DutyLine.objects.get().history.count()
    save_duty_report(draft=DutyDraft(whole.lines, {"agenda_times": 2}), **place)
    assert (report.history.count(), DutyLine.objects.get().history.count()) == rows


def test_an_empty_line_is_not_kept_and_another_units_duty_is_not_written(place, plan, duty, seat):
    other = Duty.objects.create(plan=plan, code="money", order=2, name="经费")
    save_duty_report(draft=DutyDraft({duty.pk: LineDraft(), other.pk: LineDraft("done", "x")}), **place)
    assert not DutyLine.objects.exists()


def test_it_is_handed_in_and_counts_for_the_agenda(place, plan, whole, member):
    save_duty_report(draft=whole, **place)
    assert load_records(plan, {Q3: Q3.last_day}).of(Q3, None, "on_agenda") == {}
    report = submit_duty_report(**place)
    assert (report.submitted_by, report.submitted_at and report.submitted_at.date()) == (member, clock.today())
    assert load_records(plan, {Q3: Q3.last_day}).of(Q3, None, "on_agenda") == {"agenda": 2}


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (None, {"agenda_times": 2}),
        (LineDraft("", "说了一句"), {"agenda_times": 2}),
        (LineDraft("done", " "), {"agenda_times": 2}),
        (LineDraft("nothing", ""), {}),
    ],
)
def test_it_is_not_handed_in_while_something_is_missing(place, duty, line, facts):
    save_duty_report(draft=DutyDraft({duty.pk: line} if line else {}, facts), **place)
    with pytest.raises(ActionError):
        submit_duty_report(**place)
    assert not DutyReport.objects.get().is_submitted


def test_nothing_done_needs_no_words(place, duty):
    save_duty_report(draft=DutyDraft({duty.pk: LineDraft("nothing")}, {"agenda_times": 0}), **place)
    assert submit_duty_report(**place).is_submitted


def test_not_before_the_quarters_last_day(place, whole):
    with clock.set_to(date(2005, 9, 29)):
        save_duty_report(draft=whole, **place)
        with pytest.raises(ActionError):
            submit_duty_report(**place)
    with clock.set_to(date(2005, 9, 30)):
        assert submit_duty_report(**place).is_submitted
    with clock.set_to(date(2005, 6, 30)), pytest.raises(ActionError):
        save_duty_report(draft=whole, **place)


def test_handed_in_it_is_changed_only_after_it_was_taken_back(place, whole):
    save_duty_report(draft=whole, **place)
    submit_duty_report(**place)
    for act in (lambda: save_duty_report(draft=whole, **place), lambda: submit_duty_report(**place)):
        with pytest.raises(ActionError):
            act()
    assert not withdraw_duty_report(**place).is_submitted
    save_duty_report(draft=DutyDraft(facts={"agenda_times": 3}), **place)
    assert submit_duty_report(**place).agenda_times == 3


@pytest.mark.parametrize(("state", "stays"), [("planned", False), ("open", True), ("closed", True)])
def test_it_stays_as_the_meeting_saw_it(place, plan, whole, state, stays):
    save_duty_report(draft=whole, **place)
    submit_duty_report(**place)
    MeetingFactory(plan=plan, state=state, held_on=None if state == "planned" else date(2005, 10, 20))
    MeetingFactory(plan=plan, quarter=Quarter(2005, 2), held=True)
    if stays:
        with pytest.raises(ActionError):
            withdraw_duty_report(**place)
    else:
        withdraw_duty_report(**place)
    assert DutyReport.objects.get().is_submitted is stays


def test_what_was_never_handed_in_is_not_taken_back_and_leaves_no_row(place):
    with pytest.raises(ActionError):
        withdraw_duty_report(**place)
    assert not DutyReport.objects.exists()


@pytest.mark.parametrize("who", ["department", "town", "stranger"])
def test_nobody_writes_another_units_report(place, whole, request, who):
    place["actor"] = request.getfixturevalue(who)
    with pytest.raises(ActionError):
        save_duty_report(draft=whole, **place)
    with pytest.raises(ActionError):
        submit_duty_report(**place)
    with pytest.raises(ActionError):
        withdraw_duty_report(**place)
    assert not DutyReport.objects.exists()


def test_the_town_reports_its_agenda_alone(plan, town, duty, place):
    place |= {"unit": town.unit, "actor": town}
    save_duty_report(draft=DutyDraft({duty.pk: LineDraft("done", "x")}, {"agenda_times": 4}), **place)
    assert submit_duty_report(**place).agenda_times == 4
    assert not DutyLine.objects.exists()
