"""What each address × role has to leave in the record, and no other entry.

Held against the table of permissions, so that an address that comes later is held to the same.
"""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.test import Client

from partybuilding.models import AuditEntry, EntryKind
from partybuilding.record.answers import DOWNLOADS, EXPORTS, PERSONAL, UNTOLD
from tests.pages import asked, status_of
from tests.permissions import Line

BY_NAME = {"department", "town", "secretary"}  # read a community's registers by name


def _expected(line: Line, role: str, status: str) -> list[str]:
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


def all_asked(
    client: Client, enter: Callable[[str], None], role: str, pages: Iterable[tuple[Line, str]]
) -> tuple[dict[str, str], dict[str, object]]:
    """Return the answers to a role, as the table writes them, and which left other entries than they should.

    Of each what was done is taken back.
    """
    answers: dict[str, str] = {}
    faults: dict[str, object] = {}
    for line, address in pages:
        enter(role)
        with transaction.atomic():
            before = AuditEntry.objects.count()
            status = answers[line.title] = status_of(asked(client, line.method, address))
            left = list(AuditEntry.objects.filter(position__gte=before).values_list("kind", flat=True))
            transaction.set_rollback(True)
        expected = _expected(line, role, status)
        if len(left) != 1 if expected == ["any"] else left != expected:
            faults[line.title] = (status, left, expected)
    return answers, faults
