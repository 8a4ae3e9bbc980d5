"""Whatever happens to the reports, every room names the lamps of a small reference that knows nothing of the rooms."""

from collections import Counter
from datetime import date

import pytest

from partybuilding.meetings.snapshot_store import content_of, read
from partybuilding.models import Report, Snapshot
from partybuilding.papers.content import bulletin_data
from partybuilding.reports import actions
from partybuilding.scoreboard.area_page import load_area_page
from partybuilding.scoreboard.comparison import comparisons
from partybuilding.scoreboard.export_area import area_table
from partybuilding.scoreboard.export_cells import lamp
from partybuilding.scoreboard.export_indicator import indicator_table
from partybuilding.scoreboard.export_pilot import pilot_table
from partybuilding.scoreboard.exports import reds_table, scoreboard_table
from partybuilding.scoreboard.indicator_page import load_indicator_page
from partybuilding.scoreboard.owed import find_lamps
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.scoreboard.value_page import load_value_page
from partybuilding.scoreboard.wall_page import arrange
from partybuilding.shared.errors import ActionError
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter
from partybuilding.units.exports import unit_table
from partybuilding.units.queries import load_unit_list, load_unit_page
from tests.factories_meeting import MeetingFactory
from tests.reports.reporting import complete_report

QUARTERS = [Quarter(2005, number) for number in (1, 2, 3, 4)]
TODAY = date(2006, 1, 20)
AREAS, CADRES = (150, 200, 230), (2, 4, 6)
FLOW = "K10"  # counted anew each quarter; every other target of the communities is always met


class Chance:
    """The same choices on every run for a seed, by a linear congruence."""

    def __init__(self, seed):
        self.state = seed

    def choice(self, options):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return options[(self.state >> 8) % len(options)]


@pytest.fixture
def history(settings, plan, pilots, secretary, other_secretary, third_secretary, department):
    """Return the figures of every report, and a function that does something to one of them."""
    settings.FENGXIANG_TODAY = TODAY
    plan.indicators.filter(code=FLOW).update(is_flow=True)
    plan.indicators.filter(code__in=["K07", "K16"]).update(is_headline=True)
    secretaries = dict(zip(pilots, [secretary, other_secretary, third_secretary], strict=True))
    figures, reports = {}, {}

    def begin(chance):
        for pilot in pilots:
            for quarter in QUARTERS:
                stated = figures[pilot, quarter] = (chance.choice(AREAS), chance.choice(CADRES))
                changes = {"K07": {"area": stated[0]}, "K16": {"cadres": stated[1]}}
                reports[pilot, quarter] = complete_report(pilot, quarter=quarter, changes=changes)

    def act(chance):
        key = chance.choice(list(reports))
        report, step = reports[key], chance.choice(["submit", "submit", "return", "withdraw", "approve", "reopen"])
        reason = {"reason": "数据有误"} if step in {"return", "reopen"} else {}
        actor = secretaries[key[0]] if step in {"submit", "withdraw"} else department
        try:
            getattr(actions, f"{step}_report")(report=report, actor=actor, **reason)
        except ActionError:
            return ""
        return step

    return figures, begin, act


def reference(figures, pilots, quarter):
    """Return the red lamps with the quarter each is carried from, and how many targets each pilot has met."""
    approved = {(each.pilot, each.quarter) for each in Report.objects.filter(state=Report.State.APPROVED)}
    reds: dict[tuple[str, str], Quarter | None] = {}
    met: dict[str, int] = {}
    for pilot in pilots:
        last = max((each for each in QUARTERS if (pilot, each) in approved and each <= quarter), default=None)
        area, cadres = figures[pilot, last] if last else (200, 4)
        off = {"K07": area < 200, "K16": not 3 <= cadres <= 5}
        reds |= {(code, pilot.code): last if last != quarter else None for code in off if off[code]}
        judged = 0 if last is None else 7 if last == quarter else 6  # without the count of the quarter
        met[pilot.code] = judged - sum(map(bool, off.values()))
    return reds, met


def lamp_owed(about):
    return about.indicator.code, about.pilot.code


def reds_of(cells):
    return {(cell.indicator.code, cell.pilot.code): cell.as_of for cell in cells if str(cell.colour) == "red"}


def rooms(plan, pilots, quarter):
    """Yield each room's name with the red lamps it shows."""
    board = load_scoreboard(plan, quarter, "all")
    yield "matrix", reds_of(board.cells), None
    yield "red list", reds_of(board.reds), None
    yield "wall", reds_of(cell for panel in arrange(board).panels for cell in panel.cells), None
    yield "owed", [lamp_owed(each.about) for each in find_lamps(board, TODAY)], None
    # What preparation and reminders say of a value.
    yield "owed, carried", sum("沿用" in each.shown for each in find_lamps(board, TODAY)), "K carried"
    pages = [load_area_page(plan, area.number, quarter) for area in board.plan_context.areas]
    yield "areas", reds_of(cell for page in pages for row in page.rows for cell in row.cells), None
    chosen = [dict(each.counts) for page in pages for each in page.lamps if each.is_chosen]
    yield "lamps over the quarters", sum(counts[Colour.RED] for counts in chosen), None
    rows = [row for pilot in pilots for area in load_pilot_page(pilot, quarter).areas for row in area.rows]
    yield "pilots", reds_of(row.cell for row in rows), None
    seat = plan.member_units.get(unit__code="caizhengju")
    yield "unit", reds_of(load_unit_page(plan, seat.unit, seat, quarter).reds), "K07"
    line = next(each for each in load_unit_list(plan, quarter).lines if each.seat == seat)
    yield "units", line.reds, "K07"
    yield "units, carried", line.carried_reds, "K07 carried"
    for code in ("K07", "K16"):
        page = load_indicator_page(plan, code, quarter, Report.objects.all())
        yield "indicator", reds_of(row.cell for row in page.rows), code
        values = [load_value_page(each, code, quarter, Report.objects.all(), by_name=False) for each in pilots]
        yield "values", reds_of(value.cell for value in values), code
        compared = [row.cell for chart in comparisons(board) if chart.indicator.code == code for row in chart.rows]
        yield "comparison", reds_of(compared), code
        lamps = [row for row in indicator_table(plan, page).rows if row[1] == str(quarter)]
        yield "indicator table", len([row for row in lamps if row[5] == lamp(Colour.RED)]), code
    yield from tables(board, pilots, seat)
    snapshot = content_of(board, MeetingFactory.build(plan=plan, pk=1), TODAY)
    shown = read(Snapshot(content=snapshot.content, sha256=snapshot.sha256))
    yield "snapshot", reds_of(shown.cells), None
    paper = bulletin_data(plan, quarter, TODAY)
    cells = [(pilot["id"], cell) for pilot in paper["pilots"] for cell in pilot["cells"] if cell["colour"] == "red"]
    yield "bulletin", [(cell["id"], pilot) for pilot, cell in cells], None
    yield "bulletin, carried", sum(bool(cell["as_of"]) for _pilot, cell in cells), "K carried"


def tables(board, pilots, seat):
    """Yield each table's name with how many red lamps it holds; the carried ones bear their quarter."""
    yield "reds table", len(reds_table(board).rows), None
    yield "carried in it", sum(str(board.quarter) not in row for row in reds_table(board).rows), "K carried"
    parts = [area_table(board, area.number) for area in board.plan_context.areas]
    pages = [load_pilot_page(each, board.quarter) for each in pilots]
    for name, some, part in (
        ("scoreboard table", [scoreboard_table(board)], None),
        ("area tables", parts, None),
        ("pilot tables", [pilot_table(page) for page in pages], None),
        ("unit table", [unit_table(board, seat.unit)], "K07"),
    ):
        yield name, sum(lamp(Colour.RED) in row for table in some for row in table.rows), part


def expected(reds, shown, part):
    """Return what a room should show: the lamps, or how many they are, all or a part of them."""
    code, _blank, carried = (part or "K").partition(" ")
    chosen = {key: last for key, last in reds.items() if key[0].startswith(code) and (last or not carried)}
    if isinstance(shown, list):
        return sorted(chosen)
    return len(chosen) if isinstance(shown, int) else chosen


def tallies_of(board):
    yield from (standing.tally for standing in board.standings)
    yield from (tally for block in board.blocks for _pilot, tally in block.tallies)
    yield from (board.tally, board.county)


@pytest.mark.parametrize(("seed", "looked_at"), [(0, QUARTERS), (1, QUARTERS[-1:])])
def test_every_room_names_the_references_lamps(seed, looked_at, history, plan, pilots):
    figures, begin, act = history
    chance = Chance(seed)
    begin(chance)
    done = Counter(act(chance) for _ in range(90))
    assert {"submit", "return", "withdraw", "approve"} <= set(done)
    for quarter in QUARTERS:
        reds, met = reference(figures, pilots, quarter)
        board = load_scoreboard(plan, quarter)
        assert {each.pilot.code: each.tally.met for each in board.standings} == met
        assert (board.tally.reds, board.carried_reds) == (len(reds), sum(map(bool, reds.values())))
        for tally in tallies_of(board):
            parts = [tally.met, tally.on_schedule, *(tally.counts[each] for each in ("yellow", "red", "grey"))]
            assert sum(parts) == tally.total
            assert min(parts) >= 0
        for name, shown, part in rooms(plan, pilots, quarter) if quarter in looked_at else ():
            shown = sorted(shown) if isinstance(shown, list) else shown
            assert shown == expected(reds, shown, part), (name, quarter)
