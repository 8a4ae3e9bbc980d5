"""manage.py remind: send the day's reminders. Run it once a day (docs/operations.md); twice does no harm."""

from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fengxiang import clock
from fengxiang.bilingual import Sentence
from partybuilding.management.base import OurCommand
from partybuilding.models import JobKind
from partybuilding.notices.actions import send_reminders
from partybuilding.shared.act import forget_old_keys
from partybuilding.shared.jobs import recorded
from partybuilding.work.owed import find_to_remind


class Command(OurCommand):
    help = "Remind secretaries of reports that are due or late, and the department of reports that wait; once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        day = clock.today()
        with recorded(JobKind.REMIND) as outcome:
            forget_old_keys()  # the one command that every office runs daily
            sent = send_reminders(day=day, owed=find_to_remind(day))
            people = len({item.notice_id for item in sent})
            outcome.summary = Sentence(_told(people), {"day": lazy(date_format, str)(day), "count": people})
        if not options["verbosity"]:
            return
        self.stdout.write(str(outcome.summary))
        for item in sent:
            self.stdout.write(f"  {item.notice.recipient} ({item.notice.recipient.username}) {item.text}")


def _told(people: int) -> Promise:
    """Return what the run came to, with a place for its day."""
    if not people:
        return _("%(day)s: nothing new to remind anybody of.")
    return ngettext_lazy("%(day)s: %(count)d person reminded:", "%(day)s: %(count)d people reminded:", people)
