"""The record is complete: every address × every role leaves the entries it should, and no other.

Held against the table of permissions, so that an address that comes later is held to the same.
"""

import os

import pytest
from django.db import transaction

from partybuilding.models import AuditEntry, EntryKind
from partybuilding.record.answers import DOWNLOADS, EXPORTS, PERSONAL, UNTOLD
from tests import test_permissions as table
from tests.admin.admin_forms import untouched
from tests.permissions import LINES, ROLES, SEE_THE_MOST, route_of, staff_address

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
# Of the roles that differ in where they are alone, `make fuzz` asks the rest; on PostgreSQL those who see the most.
ASKED = ROLES if os.environ.get("FUZZ") else ("anonymous", "sysadmin", "department", "secretary", "member")
each_role = pytest.mark.parametrize(
    "role", [role if role in SEE_THE_MOST else pytest.param(role, marks=pytest.mark.alike) for role in ASKED]
)
ENDS = {"302": "done", "200": "shown", "403": "refused"}  # how a form of the staff pages ends, by its answer
BY_NAME = {"department", "town", "secretary"}  # read a community's registers by name


def expected_of(line, role, status):
    """Return the kind of the entry a request has to leave; none where there is nothing to tell."""
    if role in {"anonymous", "inactive"} or line.name in UNTOLD:
        return []
    if status in {"403", "404"}:
        return [EntryKind.DENIED]
    if line.name in {"logout", "admin:logout"}:
        return [EntryKind.LOGOUT] if line.method == "POST" else []
    if line.method == "POST":
        return ["any"]
    if status != "200":
        return []
    if line.name in {"record", "record-export"}:
        return [EntryKind.AUDIT]
    if line.name in DOWNLOADS or line.name.endswith("_document"):
        return [EntryKind.DOWNLOAD]
    if line.name in EXPORTS or line.name.startswith("out-") or line.name.endswith("_export"):
        return [EntryKind.EXPORT]
    is_by_name = line.name != "value" or role in BY_NAME
    return [EntryKind.READ] if line.name in PERSONAL and is_by_name else []


@pytest.fixture
def left(client, enter):
    """Return a request's status and the kinds of the entries it left, and take back what was done."""

    def left(line, role, address):
        enter(role)
        with transaction.atomic():
            before = AuditEntry.objects.count()
            status = table.status_of(table.asked(client, line.method, address))
            kinds = list(AuditEntry.objects.filter(position__gte=before).values_list("kind", flat=True))
            transaction.set_rollback(True)
        return status, kinds

    return left


def wrong(line, role, status, kinds):
    expected = expected_of(line, role, status)
    is_right = len(kinds) == 1 if expected == ["any"] else kinds == expected
    return {} if is_right else {line.title: (status, kinds, expected)}


@each_role
def test_every_address_leaves_its_entry_whatever_the_answer(left, kept, role):
    faults: dict[str, object] = {}
    for line in table.PLAN_PAGES:
        faults |= wrong(line, role, *left(line, role, "/" + route_of(line) % kept(line)))
    assert faults == {}


@each_role
def test_every_page_of_the_staff_leaves_its_entry(left, entries, role):
    faults: dict[str, object] = {}
    for line in table.STAFF_PAGES:
        if line.name.startswith("admin:None") or line.name.startswith("admin/"):
            continue
        faults |= wrong(line, role, *left(line, role, staff_address(line.name, entries)))
    assert faults == {}


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
            status = table.status_of(client.post(address, fields))
            rows = AuditEntry.objects.filter(position__gte=before).values_list("outcome", flat=True)
            left[line.name] = (status, *rows)
            transaction.set_rollback(True)
    assert {name: rows for name, (status, *rows) in left.items() if rows != [ENDS[status]]} == {}
    assert sum(status == "302" for status, *_rows in left.values()) >= (50 if role == "department" else 2)


def test_what_is_told_by_name_is_there():
    assert (DOWNLOADS | EXPORTS | PERSONAL | UNTOLD.keys()) - NAMES == set()
