from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from partybuilding.models import Indicator, Pilot, Plan, TownBody
from partybuilding.registers.records import RECORDS, load_records
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import ReportForm
from partybuilding.reports.workbook.write import write_workbook
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, MemberUnitFactory, PilotFactory, PlanFactory, ReportFactory, UnitFactory
from tests.factories_meeting import AttendanceFactory
from tests.registers.records_table import EMPTY, ENTRIES, FIRST, ON, QUARTER, Ground

ALL = [line for line in ENTRIES if line[2]]


def read(plan: Plan, pilot: Pilot, measure: str, on: date = ON) -> Mapping[str, Decimal]:
    quarter = Quarter.of(on)
    records = load_records(plan, {quarter: on})
    return records.of(quarter, None if RECORDS[measure].is_of_plan else pilot, measure)


@pytest.fixture
def ground(db: None) -> Ground:
    plan = PlanFactory()
    return Ground(plan, PilotFactory(plan=plan))


def test_the_table_names_every_measure():
    assert EMPTY.keys() == RECORDS.keys()
    assert {measure for measure, _enter, figures in ENTRIES if figures} == RECORDS.keys()


@pytest.mark.parametrize("measure", EMPTY)
def test_of_nothing_entered_what_is_not_counted_is_not_known(ground, measure):
    assert read(ground.plan, ground.pilot, measure) == EMPTY[measure]


@pytest.mark.parametrize(("measure", "enter", "figures"), ENTRIES)
def test_what_is_entered_is_counted_from_its_day(ground, measure, enter, figures):
    enter(ground)
    expected = {**EMPTY[measure], **{key: Decimal(value) for key, value in figures.items()}}
    assert read(ground.plan, ground.pilot, measure) == expected
    assert expected.keys() <= RECORDS[measure].keys


@pytest.mark.parametrize(("measure", "enter", "figures"), ALL)
def test_plans_and_pilots_are_kept_apart(ground, measure, enter, figures):
    beside = PilotFactory(plan=ground.plan)
    other = PilotFactory(plan=PlanFactory())
    enter(ground)
    assert read(other.plan, other, measure) == EMPTY[measure]
    if not RECORDS[measure].is_of_plan:
        assert read(ground.plan, beside, measure) == EMPTY[measure]


def test_rows_of_two_pilots_do_not_multiply_what_the_plan_has(ground):
    PilotFactory(plan=ground.plan)
    for _ in range(2):
        ground.money(paid=1000)
        ground.listed("opinion")
    assert read(ground.plan, ground.pilot, "special_fund")["paid"] == 2000
    assert read(ground.plan, ground.pilot, "support_given")["opinions"] == 2


def test_a_plan_without_pilots_has_records_of_its_own(db):
    plan = PlanFactory()
    MemberUnitFactory(plan=plan, duties_confirmed_on=ON)
    assert load_records(plan, {QUARTER: ON}).of(QUARTER, None, "duties_confirmed") == {"units": 1}
    assert load_records(plan, {QUARTER: ON}).of(QUARTER, None, "special_body") == {"set_up": 0}
    assert load_records(plan, {}).of(QUARTER, None, "duties_confirmed") == {}


def test_every_town_with_a_pilot_needs_its_body(ground):
    other = UnitFactory(code="second", level="town")
    PilotFactory(plan=ground.plan, community=CommunityFactory(town=other))
    first = next(town for town in ground.plan.towns if town != other)
    for town, set_up in ((first, 0), (UnitFactory(code="third", level="town"), 0), (other, 1)):
        TownBody.objects.create(plan=ground.plan, town=town, since=ON)
        assert load_records(ground.plan, {QUARTER: ON}).of(QUARTER, None, "special_body") == {"set_up": set_up}


def test_everything_is_read_in_one_query_for_two_years_however_many_pilots(ground):
    """A plan of ten years would be one of 1,280 columns: SQLite takes 2,000, PostgreSQL 1,664, both ever more time."""

    def cost(quarters: int) -> int:
        chosen = list(Quarter(2004, 3).through(Quarter(2014, 2)))[:quarters]
        with CaptureQueriesContext(connection) as queries:
            records = load_records(ground.plan, {quarter: quarter.last_day for quarter in chosen}, chosen[-1].last_day)
        assert records.leaders[ground.pilot.pk].number == 1
        found = [records.of(quarter, ground.pilot, "assigned_leaders")["leaders"] for quarter in chosen]
        assert found == [1] * quarters
        return len(queries)

    ground.leader()
    small = [cost(quarters) for quarters in (1, 8, 40)]
    for _ in range(29):
        PilotFactory(plan=ground.plan)
    assert small == [cost(1), cost(8), cost(40)] == [1, 1, 5]


# --- the shipped plan -------------------------------------------------------------------------------------------------

OF_RECORDS = [
    *("K30", "K31", "K34", "K35", "K36", "K37", "K38", "K40", "K41", "K42", "K43", "K44", "K45", "K46", "K48", "K49"),
    "K50",
]


@pytest.fixture
def shipped_ground(shipped_plan: Plan) -> Ground:
    return Ground(shipped_plan, shipped_plan.pilots.select_related("community", "plan").earliest("order"))


def enter_everything(of: Ground) -> None:
    """Have one row behind each of these indicators, in the first pilot or of the plan as a whole."""
    of.body(FIRST)
    of.plan.member_units.update(duties_confirmed_on=FIRST)
    meeting = of.meeting(ON)
    for number, seat in enumerate(of.plan.member_units.select_related("unit")):
        AttendanceFactory(meeting=meeting, unit=seat.unit, status="present" if number < 16 else "excused")
    of.item(field="cadres")
    of.told(times=7)
    of.leader()
    for code, of_pilot in (("mobilisation", True), ("work-plan", True), ("town-work-plan", False)):
        of.reached(code, FIRST, of_pilot=of_pilot, document="milestones/a.pdf")
    of.listed("opinion")
    of.listed("problem", closed=ON)
    of.money(paid=30000, planned=80000, planned_on=FIRST)
    of.money(pilot=of.pilot, source="department", paid=6000, purpose="equipment")
    of.money(source="department", purpose="working", paid=4500)
    of.year(allowance_standard=720)
    of.trained(persons=12)


VALUES = {
    "K30": "1 meeting",
    "K31": "16/18",
    "K34": "1/5",
    "K35": "7 times",
    "K36": "yes",
    "K37": "1 leader",
    "K38": "18 units",
    "K40": "2 plans",
    "K41": "opinions given 1 · support items 0",
    "K42": "difficulties closed 0 · standing problems closed 1",
    "K43": "planned 80,000 · paid 30,000",
    "K44": "100% (6,000/6,000)",
    "K45": "4,500 yuan",
    "K46": "80% (720/900)",
    "K48": "training sessions 1 · persons trained 12 · study visits 0",
    "K49": "1 meeting",
    "K50": "1 item",
}


def test_these_come_from_records_and_none_is_typed_into_a_report(shipped_ground):
    indicators = {each.code: each for each in Indicator.objects.filter(code__in=OF_RECORDS)}
    assert sorted(indicators) == OF_RECORDS
    for code, indicator in indicators.items():
        assert (indicator.source, indicator.measure in RECORDS) == ("record", True), code
        assert {each.key for each in indicator.fields.all()} == RECORDS[indicator.measure].keys, code
    sheet = load_report_detail(ReportFactory(pilot=shipped_ground.pilot))
    book = load_workbook(BytesIO(write_workbook(sheet)))
    keys = {str(cell.value).partition(".")[0] for page in book for cell in page["A"]}
    assert keys & {row.indicator.code for row in sheet.rows}
    assert not keys & set(OF_RECORDS)
    figures = {f"v{field.pk}" for each in indicators.values() for field in each.fields.all()}
    assert not figures & ReportForm(sheet).fields.keys()
    assert not {row.indicator.code for row in sheet.rows} & set(OF_RECORDS)


def test_each_shows_what_was_entered(shipped_ground):
    enter_everything(shipped_ground)
    with translation.override("en"):
        cells = load_scoreboard(shipped_ground.plan, QUARTER).cells
        shown = {
            cell.indicator.code: cell.text
            for cell in cells
            if cell.indicator.code in OF_RECORDS and cell.pilot in {None, shipped_ground.pilot}
        }
    assert {code: text for code, text in shown.items() if VALUES[code] not in text} == {}
    assert sorted(shown) == OF_RECORDS
