"""manage.py tryout: what manage.py proof runs in its scratch place; refused anywhere else."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from partybuilding.backup.actions import BackupError
from partybuilding.backup.scratch import try_out
from partybuilding.management.base import OurCommand


class Command(OurCommand):
    help = "For `manage.py proof` alone: restore an archive in its scratch place and say what came of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(json.dumps(try_out(options["archive"]), ensure_ascii=False))
        except BackupError as error:
            raise CommandError(str(error)) from error
