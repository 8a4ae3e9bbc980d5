"""Writing the record: one entry more, in the transaction of what it tells of.

The head is locked last of all that an act locks, after the plans' versions, and held to the end of the transaction: so
the entries have one order, on both databases, without a gap, and nobody waits for ever.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record.entry import EntryDraft, entry_bytes
from partybuilding.record.tree import Trees

# Written out: putting these statements together would cost more than running them.
_READ = "SELECT size, sha256, sm3 FROM partybuilding_audithead WHERE id = 1"
_LOCK = "SELECT size, sha256, sm3 FROM partybuilding_audithead WHERE id = 1 FOR UPDATE"
_RAISE = "UPDATE partybuilding_audithead SET size = %s, sha256 = %s, sm3 = %s WHERE id = 1"
_ADD = """
    INSERT INTO partybuilding_auditentry (
        position, moment, kind, name, outcome, actor, actor_name, actor_role, actor_unit, source, request,
        object_type, object_id, object_label, before, after, reason, sha256, sm3
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class RecordError(Exception):
    """The record cannot be gone on with: its head is gone, or is none (`manage.py verify` says more)."""


def append(entry: EntryDraft) -> int:
    """Write an entry, as the last thing of the transaction that is open, and return its position."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise RecordError("An entry is written in the transaction of what it tells of.")
    moment = timezone.now()  # the machine's, whatever day the site is set to
    with connection.cursor() as cursor:
        trees = _locked(cursor, connection)
        position = trees.size
        values = entry.values(position, moment)
        trees.add(entry_bytes(values))
        values[1] = connection.ops.adapt_datetimefield_value(moment)
        cursor.execute(_ADD, [*values, *trees.roots()])
        cursor.execute(_RAISE, [trees.size, trees.sha256.text(), trees.sm3.text()])
    return position


def _locked(cursor: Any, connection: Any) -> Trees:
    """Lock the head and return the trees; on an empty record, with a head made now."""
    statement = _LOCK if connection.features.has_select_for_update else _READ
    cursor.execute(statement)
    head = cursor.fetchone()
    if head is None:
        if AuditEntry.objects.using(DEFAULT_DB_ALIAS).exists():
            raise RecordError("The head of the record is gone.")
        AuditHead.objects.using(DEFAULT_DB_ALIAS).bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
        cursor.execute(statement)
        head = cursor.fetchone()
    try:
        return Trees.load(*head)
    except ValueError as error:
        raise RecordError("The head of the record is not what it was.") from error
