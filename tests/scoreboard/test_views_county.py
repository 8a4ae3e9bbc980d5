import re
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.scoreboard.scoreboard import ROWS_ON_PAPER
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.factories_indicator import IndicatorFactory
from tests.factories_meeting import LeaderAssignmentFactory, LedgerItemFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import INDICATORS, make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def test_it_opens_on_the_quarter_reports_are_due_for(reader, url):
    assert reader.get(url("county")).context["board"].quarter == Quarter(2005, 3)


def test_another_quarter_can_be_chosen(reader, url):
    assert reader.get(url("county"), {"quarter": "2004Q3"}).context["board"].quarter == Quarter(2004, 3)


@pytest.mark.parametrize("code", ["2005Q5", "2004Q2", "2006Q3", "2005", "２００５Q1", "2005Q3 ", "x" * 500])
def test_a_quarter_outside_the_plan_is_not_there(reader, url, code):
    assert reader.get(url("county"), {"quarter": code}).status_code == 404


def test_every_indicator_stands_in_the_matrix_with_its_section(reader, url, pilots):
    complete_report(pilots[0], approved=True)
    content = page(reader, url("county"), open="all")
    for spec in INDICATORS:
        assert spec["name_en"] in content
    assert content.count("III.") >= len(INDICATORS)


def test_value_lamp_gap_and_change_are_shown(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 120}})
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = page(reader, url("county"), open="2")
    for part in ("162 m²", "+42", "Overdue", "38 m² short", "lamp--red"):
        assert part in content


def test_what_is_left_out_on_paper_is_counted_there(reader, url, pilots, plan):
    complete_report(pilots[0], approved=True, changes={"K16": {"cadres": 6}})
    for _more in range(ROWS_ON_PAPER):
        IndicatorFactory(plan=plan, area=plan.areas.get(number=4))
    content = page(reader, url("county"))
    left_out = content.count('class="matrix__row screen-only"')
    assert left_out > ROWS_ON_PAPER
    assert re.search(rf"print-only[^<]*>\s*{left_out} indicators in which nothing is behind are not printed", content)
    asked = page(reader, url("county"), open="4")
    assert ("matrix__row screen-only" in asked, "not printed" in asked) == (False, False)


def test_what_is_carried_says_so_and_which_reports_are_missing(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    content = page(reader, url("county"), open="2")
    assert "210 m²" in content
    assert "carried from 2005Q2" in content
    assert "Qinfeng Road Community: not started, due 5 October 2005; carried from 2005Q2" in content


def test_the_set_day_is_told_on_the_page(reader, url):
    assert "15 November 2005" in page(reader, url("county")) or "2005-11-15" in page(reader, url("county"))


def test_demonstration_data_are_marked(reader, url, plan):
    assert "Demonstration data" not in page(reader, url("county"))
    plan.is_demo = True
    plan.save()
    assert "Demonstration data" in page(reader, url("county"))


def test_it_is_read_in_chinese_unless_asked_otherwise(reader, url):
    reader.cookies.pop("django_language")
    content = page(reader, url("county"))
    assert "秦凤路社区" in content
    assert "Qinfeng Road" not in content


ASKED = [
    {},
    {"open": "all"},
    {"area": "2"},
    {"pilot": "c1"},
    {"lamp": "red", "reds": "all"},
    {"kind": "required"},
    {"truth": "verified", "open": "all"},
]


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3_and_at_most_15(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        plan.indicators.filter(code__in=["K07", "K16", "K28"]).update(is_headline=True)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        return [cost(f"/{slug}/", count, asked) for asked in ASKED]

    def cost(address, count, asked):
        client.get(address, asked)
        with CaptureQueriesContext(connection) as queries:
            content = client.get(address, asked).content.decode()
        assert "truth" in asked or content.count("100 m²") >= count, asked
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 15


def test_many_pilots_are_counted_in_the_tiles_and_not_named(client, department):
    make_plan([CommunityFactory() for _ in range(7)], slug="many")
    client.force_login(department)
    tiles = (
        client.get("/many/?quarter=2005Q3")
        .content.decode()
        .split('<dl class="tiles tiles--line">')[1]
        .split("</dl>")[0]
    )
    assert "7 not approved yet" in tiles or "7个未审核通过" in tiles
    assert "not started" not in tiles


# --- filters and red lamps -------------------------------------------------------------------------------------------


@pytest.fixture
def two_reds(pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}, "K16": {"cadres": 9}})


def test_the_filter_is_said_and_kept_by_every_way_on(reader, url, two_reds):
    content = page(reader, url("county"), quarter="2005Q3", lamp="red", area="2")
    assert "Task area: Venue; Lamp: red" in content
    assert "Cadres in post</a></span>" not in content  # its row; the charts and the tallies stay
    assert '<input type="hidden" name="area" value="2"><input type="hidden" name="lamp" value="red">' in content
    for address in ("reds.csv?", "scoreboard.xlsx?", "?"):
        assert f"{address}quarter=2005Q3&amp;lamp=red&amp;area=2" in content


def test_an_unknown_filter_is_no_filter(reader, url, two_reds):
    content = page(reader, url("county"), lamp="blue", area="77", pilot="<b>")
    assert "Filtered:" not in content
    assert content.count('<tbody id="area-') == 5


def test_a_filter_nothing_answers_to_leads_back(reader, url, two_reds):
    content = page(reader, url("county"), lamp="yellow")
    assert "Nothing answers to this filter." in content
    assert "No red lamp answers to this filter." in content


def test_a_red_lamp_says_who_can_close_it_by_when_and_where_it_comes_from(reader, url, two_reds):
    content = page(reader, url("county"), area="2")
    reds = content[content.index('id="red-title"') : content.index('id="matrix-title"')]
    assert "100 m² short" in reds
    assert "/units/caizhengju/" in reds
    assert "Due </span>31 December 2004" in reds
    assert url("value", pilot="qinfenglu", code="K07") + "?quarter=2005Q3" in reds
    assert "Cadres" not in reds


def test_the_tables_to_take_along_follow_the_filter(reader, url, two_reds):
    every = page(reader, url("out-reds", form="csv"), quarter="2005Q3")
    some = page(reader, url("out-reds", form="csv"), quarter="2005Q3", area="2")
    assert "K16" in every
    assert "K16" not in some
    assert "K07" in some
    sent = reader.get(url("out-scoreboard", form="xlsx"), {"area": "2"})
    assert quote("筛选") in sent["Content-Disposition"]


# --- resolutions and leaders ------------------------------------------------------------------------------------------


def test_the_tile_counts_open_and_overdue_resolutions_as_they_stand_today(reader, url, plan):
    assert "no action item agreed yet" in page(reader, url("county"))
    LedgerItemFactory(plan=plan, due_on=date(2005, 11, 14))
    LedgerItemFactory(plan=plan, due_on=date(2005, 11, 15))
    LedgerItemFactory(plan=plan, due_on=date(2005, 11, 1), state="closed")
    LedgerItemFactory(plan=plan, due_on=date(2005, 11, 1), kind="supervision")
    tile = page(reader, url("county"), quarter="2004Q4").split("Open resolutions</dt>")[1].split("</div>")[0]
    assert "<b>2</b>/3" in tile
    assert f'<a href="{url("ledger")}?kind=resolution&amp;state=open"> 1 overdue </a>' in " ".join(tile.split())


def test_a_red_lamp_names_the_leader_assigned_today(reader, url, two_reds, pilots):
    LeaderAssignmentFactory(pilot=pilots[0], name="刘某", unit__name_en="Finance Bureau")
    LeaderAssignmentFactory(pilot=pilots[0], name="许某", until=date(2005, 11, 14))
    LeaderAssignmentFactory(pilot=pilots[1], name="蒋某")
    content = page(reader, url("county"), quarter="2005Q3", open="all")
    reds = content[content.index('id="red-title"') : content.index('id="matrix-title"')]
    assert reds.count("Assigned leader: Finance Bureau 刘某") == 2
    assert content.count("Finance Bureau 刘某") == 2  # a cell has three lines and no room for a name
    assert "许某" not in content
    assert "蒋某" not in content


def test_carried_values_can_be_left_out_on_the_page_and_in_its_tables(reader, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    for carried, shown in ((None, True), ("no", False)):
        asked = {"open": "2", **({"carried": carried} if carried else {})}
        assert ("210 m²" in page(reader, url("county"), **asked)) == shown
        table = reader.get(url("out-scoreboard", form="csv"), asked).content.decode("utf-8-sig")
        assert ("210" in table) == shown
