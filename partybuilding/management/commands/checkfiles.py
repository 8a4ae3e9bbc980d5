"""manage.py checkfiles: is every kept file there, as it was kept? Run it each night; twice does no harm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.office.files import check_files, sweep


class Command(BaseCommand):
    help = "Compare the kept files with the rows that name them, and with what they came to when they were kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="delete files that no row names, older than a day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check = check_files()
        except DatabaseError as error:
            raise CommandError(_("The database cannot be read: is it there, and is `migrate` done?")) from error
        wrong = {
            pgettext("file", "missing"): check.missing,
            _("altered"): check.altered,
            _("named by no row"): check.unnamed,
        }
        for word, names in wrong.items():
            for name in names:
                self.stdout.write(f"{word}: {name}")
        if options["sweep"]:
            sweep(check)
        self.stdout.write(
            _("%(well)d files well, %(missing)d missing, %(altered)d altered, %(unnamed)d named by no row.")
            % {
                "well": check.well,
                "missing": len(check.missing),
                "altered": len(check.altered),
                "unnamed": len(check.unnamed),
            }
        )
        if not check.is_well:
            raise CommandError(_("Bring the files back from a backup: what is missing or altered is not handed out."))
