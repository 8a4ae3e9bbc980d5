"""manage.py scanfiles: let the virus scanner look at the kept files it has not seen. Run it each night."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.scan import scan_files
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Let the virus scanner look at the kept files it has not seen: those that came while it was away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="at all files, with what the scanner knows by now")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLAMD:
            self.stdout.write(_("There is no virus scanner: CLAMD is not set."))
            return
        with recorded(JobKind.SCANFILES) as outcome:
            scan = scan_files(again=options["again"])
            colon = pgettext("label", ": ")
            for name, virus in scan.refused.items():
                self.stdout.write(f"{virus}{colon}{name}")
            outcome.details = {"clean": len(scan.clean), "refused": len(scan.refused), "missing": len(scan.missing)}
            outcome.is_well = not scan.away and not scan.refused
            outcome.summary = Sentence(
                gettext_lazy("%(clean)d files clean, %(refused)d refused, %(missing)d not there."), outcome.details
            )
            if scan.away:
                away = gettext_lazy("The scanner went away: the rest waits for the next time.")
                outcome.summary = Sentence("%s %s", (outcome.summary, away))
        self.stdout.write(str(outcome.summary))
        if not outcome.is_well:
            raise CommandError(scan.away or _("What was refused is not handed out. Ask for other files in its place."))
