"""manage.py checkdata: does everything hold that has to? Run it each night; it changes nothing."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fengxiang import clock
from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.office.invariants import everything
from partybuilding.shared.jobs import recorded

KEPT = 50  # sentences that are written down with the run


class Command(OurCommand):
    help = "Look for impossible states, totals that are not those of their rows, and gaps in numbers."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(JobKind.CHECKDATA) as outcome:
            wrong = list(everything(clock.today()))
            outcome.details = {"wrong": len(wrong), "first": wrong[:KEPT]}
            outcome.is_well = not wrong
            outcome.summary = _in_words(len(wrong))
        for sentence in wrong:
            self.stdout.write(sentence)
        self.stdout.write(str(outcome.summary))
        if wrong:
            raise CommandError(_("Nothing was changed. Send these lines to whoever maintains the site."))


def _in_words(number: int) -> Sentence:
    if not number:
        return Sentence(_("States, steps, totals and numbers are as they have to be."))
    return Sentence(ngettext_lazy("%(n)d thing cannot be.", "%(n)d things cannot be.", number), {"n": number})
