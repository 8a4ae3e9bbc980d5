"""manage.py loadplan FILE: create or update a plan from its file (docs/plan-file.md)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partybuilding.management.base import OurCommand
from partybuilding.plan.actions import Changes, load_plan
from partybuilding.plan.planfile import PlanFileError, read_plan


class Command(OurCommand):
    help = "Create or update a plan from a TOML file; changes nothing if the file has a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="for example partybuilding/plans/fengxiang-2004.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            # Windows editors put a byte order mark before Chinese text.
            file = read_plan(path.read_text(encoding="utf-8-sig"))
            changes = load_plan(file=file, reason=f"loadplan {path.name}")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}) from error
        except PlanFileError as error:
            raise CommandError(_refused(path.name, error)) from error
        if options["verbosity"]:
            self.stdout.write(_told(str(file.plan["slug"]), changes))


def _refused(name: str, error: PlanFileError) -> str:
    """Return every fault of a file, one a line."""
    head = ngettext(
        "%(count)d fault in %(file)s; nothing was changed:",
        "%(count)d faults in %(file)s; nothing was changed:",
        len(error.faults),
    )
    return head % {"count": len(error.faults), "file": name} + "\n" + _listed(str(fault) for fault in error.faults)


def _told(slug: str, changes: Changes) -> str:
    """Return what a load did, for the terminal."""
    kept = _("Changed in the admin, and not stated in the file; they stay. To state them, add:")
    unstated = [kept, *changes.unstated] if changes.unstated else []
    if not changes:
        return "\n\n".join([_("%s: nothing to change") % slug, *unstated])
    parts = []
    if changes.created:
        created = [f"{count} {name}" for name, count in changes.created.items()]
        parts.append(_("%(count)d created:") % {"count": changes.created.total()} + "\n" + _listed(created))
    if changes.changed:
        parts.append(_("%(count)d changed:") % {"count": len(changes.changed)} + "\n" + _listed(changes.changed))
    if changes.removed:
        parts.append(_("%(count)d removed:") % {"count": len(changes.removed)} + "\n" + _listed(changes.removed))
    return "\n\n".join(["\n".join([f"{slug}:", *parts]), *unstated])


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
