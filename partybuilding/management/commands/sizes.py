"""manage.py sizes: count the rows of all tables, once a night; the system page shows how they grow."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.system import count_rows
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Count the rows of all tables and write them down; once a night. Twice does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.SIZES) as outcome:
            rows = count_rows()
            outcome.details = {"rows": rows}
            figures = {"rows": sum(rows.values()), "tables": len(rows)}
            outcome.summary = Sentence(_("%(rows)d rows in %(tables)d tables"), figures)
        if options["verbosity"]:
            self.stdout.write(str(outcome.summary))
