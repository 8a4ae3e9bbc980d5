from datetime import date

import pytest

from fengxiang import clock
from partybuilding.meetings.actions_preparation import remind_owners
from partybuilding.meetings.preparation import load_preparation
from partybuilding.models import Notice, NoticeItem
from partybuilding.shared.errors import ActionError
from tests.factories import UserFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report


@pytest.fixture
def meeting(plan, pilots, secretary, other_secretary, member, town):
    """Planned for 20 November: the first pilot's report is in with a red lamp, the others' are missing."""
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 50}})
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20))


@pytest.fixture
def finance(plan):
    """Somebody of 财政局, which can close the lamp, has an item and owes its duty report."""
    unit = plan.member_units.get(unit__code="caizhengju").unit
    user = UserFactory(username="caizhengju", name="冯某", unit=unit, email="feng@example.org")
    LedgerItemFactory(plan=plan, responsible=unit, opened_on=date(2005, 8, 10))
    return user


def kinds(user):
    return sorted(NoticeItem.objects.filter(notice__recipient=user).values_list("kind", flat=True))


def test_one_tap_tells_everybody_all_that_is_theirs_in_one_message(
    meeting, finance, department, other_secretary, member, town, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        remind_owners(meeting=meeting, actor=department)
    assert (kinds(finance), kinds(other_secretary)) == (["duty", "item", "unlisted"], ["late"])
    assert (kinds(member), kinds(town)) == (["duty"], ["duty"])
    assert Notice.objects.filter(recipient=finance).count() == 1
    assert {item.urged_by for item in NoticeItem.objects.all()} == {department}
    (sent,) = mailoutbox
    assert sent.to == ["feng@example.org"]
    assert sent.body.count("组织部催") == 3


def test_a_town_is_reminded_of_what_is_its_own_and_not_of_a_pilots(meeting, finance, department, town):
    new = remind_owners(meeting=meeting, actor=department)
    duties = {item.unit: item.pilot for item in new if item.kind == "duty"}
    assert (town.unit in duties, finance.unit in duties, set(duties.values())) == (True, True, {None})
    points = {point.owed.about.unit: point for point in load_preparation(meeting).points if point.owed.about.unit}
    assert [each.notice.recipient for each in points[town.unit].notices] == [town]
    assert points[town.unit].left == []


def test_who_owes_nothing_is_not_told(meeting, finance, department, secretary):
    remind_owners(meeting=meeting, actor=department)
    assert kinds(secretary) == kinds(department) == []


def test_a_second_tap_tells_nobody_and_the_next_day_all_again(meeting, finance, department, department_colleague):
    first = remind_owners(meeting=meeting, actor=department)
    with pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=department_colleague)
    assert NoticeItem.objects.count() == len(first)
    with clock.set_to(date(2005, 11, 16)):
        assert len(remind_owners(meeting=meeting, actor=department)) == len(first)


def test_one_line_is_reminded_of_alone(meeting, finance, department, other_secretary):
    point = load_preparation(meeting).groups[0].points[0]
    (item,) = remind_owners(meeting=meeting, actor=department, key=point.key)
    assert (item.notice.recipient, item.kind, item.pilot) == (other_secretary, "late", point.owed.about.pilot)


def test_what_was_told_alone_is_left_out_of_the_rest(meeting, finance, department, other_secretary):
    remind_owners(meeting=meeting, actor=department, key=load_preparation(meeting).groups[0].points[0].key)
    remind_owners(meeting=meeting, actor=department)
    assert kinds(other_secretary) == ["late"]


@pytest.mark.parametrize("key", ["report-0", "nothing", "lamp-1-"])
def test_what_was_put_right_meanwhile_is_said(meeting, department, key):
    with pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=department, key=key)
    assert not NoticeItem.objects.exists()


def test_not_before_its_days_and_not_once_it_has_begun(meeting, finance, department):
    with clock.set_to(date(2005, 11, 12)), pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=department)
    meeting.state, meeting.held_on = "open", date(2005, 11, 15)
    meeting.save()
    with pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=department)
    assert not NoticeItem.objects.exists()


@pytest.mark.parametrize("who", ["member", "town", "secretary"])
def test_only_the_department_reminds(meeting, request, who):
    with pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=request.getfixturevalue(who))
    assert not NoticeItem.objects.exists()


def test_a_point_without_anybody_to_tell_is_said(meeting, department):
    own = next(point for point in load_preparation(meeting).points if point.is_own)
    with pytest.raises(ActionError):
        remind_owners(meeting=meeting, actor=department, key=own.key)


def test_a_closed_account_is_not_told(meeting, finance, department):
    finance.is_active = False
    finance.save(update_fields=["is_active"])
    remind_owners(meeting=meeting, actor=department)
    assert kinds(finance) == []
