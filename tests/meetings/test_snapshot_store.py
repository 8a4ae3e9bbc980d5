import hashlib
import json
from datetime import date

import pytest
from django.utils import translation

from partybuilding.meetings.actions import open_meeting
from partybuilding.meetings.snapshot_store import content_of, read
from partybuilding.models import FieldValue, Indicator, LedgerItem, Report, Snapshot
from partybuilding.models.kept import UnreadableError
from partybuilding.reports.actions import approve_report, reopen_report
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.factories_meeting import (
    DutyReportFactory,
    LedgerEventFactory,
    LedgerItemFactory,
    MeetingFactory,
)
from tests.reports.reporting import complete_report
from tests.sample_plan import COMMUNITIES

QUARTER = Quarter(2005, 3)
PLACES = {"K07": "dongguan", "K30": ""}


@pytest.fixture
def report(pilots, secretary):
    """The first pilot's approved report: 162 m² of the 200."""
    return complete_report(pilots[0], approved=True, submitted_by=secretary, changes={"K07": {"area": 162}})


@pytest.fixture
def meeting(plan):
    return MeetingFactory(plan=plan, number=2, planned_on=date(2005, 11, 15))


@pytest.fixture
def snapshot(meeting, report, department):
    return open_meeting(meeting=meeting, actor=department).snapshot


def cell_of(shown, code, pilot="qinfenglu"):
    return next(cell for cell in shown.cells if cell.key == (f"{code}-{pilot}" if pilot else code))


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_it_keeps_every_cell_with_its_lamp_and_gap_in_both_languages(snapshot, report, plan):
    board = load_scoreboard(plan, QUARTER, {"all"})
    shown = read(snapshot)
    assert len(shown.cells) == len(board.cells) > 30
    area = cell_of(shown, "K07")
    assert (area.text.chinese, area.gap.chinese, area.gap.english) == ("162 m²", "还差 38 m²", "38 m² short")
    assert (area.lamp.colour, area.lamp.word.chinese, area.lamp.word.english) == ("red", "逾期", "Overdue")
    assert (area.figures, area.due, str(area.indicator.target)) == ({"area": "162.00"}, date(2004, 12, 31), "≥ 200 m²")
    assert (shown.tally, len(shown.reds)) == (board.tally, len(board.reds))


def test_it_reads_in_the_language_of_whoever_looks(snapshot):
    pilot = read(snapshot).pilots[0]
    for language, name in (("zh-hans", COMMUNITIES[0][1]), ("en", COMMUNITIES[0][2])):
        with translation.override(language):
            assert str(pilot) == name


def test_it_is_the_same_in_whatever_language_it_was_taken(plan, meeting, report):
    texts = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.add(content_of(load_scoreboard(plan, QUARTER, {"all"}), meeting, date(2005, 11, 15)))
    assert len(texts) == 1


def test_it_is_canonical_json_under_its_checksum(snapshot):
    kept = json.loads(snapshot.content)
    assert snapshot.content == json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert snapshot.sha256 == hashlib.sha256(snapshot.content.encode("utf-8")).hexdigest()
    assert "秦凤路社区" in snapshot.content


def test_what_no_approved_report_says_is_an_earlier_quarters(meeting, pilots, secretary, department):
    short = {"K07": {"area": 162}}
    complete_report(pilots[0], quarter=Quarter(2005, 2), approved=True, submitted_by=secretary, changes=short)
    shown = read(open_meeting(meeting=meeting, actor=department).snapshot)
    area = cell_of(shown, "K07")
    assert (area.as_of, area.text.chinese, bool(area.gap)) == (Quarter(2005, 2), "162 m²", True)
    assert (shown.pilots[0].is_approved, shown.pilots[0].last_known) == (False, Quarter(2005, 2))


def test_who_can_close_a_gap_stands_in_it_as_it_was(plan, meeting, report, department, town):
    plan.indicators.filter(code__in=["K07", "K30"]).update(town_answers=True, community_answers=True)
    shown = read(open_meeting(meeting=meeting, actor=department).snapshot)
    plan.indicators.update(town_answers=False, community_answers=False)
    named = {code: list(map(str, cell_of(shown, code, pilot).parties)) for code, pilot in PLACES.items()}
    assert named["K07"] == ["财政局", "城关镇党委", "东关社区"]
    assert named["K30"] == ["城关镇党委", "秦凤路社区", "东关社区", "东湖路社区"]
    with translation.override("en"):
        assert str(cell_of(shown, "K07", "dongguan").parties[-1]) == "Dongguan Community"


@pytest.mark.parametrize("version", [1, 2])
def test_a_snapshot_made_earlier_still_says_who_could_close_a_gap(snapshot, version):
    kept = json.loads(snapshot.content)
    for cell in kept["cells"]:
        del cell["parties"]
    for indicator in kept["indicators"]:
        indicator["leads"] = ["caizhengju"] if indicator["code"] == "K07" else []
    snapshot.content = json.dumps({**kept, "version": version})
    shown = read(snapshot)
    assert list(map(str, cell_of(shown, "K07").parties)) == ["财政局"]
    assert cell_of(shown, "K16").parties == []


# --- the ledger and the duties ----------------------------------------------------------------------------------------


def test_it_says_what_became_of_the_last_meetings_resolutions(plan, meeting, report, department):
    last = MeetingFactory(plan=plan, number=1, planned_on=date(2005, 6, 28), held=True)
    MeetingFactory(plan=plan, number=5, planned_on=date(2005, 3, 1), held=True)
    for number, state, due in ((1, "closed", 7), (2, "in_hand", 12), (3, "opened", 10), (4, "opened", 12)):
        item = LedgerItemFactory(
            plan=plan, meeting=last, number=number, state=state, opened_on=date(2005, 6, 28), due_on=date(2005, due, 31)
        )
    LedgerEventFactory(item=item, actor=department, text="已落实经费")
    meeting.number = 6
    meeting.save()
    kept = read(open_meeting(meeting=meeting, actor=department).snapshot).last
    assert kept is not None
    assert (kept.number, kept.held_on, len(kept.items)) == (1, date(2005, 6, 28), 4)
    balance = kept.balance
    assert (balance.total, balance.closed, balance.in_hand, balance.overdue) == (4, 1, 2, 1)
    assert [each.lamp.word.chinese for each in kept.items[:3:2]] == ["已销号", "逾期"]
    assert kept.items[3].last_text == "已落实经费"


def test_open_items_stand_beside_the_lamp_they_deal_with(plan, pilots, meeting, report, department):
    area = plan.indicators.get(code="K07")
    LedgerItemFactory(plan=plan, number=7, pilot=pilots[0], indicator=area)
    LedgerItemFactory(plan=plan, number=8, pilot=pilots[0], indicator=area, state=LedgerItem.State.CLOSED)
    LedgerItemFactory(plan=plan, number=9, pilot=pilots[1], indicator=area)
    shown = read(open_meeting(meeting=meeting, actor=department).snapshot)
    assert [item.code for item in shown.items_on(cell_of(shown, "K07"))] == ["2005-007"]
    assert [item.code for item in shown.open_items] == ["2005-007", "2005-009"]


def test_it_says_which_units_reported_on_their_duties(plan, meeting, report, department, member):
    DutyReportFactory(
        plan=plan, unit=member.unit, quarter=QUARTER, submitted_by=member, submitted_at="2005-10-03T08:00Z"
    )
    shown = read(open_meeting(meeting=meeting, actor=department).snapshot)
    assert {each.unit.code for each in shown.duties if each.is_submitted} == {"minzhengju"}
    assert [each.unit.code for each in shown.duties] == ["zuzhibu", "minzhengju", "caizhengju"]


# --- for ever ---------------------------------------------------------------------------------------------------------


def test_it_stays_what_it_was_when_a_report_is_opened_again_and_approved_with_other_figures(
    snapshot, report, department, secretary
):
    before = (snapshot.content, snapshot.sha256)
    reopen_report(report=report, actor=department, reason="面积复核")
    FieldValue.objects.filter(entry__report=report, field__key="area").update(value=230)
    Report.objects.filter(pk=report.pk).update(state=Report.State.SUBMITTED)
    approve_report(report=Report.objects.get(pk=report.pk), actor=department)
    assert load_scoreboard(snapshot.plan, QUARTER).reds == []
    kept = Snapshot.objects.get()
    assert (kept.content, kept.sha256) == before
    assert cell_of(read(kept), "K07").gap.chinese == "还差 38 m²"


def test_later_names_and_targets_change_nothing_in_it(snapshot, plan):
    Indicator.objects.filter(code="K07").update(name="面积", target=150, gap_short="缺 {n}")
    plan.phases.update(name="改名")
    area = cell_of(read(Snapshot.objects.get()), "K07")
    assert (area.indicator.name.chinese, area.gap.chinese) == ("阵地建筑面积", "还差 38 m²")


def test_one_flipped_byte_is_noticed(snapshot):
    assert snapshot.is_intact
    snapshot.content = snapshot.content.replace("162 m²", "163 m²", 1)
    assert not snapshot.is_intact


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"units":[]}', "null"])
def test_what_is_no_snapshot_any_more_cannot_be_read(snapshot, content):
    snapshot.content = content
    with pytest.raises(UnreadableError):
        read(snapshot)
