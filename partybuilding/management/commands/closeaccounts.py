"""manage.py closeaccounts: close the accounts nobody uses and those whose last day is over, once a night."""

from typing import Any

from django.utils.translation import ngettext_lazy

from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.actions import close_unused
from partybuilding.shared.jobs import recorded


class Command(OurCommand):
    help = "Close accounts that nobody logged in to for ACCOUNT_IDLE_DAYS, and those whose last day is over."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.CLOSEACCOUNTS) as outcome:
            closed = close_unused()
            outcome.details = {"closed": [account.pk for account in closed]}
            words = ngettext_lazy("%(count)d account closed", "%(count)d accounts closed", len(closed))
            outcome.summary = Sentence(words, {"count": len(closed)})
        if options["verbosity"]:
            self.stdout.write(str(outcome.summary))
            for account in closed:
                self.stdout.write(f"  {account.username}")
