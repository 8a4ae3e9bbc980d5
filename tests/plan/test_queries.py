"""Reported figures: one road from the rows of the database to the figures of a page."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Q

from partybuilding import models
from partybuilding.plan.queries import load_figures
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from tests.factories import ReportFactory
from tests.reports.reporting import complete_report, photo

HOUSE = Path(models.__file__).parents[1]


def test_figures_are_by_report_indicator_and_field(pilots):
    first = ReportFactory(pilot=pilots[0], values={"K07": {"area": 210}, "K10": {"known": None, "members": 0}})
    second = ReportFactory(pilot=pilots[1], values={"K07": {"area": Decimal("1.50")}})
    pk = {each.code: each.pk for each in pilots[0].plan.indicators.all()}
    reported = load_figures(Q(entry__report__in=[first, second]))
    assert reported.figures == {
        (first.pk, pk["K07"]): {"area": 210},
        (first.pk, pk["K10"]): {"known": None, "members": 0},
        (second.pk, pk["K07"]): {"area": Decimal("1.5")},
    }
    assert load_figures(Q(entry__report=second)).of(first.pk, pk["K07"]) == {}


def test_figures_stand_in_the_order_of_the_form(pilot):
    report = complete_report(pilot)
    for indicator in pilot.plan.indicators.filter(entries__report=report):
        keys = [each.key for each in indicator.fields.order_by("order")]
        assert list(load_figures(Q(entry__report=report)).of(report.pk, indicator.pk)) == keys


def test_a_file_bears_out_the_indicator_it_hangs_on_while_it_is_there(pilot, secretary):
    report = complete_report(pilot)
    area, posts = (pilot.plan.indicators.get(code=code) for code in ("K07", "K10"))
    for about in (area, None):
        attach_evidence(report=report, file=photo(), actor=secretary, indicator=about)
    gone = attach_evidence(report=report, file=photo(), actor=secretary, indicator=posts)
    remove_evidence(evidence=gone, actor=secretary)
    assert load_figures(Q(entry__report=report)).evidenced == {(report.pk, area.pk)}


def put(mapping, key):
    mapping[key] = Decimal(1)


def test_what_was_read_cannot_be_changed(pilot):
    report = complete_report(pilot)
    reported = load_figures(Q(entry__report=report))
    place, own = next(iter(reported.figures.items()))
    for mapping, key in ((reported.figures, place), (own, "area"), (reported.of(0, 0), "area")):
        with pytest.raises(TypeError, match="item assignment"):
            put(mapping, key)


def test_nobody_else_reads_the_rows():
    readers = {str(path.relative_to(HOUSE)) for path in HOUSE.rglob("*.py") if "FieldValue.objects" in path.read_text()}
    # The second writes them, the third packs them.
    assert readers == {"plan/queries.py", "reports/actions.py", "package/queries.py"}
