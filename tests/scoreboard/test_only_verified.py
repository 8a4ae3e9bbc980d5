"""The dashboards with nothing but what was verified on site."""

from datetime import date

import pytest
from django.utils import timezone

from partybuilding.models import Evidence, Report, Verification
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.scoreboard.evidence_level import figures_of
from partybuilding.scoreboard.pilot_page import load_pilot_page
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.pace import Colour, Lamp
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.queries import load_value
from tests.reports.reporting import complete_report, photo

SECOND, THIRD = Quarter(2005, 2), Quarter(2005, 3)


@pytest.fixture
def verify(plan, department):
    def verify(report, code="K07", outcome="as_reported"):
        indicator = plan.indicators.prefetch_related("fields").get(code=code)
        return Verification.objects.create(
            report=report,
            indicator=indicator,
            outcome=outcome,
            visited_on=date(2005, 10, 20),
            remark="实地丈量",
            values=figures_of(indicator, load_value(report, indicator).figures),
            verified_by=department,
            written_at=timezone.now(),
        )

    return verify


def cell_of(board, code, pilot=None):
    cells = [cell for block in board.blocks for row in block.rows for cell in row.cells]
    return next(cell for cell in cells if cell.indicator.code == code and cell.pilot == pilot)


def row_of(page, code):
    return next(row for area in page.areas for row in area.rows if row.cell.indicator.code == code)


@pytest.mark.parametrize(("outcome", "mark"), [("as_reported", "verified"), ("otherwise", "otherwise")])
def test_a_cell_knows_what_bears_it_out(plan, pilots, verify, outcome, mark):
    visit = verify(complete_report(pilots[0], approved=True), outcome=outcome)
    board = load_scoreboard(plan, THIRD)
    cell = cell_of(board, "K07", pilots[0])
    assert (cell.evidence_level.mark, cell.evidence_level.visit, cell.text) == (mark, visit, "210 m²")
    assert cell_of(board, "K16", pilots[0]).evidence_level.mark == "reported"
    assert cell_of(board, "K07", pilots[1]).evidence_level is None
    assert cell_of(board, "K30").evidence_level is None


def test_a_file_bears_out_the_cell_of_its_indicator_while_it_is_there(plan, pilots, secretary):
    report = complete_report(pilots[0])
    proof = attach_evidence(report=report, file=photo(), actor=secretary, indicator=plan.indicators.get(code="K07"))
    attach_evidence(report=report, file=photo(), actor=secretary)
    approved = {"state": "approved", "submitted_by": secretary, "submitted_at": timezone.now()}
    Report.objects.filter(pk=report.pk).update(**approved)
    board = load_scoreboard(plan, THIRD)
    assert [cell_of(board, code, pilots[0]).evidence_level.mark for code in ("K07", "K16")] == ["evidenced", "reported"]
    assert row_of(load_pilot_page(pilots[0], THIRD), "K07").cell.evidence_level.mark == "evidenced"
    Evidence.objects.filter(pk=proof.pk).update(removed_at=timezone.now())
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).evidence_level.mark == "reported"


def test_what_is_not_verified_is_neither_shown_nor_judged(plan, pilots, verify):
    verify(complete_report(pilots[0], approved=True, changes={"K16": {"cadres": 9}}))
    board = load_scoreboard(plan, THIRD, only_verified=True)
    shown, hidden = cell_of(board, "K07", pilots[0]), cell_of(board, "K16", pilots[0])
    assert (shown.text, shown.lamp, shown.evidence_level.mark) == ("210 m²", Lamp.MET, "verified")
    assert (hidden.text, hidden.lamp, hidden.colour, hidden.is_known) == ("—", Lamp.NOT_VERIFIED, Colour.GREY, False)
    assert board.standings[0].tally.met == 1
    assert [cell for cell in board.reds if cell.pilot] == []
    assert cell_of(load_scoreboard(plan, THIRD), "K16", pilots[0]).colour == Colour.RED


def test_found_otherwise_is_not_verified_but_says_so(plan, pilots, verify):
    verify(complete_report(pilots[0], approved=True), outcome="otherwise")
    cell = cell_of(load_scoreboard(plan, THIRD, only_verified=True), "K07", pilots[0])
    assert (cell.text, cell.lamp, cell.evidence_level.mark) == ("—", Lamp.NOT_VERIFIED, "otherwise")


def test_a_change_is_told_against_a_verified_quarter_alone(plan, pilots, verify):
    before = complete_report(pilots[0], approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    verify(complete_report(pilots[0], approved=True))
    assert cell_of(load_scoreboard(plan, THIRD, only_verified=True), "K07", pilots[0]).change == ""
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).change == "+24"
    verify(before)
    assert cell_of(load_scoreboard(plan, THIRD, only_verified=True), "K07", pilots[0]).change == "+24"


def test_what_was_met_last_quarter_counts_if_it_was_verified(plan, pilots, verify):
    before = complete_report(pilots[0], approved=True, quarter=SECOND)
    assert load_scoreboard(plan, THIRD, only_verified=True).met_before == 0
    verify(before)
    assert load_scoreboard(plan, THIRD, only_verified=True).met_before == 1
    assert load_scoreboard(plan, THIRD).met_before == 7


def test_a_quarter_not_approved_stays_not_reported(plan, pilots, verify):
    before = complete_report(pilots[0], approved=True, quarter=SECOND)
    assert cell_of(load_scoreboard(plan, THIRD, only_verified=True), "K07", pilots[0]).lamp == Lamp.NOT_REPORTED
    verify(before)
    cell = cell_of(load_scoreboard(plan, THIRD, only_verified=True), "K07", pilots[0])
    assert (cell.text, cell.as_of, cell.evidence_level.mark) == ("210 m²", SECOND, "verified")


def test_a_figure_changed_after_the_visit_is_not_verified_any_more(plan, pilots, verify):
    report = complete_report(pilots[0], approved=True)
    verify(report)
    report.entries.get(indicator__code="K07").values.update(value=211)
    assert Report.objects.get(pk=report.pk).state == "approved"
    assert cell_of(load_scoreboard(plan, THIRD), "K07", pilots[0]).evidence_level.mark == "reported"


def test_the_pilots_lines_leave_out_what_is_not_verified(pilots, verify):
    verify(complete_report(pilots[0], approved=True, quarter=SECOND))
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 220}})
    page = load_pilot_page(pilots[0], THIRD, only_verified=True)
    row = row_of(page, "K07")
    assert (row.cell.text, row.cell.lamp, row.told_in) == ("—", Lamp.NOT_VERIFIED, None)
    assert [point.text for point in row.trend.points if point.text != "—"] == ["210 m²"]
    assert row_of(page, "K16").trend is None
    assert page.tally.met == 0


def test_a_row_of_the_pilots_page_says_whose_report_states_it(pilots):
    complete_report(pilots[0], approved=True, quarter=SECOND)
    assert row_of(load_pilot_page(pilots[0], THIRD), "K07").told_in == SECOND
    complete_report(pilots[0], approved=True)
    assert row_of(load_pilot_page(pilots[0], THIRD), "K07").told_in == THIRD
