"""manage.py checkfiles: is every kept file there, as it was kept? Run it each night; twice does no harm."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.files import check_files, sweep
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Compare the kept files with the rows that name them, and with what they came to when they were kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="delete files that no row names, older than a day")

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.CHECKFILES) as outcome:
            check = check_files()
            self._name(
                {
                    pgettext("file", "missing"): check.missing,
                    _("altered"): check.altered,
                    _("named by no row"): check.unnamed,
                }
            )
            if options["sweep"]:
                sweep(check)
            outcome.details = {
                "well": check.well,
                "missing": len(check.missing),
                "altered": len(check.altered),
                "unnamed": len(check.unnamed),
            }
            outcome.is_well = check.is_well
            outcome.summary = Sentence(
                gettext_lazy(
                    "%(well)d files well, %(missing)d missing, %(altered)d altered, %(unnamed)d named by no row."
                ),
                outcome.details,
            )
        self.stdout.write(str(outcome.summary))
        if not check.is_well:
            raise CommandError(_("Bring the files back from a backup: what is missing or altered is not handed out."))

    def _name(self, wrong: dict[str, list[str]]) -> None:
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        for word, names in wrong.items():
            for name in names:
                self.stdout.write(f"{word}{colon}{name}")
