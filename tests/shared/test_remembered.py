"""What is kept by all it depends on: computed once, bounded, and put together again when anything of it changes."""

import gc
from weakref import ref

import pytest
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncMonth
from django.db.models.sql import Query
from django.template import Context, Template
from django.utils import translation

from fengxiang import clock
from partybuilding.models import FieldValue, Plan, Report
from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.compiled import compiled
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.quarter import Quarter
from tests.kept_plan import DAY
from tests.reports.reporting import complete_report

SECOND = Quarter(2005, 2)


@compiled(Report)
def reports(pilot, state, others):
    rows = Report.objects.filter(pilot=pilot, state=state).exclude(pk__in=others).order_by("quarter")
    return rows.select_related("pilot__community")


@pytest.fixture
def at(db):
    with clock.set_to(DAY):
        yield


def test_what_was_asked_for_lately_is_kept_and_the_rest_is_bounded():
    kept: Remembered[object] = Remembered(10)
    computed: list[object] = []

    def compute(key):
        computed.append(key)
        return key

    def ask(key):
        return kept.of(key, lambda: compute(key))

    for number in range(100):
        ask(number)
        assert ask("often") == "often"
    assert computed.count("often") == 1
    assert len(kept) <= 10


def test_a_read_whose_text_is_kept_says_what_the_queryset_says(plan, pilots):
    for pilot in pilots[:2]:
        for quarter in (SECOND, SECOND.previous):
            complete_report(pilot, approved=True, quarter=quarter)
    for pilot in pilots:
        rows = reports.rows(pilot.pk, "approved", shape=((),))
        assert len(rows) == (0 if pilot == pilots[2] else 2)
        assert rows == list(reports.build(pilot.pk, "approved", ()))
        assert [str(each.pilot) for each in rows] == [str(pilot)] * len(rows)
    assert reports.rows(pilots[0].pk, "submitted", shape=((),)) == []


def counted_reports(pilot):
    alike = Report.objects.filter(state=OuterRef("state")).values("state").annotate(n=Count("pk"))
    rows = Report.objects.filter(pilot=pilot).annotate(n=Subquery(alike.values("n")), month=TruncMonth("decided_at"))
    return rows.values_list("pk", "n", "month", "decided_at").order_by("pk")


def test_of_a_read_the_text_is_kept_and_not_the_query_it_was_put_together_from(plan, pilots, monkeypatch):
    for quarter in (SECOND, SECOND.previous):
        complete_report(pilots[0], approved=True, quarter=quarter)
    queries, get_compiler = [], Query.get_compiler

    def noted(query, *arguments, **options):
        queries.append(ref(query))
        return get_compiler(query, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Query, "get_compiler", noted)
        read = compiled(Report)(counted_reports)
        rows = read.rows(pilots[0].pk)
    gc.collect()
    assert queries
    assert [query() for query in queries] == [None] * len(queries)
    assert len(rows) == 2
    assert rows == read.rows(pilots[0].pk) == list(counted_reports(pilots[0].pk))


def test_a_plan_is_put_together_again_as_soon_as_one_of_its_rows_changes(plan):
    before = load_plan_context(plan)
    assert load_plan_context(Plan.objects.get(pk=plan.pk)) is before
    for change in (
        lambda: plan.indicators.filter(code="K07").update(target=201),
        lambda: plan.pilots.first().community._meta.model.objects.update(name="改名社区"),
        lambda: plan.phases.filter(number=1).update(name="另一阶段"),
        lambda: plan.indicators.get(code="K07").fields.update(name="面积"),
        lambda: plan.indicators.get(code="K07").leads.first().unit._meta.model.objects.update(name="另一单位"),
    ):
        change()
        after = load_plan_context(Plan.objects.get(pk=plan.pk))
        assert after is not before
        before = after


def test_a_write_in_one_pilot_judges_that_pilot_alone(plan, pilots, at):
    for pilot in pilots:
        complete_report(pilot, approved=True, quarter=SECOND)
    before = {(cell.indicator.pk, cell.pilot): cell for cell in load_scoreboard(plan, SECOND).cells}
    value = FieldValue.objects.get(entry__report__pilot=pilots[1], entry__indicator__code="K07")
    value.value = 777
    value.save()
    again = [cell for cell in load_scoreboard(plan, SECOND).cells if before[cell.indicator.pk, cell.pilot] is not cell]
    assert [(cell.indicator.code, cell.pilot) for cell in again] == [("K07", pilots[1])]
    with translation.override("en"):
        assert load_scoreboard(plan, SECOND).cells[0] is not before[again[0].plan_context.indicators[0].pk, pilots[0]]


def test_a_piece_sees_only_what_it_is_given_and_is_drawn_for_it_alone(plan):
    text = '{% load piece_tags %}{% piece "scoreboard/clause.html" indicator=indicator quarter=quarter plan=plan %}'
    indicator = plan.indicators.prefetch_related("fields").get(code="K07")
    given = {"indicator": indicator, "quarter": SECOND, "plan": plan, "linked": True}
    drawn = Template(text).render(Context(given))
    assert ("K07" in drawn, "<a" in drawn) == (True, False)
    renamed = plan.indicators.prefetch_related("fields").get(code="K07")
    renamed.name = "<另一指标>"
    assert renamed == indicator
    assert "&lt;另一指标&gt;" in Template(text).render(Context({**given, "indicator": renamed}))
    with translation.override("en"):
        assert Template(text).render(Context(given)) != drawn
