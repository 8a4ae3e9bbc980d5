"""manage.py remind: send the day's reminders. Run it once a day (docs/operations.md); twice does no harm."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengxiang import clock
from partybuilding.management.base import OurCommand
from partybuilding.notices.actions import send_reminders
from partybuilding.shared.act import forget_old_keys
from partybuilding.work.owed import find_to_remind


class Command(OurCommand):
    help = "Remind secretaries of reports that are due or late, and the department of reports that wait; once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        day = clock.today()
        forget_old_keys()  # the one command that every office runs daily
        sent = send_reminders(day=day, owed=find_to_remind(day))
        if not options["verbosity"]:
            return
        if not sent:
            self.stdout.write(_("%(day)s: nothing new to remind anybody of.") % {"day": date_format(day)})
            return
        people = len({item.notice_id for item in sent})
        message = ngettext("%(day)s: %(count)d person reminded:", "%(day)s: %(count)d people reminded:", people)
        self.stdout.write(message % {"day": date_format(day), "count": people})
        for item in sent:
            self.stdout.write(f"  {item.notice.recipient} ({item.notice.recipient.username}) {item.text}")
