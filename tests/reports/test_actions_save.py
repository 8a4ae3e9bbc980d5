from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import FieldValue, IndicatorField, ReportEntry
from partybuilding.plan.queries import load_plan_context
from partybuilding.reports.actions import Draft, save_draft
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.resubmission import take_snapshot
from tests.factories import ReportFactory


@pytest.fixture
def report(pilot):
    return ReportFactory(pilot=pilot)


@pytest.fixture
def area(plan):
    return IndicatorField.objects.get(indicator__plan=plan, key="area")


def value_of(report, field):
    return FieldValue.objects.get(entry__report=report, field=field).value


def test_a_figure_is_kept(report, area, secretary):
    save_draft(report=report, draft=Draft(values={area.indicator_id: {area.key: Decimal("186.5")}}), actor=secretary)
    assert value_of(report, area) == Decimal("186.5")
    assert not report.entries.get().is_confirmed


def test_a_figure_is_changed_and_both_are_in_the_history(report, area, secretary):
    for figure in (186, 210):
        save_draft(report=report, draft=Draft(values={area.indicator_id: {area.key: Decimal(figure)}}), actor=secretary)
    history = FieldValue.history.filter(field=area).order_by("history_id")
    assert [row.value for row in history] == [186, 210]
    assert {row.history_user for row in history} == {secretary}


def test_a_figure_taken_out_is_not_zero(report, area, secretary):
    for figure in (Decimal(186), None):
        save_draft(report=report, draft=Draft(values={area.indicator_id: {area.key: figure}}), actor=secretary)
    assert value_of(report, area) is None


def test_what_was_never_filled_in_leaves_no_trace(report, area, secretary):
    save_draft(report=report, draft=Draft(values={area.indicator_id: {area.key: None}}), actor=secretary)
    assert not report.entries.exists()


def test_the_same_again_writes_no_history(report, area, secretary):
    draft = Draft(
        values={area.indicator_id: {area.key: Decimal(186)}},
        confirmed={area.indicator_id: True},
        notes={area.indicator_id: "无变化"},
        narratives={"progress": "已开工"},
    )
    save_draft(report=report, draft=draft, actor=secretary)
    before = (report.history.count(), ReportEntry.history.count(), FieldValue.history.count())
    save_draft(report=report, draft=draft, actor=secretary)
    assert (report.history.count(), ReportEntry.history.count(), FieldValue.history.count()) == before


def test_confirmation_and_note_are_kept_with_their_author(report, area, secretary):
    pk = area.indicator_id
    save_draft(report=report, draft=Draft(confirmed={pk: True}, notes={pk: "与台账一致"}), actor=secretary)
    entry = report.entries.get()
    assert (entry.indicator_id, entry.is_confirmed, entry.note) == (pk, True, "与台账一致")
    assert entry.history.get().history_user == secretary


def test_a_note_alone_does_not_undo_the_confirmation(report, area, secretary):
    pk = area.indicator_id
    save_draft(report=report, draft=Draft(confirmed={pk: True}), actor=secretary)
    save_draft(report=report, draft=Draft(notes={pk: "补充说明"}), actor=secretary)
    assert report.entries.get().is_confirmed


def test_only_the_narratives_given_are_changed(report, secretary):
    save_draft(report=report, draft=Draft(narratives={"progress": "七类用房已齐"}), actor=secretary)
    report.refresh_from_db()
    assert (report.progress, report.difficulties) == ("七类用房已齐", "办公用房不足。")
    assert report.history.latest().history_user == secretary


def test_saving_writes_no_step(report, area, secretary):
    save_draft(report=report, draft=Draft(values={area.indicator_id: {area.key: Decimal(1)}}), actor=secretary)
    assert not report.events.exists()


def test_a_failure_half_way_keeps_nothing(report, area, secretary, as_kept):
    before = as_kept(report)
    draft = Draft(values={area.indicator_id: {area.key: Decimal(-1)}}, narratives={"progress": "新"})
    with pytest.raises(Exception, match="partybuilding_fieldvalue_not_negative"):
        save_draft(report=report, draft=draft, actor=secretary)
    assert as_kept(report) == before


def test_a_whole_report_costs_as_much_as_one_figure(report, plan, secretary):
    def cost(values):
        with CaptureQueriesContext(connection) as queries:
            save_draft(report=report, draft=Draft(values=values), actor=secretary)
        return len(queries)

    one, *others = (each for each in load_plan_context(plan).reported)
    figures = {each.pk: dict.fromkeys((field.key for field in each.fields.all()), Decimal(1)) for each in others}
    assert cost({one.pk: {one.clause.fields[0].key: Decimal(1)}}) >= cost(figures)


def test_the_report_comes_back_as_it_would_be_read_again(report, plan, secretary):
    """Of the report as it stands after each save nothing has to be read again."""
    indicators = [*load_plan_context(plan).reported]
    figures = {
        each.pk: {field.key: Decimal(place) for field in each.fields.all()} for place, each in enumerate(indicators)
    }
    drafts = [
        Draft(values=figures, confirmed=dict.fromkeys(figures, True)),
        Draft(values={pk: dict.fromkeys(own, Decimal("7.5")) for pk, own in figures.items()}),
        Draft(values={pk: dict.fromkeys(own) for pk, own in figures.items()}, confirmed=dict.fromkeys(figures, False)),
        Draft(notes=dict.fromkeys(figures, "借用"), narratives={"progress": "已开放"}),
        Draft(values=figures),
        Draft(),
    ]
    for draft in drafts:
        now = save_draft(report=report, draft=draft, actor=secretary)
        report.refresh_from_db()
        again = load_report_detail(report)
        for one, other in zip(now.rows, again.rows, strict=True):
            assert (one.reported, one.note, one.is_confirmed) == (other.reported, other.note, other.is_confirmed)
            assert (one.lamp, one.text, one.labels) == (other.lamp, other.text, other.labels)
        assert take_snapshot(now) == take_snapshot(again)
        assert now.report.progress == report.progress
