"""manage.py setup: what a new site needs before anybody can log in: the plan, and the first account."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Role, User
from fengxiang import clock
from partybuilding.management.base import OurCommand
from partybuilding.models import Plan
from partybuilding.office.actions import FirstLogin, open_accounts, open_administrator
from partybuilding.office.queries import load_checklist, plan_at_hand
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import PlanFileError, read_plan
from partybuilding.shared.errors import ActionError

SHIPPED = Path(__file__).resolve().parents[2] / "plans" / "fengxiang-2004.toml"


class Command(OurCommand):
    help = "Load the plan and open the first account of a new site; what is there already is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=Path, help="a plan file; else the shipped one, if there is none yet")
        parser.add_argument("--administrator", default="admin", help="user name of the system administrator")
        parser.add_argument("--accounts", action="store_true", help="open every account now and print the passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"] or not Plan.objects.exists():
            self._load(options["plan"] or SHIPPED)
        logins: list[FirstLogin] = []
        try:
            if not User.objects.filter(role=Role.SYSADMIN, is_active=True).exists():
                logins.append(open_administrator(username=options["administrator"]))
            plan = plan_at_hand(clock.today())
            if plan and options["accounts"]:
                logins += open_accounts(plan=plan, actor=None)
        except ActionError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print_logins(logins)
        self._print_checklist()

    def _load(self, path: Path) -> None:
        try:
            file = read_plan(path.read_text(encoding="utf-8-sig"))
            load_plan(file=file, reason=f"setup {path.name}")
        except (OSError, UnicodeDecodeError, PlanFileError) as error:
            raise CommandError(_("%(file)s cannot be loaded: %(error)s") % {"file": path, "error": error}) from error
        self.stdout.write(_("Plan loaded: %s") % path.name)

    def _print_logins(self, logins: list[FirstLogin]) -> None:
        if not logins:
            return
        self.stdout.write(_("First passwords, shown this once, to be changed at the first login:"))
        for each in logins:
            self.stdout.write(f"  {each.account.username:<20}{each.password}  {each.account.name}")

    def _print_checklist(self) -> None:
        today = clock.today()
        plan = plan_at_hand(today)
        if plan and plan.ends_on < today:
            day = date_format(plan.ends_on)
            self.stdout.write(_("The plan ended on %s: see “When the plan is over” in the README.") % day)
        missing = [each for each in load_checklist(plan, today) if each.missing]
        self.stdout.write(_("Still to do (the page %s shows it, too):") % reverse("start"))
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        for each in missing:
            self.stdout.write(f"  {each.name}{colon}{each.missing}")
