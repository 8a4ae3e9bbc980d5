"""The record is complete: what the staff change leaves its entry, as every page does (tests/test_permissions.py)."""

import pytest
from django.db import transaction

from partybuilding.models import AuditEntry
from partybuilding.record.answers import DOWNLOADS, EXPORTS, PERSONAL, UNTOLD
from tests import test_permissions as table
from tests.admin.admin_forms import untouched
from tests.pages import status_of
from tests.permissions import LINES, staff_address

# The table's own cast and ground.
cast, reports, visit, notice, reached = table.cast, table.reports, table.visit, table.notice, table.reached
meeting, issued, matter, kept, enter, entries = (
    table.meeting,
    table.issued,
    table.matter,
    table.kept,
    table.enter,
    table.entries,
)
NAMES = {line.name.split()[0] for line in LINES}
ENDS = {"302": "done", "200": "shown", "403": "refused"}  # how a form of the staff pages ends, by its answer


@pytest.mark.parametrize("role", ["sysadmin", "department"])
def test_every_entry_that_the_staff_change_or_delete_leaves_one_entry(client, enter, entries, role):
    """Each is sent as it stands, and then deleted, of those whose page is opened by the role."""
    enter(role)
    left: dict[str, tuple[str, ...]] = {}
    for line in table.STAFF_PAGES:
        page = line.name.rpartition("_")[2]
        if page not in {"change", "delete"} or line.expected[role] != "200":
            continue
        address = staff_address(line.name, entries)
        fields = untouched(client, address) if page == "change" else {"post": "yes"}
        with transaction.atomic():
            before = AuditEntry.objects.count()
            status = status_of(client.post(address, fields))
            rows = AuditEntry.objects.filter(position__gte=before).values_list("outcome", flat=True)
            left[line.name] = (status, *rows)
            transaction.set_rollback(True)
    assert {name: rows for name, (status, *rows) in left.items() if rows != [ENDS[status]]} == {}
    assert sum(status == "302" for status, *_rows in left.values()) >= (50 if role == "department" else 2)


def test_what_is_told_by_name_is_there():
    assert (DOWNLOADS | EXPORTS | PERSONAL | UNTOLD.keys()) - NAMES == set()
