"""What one request costs in queries, session and header counted in, on the shipped plan with all its indicators."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fengxiang.whole_body import FORM_END
from partybuilding.models import Objection, Plan, Report
from partybuilding.plan import queries
from partybuilding.plan.queries import load_plan_context
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory, UserFactory
from tests.pages import form_data
from tests.reports.reporting import photo

pytestmark = pytest.mark.alike

OPEN, SAVE, SUBMIT = 24, 19, 40  # three of each act are the record's, and one before what is saved singly
KEPT_BESIDE = 1  # more for a savepoint: what was typed beside stays, should the rest be refused
RETURNED = 3  # more for what was returned: the steps, what was objected to, the files
HTMX = {"HX-Request": "true"}


@pytest.fixture
def reported(shipped_plan):
    """The indicators of the shipped plan that are reported on."""
    return load_plan_context(shipped_plan).reported


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """A request begins outside of any transaction; a test is inside of one."""
    monkeypatch.setattr(queries, "terms_version", lambda plan: vars(plan).get("terms_version"))


@pytest.fixture
def site(reported, client):
    """The secretary of the plan's first community, after a page of the plan: its worker knows the plan."""
    client.force_login(UserFactory(secretary=True, community=Plan.objects.get().pilots.all()[0].community))
    client.get(reverse("county", args=[Plan.objects.get().slug]))
    return client


def figure(field, number):
    """Return a figure that no other contradicts; an answer is yes for 1 and no for 2."""
    if field.spec.role.is_yes_no:
        return number % 2
    return 0 if field.role in {"outside", "waived"} else number


def make(reported, **state):
    """Create a report that nothing keeps from being submitted, after one that was approved on the quarter before."""
    pilot = Plan.objects.get().pilots.select_related("plan", "community").first()
    figures = {each.code: {field.key: figure(field, 1) for field in each.fields.all()} for each in reported}
    notes = {each.code: "以实地核对为准" for each in reported}
    ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), approved=True, values=figures, notes=notes)
    return ReportFactory(pilot=pilot, values=figures, notes=notes, **state)


def come_back(report, reported, objected=None):
    """Let somebody object to figures of a returned report, all unless some are given, and files hang on it."""
    event = report.events.get(kind="returned")
    for each in reported if objected is None else objected:
        Objection.objects.create(event=event, indicator=each, reason="请核对")
    for each in [None, *reported[:3]]:
        attach_evidence(report=report, file=photo(), actor=report.submitted_by, indicator=each)


def address(name):
    report = Report.objects.get(quarter="2005Q3")
    return reverse(name, args=[report.pilot.plan.slug, report.pilot.code, report.quarter])


def opening(site):
    form = address("report-edit")
    return cost(lambda: site.get(form), 200)


def cost(ask, *statuses):
    """Return how many queries a request took."""
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    assert response.status_code in statuses
    return len(queries)


def test_opening_the_form(reported, site):
    report = make(reported, returned=True)
    first = opening(site)
    come_back(report, reported)
    assert first <= OPEN
    assert opening(site) <= OPEN
    Report.objects.filter(pk=report.pk).update(state="draft")
    assert opening(site) <= OPEN


def test_saving_one_field(reported, site):
    objected = reported[::2]
    come_back(make(reported, returned=True), reported, objected)
    Report.objects.get(quarter="2005Q3").entries.filter(indicator__code__lt="K20").delete()
    data = form_data(site.get(address("report-edit")))
    save, seen = address("report-save"), 0
    shapes: set[tuple[str, str]] = set()
    for each in reported:
        row = {name: data[name] for name in (f"r{each.pk}", f"b{each.pk}", f"n{each.pk}")}
        figures = {f"v{field.pk}": "1" for field in each.fields.all()}
        # A figure where there was none or another, a wrong one, a note, a tick; and the same from another window.
        others = [dict.fromkeys(figures, "-"), {**figures, f"n{each.pk}": "借用"}, {}]
        shape = (each.operator, each.source)
        for typed in (figures, *(() if shape in shapes else others)):
            took = cost(lambda sent={**row, **typed}: site.post(save, sent, headers=HTMX), 200, 422)
            assert took <= SAVE + RETURNED * (each in objected)
            seen += 1
        shapes.add(shape)
    assert seen == len(reported) + 3 * len(shapes) > 50
    for name in Report.NARRATIVES:
        assert cost(lambda sent={name: "已开放"}: site.post(save, sent, headers=HTMX), 200) <= SAVE


def test_submitting_what_was_saved_before(reported, site):
    make(reported)
    submit = address("report-submit")
    data = {**form_data(site.get(address("report-edit"))), FORM_END: str(uuid4())}
    assert cost(lambda: site.post(submit, data), 302) <= SUBMIT
    assert Report.objects.get(quarter="2005Q3").state == "submitted"


def test_submitting_all_that_can_be_written_at_once(reported, site):
    """Entries, figures and texts, new ones and changed ones: nothing of it was saved before."""
    come_back(make(reported, returned=True), reported)
    Report.objects.get(quarter="2005Q3").entries.filter(indicator__code__lt="K20").delete()
    submit = address("report-submit")
    data = form_data(site.get(address("report-edit")))
    for each in reported:
        data |= {f"v{field.pk}": str(figure(field, 2)) for field in each.fields.all()}
        data |= {f"c{each.pk}": "on", f"n{each.pk}": "经核对"}
    data |= {**dict.fromkeys(Report.NARRATIVES, "已开放"), FORM_END: str(uuid4())}
    assert cost(lambda: site.post(submit, data), 302) <= SUBMIT + RETURNED + KEPT_BESIDE
    assert Report.objects.get(quarter="2005Q3").state == "submitted"
