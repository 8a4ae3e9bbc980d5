from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partybuilding.models import FieldValue, Plan, Report
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.resubmission import take_snapshot
from partybuilding.reports.validation import validate
from partybuilding.targets.pace import Lamp
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, CompoundFactory, ReportFactory, RoomFactory
from tests.factories_indicator import IndicatorFactory
from tests.reports.reporting import complete_report, photo
from tests.sample_plan import ALL_MET

SECOND, THIRD = Quarter(2005, 2), Quarter(2005, 3)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def pilot(pilots):
    return pilots[0]


def row_of(report, code):
    return next(row for row in load_report_detail(report).rows if row.indicator.code == code)


# --- what lies on the sheet ------------------------------------------------------------------------------------------


def test_every_indicator_of_the_community_has_a_row_in_the_plans_order(pilot):
    sheet = load_report_detail(ReportFactory(pilot=pilot))
    assert [row.indicator.code for row in sheet.rows] == list(ALL_MET)
    assert [(area.number, len(rows)) for area, rows in sheet.areas] == [(2, 2), (3, 2), (4, 4), (5, 2)]


def test_what_the_countys_records_hold_is_not_asked(plan, pilot):
    IndicatorFactory(plan=plan, area=plan.areas.get(number=6), code="K37", source="record", fields=[{"key": "leaders"}])
    assert "K37" not in [row.indicator.code for row in load_report_detail(ReportFactory(pilot=pilot)).rows]


def test_a_new_report_shows_the_register_beside_last_quarter(pilot):
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K07": {"area": 186}})
    RoomFactory(community=pilot.community, gross_floor_area=Decimal("199.99"))
    row = row_of(ReportFactory(pilot=pilot), "K07")
    assert (row.register, row.last, row.reported) == ({"area": Decimal("199.99")}, {"area": 186}, {})
    assert row.shown == row.suggestion == row.register
    assert (row.register_text, row.last_text, row.text) == ("199.99 m²", "186 m²", "—")
    assert (row.is_filled, row.is_confirmed, row.note, row.lamp) == (False, False, "", Lamp.NOT_REPORTED)


def test_what_no_register_holds_is_offered_from_last_quarter(pilot):
    complete_report(pilot, approved=True, quarter=SECOND)
    row = row_of(ReportFactory(pilot=pilot), "K10")
    assert (row.register, row.shown) == ({}, {"known": 60, "members": 60})


def test_the_register_is_read_on_the_quarters_last_day(pilot):
    RoomFactory(community=pilot.community, gross_floor_area=40, until=THIRD.last_day)
    assert row_of(ReportFactory(pilot=pilot), "K07").register == {"area": 40}
    assert row_of(ReportFactory(pilot=pilot, quarter=THIRD.next), "K07").register == {"area": 0}


@pytest.mark.parametrize("state", [{}, {"submitted": True}, {"returned": True}])
def test_last_quarter_counts_only_when_approved(pilot, state):
    complete_report(pilot, quarter=SECOND, **state)
    assert row_of(ReportFactory(pilot=pilot), "K07").last == {}


def test_another_pilots_figures_are_not_offered(pilots):
    complete_report(pilots[1], approved=True, quarter=SECOND)
    RoomFactory(community=pilots[1].community)
    row = row_of(ReportFactory(pilot=pilots[0]), "K07")
    assert (row.last, row.register) == ({}, {"area": 0})


def test_a_draft_shows_what_was_typed_and_offers_the_rest(pilot):
    report = ReportFactory(pilot=pilot, values={"K28": {"civilised": 2, "compounds": None}})
    CompoundFactory(community=pilot.community)
    row = row_of(report, "K28")
    assert row.shown == {"civilised": 2, "compounds": 1}
    assert not row.is_filled


def test_zero_typed_is_not_replaced_by_the_offer(pilot):
    RoomFactory(community=pilot.community)
    assert row_of(ReportFactory(pilot=pilot, values={"K07": {"area": 0}}), "K07").shown == {"area": 0}


@pytest.mark.parametrize(("typed", "differs"), [(40, False), ("40.00", False), (41, True), (0, True), (None, False)])
def test_a_figure_other_than_the_registers_is_seen(pilot, typed, differs):
    RoomFactory(community=pilot.community, gross_floor_area=40)
    report = ReportFactory(pilot=pilot, values={"K07": {"area": typed}})
    assert row_of(report, "K07").differs_from_register is differs


def test_where_there_is_no_register_nothing_differs_from_it(pilot):
    assert not row_of(complete_report(pilot), "K10").differs_from_register


@pytest.mark.parametrize(
    ("code", "before", "now", "change", "has_changed", "falls"),
    [
        ("K07", {"area": 186}, {"area": 210}, "+24", True, False),
        ("K07", {"area": 186}, {"area": 150}, "−36", True, True),
        ("K07", {"area": 300}, {"area": 250}, "−50", True, False),
        ("K07", {"area": 186}, {"area": 186}, "±0", False, False),
        ("K16", {"cadres": 5}, {"cadres": 6}, "+1", True, True),
        ("K16", {"cadres": 6}, {"cadres": 5}, "−1", True, False),
        ("K09", {"system": 1}, {"system": 0}, "−1", True, True),
        ("K10", {"known": 60}, {"known": 54}, "−10", True, True),
        ("K25", {"graduates": 2}, {"graduates": 0}, "−50", True, False),
    ],
)
def test_the_change_against_last_quarter(pilot, code, before, now, change, has_changed, falls):
    complete_report(pilot, approved=True, quarter=SECOND, changes={code: before})
    row = row_of(complete_report(pilot, changes={code: now}), code)
    assert (row.change, row.has_changed, row.falls) == (change, has_changed, falls)


def test_without_last_quarter_nothing_has_changed(pilot):
    row = row_of(complete_report(pilot), "K07")
    assert (row.change, row.has_changed, row.falls) == ("", False, False)


def test_evidence_lies_with_its_indicator(pilot, secretary):
    report = ReportFactory(pilot=pilot)
    indicator = pilot.plan.indicators.get(code="K07")
    kept = attach_evidence(report=report, file=photo(), actor=secretary, indicator=indicator)
    gone = attach_evidence(report=report, file=photo(), actor=secretary, indicator=indicator)
    remove_evidence(evidence=gone, actor=secretary)
    assert (row_of(report, "K07").evidence, row_of(report, "K06").evidence) == ([kept], [])


def test_the_snapshot_holds_every_figure_and_leaves_out_what_is_not_filled_in(pilot):
    report = complete_report(pilot, changes={"K07": {"area": None}, "K10": {"known": 0}})
    snapshot = take_snapshot(load_report_detail(report))
    by_key = {each.field.key: str(each.field_id) for each in FieldValue.objects.select_related("field")}
    assert by_key["area"] not in snapshot
    assert snapshot[by_key["known"]] == "0.00"


@pytest.mark.alike
def test_a_full_sheet_costs_as_many_queries_as_an_empty_one(pilot, secretary):
    def cost(report):
        report = Report.objects.select_related("pilot__plan", "pilot__community").get(pk=report.pk)
        with CaptureQueriesContext(connection) as queries:
            validate(load_report_detail(report))
        return len(queries)

    empty = cost(ReportFactory(pilot=pilot, quarter=SECOND))
    full = complete_report(pilot)
    for _ in range(3):
        attach_evidence(report=full, file=photo(), actor=secretary)
        CadreFactory(community=pilot.community)
    assert cost(full) == empty


# --- what the checker should look at first ---------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "marks"), [(270, ["changed by more than 30%"]), (260, []), (200, [])])
def test_a_jump_is_marked_for_the_checker(pilot, now, marks):
    RoomFactory(community=pilot.community, gross_floor_area=now)
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K07": {"area": 200}})
    row = row_of(complete_report(pilot, changes={"K07": {"area": now}}), "K07")
    assert row.labels == marks


def test_each_mark_is_told_once_and_makes_the_row_notable(pilot):
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K10": {"known": 20, "members": 60}})
    report = complete_report(pilot, changes={"K10": {"known": 50, "members": 90}})
    row = row_of(report, "K10")
    assert (row.note, row.labels, row.is_notable) == ("", ["changed by more than 30%"], True)


def test_the_plans_share_decides_what_jumps(pilot):
    complete_report(pilot, approved=True, quarter=SECOND, changes={"K10": {"known": 20}})
    report = complete_report(pilot, changes={"K10": {"known": 30}})
    assert row_of(report, "K10").labels == ["changed by more than 30%"]
    Plan.objects.update(jump_percent=50)
    assert row_of(Report.objects.get(pk=report.pk), "K10").labels == []


def test_a_row_that_contradicts_another_is_notable(plan, pilot):
    plan.indicators.get(code="K16").fields.update(quantity="cadres")
    plan.indicators.get(code="K25").fields.filter(key="cadres").update(quantity="cadres")
    report = complete_report(pilot, changes={"K25": {"cadres": 5}})
    assert row_of(report, "K16").labels == ["differs from the register"]
    assert row_of(report, "K25").labels == ["differs from the register", "contradicts K16"]
    assert row_of(report, "K25").is_notable
