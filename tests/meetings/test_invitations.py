from datetime import date, time
from smtplib import SMTPException

import pytest
from django.core import mail
from icalendar import Calendar

from fengxiang import clock
from partybuilding.meetings.ical import calendar_of
from partybuilding.meetings.invitations import invite
from partybuilding.models import NoticeItem
from partybuilding.notices.actions import deliver
from partybuilding.shared.errors import ActionError
from tests.factories import UserFactory
from tests.factories_meeting import MeetingFactory
from tests.notices.reminding import send_reminders


@pytest.fixture
def meeting(plan, pilots):
    return MeetingFactory(plan=plan, number=5, planned_on=date(2005, 11, 20), begins_at=time(9), agenda="1. 通报进展")


@pytest.fixture
def with_address(member):
    member.email = "zhao@example.org"
    member.save(update_fields=["email"])
    return member


@pytest.fixture
def send(meeting, department, django_capture_on_commit_callbacks):
    def send(actor=department):
        with django_capture_on_commit_callbacks(execute=True):
            return invite(meeting=meeting, actor=actor, calendar=lambda one: calendar_of(one.plan, [one]))

    return send


def test_member_units_and_town_are_invited_and_nobody_else(send, department, member, town, secretary, stranger):
    invited = send()
    people = {item.notice.recipient for item in NoticeItem.objects.all()}
    assert people == {department, member, town}
    assert (invited.people, invited.mailed) == (3, 0)
    assert {(item.kind, item.urged_by) for item in NoticeItem.objects.all()} == {("meeting", department)}


def test_the_mail_has_the_agenda_and_the_calendar_file(send, meeting, with_address, mailoutbox):
    assert send().mailed == 1
    (sent,) = mailoutbox
    assert sent.to == ["zhao@example.org"]
    assert sent.subject == "会议通知：第5次联席会议，2005年11月20日"
    for part in ("赵某同志：", "2005年11月20日 09:00", "县委三楼会议室", "1. 通报进展", "组织部"):
        assert part in sent.body
    ((name, content, kind),) = sent.attachments
    assert (name, kind) == ("meeting-5.ics", "text/calendar")
    event = Calendar.from_ical(content).events[0]
    assert (event["uid"], event["location"]) == ("fengxiang-2004-5@fengxiang-2004", "县委三楼会议室")


def test_who_was_mailed_gets_no_second_mail_from_the_reminders(send, with_address, mailoutbox):
    send()
    assert NoticeItem.objects.get(notice__recipient=with_address).emailed_at is not None
    send_reminders(day=clock.today())
    assert (deliver(day=clock.today()), len(mailoutbox)) == (0, 1)


def test_what_the_mail_server_refuses_is_told_by_the_next_reminder(send, with_address, mailoutbox, monkeypatch):
    with monkeypatch.context() as down:
        down.setattr(mail.EmailMessage, "send", lambda *args, **options: (_ for _ in ()).throw(SMTPException("down")))
        send()
    assert NoticeItem.objects.get(notice__recipient=with_address).emailed_at is None
    assert deliver(day=clock.today()) == 1
    assert "第5次联席会议" in mailoutbox[0].body


def test_once_a_day_a_person_and_who_came_in_later_is_invited_still(send, member):
    send()
    with pytest.raises(ActionError):
        send()
    late = UserFactory(unit=member.unit)
    assert [item.notice.recipient for item in send().items] == [late]
    with clock.set_to(date(2005, 11, 16)):
        assert send().people == 3


def test_a_draft_of_the_agenda_goes_out_where_none_was_written(send, meeting, with_address, mailoutbox):
    meeting.agenda = ""
    meeting.save()
    send()
    assert "1. 秦凤路社区" in mailoutbox[0].body


@pytest.mark.parametrize("who", ["member", "town", "secretary"])
def test_only_the_department_invites(send, request, who):
    with pytest.raises(ActionError):
        send(request.getfixturevalue(who))
    assert not NoticeItem.objects.exists()


def test_nobody_is_invited_to_what_has_begun_or_is_over(send, meeting, member):
    with clock.set_to(date(2005, 11, 21)), pytest.raises(ActionError):
        send()
    meeting.state, meeting.held_on = "open", date(2005, 11, 15)
    meeting.save()
    with pytest.raises(ActionError):
        send()
    assert not NoticeItem.objects.exists()
