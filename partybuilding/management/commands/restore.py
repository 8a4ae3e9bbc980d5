"""manage.py restore: bring a backup back into an empty system (docs/operations.md, "Backup")."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.backup.actions import BackupError, restore
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Restore an archive made by `manage.py backup`: only into an empty database and an empty folder of files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.RESTORE) as outcome:
            try:
                backup = restore(options["archive"])
            except BackupError as error:
                raise CommandError(error) from error
            figures = {**vars(backup), "moment": date_format(backup.stamp, "Y-m-d H:i:s")}
            outcome.summary = Sentence(_("Restored as of %(moment)s: %(rows)d rows, %(files)d files."), figures)
        self.stdout.write(str(outcome.summary))
        self.stdout.write(str(_("Now run `migrate`, then `checkfiles`.")))
