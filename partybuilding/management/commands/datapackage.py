"""manage.py datapackage: a plan's tables and files in one ZIP that is read without this product, for the archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from fengxiang import clock
from partybuilding.management.base import OurCommand
from partybuilding.models import Plan
from partybuilding.package.actions import PackageError, make_package


class Command(OurCommand):
    help = "Write a plan as a data package: tables in CSV, their description in JSON, and files; then read it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="the plan as its address has it, like fengxiang-2004")
        parser.add_argument("--to", type=Path, default=Path(), help="a folder, or the name of the new file; else here")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(_("There is no plan %s.") % options["plan"])
        to: Path = options["to"]
        path = to / f"{plan.slug}-{clock.today():%Y-%m-%d}.zip" if to.is_dir() else to
        try:
            package = make_package(plan, path)
        except PackageError as error:
            raise CommandError(str(error)) from error
        counts = {"path": path, "tables": package.tables, "rows": package.rows, "files": package.files}
        self.stdout.write(_("%(path)s: %(tables)d tables, %(rows)d rows, %(files)d files, all read again.") % counts)
        for words, names in ((_("Missing: %s"), package.missing), (_("Damaged: %s"), package.altered)):
            for name in names:
                self.stderr.write(words % name)
