from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengxiang import clock
from partybuilding.models import Notice, NoticeItem, Report
from partybuilding.notices.actions import remind_report, tell
from partybuilding.notices.schedule import Matter
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, ReportFactory, UnitFactory, at
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.notices.reminding import send_reminders
from tests.pages import told
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

DUE = date(2005, 10, 5)


@pytest.fixture
def page(as_user):
    """Return the page as somebody sees it."""

    def get(user, **asked):
        response = as_user(user).get(reverse("notices"), asked)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_a_reminder_leads_to_what_has_to_be_done(page, pilots, secretary, url):
    send_reminders(day=DUE)
    content = page(secretary)
    assert "today, 5 October 2005, is the last day to submit it." in content
    assert f'href="{url("reports")}">Quarterly reports</a></li>' in content
    ReportFactory(pilot=pilots[0])
    assert f'href="{url("report-edit")}"' in page(secretary)


def test_the_department_is_led_to_the_check_and_afterwards_to_the_report(page, pilots, department, url):
    report = ReportFactory(pilot=pilots[0], submitted=True, submitted_at=at(date(2005, 10, 3)))
    send_reminders(day=date(2005, 10, 7))
    assert f'href="{url("report-check")}"' in page(department)
    Report.objects.filter(pk=report.pk).update(state="approved")
    content = page(department)
    assert f'href="{url("report")}"' in content
    assert f'href="{url("report-check")}"' not in content


def test_nobody_sees_another_persons(page, pilots, secretary, other_secretary):
    send_reminders(day=DUE)
    content = page(other_secretary)
    assert "Dongguan Community" in content
    assert "Qinfeng Road Community, report" not in content


def test_the_bell_counts_what_is_unread(as_user, pilots, secretary, url):
    client = as_user(secretary)
    assert "bell__count" not in client.get(url("county")).content.decode()
    send_reminders(day=DUE)
    send_reminders(day=date(2005, 10, 6))
    assert '<b class="bell__count">2<span' in client.get(url("county")).content.decode()


def test_one_is_marked_as_read(as_user, page, pilots, secretary):
    send_reminders(day=DUE)
    notice = Notice.objects.get()
    address = reverse("notice-read", args=[notice.pk])
    assert f'action="{address}"' in page(secretary)
    response = as_user(secretary).post(address, {"up_to": NoticeItem.objects.get().pk})
    assert response.url == reverse("notices")
    assert f'action="{address}"' not in page(secretary)


def test_all_are_marked_as_read(as_user, page, pilots, secretary):
    send_reminders(day=DUE)
    send_reminders(day=date(2005, 10, 6))
    assert f'name="up_to" value="{NoticeItem.objects.latest("pk").pk}"' in page(secretary)
    as_user(secretary).post(reverse("notices-read"), {"up_to": NoticeItem.objects.latest("pk").pk})
    assert not Notice.objects.filter(read_at=None).exists()
    assert "Mark all as read" not in page(secretary)


@pytest.mark.parametrize("up_to", ["", "x", "-1", "９", "9" * 40])
def test_what_is_no_key_marks_nothing(as_user, pilots, secretary, up_to):
    send_reminders(day=DUE)
    assert as_user(secretary).post(reverse("notices-read"), {"up_to": up_to}).status_code == 302
    assert Notice.objects.get().read_at is None


def test_another_persons_cannot_be_marked(as_user, pilots, secretary, other_secretary):
    send_reminders(day=DUE)
    notice = Notice.objects.get(recipient=secretary)
    response = as_user(other_secretary).post(reverse("notice-read", args=[notice.pk]), {"up_to": 10**6})
    assert response.status_code == 404
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_without_any_it_says_what_would_be_here(page, plan, member):
    assert "No reminders." in page(member)


def test_older_ones_are_on_a_page_of_their_own(page, pilots, secretary, department):
    for number in range(31):
        with clock.set_to(date(2005, 10, 1 + number)):
            remind_report(pilot=pilots[0], quarter=Quarter(2005, 3), actor=department)
    assert ">1 October 2005</time>" not in page(secretary)
    older = page(secretary, page=2)
    assert ">1 October 2005</time>" in older
    assert 'href="?page=1"' in older


@pytest.mark.alike
def test_many_matters_cost_as_many_queries_as_few(as_user, department):
    def cost(count, slug, day):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            ReportFactory(pilot=pilot, submitted=True, submitted_at=at(day))
        send_reminders(day=day + timedelta(days=4))
        client = as_user(department)
        with CaptureQueriesContext(connection) as queries:
            content = client.get(reverse("notices")).content.decode()
        assert content.count("4 days ago") >= count
        return len(queries)

    assert cost(2, "small", date(2005, 10, 3)) == cost(10, "large", date(2005, 10, 4))


# --- 催报 ------------------------------------------------------------------------------------------------------------


def test_the_department_asks_for_a_report(as_user, pilots, secretary, department, url):
    response = as_user(department).post(url("report-urge"))
    assert (response.url, told(response)) == (url("reports"), ["Qinfeng Road Community was reminded (王某)."])
    assert Notice.objects.get().recipient == secretary


def test_why_it_is_refused_is_told(as_user, pilots, department, url):
    response = as_user(department).post(url("report-urge"))
    assert told(response) == ["Nobody can be reminded: the community has no secretary with an open account."]


def test_a_secretary_cannot_ask(as_user, pilots, secretary, url):
    assert as_user(secretary).post(url("report-urge")).status_code == 403
    assert not Notice.objects.exists()


# --- matters of the joint meeting -------------------------------------------------------------------------------------


def matter(user, kind, day, plan, **about):
    return Matter(recipient=user, kind=kind, counted_from=day, plan=plan, **about)


@pytest.fixture
def told_of_everything(plan, pilots, department, member):
    """The member is told of an item, the own duty report, a meeting, and a pilot's red lamps."""
    item = LedgerItemFactory(plan=plan, number=12, responsible=member.unit, matter="扩建社区用房", pilot=pilots[2])
    meeting = MeetingFactory(plan=plan, number=6, planned_on=date(2005, 11, 22))
    third, kind = Quarter(2005, 3), NoticeItem.Kind
    matters = [
        matter(member, kind.ITEM, item.due_on, plan, ledger_item=item),
        matter(member, kind.DUTY, date(2005, 10, 5), plan, unit=member.unit, quarter=third),
        matter(member, kind.MEETING, meeting.planned_on, plan, meeting=meeting),
        matter(member, kind.UNLISTED, meeting.planned_on, plan, pilot=pilots[1], quarter=third),
    ]
    return tell(matters=matters, actor=department)


def test_each_matter_leads_to_its_page(as_user, member, told_of_everything, url):
    page = as_user(member).get("/notices/")
    lines = [line for message in page.context["inbox"] for line in message.lines]
    assert [line.address for line in lines] == [
        "/fengxiang-2004/ledger/2005-012/",
        url("duty-report", unit="minzhengju", quarter="2005Q3"),
        url("meeting", number=6),
        f"{url('pilot', pilot='dongguan')}?quarter=2005Q3",
    ]
    content = page.content.decode()
    assert all(f'href="{line.address}"' in content for line in lines)
    assert "Organisation Department asks: 2005-012 Donghu Road Community: 扩建社区用房" in content


def test_an_invitation_does_not_read_as_a_reproach(as_user, member, told_of_everything):
    content = " ".join(as_user(member).get("/notices/").content.decode().split())
    assert "<span> joint meeting no. 6: it will be held on 22 November 2005." in content


@pytest.mark.parametrize("who", ["member", "town"])
def test_a_unit_is_led_to_its_own_duty_report_with_a_seat_or_without(as_user, who, department, plan, pilots, request):
    """And is told of it beside a red lamp of the first pilot, which is another matter."""
    user, quarter, kind = request.getfixturevalue(who), Quarter(2005, 3), NoticeItem.Kind
    lamp = matter(user, kind.UNLISTED, date(2005, 11, 20), plan, pilot=pilots[0], quarter=quarter)
    duty = matter(user, kind.DUTY, date(2005, 10, 5), plan, unit=user.unit, quarter=quarter)
    assert len(tell(matters=[lamp, duty, duty], actor=department)) == 2
    content = as_user(user).get("/notices/").content.decode()
    address = reverse("duty-report", args=[plan.slug, user.unit.code, "2005Q3"])
    assert content.count(f'href="{address}"') == 1
    assert f"{user.unit}, duty report on the third quarter of 2005: it was due on 5 October 2005." in content
    # Whoever works for another unit by now has nothing to do there.
    user.unit = UnitFactory(code="elsewhere")
    user.save()
    assert address not in as_user(user).get("/notices/").content.decode()


@pytest.mark.alike
def test_many_items_of_the_ledger_cost_as_many_queries_as_few(as_user, member, plan, department, told_of_everything):
    client = as_user(member)

    def cost():
        client.get("/notices/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/notices/")
        return len(queries)

    few = cost()
    pilot = plan.pilots.first()
    items = [
        LedgerItemFactory(plan=plan, number=number, responsible=member.unit, pilot=pilot) for number in range(20, 32)
    ]
    tell(
        matters=[matter(member, NoticeItem.Kind.ITEM, item.due_on, plan, ledger_item=item) for item in items],
        actor=department,
    )
    assert cost() == few
