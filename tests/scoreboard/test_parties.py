"""Responsible units: units, the pilot's own town, its community; the same everywhere a lamp stands."""

from datetime import date

import pytest
from django.utils import translation

from communities.models import Unit
from partybuilding.ledger.queries import load_ledger
from partybuilding.ledger.unlisted import load_unlisted
from partybuilding.models import Report
from partybuilding.notices.schedule import People
from partybuilding.papers.content import cell_tree
from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.exports import reds_table
from partybuilding.scoreboard.owed import find_lamps
from partybuilding.scoreboard.scoreboard import BoardRow, load_scoreboard
from partybuilding.shared.owed import OwedKind
from partybuilding.targets.quarter import Quarter
from partybuilding.units.queries import load_unit_page
from tests.factories import UnitFactory, UserFactory
from tests.factories_indicator import IndicatorFactory
from tests.reports.reporting import complete_report

Q3, TODAY = Quarter(2005, 3), date(2005, 11, 15)
RED = {"K07": {"area": 50}}


@pytest.fixture
def other_town(pilots):
    """The third pilot lies in a town of its own; its people."""
    pilots[2].community.town = UnitFactory(code="xikou", name="溪口镇党委", name_en="Xikou Town", level=Unit.Level.TOWN)
    pilots[2].community.save()
    return UserFactory(role="town", username="xikou", unit=pilots[2].community.town)


@pytest.fixture
def body(plan, pilots):
    """K36, of the plan as a whole: no town has set up its body yet."""
    field = {"key": "set_up", "role": "condition"}
    return IndicatorFactory(
        plan=plan, code="K36", area=plan.areas.last(), scope="plan", source="record", measure="special_body",
        operator="yes_no", due_phase=plan.phases.first(), fields=[field],
    )  # fmt: skip


@pytest.fixture
def board(plan, pilots, body, other_town, town, secretary, third_secretary, department):
    """K07 is red at the first and the last pilot; the town and the community answer for it beside 财政局."""
    plan.indicators.filter(code__in=["K07", "K36"]).update(town_answers=True, community_answers=True)
    for pilot, author in ((pilots[0], secretary), (pilots[2], third_secretary)):
        complete_report(pilot, approved=True, changes=RED, submitted_by=author)
    return load_scoreboard(plan, Q3, {"all"})


def cells_of(board, code):
    return [cell for cell in board.cells if cell.indicator.code == code]


def test_each_pilot_has_its_own_town_and_community(board):
    assert [list(map(str, cell.parties)) for cell in cells_of(board, "K07")] == [
        ["财政局", "城关镇党委", "秦凤路社区"],
        ["财政局", "城关镇党委", "东关社区"],
        ["财政局", "溪口镇党委", "东湖路社区"],
    ]


def test_of_the_plan_every_town_and_community_answers(board):
    towns = ["城关镇党委", "溪口镇党委"]
    assert list(map(str, cells_of(board, "K36")[0].parties)) == [*towns, "秦凤路社区", "东关社区", "东湖路社区"]


def test_across_the_pilots_the_communities_are_named_in_one(board):
    row = BoardRow(cells_of(board, "K07")[0].indicator, cells_of(board, "K07"))
    assert list(map(str, row.parties)) == ["财政局", "城关镇党委", "溪口镇党委", "各社区"]
    with translation.override("en"):
        assert str(row.parties[-1]) == "each community"


def test_who_answers_costs_no_query_once_the_plan_is_read(board, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert all(cell.parties is not None for cell in board.cells)


def test_a_lamp_is_owed_by_those_who_can_close_it(board, plan, secretary, third_secretary, town, other_town):
    finance = UserFactory(username="caizhengju", unit=plan.member_units.get(unit__code="caizhengju").unit)
    owed = {(each.about.pilot, each.about.indicator): each for each in find_lamps(board, TODAY)}
    people = People(owed.values())
    first, last = (owed[cell.pilot, cell.indicator] for cell in board.reds if cell.indicator.code == "K07")
    assert people.of(first) == [finance, town, secretary]
    assert people.of(last) == [finance, other_town, third_secretary]


@pytest.mark.parametrize(
    ("marks", "leads", "owners"),
    [
        ({}, [], []),  # nobody: the department
        ({}, ["zuzhibu", "caizhengju"], []),  # the department is among them and sees to it
        ({}, ["caizhengju"], ["财政局"]),
        ({"town_answers": True}, [], ["城关镇党委", "溪口镇党委"]),
        ({"town_answers": True, "community_answers": True}, [], ["城关镇党委", "溪口镇党委"]),
        ({"town_answers": True}, ["zuzhibu"], []),
    ],
)
def test_of_the_county_as_a_whole_it_is_the_departments_only_where_it_answers(
    plan, body, other_town, marks, leads, owners
):
    plan.indicators.filter(code="K36").update(**marks)
    body.leads.set(plan.member_units.filter(unit__code__in=leads))
    [owed] = [each for each in find_lamps(load_scoreboard(plan, Q3), TODAY) if each.about.indicator == body]
    assert (owed.owner.pilot, list(map(str, owed.owner.units))) == (None, owners)
    assert owed.owner.is_department == (not owners)


def test_the_ledger_proposes_them_and_is_filtered_by_them(board, plan):
    unlisted = load_unlisted(plan, Report.objects.all(), TODAY)
    lamp = next(each for each in unlisted if each.about.pilot and each.about.indicator)
    assert "responsible=caizhengju&supporting=chengguan" in lamp.opening
    for asked, count in {"pilot:qinfenglu": 2, "pilot:dongguan": 1, "xikou": 2, "chengguan": 2}.items():
        lines = load_ledger(plan, TODAY, unlisted, {"unit": asked}).unlisted
        assert sum(each.owed.kind == OwedKind.LAMP for each in lines) == count, asked  # K36 is of all of them
        reports = {str(each.about.pilot) for each in lines if each.owed.kind == OwedKind.REPORT}
        assert reports == ({str(lines[0].about.pilot)} if asked.startswith("pilot:") else set())


def test_tables_and_papers_say_the_same(board):
    for row, cell in zip(reds_table(board).rows, board.reds, strict=True):
        parties = list(map(str, cell.parties))
        assert "、".join(parties) in row
        assert cell_tree(cell)["leads"] == parties


def test_a_towns_page_has_its_own_pilots_alone(board, plan, other_town, town):
    pages = [load_unit_page(plan, user.unit, None, Q3) for user in (town, other_town)]
    assert [[str(pilot) for pilot in page.pilots] for page in pages] == [["秦凤路社区", "东关社区"], ["东湖路社区"]]
    assert [[str(cell.pilot or "") for cell in page.reds] for page in pages] == [["秦凤路社区", ""], ["东湖路社区", ""]]
    shared = {led.row.indicator.code: list(map(str, led.shared_with)) for led in pages[1].rows}
    assert shared["K07"] == ["财政局", "各社区"]
    assert [len(led.row.slots) for led in pages[0].rows] == [2, 1]


def test_a_town_is_read_like_a_unit(board, as_user, town, member, url, english_pages):
    page = as_user(member).get(url("unit", unit="chengguan")).content.decode()
    for words in ("in attendance at the joint meeting", "2 red lamps this unit can close", "Gross floor area"):
        assert words in page
    assert "unit-contact" not in page
    own = as_user(town).get(url("timeline")).content.decode()
    assert f'<a href="{url("unit", unit="chengguan")}">' in own
    assert as_user(town).get(url("out-unit", unit="chengguan", form="csv")).status_code == 200


def test_the_terms_of_another_quarter_have_the_same_parties(board, plan):
    context = load_plan_context(plan).in_quarter(Quarter(2004, 4))
    area = next(each for each in context.indicators if each.code == "K07")
    assert area.parties([]) == area.parties([], by_name=False)
    assert list(map(str, area.parties(context.pilots[:1]))) == ["财政局", "城关镇党委", "秦凤路社区"]
