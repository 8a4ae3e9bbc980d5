"""What the product's own commands have in common."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _


class OurCommand(BaseCommand):
    """A command that says plainly that there is no database yet, or none that can be read."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; CommandError if the database cannot be read, as before `migrate`."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            words = _("The database cannot be read: is it there, and is `migrate` done?")
            raise CommandError(f"{words} ({str(error).strip()})") from error
