"""Many fields saved at the same instant: each arrives, none is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from partybuilding.models import FieldValue, IndicatorField, Plan
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import ReportForm
from partybuilding.targets.breakdown import parts_and_wholes
from tests.client import Client
from tests.factories import ReportFactory, UserFactory
from tests.plan.plan_text import shipped

HTMX = {"HX-Request": "true"}
SAVES = 200


def base_of(form, field):
    """Return what the page carries beside a row of which one field alone is touched."""
    names = [f"v{each.pk}" for each in field.indicator.fields.all()]
    untouched = dict.fromkeys(names, "")  # and so nothing is sent of it
    return json.dumps({**untouched, f"v{field.pk}": form[f"v{field.pk}"].initial})


def is_part(field):
    """Whether it cannot be more than another field."""
    return field.key in {part.key for part, _whole in parts_and_wholes(field.indicator.clause)}


@pytest.mark.django_db(transaction=True)
def test_two_hundred_fields_at_once():
    load_plan(file=read_plan(shipped()), reason="test")
    jobs = []
    for pilot in Plan.objects.get().pilots.select_related("plan", "community"):
        report = ReportFactory(pilot=pilot)
        client = Client()
        client.force_login(UserFactory(secretary=True, community=pilot.community))
        address = f"/fengxiang-2004/reports/{pilot.code}/{report.quarter}/save/"
        fields = IndicatorField.objects.exclude(role__in=["item", "condition", "outside", "waived"])
        fields = fields.filter(indicator__in=report.pilot.plan.indicators.filter(source__in=["register", "report"]))
        form = ReportForm(load_report_detail(report))
        asked = [field for field in fields if f"v{field.pk}" in form.fields and not is_part(field)]
        jobs += [(client.cookies, address, field, report, base_of(form, field)) for field in asked]
    jobs = (jobs * SAVES)[:SAVES]
    assert len({(report.pk, field.pk) for _cookies, _address, field, report, _base in jobs}) > 100

    def save(job):
        cookies, address, field, _report, base = job
        try:
            client = Client()
            client.cookies = cookies
            sent = {f"r{field.indicator_id}": "1", f"v{field.pk}": str(field.pk), f"b{field.indicator_id}": base}
            return client.post(address, sent, headers=HTMX).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(save, jobs)) == {200}
    for _cookies, _address, field, report, _base in jobs:
        kept = FieldValue.objects.get(entry__report=report, field=field)
        assert kept.value == Decimal(field.pk)
