"""The other counties of `make bench` are whole ones: as many rows of each kind, and each hangs on its own county's."""

from bench import copies
from communities.models import Community, User
from partybuilding.models import FieldValue, Indicator, Plan, Report
from partybuilding.office.invariants import Memory
from partybuilding.reports.actions_evidence import attach_evidence
from tests.reports.reporting import photo


def foreign(model, way, other):
    """Return how many rows hang on two counties at once, by two ways to the plan."""
    rows = getattr(model, "objects", model)
    return sum(a != b for a, b in rows.values_list(way, other))


def counts():
    return {model: model._base_manager.count() for model in copies.copied()}


def test_everything_of_a_county_is_copied_and_points_into_its_copy(plan, report_in):
    report_in("approved")
    accounts, before = User.objects.count(), counts()
    copies.make(2)
    assert {model: 3 * number for model, number in before.items()} == counts()
    assert before[FieldValue] > 20
    assert before[Indicator.leads.through] > 0
    assert User.objects.count() == accounts
    assert sorted(Plan.objects.values_list("slug", flat=True)) == [plan.slug, f"{plan.slug}-1", f"{plan.slug}-2"]
    assert foreign(FieldValue, "entry__report__pilot__plan", "field__indicator__plan") == 0
    assert foreign(Indicator, "plan", "area__plan") == 0
    assert Report.objects.filter(pilot__plan__slug=f"{plan.slug}-2").get().pilot.code.endswith("-2")


def test_former_states_are_copied_with_what_they_are_of(plan, report_in, secretary):
    report = report_in("draft")
    attach_evidence(report=report, file=photo(), actor=secretary, indicator=None)
    report.progress = "第二稿"
    report.save()
    accounts, steps = User.history.count(), Report.history.count()
    copies.make(2, histories=True)
    assert steps > 1
    assert (User.history.count(), Report.history.count()) == (accounts, 3 * steps)
    assert list(Memory().history_is_complete()) == []
    assert (
        Indicator.history.filter(plan__slug=f"{plan.slug}-2").count() == Indicator.history.filter(plan=plan).count() > 0
    )
    assert foreign(Indicator.history, "plan", "area__plan") == 0


def test_what_is_made_after_the_copies_takes_the_next_key(plan):
    copies.make(1)
    last = Community.objects.latest("pk")
    assert Community.objects.create(code="new", name="新", town=last.town).pk > last.pk


def test_without_more_plans_nothing_is_copied(plan):
    before = counts()
    copies.make(0)
    assert counts() == before
