"""manage.py backup: one archive of the database and the files, in both places. Run it twice a day; often is fine."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.backup.actions import BackupError, copy_to_second_place, forget_old_archives, make_backup
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.shared.jobs import last_good_run, recorded


class Command(OurCommand):
    help = "Put the database and the files into one dated archive, copy it to the second place, forget old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.BACKUP) as outcome:
            try:
                backup = make_backup()
                size = backup.path.stat().st_size
                outcome.details = {"archive": backup.path.name, "stamp": backup.stamp, "size": size}
                copy_to_second_place(backup.path)
                proof = last_good_run(JobKind.PROOF)
                forget_old_archives(proven=proof.details["archive"] if proof else "")
            except BackupError as error:
                raise CommandError(error) from error
            outcome.summary = Sentence(_("%(path)s: %(rows)d rows, %(files)d files."), vars(backup))
        self.stdout.write(str(outcome.summary))
