"""manage.py proof: restore the newest backup into a scratch place and compare. Run it after each backup."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.backup.actions import BackupError
from partybuilding.backup.proof import prove_newest
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Restore the newest backup into a scratch place, compare it with what was backed up, and look at its pages."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.PROOF) as outcome:
            try:
                proof = prove_newest()
            except BackupError as error:
                raise CommandError(error) from error
            outcome.details = {"archive": proof.archive, "stamp": proof.stamp}
            outcome.summary = Sentence(
                _("%(archive)s can be restored: %(rows)d rows, %(files)d files, %(pages)d pages."), vars(proof)
            )
        self.stdout.write(str(outcome.summary))
