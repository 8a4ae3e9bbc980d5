"""manage.py purgerecord: remove entries of the record that were kept long enough, once a month; twice does no harm."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from partybuilding.audit.actions import purge
from partybuilding.management.base import OurCommand
from partybuilding.models import AuditHead
from partybuilding.shared.errors import ActionError


class Command(OurCommand):
    help = "Remove entries of the record older than RECORD_YEARS; what is left can be proved as before."

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=round(365.25 * settings.RECORD_YEARS))
        try:
            old = purge(before=before)
        except ActionError as refusal:
            raise CommandError(str(refusal)) from refusal
        first = AuditHead.objects.get(pk=1).first
        self.stdout.write(
            _("%(old)d entries are older and were removed; the record begins with entry %(first)d.")
            % {"old": old, "first": first}
        )
