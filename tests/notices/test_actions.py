from datetime import date
from smtplib import SMTPException
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from fengxiang import clock
from partybuilding.models import Notice, NoticeItem, ReportEvent
from partybuilding.notices.actions import deliver, mark_read, remind_report
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories import UserFactory
from tests.notices.reminding import send_reminders
from tests.reports.reporting import complete_report

Q3 = Quarter(2005, 3)  # due on 5 October; today is 15 November
DUE = date(2005, 10, 5)


@pytest.fixture
def with_address(secretary):
    secretary.email = "wang@example.org"
    secretary.save(update_fields=["email"])
    return secretary


def only_text():
    with translation.override("en"):
        return str(NoticeItem.objects.get())


# --- 催报 ------------------------------------------------------------------------------------------------------------


def test_the_secretary_is_told_at_once_and_by_mail(
    pilot, with_address, other_secretary, department, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.day, notice.read_at) == (with_address, date(2005, 11, 15), None)
    (sent,) = mailoutbox
    assert sent.to == ["wang@example.org"]
    assert sent.subject == "社区党建示范点建设：1项事项提醒"
    assert "王某同志：" in sent.body
    assert "1. 组织部催报：秦凤路社区2005年第三季度报告已逾期41天，请抓紧补报。" in sent.body
    assert sent.body.endswith("组织部\n2005年11月15日")


def test_it_is_written_into_the_history_of_the_report(report_in, pilot, secretary, department):
    report = report_in("draft")
    remind_report(pilot=pilot, quarter=Q3, actor=department)
    step = report.events.latest("id")
    assert (step.kind, step.actor) == ("urged", department)


def test_before_the_deadline_it_says_by_when(pilot, secretary, department):
    with clock.set_to(date(2005, 10, 1)):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert only_text() == (
        "Organisation Department asks: Qinfeng Road Community, report on the third quarter of 2005: "
        "please submit it by 5 October 2005."
    )


def test_a_returned_report_is_asked_for_with_the_day_of_its_return(report_in, pilot, secretary, department):
    report_in("returned")
    remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert "it was returned on 4 October 2005, please correct it" in only_text()


def test_twice_a_day_is_refused_and_the_next_day_is_not(pilot, secretary, department, department_colleague):
    remind_report(pilot=pilot, quarter=Q3, actor=department)
    with pytest.raises(ActionError):
        remind_report(pilot=pilot, quarter=Q3, actor=department_colleague)
    assert NoticeItem.objects.count() == 1
    with clock.set_to(date(2005, 11, 16)):
        remind_report(pilot=pilot, quarter=Q3, actor=department_colleague)
    assert NoticeItem.objects.count() == 2


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_with_the_county_is_not_asked_for(report_in, pilot, secretary, department, as_kept, state):
    before = as_kept(report := report_in(state))
    with pytest.raises(ActionError):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert as_kept(report) == before
    assert not Notice.objects.exists()


def test_not_before_it_can_be_submitted(pilot, secretary, department):
    with pytest.raises(ActionError):
        remind_report(pilot=pilot, quarter=Quarter(2005, 4), actor=department)


def test_refused_where_nobody_can_be_reminded(report_in, pilot, secretary, department):
    report = report_in("draft")
    secretary.is_active = False
    secretary.save(update_fields=["is_active"])
    with pytest.raises(ActionError):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert not report.events.filter(kind=ReportEvent.Kind.URGED).exists()


def test_both_secretaries_of_a_community_are_told(pilot, secretary, department):
    colleague = UserFactory(secretary=True, community=pilot.community)
    remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert {notice.recipient for notice in Notice.objects.all()} == {secretary, colleague}


def test_it_joins_the_days_reminder_and_makes_it_unread_again(pilot, secretary, department):
    send_reminders(day=DUE)
    mark_read(actor=secretary, up_to=NoticeItem.objects.get().pk)
    with clock.set_to(DUE):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    notice = Notice.objects.get()
    assert (notice.read_at, notice.items.count()) == (None, 2)


def test_who_was_asked_by_hand_is_not_told_the_same_by_the_calendar(pilot, secretary, department):
    with clock.set_to(DUE):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert send_reminders(day=DUE) == []
    assert NoticeItem.objects.count() == 1


# --- by e-mail --------------------------------------------------------------------------------------------------------


def test_without_an_address_nothing_is_mailed(pilot, secretary, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert len(send_reminders(day=DUE)) == 1
    assert mailoutbox == []
    assert NoticeItem.objects.get().emailed_at is None


def test_a_rollback_sends_nothing(pilot, with_address, mailoutbox, monkeypatch, django_capture_on_commit_callbacks):
    def fail(**fields):
        raise RuntimeError

    monkeypatch.setattr(NoticeItem.objects, "create", fail)
    with pytest.raises(RuntimeError), django_capture_on_commit_callbacks(execute=True):
        send_reminders(day=DUE)
    assert (mailoutbox, Notice.objects.count()) == ([], 0)


def test_what_the_mail_server_refuses_is_sent_by_the_next_run(pilot, with_address, mailoutbox, monkeypatch):
    send_reminders(day=DUE)
    with monkeypatch.context() as down:
        down.setattr(mail.EmailMessage, "send", lambda *args, **options: (_ for _ in ()).throw(SMTPException("down")))
        assert deliver(day=DUE) == 0
    assert NoticeItem.objects.get().emailed_at is None
    assert [deliver(day=DUE), deliver(day=DUE)] == [1, 0]
    assert len(mailoutbox) == 1


# --- 已读 ------------------------------------------------------------------------------------------------------------


def test_all_of_ones_own_are_read_and_nobody_elses(pilots, secretary, other_secretary):
    send_reminders(day=DUE)
    send_reminders(day=date(2005, 10, 6))
    assert mark_read(actor=secretary, up_to=NoticeItem.objects.latest("pk").pk) == 2
    assert {notice.recipient for notice in Notice.objects.filter(read_at=None)} == {other_secretary}


def test_one_is_read(pilots, secretary):
    send_reminders(day=DUE)
    send_reminders(day=date(2005, 10, 6))
    first = Notice.objects.earliest("day")
    assert mark_read(actor=secretary, up_to=NoticeItem.objects.latest("pk").pk, notice=first) == 1
    assert list(Notice.objects.filter(read_at=None).values_list("day", flat=True)) == [date(2005, 10, 6)]


def test_what_came_in_since_the_page_was_opened_stays_unread(pilot, secretary, department):
    send_reminders(day=DUE)
    seen = NoticeItem.objects.get().pk
    with clock.set_to(DUE):
        remind_report(pilot=pilot, quarter=Q3, actor=department)
    assert mark_read(actor=secretary, up_to=seen) == 0


def test_a_reminder_stays_as_it_was_said_when_the_deadline_moves(plan, pilot, secretary):
    send_reminders(day=DUE)
    plan.report_deadline_days = 30
    plan.save(update_fields=["report_deadline_days"])
    assert "today, 5 October 2005, is the last day" in only_text()


def test_nobody_is_told_after_the_submission(pilots, secretary, other_secretary, third_secretary):
    complete_report(pilots[0], submitted=True, submitted_by=secretary)
    told = {item.notice.recipient for item in send_reminders(day=DUE)}
    assert told == {other_secretary, third_secretary}


# --- at the same instant ----------------------------------------------------------------------------------------------


def both_at_once(act):
    """Run an act in two threads at once, and return what became of each."""
    start = Barrier(2)
    outcomes: list[Any] = []

    def run():
        start.wait()
        try:
            outcomes.append(len(act()))
        except ActionError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_everybody_once(pilots, with_address, other_secretary, third_secretary, mailoutbox):
    assert sum(both_at_once(lambda: send_reminders(day=DUE))) == 3
    assert NoticeItem.objects.count() == Notice.objects.count() == 3
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_is_told(pilot, with_address, department, mailoutbox):
    outcomes = both_at_once(lambda: remind_report(pilot=pilot, quarter=Q3, actor=department))
    assert sorted(outcomes, key=str) == [1, "refused"]
    assert (NoticeItem.objects.count(), len(mailoutbox)) == (1, 1)
