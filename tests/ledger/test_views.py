import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fengxiang import clock
from partybuilding.models import LedgerFile, LedgerItem
from tests.factories import CommunityFactory, ReportFactory, UnitFactory
from tests.factories_meeting import LedgerEventFactory, LedgerItemFactory, MeetingFactory
from tests.pages import form_data, told
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

OPEN = {
    "kind": "supervision",
    "matter": "扩建社区用房",
    "source": "lamp",
    "pilot": "dongguan",
    "indicator": "K07",
    "quarter": "2005Q3",
    "shown": "162 m²",
    "responsible": "caizhengju",
    "supporting": ["minzhengju"],
    "due_on": "2005-12-31",
}


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def item(plan, pilots, member):
    """Item 2005-012 on the first pilot's floor area, which 民政局 answers for and 财政局 supports."""
    item = LedgerItemFactory(
        plan=plan,
        number=12,
        pilot=pilots[0],
        indicator=plan.indicators.get(code="K07"),
        shown="162 m²",
        responsible=member.unit,
        meeting=MeetingFactory(plan=plan, held=True),
    )
    item.supporting.add(UnitFactory(code="caizhengju"))
    return item


@pytest.fixture
def ledger(plan, pilots, member, town):
    """Have four items: overdue, due soon, in time, closed late."""
    given = [
        {"number": 1, "due_on": date(2005, 11, 10), "responsible": member.unit, "pilot": pilots[0]},
        {"number": 2, "due_on": date(2005, 11, 25), "responsible": town.unit, "kind": "supervision"},
        {"number": 3, "due_on": date(2006, 3, 1), "responsible": member.unit, "state": "under_check"},
        {"number": 4, "due_on": date(2005, 11, 1), "responsible": member.unit, "state": "closed", "pilot": pilots[1]},
    ]
    return [LedgerItemFactory(plan=plan, matter=f"事项{each['number']}", **each) for each in given]


def text_of(response):
    """Return the page's words, blanks drawn together."""
    return re.sub(r"\s+", " ", response.content.decode())


def codes(response):
    return [line.item.code for line in response.context["page"].lines]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_lamp_days_and_rate(staff, url, ledger):
    response = staff.get(url("ledger"))
    page = text_of(response)
    assert codes(response) == ["2005-001", "2005-002", "2005-003", "2005-004"]
    assert re.findall(r"</svg> ?(Overdue|Due soon|In time|Closed)", page)[:4] == [
        "Overdue",
        "Due soon",
        "In time",
        "Closed",
    ]
    for words in ("5 days overdue", "10 days left", "<b>25%</b>", "1 of 4", "under check"):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"kind": "supervision"}, [2]),
        ({"pilot": "qinfenglu"}, [1]),
        ({"unit": "minzhengju"}, [1, 3, 4]),
        ({"unit": "caizhengju"}, [4]),  # supports it
        ({"state": "open"}, [1, 2, 3]),
        ({"state": "closed"}, [4]),
        ({"lamp": "red"}, [1]),
        ({"lamp": "green"}, [3, 4]),
        ({"year": "2005", "lamp": "yellow"}, [2]),
        ({"year": "1999", "lamp": "blue", "kind": "x"}, [1, 2, 3, 4]),  # nothing the plan knows
    ],
)
def test_the_address_says_what_is_shown(staff, url, ledger, asked, shown):
    ledger[3].supporting.add(UnitFactory(code="caizhengju"))
    assert codes(staff.get(url("ledger"), asked)) == [f"2005-{number:03d}" for number in shown]


def test_the_rate_is_of_what_is_shown_and_the_filter_is_said(staff, url, ledger):
    page = text_of(staff.get(url("ledger"), {"unit": "minzhengju"}))
    assert "1 of 3" in page
    assert "Responsible unit: Civil Affairs Bureau" in page


def test_an_empty_ledger_says_what_belongs_in_it(staff, url, plan):
    assert "Nothing has been entered yet" in text_of(staff.get(url("ledger")))


def test_everybody_in_the_plan_reads_it_and_the_department_alone_enters(as_user, url, ledger, department, member, town):
    for user in (member, town):
        page = text_of(as_user(user).get(url("ledger")))
        assert "事项1" in page
        assert url("ledger-new") not in page
    assert url("ledger-new") in text_of(as_user(department).get(url("ledger")))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_it_is_taken_along_as_it_is_shown(staff, url, item, ledger, form):
    response = staff.get(url("out-ledger", form=form), {"pilot": "qinfenglu", "state": "open"})
    if form == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 3
        assert "2005-001" in lines[1]
        return
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    heads, overdue, other = list(sheet.iter_rows(values_only=True))
    row = dict(zip(heads, overdue, strict=True))
    assert (row["Number"], row["Days overdue"], row["Lamp"]) == ("2005-001", 5, "red Overdue")
    row = dict(zip(heads, other, strict=True))
    assert (row["Number"], row["Supporting units"], row["Times put off"]) == ("2005-012", "Finance Bureau", 0)
    assert row["Where it comes from"] == f"joint meeting no. {item.meeting.number}"


# --- what is owed without an item -------------------------------------------------------------------------------------


def owed(response):
    return [(each.owed.kind, each.matter) for each in response.context["page"].unlisted]


def test_missing_reports_returned_figures_and_red_lamps_stand_below(staff, url, plan, pilots):
    for quarter in plan.quarters[:4]:
        for pilot in pilots:
            ReportFactory(pilot=pilot, quarter=quarter, approved=True)
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    report = complete_report(pilots[1], returned=True, decision__reason="请核实")
    report.events.get(kind="returned").objections.create(indicator=plan.indicators.get(code="K16"), reason="人数不符")
    response = staff.get(url("ledger"))
    page = text_of(response)
    assert [kind for kind, _matter in owed(response)] == ["report", "figure", "lamp"]
    assert "Donghu Road Community: hand in the report on the third quarter of 2005" in page
    assert "人数不符" in page
    assert "Qinfeng Road Community: Gross floor area; 38 m² short" in page
    lamps = {each.about.indicator.code: each for each in response.context["page"].unlisted if each.owed.lamp}
    form = staff.get(lamps["K07"].opening)
    data = form_data(form, "data-ledger-form")
    assert (data["pilot"], data["indicator"], data["quarter"]) == ("qinfenglu", "K07", "2005Q3")
    assert (data["responsible"], data["shown"], data["source"]) == ("caizhengju", "162 m²", "lamp")
    assert data["matter"].startswith("Qinfeng Road Community: Gross floor area")


def test_why_a_report_came_back_is_read_by_its_readers_alone(
    as_user, url, plan, pilots, member, secretary, other_secretary
):
    report = complete_report(pilots[0], returned=True)
    report.events.get(kind="returned").objections.create(indicator=plan.indicators.get(code="K16"), reason="人数不符")
    for user, reads in ((secretary, True), (member, False), (other_secretary, False)):
        page = text_of(as_user(user).get(url("ledger")))
        assert ("人数不符" in page) == reads
        assert "correct “Cadres in post”" in page


def test_what_an_open_item_deals_with_is_not_owed_twice(staff, url, item, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    is_red = ("lamp", "Qinfeng Road Community: Gross floor area; 38 m² short")
    assert is_red not in owed(staff.get(url("ledger")))
    LedgerItem.objects.update(state="closed")
    assert is_red in owed(staff.get(url("ledger")))


def test_the_filters_of_items_leave_out_what_is_none(staff, url, plan, pilots):
    assert owed(staff.get(url("ledger"), {"pilot": "dongguan"}))
    assert not owed(staff.get(url("ledger"), {"state": "open"}))
    assert not owed(staff.get(url("ledger"), {"lamp": "green"}))


# --- opening ----------------------------------------------------------------------------------------------------------


def test_an_item_is_entered_with_everything_typed(staff, url, plan, department):
    response = staff.post(url("ledger-open"), OPEN)
    assert told(response) == ["It is entered under no. 2005-001."]
    assert response.url == url("ledger-item", item="2005-001")
    names = ("pilot__community__code", "indicator__code", "quarter", "shown", "responsible__code", "supporting__code")
    kept = LedgerItem.objects.values_list(*names).get()
    assert [str(each) for each in kept] == ["dongguan", "K07", "2005Q3", "162 m²", "caizhengju", "minzhengju"]


def test_an_item_on_a_report_finds_the_report(staff, url, pilots):
    report = complete_report(pilots[1], returned=True)
    staff.post(url("ledger-open"), {**OPEN, "source": "report"})
    assert LedgerItem.objects.get().report == report


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"matter": " "}, "matter", "Say what is to be done."),
        ({"matter": "张三 610322197001011234"}, "matter", "ID number"),
        ({"due_on": "31.12."}, "due_on", "Write the day like 2005-11-15."),
        ({"due_on": "2005-11-14"}, "__all__", "over already"),
        ({"responsible": ""}, "responsible", "Choose the responsible unit"),
        ({"responsible": "shuiliju"}, "responsible", "valid"),
        ({"pilot": "x"}, "pilot", "valid"),
        ({"source": "meeting"}, "__all__", "which joint meeting"),
        ({"kind": "problem", "topic": "premises"}, "__all__", "topic"),
        ({"supporting": ["caizhengju"]}, "__all__", "does not support itself"),
    ],
)
def test_a_mistake_is_told_and_nothing_typed_is_lost(staff, url, plan, typed, field, message):
    response = staff.post(url("ledger-open"), {**OPEN, **typed})
    assert response.status_code == 422
    assert message in str(response.context["form"].errors[field])
    data = form_data(response, "data-ledger-form")
    assert data["shown"] == "162 m²"
    assert data["matter"] == typed.get("matter", "扩建社区用房")
    assert not LedgerItem.objects.exists()


def test_the_plans_own_nine_are_entered_from_one_form(staff, url, plan, pilots):
    page = staff.get(url("ledger"))
    assert "Enter the 27 difficulties and standing problems" in text_of(page)
    data = form_data(staff.get(url("ledger-standing")), "data-ledger-form")
    assert (data["premises"], len(data)) == ("chengguan", 9)
    wrong = staff.post(url("ledger-standing-open"), {**data, "due_on": "", "economy": ""})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["due_on", "economy"])
    over = staff.post(url("ledger-standing-open"), {**data, "due_on": "2005-11-01"})
    assert (over.status_code, LedgerItem.objects.count()) == (422, 0)
    response = staff.post(url("ledger-standing-open"), {**data, "economy": "caizhengju", "due_on": "2006-06-30"})
    assert told(response) == ["27 items are entered."]
    assert LedgerItem.objects.filter(responsible__code="caizhengju").count() == 3
    assert url("ledger-standing") not in text_of(staff.get(url("ledger")))
    assert "All of them have their action item" in text_of(staff.get(url("ledger-standing")))


@pytest.mark.alike
def test_a_ledger_of_27_items_costs_as_many_queries_as_one_of_9(client, department, secretary):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        lead = UnitFactory(code="caizhengju")
        for number, pilot in enumerate(plan.pilots.all()):
            complete_report(pilot, returned=bool(number % 3), approved=not number % 3)
            for place in range(3):
                item = LedgerItemFactory(plan=plan, number=1 + number * 3 + place, pilot=pilot, responsible=lead)
                item.supporting.add(plan.lead_unit)
        first = plan.ledger.first()
        for _step in range(count):
            event = LedgerEventFactory(item=first, actor=department)
            LedgerFile.objects.create(
                event=event, name="a", content_type="x", size=1, uploaded_by=department, uploaded_at=event.at
            )
        client.force_login(department)
        return [cost(f"/{slug}/ledger/{tail}") for tail in ("", "2005-001/", "new/", "standing/")]

    def cost(address):
        with CaptureQueriesContext(connection) as queries, clock.set_to(date(2005, 11, 15)):
            assert client.get(address).status_code == 200
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 45
