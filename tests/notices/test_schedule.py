"""manage.py remind: a year lived through day by day, and what the table of messages must be."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fengxiang import clock
from partybuilding.ledger.actions import remind_item
from partybuilding.models import Notice, NoticeItem, Pilot, Report
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, ReportFactory, UnitFactory, UserFactory, at
from tests.factories_meeting import LedgerItemFactory
from tests.notices.reminding import due
from tests.sample_plan import make_plan


def remind(day: date) -> str:
    """Run the command on a day and return what it printed."""
    out = StringIO()
    with clock.set_to(day), translation.override("en"):
        call_command("remind", stdout=out)
    return out.getvalue()


def told() -> list[tuple[str, str, str, str, int]]:
    """Return every matter that was told: day, person, kind, quarter, days from the date that counts."""
    items = NoticeItem.objects.select_related("notice__recipient").order_by("notice__day", "notice__recipient_id", "id")
    return [
        (str(item.notice.day), item.notice.recipient.username, item.kind, str(item.quarter), item.days)
        for item in items
    ]


# What happens in the year, and what has to be said about it. qinfenglu is on time; dongguan is late once, is returned
# once, and closes its secretary's account in April; donghulu reports nothing at all until it hands in two at once.
STORY = {
    date(2004, 10, 1): ("qinfenglu", "2004Q3", "submitted"),
    date(2004, 10, 3): ("qinfenglu", "2004Q3", "approved"),
    date(2004, 10, 7): ("dongguan", "2004Q3", "submitted"),
    date(2004, 10, 15): ("dongguan", "2004Q3", "returned"),
    date(2004, 12, 31): ("qinfenglu", "2004Q4", "submitted"),
    date(2005, 1, 2): ("dongguan", "2004Q4", "submitted"),
    date(2005, 1, 3): ("qinfenglu", "2004Q4", "approved"),
    date(2005, 1, 4): ("dongguan", "2004Q4", "returned"),
    date(2005, 3, 31): ("qinfenglu", "2005Q1", "submitted"),
    date(2005, 4, 2): ("qinfenglu", "2005Q1", "approved"),
    date(2005, 6, 30): ("qinfenglu", "2005Q2", "submitted"),
    date(2005, 7, 1): ("qinfenglu", "2005Q2", "approved"),
    date(2005, 7, 4): ("donghulu", "2005Q2", "submitted"),
    date(2005, 7, 8): ("donghulu", "2005Q2", "approved"),
}
SECRETARY_LEAVES = date(2005, 4, 4)

EXPECTED = [
    # 2004Q3, due on 5 October
    ("2004-09-28", "qinfenglu", "due", "2004Q3", -7),
    ("2004-09-28", "dongguan", "due", "2004Q3", -7),
    ("2004-09-28", "donghulu", "due", "2004Q3", -7),
    ("2004-10-02", "dongguan", "due", "2004Q3", -3),
    ("2004-10-02", "donghulu", "due", "2004Q3", -3),
    ("2004-10-05", "dongguan", "due", "2004Q3", 0),
    ("2004-10-05", "donghulu", "due", "2004Q3", 0),
    ("2004-10-06", "dongguan", "late", "2004Q3", 1),
    ("2004-10-06", "donghulu", "late", "2004Q3", 1),
    # dongguan's waits from 7 October until it is returned on the 15th
    ("2004-10-11", "zuzhibu", "waiting", "2004Q3", 4),
    ("2004-10-11", "zuzhibu2", "waiting", "2004Q3", 4),
    ("2004-10-14", "zuzhibu", "waiting", "2004Q3", 7),
    ("2004-10-14", "zuzhibu2", "waiting", "2004Q3", 7),
    # 2004Q4, due on 5 January; a report given back is not asked for by the calendar again
    ("2004-12-29", "qinfenglu", "due", "2004Q4", -7),
    ("2004-12-29", "dongguan", "due", "2004Q4", -7),
    ("2004-12-29", "donghulu", "due", "2004Q4", -7),
    ("2005-01-02", "donghulu", "due", "2004Q4", -3),
    ("2005-01-05", "donghulu", "due", "2004Q4", 0),
    ("2005-01-06", "donghulu", "late", "2004Q4", 1),
    # 2005Q1, due on 5 April; from the 4th on dongguan's account is closed
    ("2005-03-29", "qinfenglu", "due", "2005Q1", -7),
    ("2005-03-29", "dongguan", "due", "2005Q1", -7),
    ("2005-03-29", "donghulu", "due", "2005Q1", -7),
    ("2005-04-02", "dongguan", "due", "2005Q1", -3),
    ("2005-04-02", "donghulu", "due", "2005Q1", -3),
    ("2005-04-05", "donghulu", "due", "2005Q1", 0),
    ("2005-04-06", "donghulu", "late", "2005Q1", 1),
    # 2005Q2, due on 5 July; donghulu's of 4 July is approved on the 8th, before the fourth day's run
    ("2005-06-28", "qinfenglu", "due", "2005Q2", -7),
    ("2005-06-28", "donghulu", "due", "2005Q2", -7),
    ("2005-07-02", "donghulu", "due", "2005Q2", -3),
]


def happen(day: date) -> None:
    """Let the story of the day take place, before the morning's run."""
    if day not in STORY:
        return
    code, quarter, state = STORY[day]
    if state == "submitted":
        pilot = Pilot.objects.get(community__code=code)
        author = pilot.community.secretaries.first()
        ReportFactory(
            pilot=pilot,
            quarter=Quarter.parse(quarter),
            submitted=True,
            submitted_at=at(day),
            submitted_by=author,
        )
    else:
        report = Report.objects.get(pilot__community__code=code, quarter=Quarter.parse(quarter))
        report.state, report.decided_at = state, at(day)
        report.save(update_fields=["state", "decided_at"])


@pytest.mark.alike
def test_a_year_says_exactly_what_it_has_to_once_each(
    pilots,
    department,
    department_colleague,
    inactive,
    town,
    member,
    sysadmin,
    secretary,
    other_secretary,
    third_secretary,
):
    day = date(2004, 8, 1)
    while day < date(2005, 8, 1):
        if day == SECRETARY_LEAVES:
            type(other_secretary).objects.filter(pk=other_secretary.pk).update(is_active=False)
        happen(day)
        remind(day)
        remind(day)
        day += timedelta(days=1)
    order = {user.username: user.pk for user in (secretary, other_secretary, third_secretary, department)}
    order["zuzhibu2"] = department_colleague.pk
    assert told() == sorted(EXPECTED, key=lambda line: (line[0], order[line[1]]))
    assert Notice.objects.count() == len({line[:2] for line in EXPECTED})


def test_a_second_run_changes_nothing(pilots, secretary, mailoutbox, django_capture_on_commit_callbacks):
    secretary.email = "wang@example.org"
    secretary.save(update_fields=["email"])
    rows = []
    for _run in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            rows.append((remind(date(2005, 10, 5)), list(NoticeItem.objects.values_list("pk", "kind"))))
    assert rows[0][1] == rows[1][1] != []
    assert "nothing new" in rows[1][0]
    assert len(mailoutbox) == 1


def test_what_was_sent_is_printed(pilots, secretary):
    printed = remind(date(2005, 10, 6))
    assert printed.startswith("6 October 2005: 1 person reminded:")
    assert (
        "王某 (qinfenglu) Qinfeng Road Community, report on the third quarter of 2005: it is 1 day overdue" in printed
    )


def test_several_matters_of_a_day_are_one_message(pilots, department, mailoutbox, django_capture_on_commit_callbacks):
    department.email = "zuzhibu@example.org"
    department.save(update_fields=["email"])
    for pilot in pilots:
        ReportFactory(pilot=pilot, submitted=True, submitted_at=at(date(2005, 10, 3)))
    with django_capture_on_commit_callbacks(execute=True):
        remind(date(2005, 10, 7))
    assert Notice.objects.get().items.count() == 3
    (mail,) = mailoutbox
    assert mail.to == ["zuzhibu@example.org"]
    assert "3." in mail.body
    assert "东湖路社区2005年第三季度报告已报送4天，请及时审核。" in mail.body


def test_only_the_lead_units_staff_are_told_of_what_waits(pilots, plan, member, town, secretary):
    UserFactory(role="department", unit=UnitFactory(code="elsewhere"))
    UserFactory(role="member", unit=plan.lead_unit)
    ReportFactory(pilot=pilots[0], submitted=True, submitted_at=at(date(2005, 10, 3)))
    assert due(date(2005, 10, 7)) == []


def test_the_deadline_of_the_plan_counts(plan, pilots, secretary):
    plan.report_deadline_days = 10
    plan.save(update_fields=["report_deadline_days"])
    assert due(date(2005, 10, 5)) == []
    assert [matter.kind for matter in due(date(2005, 10, 10))] == ["due"]


@pytest.mark.alike
def test_thirty_pilots_cost_as_many_queries_as_three(db):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            UserFactory(secretary=True, community=pilot.community)
            ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), submitted=True, submitted_at=at(date(2005, 10, 1)))
        UserFactory(department=True)
        with CaptureQueriesContext(connection) as queries:
            assert len(due(date(2005, 10, 5))) >= 2 * count
        return len(queries)

    assert cost(3, "small") == 7
    assert cost(9, "large") == 7 + 4  # of each plan four: there are two of them now


# --- action items ----------------------------------------------------------------------------------------------


@pytest.mark.alike
def test_an_item_is_told_before_its_deadline_and_every_week_after_it(plan, member):
    item = LedgerItemFactory(plan=plan, responsible=member.unit, due_on=date(2005, 11, 15))
    colleague, gone = UserFactory(unit=member.unit), UserFactory(unit=member.unit, is_active=False)
    for shift in range(-14, 31):
        remind(date(2005, 11, 15) + timedelta(days=shift))
        remind(date(2005, 11, 15) + timedelta(days=shift))
    for user, days in ((member, [-7, -3, 0, 1, 8, 15, 22, 29]), (colleague, [-7, -3, 0, 1, 8, 15, 22, 29]), (gone, [])):
        told_of = NoticeItem.objects.filter(notice__recipient=user, ledger_item=item)
        assert [(each.kind, each.days) for each in told_of.order_by("notice__day")] == [("item", day) for day in days]


def test_an_item_that_is_not_with_its_unit_is_not_told(plan, member, department, town):
    for state in ("close_asked", "under_check", "closed"):
        LedgerItemFactory(plan=plan, responsible=member.unit, due_on=date(2005, 11, 14), state=state)
    assert due(date(2005, 11, 15)) == []


def test_the_town_is_told_of_its_items(plan, town, member):
    LedgerItemFactory(plan=plan, responsible=town.unit, due_on=date(2005, 11, 14))
    assert [matter.recipient for matter in due(date(2005, 11, 15))] == [town]


def test_who_was_urged_by_hand_that_day_is_not_told_again(plan, member, department):
    item = LedgerItemFactory(plan=plan, responsible=member.unit, due_on=date(2005, 11, 15))
    remind_item(item=item, actor=department)
    remind(date(2005, 11, 15))
    assert NoticeItem.objects.filter(ledger_item=item).count() == 1


@pytest.mark.alike
def test_thirty_items_cost_as_many_queries_as_three(plan, member):
    def cost(count):
        for _each in range(count):
            LedgerItemFactory(plan=plan, responsible=member.unit, due_on=date(2005, 11, 15))
        with CaptureQueriesContext(connection) as queries:
            assert len(due(date(2005, 11, 15))) >= count
        return len(queries)

    assert cost(3) == cost(9) <= 7
