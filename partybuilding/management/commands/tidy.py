"""manage.py tidy: delete what has served its time. Run it each night; twice does no harm."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.tidy import tidy
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Delete ended sessions, keys of forms taken, logins, reminders and runs of long ago, and broken uploads."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.TIDY) as outcome:
            outcome.details = asdict(tidy())
            deleted = _(
                "Deleted: %(sessions)d ended sessions, %(logins)d old logins, %(forms)d keys of forms, "
                "%(notices)d reminders, %(runs)d old runs of jobs, %(workbooks)d waiting workbooks, "
                "%(aside)d files of broken uploads."
            )
            outcome.summary = Sentence(deleted, outcome.details)
        if options["verbosity"]:
            self.stdout.write(str(outcome.summary))
