"""What was kept long enough is removed, and the rest proved as before."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from partybuilding.audit.actions import purge
from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record import log, triggers
from partybuilding.record.heads import current_head, keep_head
from partybuilding.record.verify import verify
from partybuilding.shared.act import perform
from partybuilding.shared.errors import ActionError
from tests.record.test_verify import proved_by_script

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def record(communities, department, monkeypatch):
    """Have entries of every hundredth day of the last five years, the oldest first, and a head printed half-way."""
    now = timezone.now()
    with monkeypatch.context() as patch:
        for days in range(1800, 0, -100):
            patch.setattr(log, "timezone", SimpleNamespace(now=lambda days=days: now - timedelta(days=days)))
            perform("test.act", department, communities[0].save)
            if days == 900:
                keep_head(current_head(), communities[0])
    triggers.install(connection)


def test_what_is_older_than_three_years_goes_and_the_rest_is_proved(record):
    out = StringIO()
    call_command("purgerecord", stdout=out)
    assert "8 entries are older and were removed; the record begins with entry 8." in out.getvalue()
    assert (AuditHead.objects.get().first, AuditEntry.objects.count()) == (8, 11)
    last = AuditEntry.objects.get(position=18)
    assert (last.kind, last.name) == ("purge", "audit.actions.purge")
    assert '"first":8' in last.after
    proof = verify()
    assert (proof.flaw, proof.entries, proof.heads) == (None, 11, 1)
    assert proved_by_script() == (19, 10)
    assert purge(before=timezone.now() - timedelta(days=1096)) == 0


def test_what_is_left_is_still_watched(record):
    call_command("purgerecord", stdout=StringIO())
    triggers.drop(connection)
    AuditEntry.objects.filter(position=12).update(reason="x")
    flaw = verify().flaw
    assert flaw is not None
    assert (flaw.kind, flaw.position) == ("changed", 12)


def test_nothing_younger_than_six_months_goes(record, settings):
    settings.RECORD_YEARS = 0.4
    with pytest.raises(CommandError, match="six months"):
        call_command("purgerecord", stdout=StringIO())
    assert AuditHead.objects.get().first == 0


def test_a_record_that_was_tampered_with_stays_as_it_is(record):
    triggers.drop(connection)
    AuditEntry.objects.filter(position=2).update(reason="x")
    with pytest.raises(ActionError, match="not what was written"):
        purge(before=timezone.now() - timedelta(days=1096))
    assert AuditEntry.objects.filter(position=2).exists()
