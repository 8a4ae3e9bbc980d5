"""manage.py administrator: open the account of a system administrator with one of the three duties."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from communities.models import AdminDuty
from partybuilding.management.base import OurCommand
from partybuilding.office.actions import open_administrator
from partybuilding.shared.errors import ActionError


class Command(OurCommand):
    help = "Open the account of a system administrator and print its first password, shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--duty", choices=AdminDuty.values, default=AdminDuty.ACCOUNTS.value)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            login = open_administrator(username=options["username"], duty=AdminDuty(options["duty"]))
        except ActionError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{login.account.username:<20}{login.password}  {login.account.get_duty_display()}")
