"""manage.py demo: put the demonstration into an empty database, or keep the one that is there.

With --jobs the jobs of a night run once after it, as they would run by themselves: what the page of the system shows of
them did happen.
"""

import os
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import User
from fengxiang import clock
from partybuilding.demo.build import TODAY, build_demo, require_good_password
from partybuilding.demo.people import ACCOUNTS
from partybuilding.management.base import OurCommand
from partybuilding.shared.errors import ActionError

DEFAULT_PASSWORD = "Tea-2005-hot!"  # noqa: S105 - for made-up data on a developer's machine, and said so


JOBS = ("remind", "checkfiles", "checkdata", "sizes", "tidy", "closeaccounts", "backup", "proof")


class Command(OurCommand):
    help = "Fill an empty database with demonstration data; what is there already is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether DEMO_PASSWORD will do: no database")
        parser.add_argument("--jobs", action="store_true", help="then run the jobs of a night once")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(_("The demonstration has accounts with a known password: it runs with DEBUG on only."))
        password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
        try:
            require_good_password(password)
            if options["check"]:
                return
            built = build_demo(password=password)
        except ActionError as refusal:
            raise CommandError(str(refusal)) from refusal
        if not built:
            self.stdout.write(_("The demonstration is there already: everything in it is kept."))
        elif options["jobs"]:
            self.run_jobs()
        self._print_accounts(password)
        self.stdout.write(_today())

    def run_jobs(self) -> None:
        """Run each job as a night would: one that fails has written that down, and is in nobody's way."""
        for name in JOBS:
            try:
                call_command(name, verbosity=0, stdout=StringIO())
            except CommandError as error:
                self.stdout.write(pgettext("label", ": ").join((name, str(error))))

    def _print_accounts(self, password: str) -> None:
        names = [account.username for account in ACCOUNTS]
        users = User.objects.in_bulk(names, field_name="username")
        # Each hash once: the accounts share theirs until somebody changes a password.
        opens = {hashed: check_password(password, hashed) for hashed in {user.password for user in users.values()}}
        for name in names:
            if user := users.get(name):
                place = user.community or user.unit or ""
                changed = "" if opens[user.password] else _("(password changed since)")
                self.stdout.write(f"  {name:<12}{user.get_role_display()} {place} {changed}".rstrip())
        self.stdout.write(_("Password of all accounts: %s") % password)


def _today() -> str:
    if day := clock.set_day():
        return _("Demonstration data, today is set to %s") % day
    return _("Demonstration data, made for FENGXIANG_TODAY=%s: without it, today is today.") % TODAY
