"""Every register goes out to Excel and comes in again, and so do the county's records and the accounts."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from communities.models import (
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ResidentUnit,
    SocialOrganisation,
    SurveyPart,
    User,
)
from fengxiang.model_groups import GROUPS
from partybuilding.models import ExperienceItem, Funding, Milestone, MilestoneRecord, Training, YearlyReference
from tests.admin.test_exchange import packed
from tests.factories_meeting import MilestoneRecordFactory

DAY = date(2005, 1, 10)
PAID = {"paid": 500, "paid_on": DAY}
NOT_EXCHANGED = {  # by groups of registers: what is no list of entries, and what hangs on a page of its own
    "communities.Community",
    "partybuilding.LeaderAssignment",
}


@pytest.fixture
def milestone(plan):
    """Return a milestone each pilot reaches by itself."""
    phase = plan.phases.first()
    return Milestone.objects.create(phase=phase, code="mobilised", scope="pilot", order=90, name="召开动员会")


@pytest.fixture
def of_the_county(milestone):
    """Return a milestone the county reaches as a whole."""
    phase = milestone.phase
    return Milestone.objects.create(phase=phase, code="meeting-founded", scope="county", order=91, name="建立联席会")


@pytest.fixture
def kept(plan, pilots, secretary, sysadmin, milestone, of_the_county):
    """Have one entry of each kind that is exchanged besides the first five."""
    community = pilots[0].community
    unit = ResidentUnit.objects.create(community=community, name="县医院", since=DAY)
    pair = Partnership.objects.create(resident_unit=unit, subject="义诊", since=DAY)
    PartnershipActivity.objects.create(partnership=pair, held_on=DAY, subject="上门义诊", participants=30)
    PartyBranch.objects.create(community=community, name="党支部", established_posts=3, since=DAY)
    SocialOrganisation.objects.create(community=community, name="老年协会", kind="association", since=DAY)
    SurveyPart.objects.create(community=community, subject="population", finished_on=DAY, figure=900)
    Funding.objects.create(plan=plan, pilot=pilots[0], source="donation", purpose="premises", giver="某厂", **PAID)
    Training.objects.create(plan=plan, kind="session", topic="社区干部", place="county_school", held_on=DAY, persons=20)
    ExperienceItem.objects.create(plan=plan, kind="publicity", title="社区新貌", published_on=DAY)
    YearlyReference.objects.create(plan=plan, year=2004, county_average=760, allowance_standard=420)
    for pilot in pilots[:2]:
        MilestoneRecordFactory(milestone=milestone, pilot=pilot, reached_on=DAY, document_number="凤社发〔2005〕1号")
    MilestoneRecordFactory(milestone=of_the_county, reached_on=DAY)


def exchanged():
    return [model for model, page in admin.site._registry.items() if hasattr(page, "resource_classes")]


def base_of(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}"


def rows_of(browser, model):
    sheet = load_workbook(BytesIO(browser.get(f"{base_of(model)}/export/").content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def taken(browser, model, rows):
    """Send a workbook and confirm it, as far as there is something to confirm; return the page of the check."""
    sent = {"import_file": SimpleUploadedFile("台账.xlsx", packed(*rows)), "format": "0"}
    answer = browser.post(f"{base_of(model)}/import/", sent)
    if "confirm_form" in answer.context and answer.context["rows"]:
        form = answer.context["confirm_form"]
        browser.post(f"{base_of(model)}/process_import/", {each.html_name: each.value() or "" for each in form})
    return answer


def test_every_register_and_record_is_exchanged():
    labels = {label for _name, labels in GROUPS[:4] for label in labels} | {"communities.User"}
    assert {model._meta.label for model in exchanged()} == labels - NOT_EXCHANGED


@pytest.mark.parametrize("model", exchanged(), ids=lambda model: model.__name__)
def test_what_went_out_comes_in_unchanged(as_user, department, sysadmin, kept, model):
    browser = as_user(sysadmin if model is User else department)
    rows = rows_of(browser, model)
    check = taken(browser, model, rows)
    if len(rows) == 1:
        assert "没有任何条目" in str(check.context["form"].errors)
        return
    assert not check.context["form"].errors
    totals = check.context["totals"]
    assert (check.context["faults"], totals["update"], totals["new"]) == ([], 0, 0)


def test_a_new_organisation_comes_from_a_workbook(as_user, department, kept):
    browser = as_user(department)
    head, row = rows_of(browser, SocialOrganisation)
    taken(browser, SocialOrganisation, [head, row, [None, row[1], "秧歌队", *row[3:]]])
    assert SocialOrganisation.objects.filter(name="秧歌队", community__code="qinfenglu").exists()


def test_working_funds_are_refused_in_a_workbook_as_in_the_form(as_user, department, kept):
    browser = as_user(department)
    Funding.objects.update(source="department", purpose="working", matter="老龄", giver="")
    head, row = rows_of(browser, Funding)
    check = taken(browser, Funding, [head, [None, *row[1:]]])
    messages = {message for _row, _place, message in check.context["faults"]}
    assert messages == {"工作经费费随事转，请填写事项和划拨部门。"}


def test_a_milestone_comes_from_a_workbook_and_is_refused_as_in_the_form(as_user, department, kept, pilots):
    browser = as_user(department)
    head, *rows = rows_of(browser, MilestoneRecord)
    (own,) = (row for row in rows if row[2] == str(pilots[0]))
    (countys,) = (row for row in rows if row[2] is None)
    new = [None, own[1], str(pilots[2]), DAY, "凤社发〔2005〕2号", None]
    ahead, nobody = [None, own[1], str(pilots[2]), date(2095, 1, 1), None, None], [None, own[1], *own[2:]]
    faults = {
        place: message
        for rows in ([head, ahead], [head, [None, own[1], None, DAY, None, None]])
        for _row, place, message in taken(browser, MilestoneRecord, rows).context["faults"]
    }
    assert set(faults.values()) == {"这一天还没有到。", "该节点由各示范点分别完成，请选择示范点。"}
    assert taken(browser, MilestoneRecord, [head, nobody]).context["faults"]  # it is entered already
    assert taken(browser, MilestoneRecord, [head, [None, countys[1], *own[2:]]]).context["faults"]
    taken(browser, MilestoneRecord, [head, new])
    assert MilestoneRecord.objects.get(pilot=pilots[2]).document_number == "凤社发〔2005〕2号"


def test_the_allowance_of_a_year_comes_once(as_user, department, kept):
    browser = as_user(department)
    head, row = rows_of(browser, YearlyReference)
    assert taken(browser, YearlyReference, [head, [None, *row[1:]]]).context["faults"]
    taken(browser, YearlyReference, [head, [None, row[1], 2005, 850, 680, "是", "自一月起"]])
    assert YearlyReference.objects.get(year=2005).in_budget


def test_accounts_carry_no_password_and_a_new_one_opens_with_none(as_user, sysadmin, secretary):
    browser = as_user(sysadmin)
    head, *rows = rows_of(browser, User)
    assert not any(secretary.password in map(str, row) for row in rows)
    assert "密码" not in head
    (own,) = (row for row in rows if row[1] == secretary.username)
    taken(browser, User, [head, [None, "xinren", "新某", *own[3:]]])
    new = User.objects.get(username="xinren")
    assert not new.has_usable_password()
    assert (new.role, new.community) == (secretary.role, secretary.community)


def test_nobody_closes_ones_own_account_by_workbook(as_user, sysadmin):
    browser = as_user(sysadmin)
    head, *rows = rows_of(browser, User)
    (own,) = (row for row in rows if row[1] == "admin")
    check = taken(browser, User, [head, [*own[:-1], "否"]])
    assert [message for _row, _place, message in check.context["faults"]] == ["自己的账号须由其他管理员修改。"]
    sysadmin.refresh_from_db()
    assert sysadmin.is_active
