import csv
import io
from datetime import date, datetime
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import Indicator
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.reports.workbook.conftest import opened
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

HEADS = {
    "en": ("Pilot", "Code", "Value", "Numerator", "Denominator", "Change since last quarter", "Completion", "Gap"),
    "zh-hans": ("示范点", "编号", "数值", "分子", "分母", "较上季度变化", "完成率", "差距"),
}
TABLES = ["out-scoreboard", "out-reds", "out-reports", "out-pilot"]


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


@pytest.fixture
def told(pilots):
    """qinfenglu approved in two quarters, dongguan in the first of them, donghulu never."""
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 120}})
    complete_report(
        pilots[0],
        approved=True,
        changes={"K07": {"area": 162}, "K28": {"civilised": 4}, "K06": {"room_police": 0}, "K16": {"cadres": 6}},
    )
    complete_report(pilots[1], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 190}})


def address(url, name, form="xlsx"):
    return url(name, form=form, **({"pilot": "qinfenglu"} if name == "out-pilot" else {}))


def workbook(client, where, **query):
    """Return the rows of a downloaded workbook, each by its heads."""
    page = opened(client.get(where, query).content).worksheets[0]
    heads, *rows = [[cell.value for cell in row] for row in page.iter_rows()]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def text(client, where, **query):
    """Return the rows of a downloaded CSV file, each by its heads."""
    content = client.get(where, query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def line(rows, code, pilot="Qinfeng Road Community"):
    return next(row for row in rows if row["Code"] == code and row.get("Pilot", pilot) == pilot)


# --- the numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", HEADS)
def test_the_scoreboard_says_the_numbers_of_the_dashboard(reader, url, plan, told, language):
    reader.cookies["django_language"] = language
    rows = workbook(reader, url("out-scoreboard", form="xlsx"))
    cells = [
        cell for block in load_scoreboard(plan, Quarter(2005, 3)).blocks for row in block.rows for cell in row.cells
    ]
    assert len(rows) == len(cells) == 31
    for row, cell in zip(rows, cells, strict=True):
        value = row[HEADS[language][2]]
        shown = None if value is None else value * 100 if cell.indicator.clause.is_in_percent else value
        if cell.verdict.amount is None:
            assert shown is None
        else:
            assert shown == pytest.approx(float(cell.verdict.amount), abs=0.051)
        assert row[HEADS[language][1]] == cell.indicator.code


def test_a_row_says_value_target_change_and_gap(reader, url, told):
    row = line(workbook(reader, url("out-scoreboard", form="xlsx")), "K07")
    assert (row["Value"], row["Unit of the value"], row["Target as a number"]) == (162, "m²", 200)
    assert (row["Change since last quarter"], row["Completion"]) == (42, 0.81)
    assert (row["Lamp"], row["Judgement"], row["Gap"]) == ("red", "Overdue", "38 m² short")
    assert (row["Quarter of the value"], row["Due"], row["Responsible units"]) == (
        "2005Q3",
        datetime(2004, 12, 31),  # noqa: DTZ001 # a workbook knows no zones
        "Finance Bureau",
    )


def test_shares_lists_and_bands_say_their_parts(reader, url, told):
    rows = workbook(reader, url("out-scoreboard", form="xlsx"))
    share, rooms, band = line(rows, "K28"), line(rows, "K06"), line(rows, "K16")
    assert (share["Value"], share["Numerator"], share["Denominator"], share["Target as a number"]) == (0.444, 4, 9, 0.5)
    assert (share["Value as shown"], share["Change since last quarter"]) == ("44.4% (4/9)", -11.1)
    assert (rooms["Value as shown"], rooms["Numerator"], rooms["Denominator"]) == ("6/7 items", 6, 7)
    assert (band["Value"], band["Target as a number"], band["Upper end of the band"]) == (6, 3, 5)


def test_a_carried_value_is_judged_with_its_quarter(reader, url, told):
    row = line(workbook(reader, url("out-scoreboard", form="xlsx")), "K07", "Dongguan Community")
    assert (row["Value"], row["Quarter of the value"], row["Judgement"]) == (190, "2005Q2", "Overdue")
    assert (row["Completion"], row["Gap"], row["Change since last quarter"]) == (0.95, "10 m² short", None)


def test_what_was_never_reported_is_empty_not_0(reader, url, told):
    row = line(workbook(reader, url("out-scoreboard", form="xlsx")), "K07", "Donghu Road Community")
    assert row["Value"] is row["Value as shown"] is row["Quarter of the value"] is row["Completion"] is None
    row = line(text(reader, url("out-scoreboard", form="csv")), "K07", "Donghu Road Community")
    assert row["Value"] == row["Completion"] == ""


def test_csv_says_the_same(reader, url, told):
    row = line(text(reader, url("out-scoreboard", form="csv")), "K28")
    assert (row["Value"], row["Numerator"], row["Target as a number"]) == ("44.4%", "4", "50%")
    assert (row["Change since last quarter"], row["Completion"]) == ("-11.1", "88.9%")
    assert line(text(reader, url("out-scoreboard", form="csv")), "K07")["Due"] == "2004-12-31"


def test_the_red_lamps_are_those_of_the_dashboard(reader, url, plan, told):
    rows = workbook(reader, url("out-reds", form="xlsx"))
    reds = load_scoreboard(plan, Quarter(2005, 3)).reds
    assert [row["Code"] for row in rows] == [cell.indicator.code for cell in reds]
    assert {"K06", "K07"} <= {row["Code"] for row in rows}
    assert {row["Lamp"] for row in rows} == {"red"}


def test_a_pilot_has_a_column_for_each_quarter(reader, url, told):
    rows = workbook(reader, address(url, "out-pilot"))
    row = line(rows, "K07")
    assert [row[f"2005Q{number}"] for number in (1, 2, 3, 4)] == [None, 120, 162, None]
    assert (row["Gap"], row["Change since last quarter"]) == ("38 m² short", 42)
    assert (line(rows, "K28")["2005Q2"], line(rows, "K28")["2005Q3"]) == (0.556, 0.444)


def test_the_completeness_board_says_who_is_in_and_late(reader, url, told, plan):
    rows = text(reader, url("out-reports", form="csv"), quarter="2005Q3")
    assert len(rows) == 3 * len(plan.quarters)
    late = next(row for row in rows if (row["Quarter"], row["Pilot"]) == ("2005Q3", "Dongguan Community"))
    assert (late["State of the report"], late["Due date"], late["Days late"]) == ("missing", "2005-10-05", "41")
    assert (late["On time"], late["Days with the community"]) == ("", "46")


# --- what is asked for ------------------------------------------------------------------------------------------------


def test_the_quarter_of_the_page_is_taken(reader, url, told):
    row = line(workbook(reader, url("out-scoreboard", form="xlsx"), quarter="2005Q2"), "K07")
    assert (row["Value"], row["Quarter of the value"]) == (120, "2005Q2")
    assert "38 m² short" not in str(workbook(reader, address(url, "out-pilot"), quarter="2005Q2"))


@pytest.mark.parametrize("name", ["out-scoreboard", "out-pilot"])
def test_values_nobody_verified_are_left_out_where_the_page_leaves_them_out(reader, url, told, name):
    for row in workbook(reader, address(url, name), truth="verified"):
        assert row["Value as shown"] is row["Numerator"] is row.get("Value") is row.get("2005Q2") is None
    assert "仅已核实" in unquote(reader.get(address(url, name), {"truth": "verified"})["Content-Disposition"])


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("form", "kind"), [("xlsx", "spreadsheetml"), ("csv", "text/csv")])
def test_the_file_has_a_chinese_name_with_its_quarter(reader, url, told, name, form, kind):
    answer = reader.get(address(url, name, form))
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition).endswith(f"-2005Q3.{form}")
    assert kind in answer["Content-Type"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", TABLES)
def test_it_says_what_it_is_whose_and_of_when(reader, url, told, name):
    about = opened(reader.get(address(url, name)).content)["About"]
    facts = {row[0].value: row[1].value for row in about.iter_rows(min_row=3)}
    assert facts["Exported by"] == "赵某"
    assert facts["Exported on"].date() == date(2005, 11, 15)
    assert "2005Q3" in facts["Quarter"]


@pytest.mark.parametrize("where", ["scoreboard.xls", "scoreboard", "nothing.csv", "pilots/x.csv"])
def test_nothing_else_is_there(reader, told, where):
    assert reader.get(f"/fengxiang-2004/out/{where}").status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_names_that_are_formulas_stay_names(reader, url, pilots, told, form):
    Indicator.objects.filter(code="K07").update(name_en="=HYPERLINK(1)")
    if form == "csv":
        assert line(text(reader, url("out-scoreboard", form="csv")), "K07")["Indicator"] == "'=HYPERLINK(1)"
    else:
        page = opened(reader.get(url("out-scoreboard", form="xlsx")).content).worksheets[0]
        assert {cell.data_type for row in page for cell in row if str(cell.value).startswith("=")} == {"s"}


@pytest.mark.alike
def test_9_pilots_cost_as_many_queries_as_3(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        first = f"pilots/{next(iter(plan.pilots.all())).community.code}"
        return [cost(f"/{slug}/out/{table}.csv") for table in ("scoreboard", "reds", "reports", first)]

    def cost(where):
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).content.count(b"\r\n") > 3
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 40
