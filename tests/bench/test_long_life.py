"""A quarter of `make long-life` is lived by the product's own acts: nothing impossible comes of it."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from bench.long_life import life
from bench.long_life.life import Life, made_longer
from partybuilding.models import AuditEntry, JobKind, JobRun, Plan, Report
from partybuilding.office.invariants import everything
from partybuilding.office.tidy import tidy
from partybuilding.targets.quarter import Quarter


def test_the_demonstration_lives_on_and_everything_holds(built, monkeypatch):
    monkeypatch.setattr(life, "JOBS", {JobKind.SIZES: 1})
    first, last = Quarter(2005, 4), Quarter(2006, 3)
    made_longer(Plan.objects.get(), last)
    before = AuditEntry.objects.count()
    Life(Plan.objects.get(), last).live(first)
    assert list(everything(date(2006, 1, 4))) == []
    assert set(Report.objects.filter(quarter=first).values_list("state", flat=True)) == {"approved"}
    assert AuditEntry.objects.count() - before > JobRun.objects.count() > 90
    ago = timezone.now() - AuditEntry.objects.latest("position").moment
    assert timedelta(days=270) < ago < timedelta(days=280)
    assert tidy().sessions == Session.objects.count() + 14 * 65 > 900
