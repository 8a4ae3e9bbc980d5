"""The checks before submitting: what blocks, what a note passes, and where it is said."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partybuilding.reports.actions import submit_report
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.validation import blocking, contradictions, row_warnings, validate
from partybuilding.shared.errors import ActionError
from partybuilding.targets.checks import WarningKind
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, ReportFactory, RoomFactory
from tests.factories_indicator import IndicatorFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

SECOND = Quarter(2005, 2)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def pilot(pilots):
    return pilots[0]


def told(report):
    """Return what blocks as (indicator, field, whether about the note, message)."""
    return [
        (each.row.indicator.code, each.key, each.about_note, each.message)
        for each in blocking(load_report_detail(report))
    ]


def found(report, code):
    return [each for each in validate(load_report_detail(report)) if each.row.indicator.code == code]


def without_note(report, code):
    report.entries.filter(indicator__code=code).update(note="")
    return report


# --- errors ----------------------------------------------------------------------------------------------------------


def test_nothing_keeps_a_complete_report_back(pilot):
    assert told(complete_report(pilot)) == []


def test_an_empty_report_is_told_every_row(pilot):
    assert told(ReportFactory(pilot=pilot)) == [(code, "", False, "Confirm or fill in.") for code in ALL_MET]


def test_a_figure_left_out_is_told_at_its_field(pilot):
    report = complete_report(pilot, changes={"K10": {"known": None}})
    assert told(report) == [("K10", "known", False, "Fill in: 0 if there is none.")]


def test_a_row_left_out_altogether_is_told_once(pilot):
    report = complete_report(pilot, changes={"K10": {"known": None, "members": None}})
    assert told(report) == [("K10", "", False, "Confirm or fill in.")]


def test_a_row_not_confirmed_is_told(pilot):
    report = complete_report(pilot)
    report.entries.filter(indicator__code="K09").update(is_confirmed=False)
    assert told(report) == [("K09", "", False, "Confirm or fill in.")]


def test_findings_come_in_the_sheets_order(pilot):
    report = complete_report(pilot, changes={"K28": {"civilised": None}, "K07": {"area": None}})
    assert [code for code, *_ in told(report)] == ["K07", "K28"]


def test_a_note_does_not_pass_an_error(pilot):
    report = complete_report(pilot, changes={"K28": {"civilised": 10}})
    (error,) = [each for each in found(report, "K28") if not each.is_warning]
    assert (bool(error.row.note), error.is_passed, error.key) == (True, False, "civilised")
    assert told(report) == [("K28", "civilised", False, "Cannot be more than “compounds”.")]


# --- warnings --------------------------------------------------------------------------------------------------------


def test_a_difference_from_the_register_asks_for_a_note(pilot):
    report = without_note(complete_report(pilot), "K07")
    assert told(report) == [("K07", "area", True, "Differs from the register, which has: 0 m².")]


def test_less_than_the_rooms_together_is_told_with_their_sum(pilot):
    for area in (120, 100):
        RoomFactory(community=pilot.community, gross_floor_area=area)
    report = without_note(complete_report(pilot), "K07")
    assert told(report) == [("K07", "area", True, "Differs from the register, which has: 220 m².")]


def test_a_figure_the_register_bears_out_needs_no_note(pilot):
    RoomFactory(community=pilot.community, gross_floor_area=210)
    assert told(without_note(complete_report(pilot), "K07")) == []


def test_leaving_the_target_asks_for_a_note_which_passes_it(pilot, secretary):
    complete_report(pilot, approved=True, quarter=SECOND)
    report = complete_report(pilot, changes={"K10": {"known": 54}})
    assert told(report) == [("K10", "", True, "On target last quarter, not any more: 6 members short.")]
    with pytest.raises(ActionError):
        submit_report(report=report, actor=secretary)
    report.entries.filter(indicator__code="K10").update(note="新转入 6 名党员")
    assert told(report) == []
    assert [each.is_passed for each in found(report, "K10")] == [True]
    assert submit_report(report=report, actor=secretary).state == "submitted"


def test_a_note_of_blanks_passes_nothing(pilot):
    report = complete_report(pilot)
    report.entries.filter(indicator__code="K07").update(note="  ")
    assert [code for code, *_ in told(report)] == ["K07"]


def test_one_note_passes_every_warning_of_its_row(pilot):
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K07": {"area": 400}})
    report = complete_report(pilot, changes={"K07": {"area": 150}})
    warnings = found(report, "K07")
    assert [each.oddity.kind for each in warnings] == [WarningKind.REGISTER, WarningKind.LIMIT, WarningKind.JUMP]
    assert all(each.is_passed for each in warnings)
    assert len([code for code, *_ in told(without_note(report, "K07"))]) == 3


def test_a_contradiction_names_the_other_indicator(plan, pilot):
    for code in ("K16", "K25"):
        plan.indicators.get(code=code).fields.filter(key="cadres").update(quantity="cadres")
    report = complete_report(pilot, changes={"K25": {"cadres": 5}})
    (clash,) = [each for each in found(report, "K25") if each.oddity.kind == WarningKind.CLASH]
    assert (clash.other, clash.key, clash.is_passed) == ("K16", "cadres", True)
    assert clash.message == "“cadres in post” is 5 here, 4 cadres in K16."
    assert len(told(without_note(report, "K25"))) == 2


def test_errors_and_warnings_of_a_row_are_told_together(pilot):
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K10": {"known": 20}})
    report = complete_report(pilot, changes={"K10": {"known": 61}})
    assert [each.is_warning for each in found(report, "K10")] == [False, True]


def test_a_rows_warnings_cost_no_query_beyond_the_sheet(pilot):
    CadreFactory(community=pilot.community)
    row = next(row for row in load_report_detail(complete_report(pilot)).rows if row.indicator.code == "K07")
    with CaptureQueriesContext(connection) as queries:
        assert row_warnings(row) == ["Differs from the register, which has: 0 m²."]
    assert len(queries) == 0


# --- contradictions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "figures", "found"),
    [
        ("K10", {"known": 61, "members": 60}, {"known": "Cannot be more than “members”."}),
        ("K10", {"known": 60, "members": 60}, {}),
        ("K10", {"known": 61, "members": None}, {}),
        ("K10", {"known": 1, "members": 0}, {"known": "Cannot be more than “members”."}),
        ("K22", {"total": 2, "outside": 2, "waived": 1}, {"outside": "Together cannot be more than “men in post”."}),
        ("K22", {"total": 3, "outside": 2, "waived": 1}, {}),
        ("K22", {"total": 0, "outside": None, "waived": 1}, {"outside": "Together cannot be more than “men in post”."}),
        ("K25", {"graduates": 5, "cadres": 4}, {"graduates": "Cannot be more than “cadres in post”."}),
        ("K07", {"area": 99999}, {}),
    ],
)
def test_a_part_cannot_be_larger_than_its_whole(plan, code, figures, found):
    figures = {key: None if value is None else Decimal(value) for key, value in figures.items()}
    assert contradictions(plan.indicators.get(code=code), figures) == found


def test_parts_are_paired_with_wholes_in_order(plan):
    fields = [
        {"key": "own", "role": "numerator"},
        {"key": "mobile", "role": "numerator"},
        {"key": "own_all", "role": "denominator", "name_en": "own members"},
        {"key": "mobile_all", "role": "denominator", "name_en": "mobile members"},
    ]
    indicator = IndicatorFactory(plan=plan, area=plan.areas.get(number=3), operator="share", fields=fields)
    figures = {"own": Decimal(9), "own_all": Decimal(10), "mobile": Decimal(3), "mobile_all": Decimal(2)}
    assert contradictions(indicator, figures) == {"mobile": "Cannot be more than “mobile members”."}
