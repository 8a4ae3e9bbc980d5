"""What is done with the record itself: entries that were kept long enough are removed, and the rest stays provable."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from partybuilding.audit.queries import first_since
from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record.changes import note_change
from partybuilding.record.entry import MEMBERS, entry_bytes
from partybuilding.record.tree import Trees
from partybuilding.record.verify import verify
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError

KEPT_AT_LEAST = timedelta(days=184)  # 网络安全法 art. 21(3): six months


@act(once=False)
def purge(*, before: datetime) -> int:
    """Remove the entries of before a moment, and return how many; what they came to is kept with the head.

    ActionError for a moment of the last six months, and for a record that is not what was written.
    """
    if before > timezone.now() - KEPT_AT_LEAST:
        raise ActionError(_("Entries are kept for six months at least."))
    if verify().flaw is not None:
        raise ActionError(_("The record is not what was written: nothing was removed. Run verify."))
    head = AuditHead.objects.select_for_update().get(pk=1)
    first = first_since(before)
    old = AuditEntry.objects.filter(position__lt=first)
    if (number := old.count()) == 0:
        return 0
    trees = Trees.load(head.first, head.first_sha256, head.first_sm3)
    for values in old.order_by("position").values_list(*MEMBERS).iterator():
        trees.add(entry_bytes(values))
    kept = {"first": trees.size, "first_sha256": trees.sha256.text(), "first_sm3": trees.sm3.text()}
    note_change(head, {"first": head.first}, {"first": trees.size, "roots": list(trees.roots())})
    AuditHead.objects.filter(pk=1).update(**kept)
    AuditEntry.objects.filter(position__lt=first).delete()
    return number
