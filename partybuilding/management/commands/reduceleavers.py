"""manage.py reduceleavers: of who left long ago, keep name, posts and term alone. It counts, unless told to do it."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from partybuilding.management.base import OurCommand
from partybuilding.office.leavers import latest_end, load_leavers, reduce_leavers


class Command(OurCommand):
    help = "Count, or with --for-good take away, what is kept of people who left more than LEAVER_YEARS ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--for-good", action="store_true", help="do it: nothing brings back what is taken away")

    def handle(self, *args: Any, **options: Any) -> None:
        before = latest_end()
        leavers = load_leavers(before)
        for each in leavers:
            self.stdout.write(
                _("%(what)s: %(entries)d left before %(day)s, %(history)d rows of history.")
                % {
                    "what": force_str(each.model._meta.verbose_name),
                    "entries": len(each.entries),
                    "day": before.isoformat(),
                    "history": len(each.history),
                }
            )
        if not any(each.entries or each.history for each in leavers):
            self.stdout.write(_("There is nothing to take away."))
        elif options["for_good"]:
            number = reduce_leavers(before=before)
            self.stdout.write(_("Reduced to name, posts and term: %(number)d.") % {"number": number})
        else:
            self.stdout.write(_("Nothing was taken away. Do it with --for-good, after a backup that was proved."))
