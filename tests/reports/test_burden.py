"""The burden meter: what reports asked, what was changed, how often returned, how long the form was open."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Community
from partybuilding.models import FieldValue, Indicator, IndicatorField, Report, ReportEntry
from partybuilding.reports.actions import Draft, approve_report, return_report, save_draft, submit_report
from partybuilding.reports.burden import load_burden
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, ReportFactory, RoomFactory, at
from tests.reports.reporting import NOTES, complete_report
from tests.sample_plan import ALL_MET, make_plan

TODAY = date(2005, 11, 15)
Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)
FIGURES = sum(len(figures) for figures in ALL_MET.values())


def load_of(plan, quarter, place=0):
    _pilot, cells = load_burden(plan, TODAY, Community.objects.all()).rows[place]
    return dict(cells)[quarter]


def use_of(plan, code):
    return next(use for use in load_burden(plan, TODAY, Community.objects.all()).uses if use.indicator.code == code)


def forget_saves():
    for model in (FieldValue, ReportEntry, Report):
        model.history.all().delete()


@pytest.fixture
def submitted(pilots, secretary):
    """The first pilot's report of 2005Q3, complete and with the county."""
    return complete_report(pilots[0], submitted=True, submitted_by=secretary)


# --- asked ------------------------------------------------------------------------------------------------------------


def test_asked_are_figures_notes_and_texts(plan, pilots):
    complete_report(pilots[0], submitted=True)
    load = load_of(plan, Q3)
    assert (load.figures, load.notes, load.asked) == (FIGURES, len(NOTES), FIGURES + len(NOTES) + 3)


def test_an_open_report_asks_what_its_form_shows(plan, pilots):
    ReportFactory(pilot=pilots[0], values={"K07": {"area": 150}})
    reported = [each for each in Indicator.objects.filter(plan=plan) if each.is_reported]
    assert load_of(plan, Q3).figures == IndicatorField.objects.filter(indicator__in=reported).count() > 1


def test_no_report_is_nothing_asked(plan, pilots):
    assert load_of(plan, Q3) is None
    assert dict(load_burden(plan, TODAY, Community.objects.all()).totals)[Q3].loads == []


# --- changed ----------------------------------------------------------------------------------------------------------


def test_what_equals_the_register_is_not_changed(plan, pilots):
    RoomFactory(community=pilots[0].community, gross_floor_area=180)
    ReportFactory(pilot=pilots[0], submitted=True, values={"K07": {"area": 180}})
    assert load_of(plan, Q3).changed == 0


def test_the_register_of_the_quarters_last_day_is_what_was_offered(plan, pilots):
    RoomFactory(community=pilots[0].community, gross_floor_area=180, until=date(2005, 9, 29))
    ReportFactory(pilot=pilots[0], submitted=True, values={"K07": {"area": 180}})
    assert load_of(plan, Q3).changed == 1


def test_without_a_register_the_approved_value_of_last_quarter_was_offered(plan, pilots):
    ReportFactory(pilot=pilots[0], approved=True, quarter=Q2, values={"K10": {"known": 40, "members": 60}})
    ReportFactory(pilot=pilots[0], submitted=True, values={"K10": {"known": 45, "members": 60}})
    assert load_of(plan, Q3).changed == 1


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_what_was_not_approved_was_not_offered(plan, pilots, state):
    ReportFactory(pilot=pilots[0], quarter=Q2, values={"K10": {"known": 45, "members": 60}}, **{state: True})
    ReportFactory(pilot=pilots[0], submitted=True, values={"K10": {"known": 45, "members": 60}})
    assert load_of(plan, Q3).changed == 2


def test_what_is_not_filled_in_is_not_changed(plan, pilots):
    ReportFactory(pilot=pilots[0], values={"K10": {"known": None, "members": 60}})
    assert load_of(plan, Q3).changed == 1


# --- returns and minutes ----------------------------------------------------------------------------------------------


def test_returns_are_counted_and_other_steps_are_not(plan, submitted, department, secretary):
    report = return_report(report=submitted, reason="面积不符", actor=department)
    reply = Draft(narratives={"reply": "经核对无误"})
    report = submit_report(report=report, draft=reply, actor=secretary)
    report = return_report(report=report, reason="仍不符", actor=department)
    approve_report(report=submit_report(report=report, draft=reply, actor=secretary), actor=department)
    assert load_of(plan, Q3).returns == 2


def test_minutes_come_from_saves_of_figures_entries_and_texts(plan, pilots, secretary):
    report = ReportFactory(pilot=pilots[0])
    forget_saves()
    field = IndicatorField.objects.get(indicator__code="K07", indicator__plan=plan)
    drafts = [
        Draft(notes={field.indicator_id: "借用"}),
        Draft(values={field.indicator_id: {field.key: Decimal(150)}}),
        Draft(narratives={"progress": "活动站已开放，"}),
    ]
    for minute, draft in enumerate(drafts):
        save_draft(report=report, draft=draft, actor=secretary)
        saved = FieldValue.history.all() if draft.values else ReportEntry.history.all()
        (Report.history.all() if draft.narratives else saved).update(
            history_date=at(Q3.last_day) + timedelta(minutes=6 * minute)
        )
    assert load_of(plan, Q3).minutes == 13


def test_a_step_that_changes_no_text_is_no_save(plan, submitted):
    forget_saves()
    for hour in (9, 11):
        Report.history.create(
            id=submitted.pk,
            pilot=submitted.pilot,
            quarter=Q3,
            progress="活动站已开放。",
            history_date=at(TODAY, hour),
            history_type="~",
        )
    assert load_of(plan, Q3).minutes == 1


def test_it_does_not_know_who_saved(plan, submitted):
    with CaptureQueriesContext(connection) as queries:
        load_burden(plan, TODAY, Community.objects.all())
    asked = " ".join(query["sql"] for query in queries)
    assert "history_date" in asked
    assert "communities_user" not in asked
    assert "history_user" not in asked


# --- totals and what nobody changed -----------------------------------------------------------------------------------


def test_the_total_adds_up_what_is_known(plan, pilots):
    complete_report(pilots[0], submitted=True)
    forget_saves()
    complete_report(pilots[1], returned=True)
    total = dict(load_burden(plan, TODAY, Community.objects.all()).totals)[Q3]
    # The empty registers offered two zeros for K22, the number of persons beyond the limit and of waivers.
    assert total.asked == 2 * (FIGURES + len(NOTES) + 3)
    assert (len(total.loads), total.changed, total.returns, total.minutes) == (2, 2 * (FIGURES - 2), 1, 1)


def test_what_nobody_changed_in_a_year_is_found(plan, pilots):
    for pilot in pilots:
        for quarter, known in [(Quarter(2004, 3), 1), (Quarter(2004, 4), 1), (Q2, 1), (Q3, 2)]:
            ReportFactory(
                pilot=pilot,
                quarter=quarter,
                approved=True,
                values={"K09": {"system": 1}, "K10": {"known": known, "members": 60}},
            )
    ReportFactory(pilot=pilots[0], quarter=Quarter(2005, 1), values={"K09": {"system": 0}})  # a draft says nothing
    use = use_of(plan, "K09")
    assert (use.reports, use.changed, use.is_in_register) == (9, 3, False)  # 2005Q2 had nothing offered
    Report.objects.filter(quarter="2005Q2").delete()
    ReportFactory._meta.model.objects.filter(state="draft").delete()
    for pilot in pilots:
        ReportFactory(pilot=pilot, quarter=Quarter(2005, 1), approved=True, values={"K09": {"system": 1}})
        ReportFactory(pilot=pilot, quarter=Q2, approved=True, values={"K09": {"system": 1}})
    burden = load_burden(plan, TODAY, Community.objects.all())
    assert [(use.indicator.code, use.reports) for use in burden.unchanged] == [("K09", 12)]
    assert (burden.unchanged_figures, burden.asked_figures) == (1, 3)


# --- price ------------------------------------------------------------------------------------------------------------


@pytest.mark.alike
def test_it_costs_as_many_queries_for_9_pilots_as_for_3(db):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Q2)
            complete_report(pilot, submitted=True)
        with CaptureQueriesContext(connection) as queries:
            burden = load_burden(plan, TODAY, Community.objects.all())
        assert dict(burden.totals)[Q3].asked == count * (FIGURES + len(NOTES) + 3)
        return len(queries)

    assert cost(3, "small") == cost(9, "large") <= 25
