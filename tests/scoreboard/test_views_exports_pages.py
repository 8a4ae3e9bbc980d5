from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from communities.models import Community
from fengxiang import clock
from partybuilding.models import Milestone, Report
from partybuilding.reports.burden import load_burden
from partybuilding.scoreboard.area_page import load_area_page
from partybuilding.scoreboard.indicator_page import load_indicator_page
from partybuilding.targets.quarter import Quarter
from partybuilding.timeline.queries import load_timeline
from partybuilding.units.queries import load_unit_list, load_unit_page
from partybuilding.verification.queries import load_verification_page
from tests.factories import CadreFactory, CommunityFactory, RoomFactory
from tests.reports.reporting import complete_report
from tests.reports.workbook.conftest import opened
from tests.sample_plan import make_plan
from tests.scoreboard.test_views_exports import line, text, told, workbook  # noqa: F401 # told is a fixture

pytestmark = pytest.mark.usefixtures("english_pages")

Q3 = Quarter(2005, 3)
PARTS: dict[str, dict[str, Any]] = {
    "out-area": {"area": 2},
    "out-lamps": {"area": 2},
    "out-indicator": {"indicator": "K07"},
    "out-units": {},
    "out-unit": {"unit": "caizhengju"},
    "out-timeline": {},
    "out-burden": {},
    "out-uses": {},
    "out-verification": {"quarter": "2005Q3"},
    "out-entries": {"pilot": "qinfenglu", "code": "K07"},
    "out-assessment": {},
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "out-area": ("area", PARTS["out-area"]),
    "out-lamps": ("area", PARTS["out-lamps"]),
    "out-indicator": ("indicator", PARTS["out-indicator"]),
    "out-units": ("units", {}),
    "out-unit": ("unit", PARTS["out-unit"]),
    "out-timeline": ("timeline", {}),
    "out-burden": ("burden", {}),
    "out-uses": ("burden", {}),
    "out-verification": ("verification", PARTS["out-verification"]),
    "out-entries": ("value", PARTS["out-entries"]),
    "out-assessment": ("assessments", {}),
}
RED = "red"


@pytest.fixture
def reader(as_user, department):
    return as_user(department)


@pytest.fixture
def rooms(told, pilots):  # noqa: F811
    RoomFactory(community=pilots[0].community, gross_floor_area=120, name="=1+1", since=date(2004, 9, 1))
    RoomFactory(community=pilots[0].community, gross_floor_area="42.5", name="阅览室", since=date(2005, 1, 1))


@pytest.fixture
def lay(plan):
    phase = plan.phases.get(number=2)
    for order, (code, name) in enumerate([("floor-area", "200 m² reached"), ("systems", "systems written")]):
        Milestone.objects.create(phase=phase, code=code, scope="pilot", order=order, name=name, name_en=name)


def rows_of(reader, url, name, form="xlsx", **query):
    where = url(name, form=form, **PARTS[name])
    return workbook(reader, where, **query) if form == "xlsx" else text(reader, where, **query)


# --- the numbers of the page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", ["2004Q3", "2005Q2", "2005Q3", "2005Q4"])
def test_an_area_says_the_values_and_lamps_of_its_page(reader, url, plan, told, quarter):  # noqa: F811
    rows = rows_of(reader, url, "out-area", quarter=quarter)
    with translation.override("en"):
        page = load_area_page(plan, 2, Quarter.parse(quarter))
        cells = [cell for row in page.rows for cell in row.cells]
        want = [(each.indicator.code, str(each.lamp.word), each.is_known) for each in cells]
    assert [(row["Code"], row["Judgement"], row["Value as shown"] is not None) for row in rows] == want


def test_a_unit_says_the_indicators_and_red_lamps_of_its_page(reader, url, plan, told):  # noqa: F811
    seat = plan.member_units.get(unit__code="caizhengju")
    page = load_unit_page(plan, seat.unit, seat, Q3)
    rows = rows_of(reader, url, "out-unit")
    assert [row["Code"] for row in rows] == [cell.indicator.code for each in page.rows for cell in each.row.cells]
    assert sum(row["Lamp"] == RED for row in rows) == len(page.reds) > 0


def test_the_lamps_of_an_area_are_those_of_its_page(reader, url, plan, told):  # noqa: F811
    rows = {row["Quarter"]: row for row in rows_of(reader, url, "out-lamps")}
    for each in load_area_page(plan, 2, Q3).lamps:
        row = rows[str(each.quarter)]
        assert [row[word] for word in ("green", "yellow", "red", "grey")] == [n for _c, n in each.counts] or [None] * 4
    assert rows["2006Q2"]["red"] is None


def test_an_indicator_has_a_row_for_each_pilot_and_quarter(reader, url, plan, told):  # noqa: F811
    rows = rows_of(reader, url, "out-indicator")
    page = load_indicator_page(plan, "K07", Q3, Report.objects.none())
    slots = [slot for row in page.rows for slot in row.slots]
    want = [slot.cell.verdict.amount if slot.cell and slot.is_known else None for slot in slots]
    assert [row["Value"] for row in rows] == want
    own = next(row for row in rows if (row["Pilot"], row["Quarter"]) == ("Qinfeng Road Community", "2005Q3"))
    assert (own["Value"], own["Lamp"], own["Gap"]) == (162, RED, "38 m² short")
    assert [row["Judgement"] for row in rows if row["Quarter"] == "2006Q2"] == ["to come"] * 3


def test_the_units_say_duties_and_red_lamps(reader, url, plan, told):  # noqa: F811
    rows, page = rows_of(reader, url, "out-units"), load_unit_list(plan, Q3)
    got = [(row["Order in the plan"], row["Duties"], row["Joint duties"], row["Red lamps"]) for row in rows]
    assert got == [
        (each.seat.order, each.duties, each.shared, each.reds if each.indicators else None) for each in page.lines
    ]
    assert sum(row["Red lamps"] or 0 for row in rows) > 0


def test_milestones_are_those_of_the_timeline(reader, url, plan, told, lay):  # noqa: F811
    rows = rows_of(reader, url, "out-timeline")
    with translation.override("en"):
        stones = [stone for stage in load_timeline(plan, clock.today()).stages for stone in stage.stones]
        want = [(r.name, str(r.state.word)) for stone in stones for r in stone.readings]
    assert [(row["For whom"], row["State of the milestone"]) for row in rows] == want
    assert len(rows) == 6
    assert rows[0]["Last day"] == datetime(2004, 12, 31)  # noqa: DTZ001 # a workbook knows no zones


def test_the_burden_is_that_of_the_meter(reader, url, plan, told):  # noqa: F811
    rows, burden = rows_of(reader, url, "out-burden"), load_burden(plan, clock.today(), Community.objects.all())
    for quarter, total in burden.totals:
        own = [row for row in rows if row["Quarter"] == str(quarter)]
        assert sum(row["Asked in all"] or 0 for row in own) == total.asked
        assert sum(row["Figures changed"] or 0 for row in own) == total.changed
        assert all(row["Asked in all"] is None for row in own if row["State of the report"] == "no report")
    got = rows_of(reader, url, "out-uses")
    assert {(row["Code"], row["Reports that changed it"], row["Reports that gave it"]) for row in got} == {
        (use.indicator.code, use.changed, use.reports) for use in burden.uses
    }


def test_what_can_be_verified_adds_up_to_the_ladder(reader, url, plan, told):  # noqa: F811
    rows, page = rows_of(reader, url, "out-verification"), load_verification_page(plan, Q3)
    assert len(rows) == page.total > 0
    counts = Counter(row["Proof of the value"] for row in rows)
    assert [counts[word] for word in ("Self-reported", "With evidence", "Verified on site")] == page.counts[:3]
    assert line(rows, "K07")["Value"] == 162
    assert {row["Visited on"] for row in rows} == {None}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_entries_add_up_to_the_registers_figure_and_stay_texts(reader, url, rooms, form):
    rows = rows_of(reader, url, "out-entries", form)
    assert [row["Entry"] for row in rows] == (["=1+1", "阅览室"] if form == "xlsx" else ["'=1+1", "阅览室"])
    area = next(head for head in rows[0] if "area" in head.lower())
    assert sum(float(row[area]) for row in rows) == 162.5
    assert rows[0]["Until"] in {None, ""}


# --- for whom, and how ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [("secretary", 200), ("other_secretary", 403), ("member", 403)])
def test_entries_go_to_those_who_read_them_on_the_page(request, as_user, url, pilots, role, status):
    CadreFactory(community=pilots[0].community, name="李某某", since=date(2005, 8, 1))
    where = url("out-entries", pilot="qinfenglu", code="K16", form="csv")
    answer = as_user(request.getfixturevalue(role)).get(where)
    assert (answer.status_code, "李某某" in answer.content.decode()) == (status, status == 200)


@pytest.mark.parametrize("name", PARTS)
def test_the_page_leads_to_its_table_with_its_quarter(reader, url, rooms, lay, name):
    page, parts = PAGES[name]
    content = reader.get(url(page, **parts), {"quarter": "2005Q3"}).content.decode()
    for form in ("xlsx", "csv"):
        assert f'href="{url(name, form=form, **PARTS[name])}?quarter=2005Q3"' in content


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", PARTS)
def test_it_opens_in_both_languages_and_is_not_kept(reader, url, rooms, lay, name, language):
    reader.cookies["django_language"] = language
    answer = reader.get(url(name, form="xlsx", **PARTS[name]))
    page = opened(answer.content).worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert page.max_row > 1
    assert len(heads) == len(set(heads))
    assert all(any("一" <= sign <= "鿿" for sign in head) == (language != "en") for head in heads)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "where",
    ["areas/99.csv", "indicators/K99.csv", "units/none.csv", "verification/2009Q1.csv", "pilots/qinfenglu/K99.csv"],
)
def test_what_is_not_there_has_no_table(reader, plan, pilots, where):
    assert reader.get(f"/fengxiang-2004/out/{where}").status_code == 404


@pytest.mark.alike
def test_9_pilots_cost_as_many_queries_as_3(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            RoomFactory(community=pilot.community, gross_floor_area=100)
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        Milestone.objects.create(phase=plan.phases.get(number=2), code="floor-area", scope="pilot", order=1, name="x")
        client.force_login(department)
        first = next(iter(plan.pilots.all())).community.code
        own = [
            *(f"pilots/{first}/K07", "areas/2", "areas/2/lamps", "indicators/K07", "units", "units/caizhengju"),
            *("timeline", "burden", "burden/uses", "verification/2005Q3"),
        ]
        return {table.replace(first, ""): cost(f"/{slug}/out/{table}.csv") for table in own}

    def cost(where):
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).content.count(b"\r\n") > 1
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few.values()) <= 40
