"""What bears out the five in common: tagged decisions, shared matters, activities; suggested, never filled in."""

from datetime import date

import pytest

from communities.models import FiveCommons
from fengxiang import clock
from partybuilding.registers.commons import load_commons
from partybuilding.reports.detail import load_report_detail
from tests.factories import (
    PartnershipActivityFactory,
    PartnershipFactory,
    ProjectActivityFactory,
    ReportFactory,
    UserFactory,
)
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.plan.plan_text import edited, fault_keys, shipped

pytestmark = pytest.mark.usefixtures("english_pages", "english")
DAY, END = date(2005, 4, 12), date(2005, 9, 30)


def told(pilot, on=END):
    return {key: [str(each) for each in records.newest] for key, records in load_commons(pilot, on).items()}


def pair_of(pilot, **fields):
    return PartnershipFactory(
        resident_unit__community=pilot.community, resident_unit__name="凤鸣小学", subject="开放操场", **fields
    )


@pytest.fixture
def pilot(plan):
    return plan.pilots.select_related("plan", "community")[0]


def decision(plan, common, **fields):
    return LedgerItemFactory(plan=plan, opened_on=DAY, matter="用房年底收回", common=common, **fields)


def test_each_kind_of_record_is_told_with_its_day(plan, pilot):
    meeting = MeetingFactory(plan=plan)
    decision(plan, "affairs", pilot=pilot, meeting=meeting)
    decision(plan, "building")
    pair = pair_of(pilot, since=DAY, common="activities")
    PartnershipActivityFactory(partnership=pair, held_on=date(2005, 5, 1), subject="开课")
    PartnershipActivityFactory(partnership=pair, held_on=date(2005, 6, 1), subject="座谈", common="problems")
    ProjectActivityFactory(community=pilot.community, held_on=DAY, common="civility", partners="文化体育局")
    assert told(pilot) == {
        "affairs": ["Decision of 12 April 2005: 用房年底收回"],
        "building": ["Action item of 12 April 2005: 用房年底收回"],
        "activities": [
            "Shared matter since 12 April 2005: 开放操场, with 凤鸣小学",
            "Activity of 1 May 2005: 开课, with 凤鸣小学",
        ],
        "problems": ["Activity of 1 June 2005: 座谈, with 凤鸣小学"],
        "civility": ["Activity of 12 April 2005: 党员义务劳动, with 文化体育局"],
    }


def test_what_is_not_tagged_of_others_or_still_to_come_is_left_out(plan, pilot, pilots):
    decision(plan, "affairs", pilot=pilots[1])
    decision(plan, "", pilot=pilot)
    pair = pair_of(pilots[1], common="activities")
    PartnershipActivityFactory(partnership=pair)
    PartnershipActivityFactory(partnership=pair_of(pilot, until=date(2005, 6, 30)), held_on=DAY)
    ProjectActivityFactory(community=pilot.community, held_on=date(2005, 10, 1), common="civility")
    assert told(pilot) == {}
    assert told(pilot, date(2005, 10, 1)).keys() == {"civility"}


def test_the_newest_of_each_kind_is_shown_and_the_rest_counted(plan, pilot):
    decision(plan, "civility", meeting=MeetingFactory(plan=plan))
    for day in range(1, 6):
        held_on = date(2005, 9, day)
        ProjectActivityFactory(community=pilot.community, held_on=held_on, common="civility", subject=f"第{day}次")
    records = load_commons(pilot, END)["civility"]
    assert [each.what for each in records.newest] == ["用房年底收回", "第5次"]
    assert records.more == 4


@pytest.fixture
def report(shipped_plan):
    report = ReportFactory(pilot=shipped_plan.pilots.select_related("plan", "community")[0])
    decision(report.pilot.plan, "affairs", pilot=report.pilot)
    return report


def test_only_the_row_of_the_five_is_given_them_and_stays_unanswered(report):
    rows = {row.indicator.code: row for row in load_report_detail(report).rows}
    assert [(item.key, len(records.newest)) for item, records in rows["K33"].borne_out] == [("affairs", 1)]
    assert all(row.borne_out == [] for code, row in rows.items() if code != "K33")
    assert rows["K33"].is_unanswered


@pytest.mark.alike
@pytest.mark.parametrize(("state", "page"), [("draft", "edit"), ("submitted", "check")])
def test_they_stand_on_the_form_and_on_the_review(as_user, report, state, page):
    secretary = UserFactory(secretary=True, community=report.pilot.community)
    type(report).objects.filter(pk=report.pk).update(state=state, submitted_by=secretary, submitted_at=clock.now())
    user = UserFactory(department=True) if page == "check" else secretary
    answer = as_user(user).get(f"/{report.pilot.plan.slug}/reports/{report.pilot.code}/2005Q3/{page}/")
    assert "用房年底收回" in answer.content.decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [('key = "affairs"', 'key = "matters"'), ('source = "report"', 'source = "register"')],
)
def test_the_five_need_their_keys_and_the_report(old, new):
    assert "indicators.K33.is_five_commons" in fault_keys(edited(shipped(), 'code = "K33"', old, new))
    assert set(FiveCommons.values) == {"building", "affairs", "civility", "problems", "activities"}
