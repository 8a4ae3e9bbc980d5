"""The database itself lets nobody change the record, or take from it."""

import pytest
from django.db import DatabaseError, connection, transaction

from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record import triggers
from partybuilding.shared.act import perform

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def locked(department, communities) -> None:
    """Have three entries, and the locks on."""
    triggers.install(connection)
    for _ in range(3):
        perform("test.act", department, communities[0].save)


COPY = """
    INSERT INTO partybuilding_auditentry
    SELECT position + %d, moment, kind, name, outcome, actor, actor_name, actor_role, actor_unit, source, request,
        object_type, object_id, object_label, before, after, reason, sha256, sm3
    FROM partybuilding_auditentry WHERE position = 0
"""
REFUSED = [
    "UPDATE partybuilding_auditentry SET reason = 'x' WHERE position = 1",
    "UPDATE partybuilding_auditentry SET position = 9 WHERE position = 2",
    "DELETE FROM partybuilding_auditentry WHERE position = 2",
    "DELETE FROM partybuilding_auditentry",
    COPY % 7,
    "DELETE FROM partybuilding_audithead",
    "UPDATE partybuilding_audithead SET size = 2",
    "UPDATE partybuilding_audithead SET first = 9",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_no_statement_changes_what_was_written(locked, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == AuditHead.objects.get().size == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["partybuilding_auditentry", "partybuilding_audithead"])
def test_nothing_is_emptied(locked, table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL replaces nothing")
def test_nothing_is_replaced(locked):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute((COPY % 1).replace("INSERT", "INSERT OR REPLACE"))


def test_no_model_changes_or_deletes_an_entry(locked):
    entry = AuditEntry.objects.get(position=1)
    for change in (entry.delete, entry.save, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(reason="x")


def test_acts_go_on(locked, department, communities):
    perform("test.act", department, communities[0].save)
    assert AuditHead.objects.get().size == 4


def test_the_locks_can_be_put_on_twice_and_taken_off(locked):
    triggers.install(connection)
    triggers.drop(connection)
    AuditEntry.objects.filter(position=1).update(reason="x")
    assert AuditEntry.objects.get(position=1).reason == "x"
