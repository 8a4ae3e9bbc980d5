from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partybuilding.models import Report, Verification
from partybuilding.plan.queries import load_figures, load_plan_context
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from partybuilding.scoreboard.evidence_level import EvidenceLevel, Truths, figures_of, says, visits_to
from tests.reports.reporting import complete_report, photo

AS_REPORTED, OTHERWISE = Verification.Outcome.AS_REPORTED, Verification.Outcome.OTHERWISE
AREA = {"area": Decimal(210)}


def load_truths(report):
    return Truths(load_figures(Q(entry__report=report)).evidenced, visits_to([report.pk]))


@pytest.fixture
def report(pilots):
    return complete_report(pilots[0], approved=True)


@pytest.fixture
def indicator(plan):
    """Return an indicator of the plan's plan_context by its code."""
    found = {each.code: each for each in load_plan_context(plan).indicators}
    return found.__getitem__


@pytest.fixture
def attach(report, secretary):
    def attach(of):
        Report.objects.filter(pk=report.pk).update(state="draft")
        return attach_evidence(report=report, file=photo(), actor=secretary, indicator=of)

    return attach


@pytest.fixture
def visit(report, indicator, department):
    """Return a visit to the floor area of 210 m², written down as it is called."""

    def make(outcome=AS_REPORTED, figures=None, **fields):
        given = {
            "report": report,
            "indicator": indicator("K07"),
            "outcome": outcome,
            "visited_on": date(2005, 10, 20),
            "values": figures_of(indicator("K07"), figures or AREA),
            "verified_by": department,
            "written_at": timezone.now(),
        }
        return Verification.objects.create(**{**given, **fields})

    return make


@pytest.fixture
def level(report, indicator):
    """Return where the floor area stands; figures may differ from the 210 m² reported."""

    def level(code="K07", figures=None):
        return load_truths(report).of(report.pk, indicator(code), figures or AREA)

    return level


def test_a_value_alone_is_reported(level):
    assert (level().level, level().visit, level().mark) == (EvidenceLevel.REPORTED, None, "reported")


@pytest.mark.parametrize(("on", "expected"), [("K07", "evidenced"), ("K16", "reported"), (None, "reported")])
def test_a_file_bears_out_the_indicator_it_hangs_on_and_no_other(level, attach, indicator, on, expected):
    attach(on and indicator(on))
    assert level().mark == expected


def test_a_file_taken_off_bears_out_nothing(level, attach, indicator, secretary):
    proof = attach(indicator("K07"))
    remove_evidence(evidence=proof, actor=secretary)
    assert level().level == EvidenceLevel.REPORTED


def test_found_as_reported_is_verified(level, visit):
    made = visit()
    assert (level().level, level().visit, level().is_verified) == (EvidenceLevel.VERIFIED, made, True)


def test_found_otherwise_is_a_mark_of_its_own_and_counts_as_reported(level, visit, attach, indicator):
    attach(indicator("K07"))
    visit(OTHERWISE)
    assert (level().level, level().mark, level().is_verified) == (EvidenceLevel.REPORTED, "otherwise", False)


def test_a_visit_counts_while_the_report_says_the_same(level, visit):
    visit()
    assert level(figures={"area": 210.00}).level == EvidenceLevel.VERIFIED
    assert level(figures={"area": 211}).level == EvidenceLevel.REPORTED


def test_a_visit_withdrawn_does_not_count(level, visit, department):
    visit(withdrawn_at=timezone.now(), withdrawn_by=department)
    assert level().level == EvidenceLevel.REPORTED


def test_the_latest_visit_counts(level, visit):
    visit(OTHERWISE)
    visit(AS_REPORTED)
    assert level().level == EvidenceLevel.VERIFIED
    visit(OTHERWISE)
    assert level().mark == "otherwise"


@pytest.mark.parametrize(("code", "figures"), [("K30", {"meetings": 3}), ("K07", {"area": None}), ("K07", {"x": 1})])
def test_what_no_community_reports_or_nobody_filled_in_stands_nowhere(level, code, figures):
    assert level(code, figures) is None


@pytest.mark.parametrize(
    ("kept", "now", "same"),
    [
        ({"1": "210"}, {"1": "210.00"}, True),
        ({"1": "210"}, {"1": "210.01"}, False),
        ({"1": "210"}, {"1": "210", "2": "0"}, False),
        ({"1": "210", "2": "0"}, {"1": "210"}, False),
        ({}, {}, True),
    ],
)
def test_figures_are_the_same_if_each_of_them_is(kept, now, same):
    assert says(kept, now) is same


def test_it_costs_two_queries_however_much_there_is(visit, attach, indicator, report):
    for _ in range(3):
        visit()
        attach(indicator("K07"))
    with CaptureQueriesContext(connection) as queries:
        evidence_level = load_truths(report).of(report.pk, indicator("K07"), AREA)
        assert evidence_level
        assert evidence_level.visit
        assert evidence_level.visit.verified_by.name
    assert len(queries) == 2
